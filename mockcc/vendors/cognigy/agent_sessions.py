"""Live Agent's header sessions (``access-token``, ``client``, ``uid``) and one-time tokens of the hand-over."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.agent_people import as_of_now, person_of
from mockcc.vendors.cognigy.agent_tables import PEOPLE, SESSIONS, SSO_TOKENS, Person, Session, SsoToken
from mockcc.vendors.cognigy.settings import SETTINGS
from mockcc.vendors.cognigy.sweep import add

COOKIE: Final = "cw_d_session_info"
"""The cookie in which the web interface keeps the session's header fields."""
TOKEN_LENGTH: Final = 22
SSO_LENGTH: Final = 64


class Live(NamedTuple):
    """A session that holds, and whose it is."""

    client: str
    session: Session
    person: Person

    @property
    def headers(self) -> dict[str, str]:
        """The session's header fields."""
        return {
            "access-token": self.session.token,
            "token-type": "Bearer",
            "client": self.client,
            "expiry": str(int(self.session.expires_at)),
            "uid": self.person.uid,
        }

    @property
    def bearer(self) -> str:
        """The header fields as one ``Authorization`` value, as newer releases send and take it."""
        return "Bearer " + base64.b64encode(json.dumps(self.headers).encode()).decode("ascii")

    @property
    def cookie(self) -> str:
        """The header fields as the web interface keeps them."""
        return quote(json.dumps(self.headers, separators=(",", ":")), safe="")


def shown(live: Live | None) -> dict[str, str | None]:
    """What fills the header fields of an answer in a session; nothing where the caller has none."""
    if live is None:
        return dict.fromkeys(("token", "type", "client", "expiry", "uid", "bearer"))
    fields = live.headers
    return {
        "token": fields["access-token"],
        "type": fields["token-type"],
        "client": fields["client"],
        "expiry": fields["expiry"],
        "uid": fields["uid"],
        "bearer": live.bearer,
    }


def begin(call: Call, person: Person) -> Live:
    """A new session; the person's oldest goes when there are too many."""
    settings = call.settings(SETTINGS)
    client, token = call.ids.text(TOKEN_LENGTH), call.ids.text(TOKEN_LENGTH)
    session = Session(email=person.email, token=token, expires_at=call.now() + settings.auth_token_lifespan_seconds)
    add(call, SESSIONS, client, session)
    person.clients.append(client)
    while len(person.clients) > max(1, settings.max_clients_per_user):
        call.delete(SESSIONS, person.clients.pop(0))
    call.put(PEOPLE, person.email, person)
    return Live(client, session, person)


def of_request(call: Call) -> Live | None:
    """The session of the request's header fields, single or packed into ``Authorization``."""
    headers = call.request.headers
    if headers.get("access-token") is not None:
        return find(call, {name: headers.get(name) or "" for name in ("access-token", "client", "uid")})
    return find(call, _unpacked(call.request.bearer or ""))


def of_cookie(call: Call) -> Live | None:
    """The session of the web interface's cookie."""
    return find(call, _object(unquote(call.request.cookies.get(COOKIE, ""))))


def find(call: Call, fields: Mapping[str, Any]) -> Live | None:
    """The session that the fields name; ``None`` when it is unknown, ended, or not this person's."""
    client, token, uid = fields.get("client"), fields.get("access-token"), fields.get("uid")
    session = call.get(SESSIONS, client) if isinstance(client, str) else None
    if session is None or not isinstance(client, str) or session.expires_at <= call.now():
        return None
    person = person_of(call, session.email)
    if person is None or not call.same("access-token", session.token, token) or not call.same("uid", person.uid, uid):
        return None
    person = as_of_now(call, person)
    return None if person is None else Live(client, session, person)


def end(call: Call, live: Live) -> None:
    """Sign out."""
    live.person.clients = [client for client in live.person.clients if client != live.client]
    live.person.last_sign_out_at = call.now()
    call.put(PEOPLE, live.person.email, live.person)
    call.delete(SESSIONS, live.client)


def new_sso_token(call: Call, person: Person) -> str:
    """A one-time token with which the person gets a session."""
    token = call.ids.hex(SSO_LENGTH)
    add(call, SSO_TOKENS, token, SsoToken(email=person.email, expires_at=call.now() + call.settings(SETTINGS).sso_token_seconds))
    return token


def redeem_sso_token(call: Call, email: object, token: object) -> Person | None:
    """The person whose token it is, which is used up by it; ``None`` when it is not good or not of this e-mail."""
    row = call.get(SSO_TOKENS, token) if isinstance(token, str) else None
    if call.settings(SETTINGS).bug_unable_to_log_in:
        return None
    person = person_of(call, email)
    if row is None or person is None or not isinstance(token, str) or not call.same("email", row.email, person.email):
        return None
    call.delete(SSO_TOKENS, token)
    return person if row.expires_at > call.now() else None


def _unpacked(bearer: str) -> dict[str, Any]:
    try:
        return _object(base64.b64decode(bearer, validate=True).decode("utf-8"))
    except (binascii.Error, ValueError):
        return {}


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
