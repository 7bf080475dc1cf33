"""Agents' sessions: who is signed in, whose Guid it is, when it is renewed and when it dies."""

from __future__ import annotations

from mockcc.engine.call import Call
from mockcc.vendors.huawei_cec.reading import agent_number, fail_as_set_up, refuse
from mockcc.vendors.huawei_cec.tables import AGENTS, SESSIONS, SETTINGS, Agent, Session


def new_guid(call: Call) -> str:
    """A Guid that nobody has: a uuid and the node that issued it."""
    return f"{call.ids.uuid()}.AgentGateway{call.settings(SETTINGS).node}"


def live(call: Call, agent: str) -> Session | None:
    """The agent's session; one that was silent for too long is over."""
    session = call.get(SESSIONS, agent)
    if session is None or session.last_seen is None or call.now() - session.last_seen < call.settings(SETTINGS).idle_seconds:
        return session
    call.delete(SESSIONS, agent)
    return None


def live_sessions(call: Call) -> list[Session]:
    """The sessions of all agents that are signed in."""
    return [session for agent in call.rows(SESSIONS) if (session := live(call, agent))]


def good_guid(call: Call, session: Session, guid: str) -> bool:
    """Whether the Guid is the session's, or the one before it that is still good."""
    settings, now = call.settings(SETTINGS), call.now()
    if guid == session.guid:
        return settings.authmode == 1 or now - session.issued < settings.guid_timeout
    return bool(guid) and guid == session.previous and now < session.previous_until


def agent_of_guid(call: Call, guid: str) -> Session | None:
    """The session that a Guid is good for, whoever's it is."""
    return next((session for session in live_sessions(call) if good_guid(call, session, guid)), None)


def agent_session(call: Call, missing: str = "100-006") -> tuple[Agent, Session]:
    """The agent of the path and its session; refuses with ``missing`` without one, with 000-003 without its Guid."""
    key = agent_number(call)
    agent, session = call.get(AGENTS, key), live(call, key)
    if agent is None or session is None:
        raise refuse(missing, f"Agent {key} is not signed in.")
    guid = call.request.headers.get("Guid") or ""
    if not good_guid(call, session, guid):
        call.same("header.Guid", session.guid, guid)
        raise refuse("000-003", f"Agent {key} is signed in, but the Guid is missing, wrong or has expired.")
    fail_as_set_up(call, agent.calls_fail, f"Agent {key}")
    return agent, session


def keep_alive(call: Call, session: Session) -> str | None:
    """Note a poll or handshake and renew the Guid where it is due; the value of ``Set-GUID`` where the client has another Guid."""
    settings, now = call.settings(SETTINGS), call.now()
    if session.last_seen is not None:
        session.last_seen = now
    if settings.authmode == 2 and call.request.headers.get("Guid") == session.guid and now - session.issued >= settings.guid_interval:
        renew(call, session)
    save(call, session)
    return None if call.request.headers.get("Guid") == session.guid else f"JSESSIONID={session.guid}"


def renew(call: Call, session: Session) -> None:
    """Give the session a new Guid; the old one is good until its own time is over."""
    session.previous = session.guid
    session.previous_until = session.issued + call.settings(SETTINGS).guid_timeout
    session.guid = new_guid(call)
    session.issued = call.now()


def save(call: Call, session: Session) -> None:
    """Write the session."""
    call.put(SESSIONS, str(session.agent), session)
