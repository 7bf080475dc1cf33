"""Live Agent's side of the code flow: the start, the callback in its two steps, and the three documented errors."""

from __future__ import annotations

from typing import Any, Final, Literal
from urllib.parse import urlencode

from mockcc.engine.call import Answer, Ask, Call, Outcome, Refuse
from mockcc.model import OutboundResult
from mockcc.protocols import oauth2, pkce
from mockcc.vendors.cognigy import agent_calls, agent_mapping, agent_people, agent_sessions, browser
from mockcc.vendors.cognigy.agent_calls import CallFailedError
from mockcc.vendors.cognigy.agent_tables import Person
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.settings import SETTINGS, Settings

STATE_LENGTH: Final = 48
VERIFIER_LENGTH: Final = 128
REDIRECT: Final = 302
"""The status that a setting names to have an error end in a redirect."""
NEW_WINDOW: Final = "newWindow"
FAILURES: Final = {"refused": "failed_to_connect", "tls_failure": "failed_to_connect", "timeout": "timeout"}
"""OmniAuth's key for each way in which Cognigy.AI's API can be out of reach."""


@vendor.behaviour
def oauth_start(call: Call) -> Answer:
    """``/auth/cognigy``: on to OmniAuth, with what the web interface asked for."""
    query = call.request.query
    asked = {name: query[name] for name in ("auth_origin_url", "omniauth_window_type") if query.get(name)}
    location = f"{call.base_url}/omniauth/cognigy?{urlencode({'resource_class': 'User', **asked}, errors='replace')}"
    return Answer("oauth.start", why="The login by OAuth starts here.", location=location)


@vendor.behaviour
def oauth_request(call: Call) -> Answer:
    """``/omniauth/cognigy``: state and verifier into the browser's session, the browser to Cognigy.AI's login page."""
    settings = call.settings(SETTINGS)
    key, session = browser.begin(call)
    session.state, session.verifier = call.ids.hex(STATE_LENGTH), call.ids.hex(VERIFIER_LENGTH)
    session.origin = _own_origin(call, settings, call.request.query.get("auth_origin_url", ""))
    session.window = call.request.query.get("omniauth_window_type", "")[:20] or None
    browser.save(call, key, session)
    location = oauth2.redirect(
        f"{call.base_url}/login?cognigy-live-agent=true",
        client_id=settings.live_agent_client_id,
        code_challenge=pkce.challenge(session.verifier),
        code_challenge_method="S256",
        redirect_uri=redirect_uri(call, settings),
        response_type="code",
        state=session.state,
    )
    why = f"The browser goes to Cognigy.AI as the client {settings.live_agent_client_id}."
    return Answer("oauth.request", why=why, location=location, session=key, path=browser.cookie_path(call))


def redirect_uri(call: Call, settings: Settings) -> str:
    """Where Live Agent says that it wants to be called back."""
    return settings.live_agent_redirect_uri or f"{call.base_url}/omniauth/cognigy/callback"


def _own_origin(call: Call, settings: Settings, asked: str) -> str | None:
    allowed = [call.base_url, *settings.auth_origins]
    if oauth2.valid_redirect(asked) and any(asked == own or asked.startswith((own + "/", own + "?")) for own in allowed):
        return asked
    return None


@vendor.behaviour
def oauth_callback(call: Call) -> Outcome:
    """``/omniauth/cognigy/callback``: state, then the code for a token, then users/me, both asked of Cognigy.AI's own endpoints."""
    settings = call.settings(SETTINGS)
    query = call.request.query
    found = browser.current(call)
    if found is None:
        raise _failure(call, "csrf_detected", "The browser has no session, or its session is over.")
    key, session = found
    expected, session.state = session.state, None
    browser.save(call, key, session)
    if not expected or not call.same("query.state", expected, query.get("state")):
        raise _failure(call, "csrf_detected", "state is missing, used, or not the one of this browser.")
    error = query.get("error_reason") or query.get("error")
    if error:
        raise _failure(call, error, f"Cognigy.AI sent the browser back with the error {error!r}.")
    unreachable = FAILURES.get(settings.live_agent_api)
    if unreachable:
        raise _failure(call, unreachable, f"The setting live_agent_api is {settings.live_agent_api!r}.")
    request = {
        "grant_type": "authorization_code",
        "client_id": settings.live_agent_client_id,
        "client_secret": settings.live_agent_client_secret,
        "code": query.get("code", ""),
        "redirect_uri": redirect_uri(call, settings),
        "code_verifier": session.verifier or "",
    }
    return Ask(agent_calls.token_call(call.base_url, request), _with_token)


