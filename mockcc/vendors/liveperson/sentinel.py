"""Sentinel's authorization: an application sends a person here and gets a code back."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.protocols import oauth2
from mockcc.vendors.liveperson.common import account_of, check_version, repeated, stamp
from mockcc.vendors.liveperson.credentials import by_password
from mockcc.vendors.liveperson.login import gate
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import SENTINEL, at_service, base_url
from mockcc.vendors.liveperson.sessions import keep_code, overdue
from mockcc.vendors.liveperson.tables import OAUTH_CLIENTS, SESSIONS, SETTINGS, USERS, Account, Code, OAuthClient, User

_PASSED: Final = ("v", "response_type", "redirect_uri", "client_id", "state")


class Asked(NamedTuple):
    """A lawful authorization request."""

    account: Account
    client: OAuthClient
    redirect_uri: str
    asked_redirect_uri: str | None
    state: str | None


@vendor.behaviour
def authorize(call: Call) -> Answer:
    """Someone with a live session gets a code at once, anybody else the login page."""
    at_service(call, SENTINEL)
    check_version(call, "1.0", "sentinel.bad_authorize")
    asked = _asked(call, call.request.query)
    user = _signed_in(call, asked.account)
    if user is not None:
        return _grant(call, asked, user)
    passed = {name: value for name in _PASSED if (value := call.request.query.get(name)) is not None}
    page = f"{base_url(call, 'sentinel')}/sentinel/login/{quote(asked.account.id)}"
    location = oauth2.redirect(page, **passed)
    return Answer("sentinel.to_login", why="Nobody is signed in, so the person is sent to the login page.", location=location)


@vendor.behaviour
def sentinel_login_page(call: Call) -> Answer:
    """The page on which a person signs in; it carries the application's request along."""
    at_service(call, SENTINEL)
    _asked(call, call.request.query)
    return Answer("sentinel.login_page", why="The person signs in here.", fields=_fields(call.request.query), failed=False)


@vendor.behaviour
def sentinel_login(call: Call) -> Answer:
    """What the page sends: a good password gives a code, anything else the page again."""
    at_service(call, SENTINEL)
    form = call.request.form
    asked = _asked(call, form)
    try:
        user = by_password(call, asked.account, form.get("username", ""), form.get("password", ""), gate)
    except Refuse as refusal:
        return Answer("sentinel.login_failed", why=refusal.answer.why, fields=_fields(form), failed=True)
    return _grant(call, asked, user)


def _fields(given: dict[str, str]) -> dict[str, str]:
    return {name: given[name] for name in _PASSED if name in given}


def _asked(call: Call, given: dict[str, str]) -> Asked:
    account = account_of(call)
    client = call.get(OAUTH_CLIENTS, given.get("client_id", ""))
    if account is None or client is None or client.account != account.id or not client.enabled:
        why = f"Account {call.request.path_args['account']!r} has no application {given.get('client_id')!r} that is enabled."
        raise Refuse("sentinel.bad_site", why=why, time=stamp(call))
    if client.server_error:
        raise Refuse("sentinel.server_error", why=f"Sentinel fails over {client.id}.")
    twice = repeated(call)
    if "client_id" in twice or "redirect_uri" in twice:
        raise Refuse("sentinel.bad_authorize", why=f"A parameter comes twice: {', '.join(twice)}.", time=stamp(call))
    uri = oauth2.chosen_redirect(client.redirect_uris, given.get("redirect_uri"))
    if uri is None:
        known = ", ".join(client.redirect_uris) or "none"
        why = f"redirect_uri {given.get('redirect_uri')!r} is not one of those of {client.id}: {known}."
        raise Refuse("sentinel.bad_authorize", why=why, time=stamp(call))
    state = None if "state" in twice else given.get("state")
    error = None
    if twice or not given.get("response_type"):
        error = "invalid_request"
    elif not call.same("response_type", "code", given.get("response_type")):
        error = "unsupported_response_type"
    elif "authorization_code" not in client.grants:
        error = "unauthorized_client"
    if error is not None:
        may = ", ".join(client.grants) or "no grant"
        why = f"response_type is {given.get('response_type')!r}; {client.id} may use {may}; parameters that come twice: {len(twice)}."
        raise Refuse(f"sentinel.{error}", why=why, location=oauth2.redirect(uri, state=state), joint=_joint(uri, state))
    return Asked(account, client, uri, given.get("redirect_uri"), state)


def _joint(uri: str, state: str | None) -> str:
    """What stands between the redirect address and further parameters."""
    return "&" if "?" in uri or state is not None else "?"


def _signed_in(call: Call, account: Account) -> User | None:
    """The user of the session cookie that a login gave."""
    id = next((value for name, value in call.request.cookies.items() if name.lower() == "session_id"), "")
    session = call.get(SESSIONS, id)
    if session is None or session.account != account.id or overdue(call, session) is not None:
        return None
    return call.get(USERS, session.user)


def _grant(call: Call, asked: Asked, user: User) -> Answer:
    code = Code(
        id=call.ids.hex(64),
        account=asked.account.id,
        client=asked.client.id,
        user=user.login_name,
        redirect_uri=asked.redirect_uri,
        asked_redirect_uri=asked.asked_redirect_uri,
        expires_at=call.now() + call.settings(SETTINGS).code_seconds,
    )
    keep_code(call, user, code)
    location = oauth2.redirect(asked.redirect_uri, code=code.id, state=asked.state)
    return Answer("sentinel.code", why=f"{user.login_name} is signed in; {asked.client.id} gets a code.", location=location)
