"""POST .../refresh and .../logout: keep a session alive or end it, by its cookie and its csrf token."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.liveperson.common import account_of, check_body_type, stamp, text_field
from mockcc.vendors.liveperson.login import cookie
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import AGENT_VEP, at_service
from mockcc.vendors.liveperson.sessions import end, overdue
from mockcc.vendors.liveperson.sessions import refresh as touch
from mockcc.vendors.liveperson.tables import SESSIONS, USERS, Session


@vendor.behaviour
def refresh(call: Call) -> Answer:
    """The session's idle time begins anew; bearer and csrf token stay what they are."""
    session = _session(call)
    touch(call, session)
    return Answer("refresh.ok", why=f"The session of {session.user} is refreshed.", session=session.id, **cookie(call))


@vendor.behaviour
def logout(call: Call) -> Answer:
    """The session is over, its bearer dead."""
    session = _session(call)
    end(call, session)
    return Answer("logout.ok", why=f"The session of {session.user} is over.", **cookie(call))


def _session(call: Call) -> Session:
    at_service(call, AGENT_VEP)
    check_body_type(call)
    account = account_of(call)
    if account is None:
        raise _refusal(call, "site", f"There is no account {call.request.path_args['account']!r}.")
    id = next((value for name, value in call.request.cookies.items() if name.lower() == "session_id" and value), None)
    if id is None:
        raise _refusal(call, "no_cookie", "The request has no cookie Session_id.")
    session = call.get(SESSIONS, id)
    if session is None or session.account != account.id:
        raise _refusal(call, "dead", f"The cookie names no session of account {account.id}.")
    over = overdue(call, session)
    if over is not None:
        raise _refusal(call, "dead", over)
    user = call.get(USERS, session.user)
    if user is None or user.deleted or not user.is_enabled:
        raise _refusal(call, "agent", f"{session.user} is gone or disabled.")
    if user.calls_fail:
        raise _refusal(call, "server_error", f"The server fails over {session.user}.")
    csrf = text_field(call, "csrf")
    if csrf is None:
        raise _refusal(call, "no_csrf", "The JSON body has no text in csrf.")
    if not call.same("json.csrf", session.csrf, csrf):
        raise Refuse("session.csrf", why="The csrf token is not that of the session.", time=stamp(call))
    return session


def _refusal(call: Call, cause: str, why: str) -> Refuse:
    return Refuse(f"session.{cause}", why=why, time=stamp(call))