def _with_token(call: Call, result: OutboundResult) -> Outcome:
    try:
        token = agent_calls.access_token(result)
    except CallFailedError as error:
        raise _failure(call, error.key, str(error)) from None
    return Ask(agent_calls.profile_call(call.base_url, call.settings(SETTINGS).live_agent_users_me_path, token), _with_profile)


def _with_profile(call: Call, result: OutboundResult) -> Outcome:
    try:
        identity = agent_calls.identity(result)
    except CallFailedError as error:
        raise _failure(call, error.key, str(error)) from None
    found = browser.current(call)
    if found is None:
        raise _failure(call, "csrf_detected", "The browser's session ended while Cognigy.AI was asked.")
    key, session = found
    session.identity = identity
    browser.save(call, key, session)
    return Answer(
        "oauth.callback", why="The code was good for a token, and the token for users/me.", location=_below(call, "auth/cognigy/callback")
    )


def _failure(call: Call, key: str, why: str) -> Refuse:
    location = _below(call, "omniauth/failure", message=key, strategy="cognigy")
    return Refuse("oauth.failed", why=why, location=location)


def _below(call: Call, path: str, **query: str) -> str:
    return oauth2.redirect(f"{call.base_url}/{path}", **query)


@vendor.behaviour
def oauth_failure(call: Call) -> Answer:
    """``/omniauth/failure``: the first documented error, whatever the key; a window of hand-over A also tells its opener the key."""
    key = call.request.query.get("message", "")
    why = f"OmniAuth failed with the key {key!r}."
    found = browser.current(call)
    window = found[1].window if found else None
    if window == NEW_WINDOW and call.settings(SETTINGS).session_handover == "A" and not wants_json(call):
        return Answer("oauth.handover_a_failed", why=why, base=call.base_url, data={"message": "authFailure", "error": key})
    raise documented_error(call, "misconfigured", why)


@vendor.behaviour
def oauth_finish(call: Call) -> Answer:
    """``/auth/cognigy/callback``: the organisation's account, the role, the person, the session."""
    found = browser.current(call)
    if found is None or found[1].identity is None:
        raise documented_error(call, "misconfigured", "The browser has no session of a login under way.")
    key, session = found
    identity, session.identity = session.identity or {}, None
    browser.save(call, key, session)
    settings = call.settings(SETTINGS)
    if agent_mapping.barred(call, settings, identity):
        raise documented_error(call, "misconfigured", "The setting bug_sso_login is on and the organisation has single sign-on.")
    account = agent_mapping.account_of(call, settings, session, identity)
    if account is None:
        why = f"No Live Agent account is mapped to the organisation {identity['organisation']}."
        raise documented_error(call, "unmapped", why, organisation=identity["organisation"])
    role = agent_people.role_of(identity["roles"])
    if role is None:
        raise documented_error(call, "unauthorised", f"The roles {', '.join(identity['roles'])} give none in Live Agent.")
    person, first = agent_people.from_cognigy(call, identity, account, role)
    why = f"{person.email} is {role} of the account {account}{', for the first time here' if first else ''}."
    return _hand_over(call, person, first, session.origin, session.window, why)


def _hand_over(call: Call, person: Person, first: bool, origin: str | None, window: str | None, why: str) -> Answer:
    if call.settings(SETTINGS).session_handover == "B":
        token = agent_sessions.new_sso_token(call, person)
        return Answer("oauth.handover_b", why=why, location=_below(call, "app/login", email=person.email, sso_auth_token=token))
    live = agent_sessions.begin(call, person)
    fields = {
        "auth_token": live.session.token,
        "client_id": live.client,
        "uid": person.uid,
        "expiry": str(int(live.session.expires_at)),
        "config": "default",
        "blank": "true",
        **({"oauth_registration": "true"} if first else {}),
    }
    if window == NEW_WINDOW:
        return Answer("oauth.handover_a_window", why=why, data={**fields, "message": "deliverCredentials"})
    return Answer("oauth.handover_a", why=why, location=oauth2.redirect(origin or f"{call.base_url}/app/login", **fields))


def documented_error(call: Call, name: Literal["misconfigured", "unmapped", "unauthorised"], why: str, **values: Any) -> Refuse:
    """One of the three documented errors, in the form that the client and the settings ask for."""
    settings = call.settings(SETTINGS)
    status: int = getattr(settings, f"{name}_status")
    if status == REDIRECT:
        return Refuse(f"error.{name}.redirect", why=why, base=call.base_url)
    form = "json" if wants_json(call) else "page"
    spelling = "" if name == "misconfigured" else f".{settings.spelling}"
    return Refuse(f"error.{name}.{form}{spelling}", why=why, status_code=status, base=call.base_url, **values)


def wants_json(call: Call) -> bool:
    """Whether the client takes JSON and no page."""
    accept = call.request.headers.get("Accept") or ""
    return "application/json" in accept and "text/html" not in accept
