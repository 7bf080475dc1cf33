"""Live Agent's pages: the two logins, the dashboard, and the steps between them that a browser takes by itself."""

from __future__ import annotations

from typing import Any

from mockcc.engine.call import Answer, Call
from mockcc.protocols import oauth2
from mockcc.vendors.cognigy import agent_sessions, browser, ui_login
from mockcc.vendors.cognigy.agent_auth import UNCONFIRMED, by_password
from mockcc.vendors.cognigy.agent_sessions import Live
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, Person
from mockcc.vendors.cognigy.app import vendor

HANDED_OVER = ("email", "sso_auth_token", "auth_token", "client_id", "uid")
"""What either hand-over brings to the login page."""


@vendor.behaviour
def login_page(call: Call) -> Answer:
    """``/login``: Cognigy.AI's page for a request that asks for authorization, else Live Agent's."""
    return ui_login.show(call) if ui_login.is_authorization(call.request.query) else _agent_login(call)


@vendor.behaviour
def agent_login_page(call: Call) -> Answer:
    """``/app/login``: Live Agent's page, whatever the query."""
    return _agent_login(call)


def _agent_login(call: Call) -> Answer:
    """With what a hand-over brought, on to the session; with a session, on to the dashboard; else the page."""
    query = call.request.query
    if query.get("sso_auth_token") or (query.get("auth_token") and query.get("client_id")):
        brought = {name: query[name] for name in HANDED_OVER if name in query}
        location = oauth2.redirect(f"{call.base_url}/app/login/session", **brought)
        return Answer("agent.handover", why="The login was handed over in the query.", location=location)
    live = agent_sessions.of_cookie(call)
    if live is not None and live.person.accounts:
        return Answer("agent.signed_in", why="The browser has a session.", location=_dashboard(call, live.person))
    if query.get("error"):
        return Answer("agent.login_error", why=f"The login failed with {query['error']!r}.", base=call.base_url)
    return Answer("agent.login", why="Nobody is signed in.", base=call.base_url)


@vendor.behaviour
def open_session(call: Call) -> Answer:
    """The step that the web interface takes by script: the handed-over token for a session, the session into its cookie."""
    query = call.request.query
    if "sso_auth_token" in query:
        person = agent_sessions.redeem_sso_token(call, query.get("email"), query["sso_auth_token"])
        live = None if person is None else agent_sessions.begin(call, person)
    else:
        live = agent_sessions.find(
            call, {"access-token": query.get("auth_token"), "client": query.get("client_id"), "uid": query.get("uid")}
        )
    if live is None:
        location = f"{call.base_url}/app/login?error=access-denied"
        return Answer("agent.sign_in_failed", why="The token of the hand-over is unknown, ended or used.", location=location)
    return _signed_in(call, live, "The token of the hand-over was good for a session.")


@vendor.behaviour
def old_login_page(call: Call) -> Answer:
    """The login by e-mail and password."""
    return Answer("agent.old_login", why="The page is there for everybody.", base=call.base_url, email="")


@vendor.behaviour
def old_sign_in(call: Call) -> Answer:
    """The form of the login by e-mail and password."""
    form = call.request.form
    email, password = form.get("email", ""), form.get("password", "")
    found = by_password(call, email, password)
    if isinstance(found, Person):
        return _signed_in(call, agent_sessions.begin(call, found), f"The password is that of {found.email}.")
    reply = "agent.old_login_unconfirmed" if found == UNCONFIRMED else "agent.old_login_refused"
    return Answer(reply, why=found, base=call.base_url, email=email)


@vendor.behaviour
def dashboard(call: Call) -> Answer:
    """The pages behind the login; without a session the page is remembered and opened after the login."""
    live = agent_sessions.of_cookie(call)
    if live is None or not live.person.accounts:
        key, session = browser.begin(call)
        session.first_path = call.request.path
        browser.save(call, key, session)
        why = "Nobody is signed in; the page will be opened after the login."
        return Answer("agent.to_login", why=why, location=f"{call.base_url}/app/login", session=key, path=browser.cookie_path(call))
    wanted = call.request.path_args.get("account")
    member = live.person.accounts.get(wanted or "")
    account = call.get(ACCOUNTS, wanted) if wanted and member else None
    if wanted is None or member is None or account is None:
        return Answer("agent.signed_in", why="The page is of no account of this person.", location=_dashboard(call, live.person))
    values: dict[str, Any] = {"person": live.person, "account": account, "role": member.role, "counts": account.conversations}
    return Answer("agent.dashboard", why=f"{live.person.email} is signed in.", base=call.base_url, **values)


@vendor.behaviour
def browser_sign_out(call: Call) -> Answer:
    """The button of the dashboard: the session ends, the browser goes to the login."""
    live = agent_sessions.of_cookie(call)
    if live is not None:
        agent_sessions.end(call, live)
    why = f"{live.person.email} signed out." if live else "Nobody was signed in."
    return Answer("agent.signed_out", why=why, location=f"{call.base_url}/app/login", path=browser.cookie_path(call))


def _signed_in(call: Call, live: Live, why: str) -> Answer:
    location = _dashboard(call, live.person)
    found = browser.current(call)
    if found is not None and found[1].first_path:
        location = f"{call.base_url}{found[1].first_path}"
        found[1].first_path = None
        browser.save(call, *found)
    return Answer("agent.session_opened", why=why, location=location, cookie=live.cookie, path=browser.cookie_path(call))


def _dashboard(call: Call, person: Person) -> str:
    account = next(iter(person.accounts), None)
    return f"{call.base_url}/app/accounts/{account}/dashboard" if account else f"{call.base_url}/app"
