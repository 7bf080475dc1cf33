"""The chat agent's session: opened with the bearer of a login, its availability, the chats that wait."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.liveperson.callers import Gate, caller
from mockcc.vendors.liveperson.common import check_body_type, stamp
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import AGENT_VEP, at_service, base_url
from mockcc.vendors.liveperson.tables import SESSIONS, Session

_GATE: Final = Gate("Chat Agent", frozenset(), "oauth", "oauth.signature_invalid", "oauth.token_rejected")
_STATES: Final = ("Online", "Away", "Occupied")


@vendor.behaviour
def open_agent_session(call: Call) -> Answer:
    """A new agent session; the one before is gone."""
    session = _session(call)
    check_body_type(call)
    if "loginData" not in call.request.json_object:
        raise Refuse("agent_session.bad_request", why="The JSON body has no loginData, which the vendor requires.", time=stamp(call))
    session.agent_session, session.chat, session.voice = call.ids.digits(19), "Offline", "Offline"
    call.put(SESSIONS, session.id, session)
    href = f"{base_url(call, AGENT_VEP[0])}/api/account/{session.account}/agentSession/{session.agent_session}"
    return Answer("agent_session.created", why=f"An agent session of {session.user}.", href=href)


@vendor.behaviour
def availability(call: Call) -> Answer:
    """Whether the agent takes chats."""
    session = _open(call)
    return Answer("agent_session.availability", why=f"The state of {session.user}.", session=session)


@vendor.behaviour
def set_availability(call: Call) -> Answer:
    """The agent takes chats, or takes none; the method is PUT, or a POST that says so."""
    session = _open(call)
    check_body_type(call)
    if call.request.method != "PUT" and (call.request.headers.get("X-HTTP-Method-Override") or "").upper() != "PUT":
        raise Refuse("unknown.method", why="A POST needs X-HTTP-Method-Override: PUT here.", allow="GET, PUT")
    asked: Any = call.request.json_object.get("availability")
    state = asked.get("chat") if isinstance(asked, dict) else None
    if state not in _STATES:
        raise Refuse("agent_session.bad_request", why=f"availability.chat is {state!r}; allowed: {', '.join(_STATES)}.", time=stamp(call))
    session.chat = state
    call.put(SESSIONS, session.id, session)
    return Answer("agent_session.availability", why=f"{session.user} is {state}.", session=session)


@vendor.behaviour
def incoming_requests(call: Call) -> Answer:
    """How many chats ring: none here."""
    session = _open(call)
    return Answer("agent_session.incoming", why=f"No chat rings for {session.user}.")


def _session(call: Call) -> Session:
    at_service(call, AGENT_VEP)
    who = caller(call, _GATE)
    if who.session is None:
        raise Refuse("account.not_authorized", why=f"{who.key} is no person; an agent session belongs to one.", time=stamp(call))
    return who.session


def _open(call: Call) -> Session:
    session = _session(call)
    if not call.same("path.session", session.agent_session, call.request.path_args["session"]):
        raise Refuse("agent_session.unknown", why="The login has no such agent session.", time=stamp(call))
    return session
