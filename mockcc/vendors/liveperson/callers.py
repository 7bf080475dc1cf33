"""Who calls an API after login: a session's bearer, an OAuth 2.0 application's token, or a request signed with OAuth 1.0."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from mockcc.engine.call import Call, Refuse
from mockcc.protocols import jwt
from mockcc.vendors.liveperson.common import account_of, stamp
from mockcc.vendors.liveperson.oauth1_calls import signing_key
from mockcc.vendors.liveperson.sessions import by_token, overdue
from mockcc.vendors.liveperson.tables import BEARERS, OAUTH_CLIENTS, SIGNING_KEYS, USERS, Session, User


class Caller(NamedTuple):
    """Who calls: a session (with its user), or a key of the account."""

    session: Session | None
    user: User | None
    key: str


class Gate(NamedTuple):
    """What an API asks of its callers."""

    permission: str
    """What an OAuth 1.0 key must be allowed."""
    scopes: frozenset[str]
    """Of which an OAuth 2.0 application needs one; empty: none gets in."""
    problems: str
    """The family of replies to a bad signature."""
    no_bearer: str
    """The reply to a call without credentials."""
    dead_bearer: str
    """The reply to a bearer that is not good."""


def caller(call: Call, gate: Gate) -> Caller:
    """Who makes the call, or a refusal in the words of the API."""
    account = account_of(call)
    if account is None:
        _refuse(call, gate.dead_bearer, f"There is no account {call.request.path_args['account']!r}.")
    header = call.request.headers.get("Authorization") or ""
    if header.partition(" ")[0].lower() == "oauth":
        key = signing_key(call, account.id, gate.problems)
        if gate.permission not in key.permissions:
            _refuse(call, "account.not_authorized", f"The key {key.id} has no permission {gate.permission!r}.")
        return Caller(None, None, key.id)
    token = call.request.bearer
    if token is None:
        _refuse(call, gate.no_bearer, "The request has no bearer token.")
    if token.count(".") == 2:
        return _application(call, account.id, token, gate)
    session, why = live_session(call, account.id, token)
    if session is None:
        _refuse(call, gate.dead_bearer, why)
    user = call.get(USERS, session.user)
    if user is not None and user.calls_fail:
        _refuse(call, "account.server_error", f"The server fails over {user.login_name}.")
    if user is not None and user.calls_throttled:
        _refuse(call, "account.throttled", f"{user.login_name} has made too many calls.")
    return Caller(session, user, "")


def live_session(call: Call, account: str, token: str) -> tuple[Session | None, str]:
    """The session of a bearer while it is alive, else why there is none."""
    session = by_token(call, BEARERS, token)
    if session is None or session.account != account:
        return None, f"The bearer is that of no session of account {account}: never given out, logged out, or replaced."
    over = overdue(call, session)
    return (None, over) if over else (session, "")


def _application(call: Call, account: str, token: str, gate: Gate) -> Caller:
    claims = next((found for key in call.rows(SIGNING_KEYS).values() if (found := jwt.verify(token, key.pem, "RS256"))), None)
    if claims is None or claims.get("iss") != "Sentinel":
        _refuse(call, gate.dead_bearer, "The token is none that Sentinel signed for an application.")
    expires, audience = claims.get("exp"), claims.get("aud")
    if not call.same("token.aud", account, audience) or not isinstance(expires, int | float) or call.now() >= expires:
        _refuse(
            call, gate.dead_bearer, f"The application's token is for account {audience} and ends at {expires}; now is {call.now():.0f}."
        )
    client = call.get(OAUTH_CLIENTS, str(claims.get("azp")))
    if client is None or not client.enabled:
        _refuse(call, gate.dead_bearer, "The application is gone or disabled.")
    if gate.scopes.isdisjoint(str(claims.get("scope", "")).split()):
        allowed = ", ".join(sorted(gate.scopes)) or "a person's bearer or an OAuth 1.0 key"
        _refuse(call, "account.not_authorized", f"The application's scope is {claims.get('scope')!r}; this needs {allowed}.")
    return Caller(None, None, client.id)


def _refuse(call: Call, reply: str, why: str) -> NoReturn:
    raise Refuse(reply, why=why, time=stamp(call))
