"""Events of agents: queued for the poll or pushed to a callback; the poll, and the handshakes that keep a session alive."""

from __future__ import annotations

import json
from typing import Any

from mockcc.engine.call import Answer, Call, Outcome, Refuse, Wait
from mockcc.model import OutboundCall
from mockcc.vendors.huawei_cec.reading import fail_as_set_up, refuse
from mockcc.vendors.huawei_cec.sessions import agent_of_guid, agent_session, keep_alive, live_sessions, renew, save
from mockcc.vendors.huawei_cec.sign_in_form import SERVICE_TOKEN
from mockcc.vendors.huawei_cec.tables import AGENTS, EVENT_QUEUES, SETTINGS, Event, EventQueue, Push, Session
from mockcc.vendors.huawei_cec.vendor import vendor

Happened = tuple[str, dict[str, Any] | None]
"""The type of an event and its content."""
EVERYBODY = "agents"
"""The channel of the poll for all agents."""
ALIVE = "The agent is signed in and the Guid is good."


def queue(call: Call, session: Session, *happened: Happened) -> tuple[OutboundCall, ...]:
    """Tell the session's client: by its next poll, or by the calls that are returned."""
    at = int(call.now() * 1000)
    events = [Event(type=type, content=content, at=at) for type, content in happened]
    if session.push is not None:
        return _pushes(session, session.push, events)
    row = call.get(EVENT_QUEUES, str(session.agent)) or EventQueue(guids=[])
    row.events += events
    row.guids = [session.guid, session.previous]
    call.put(EVENT_QUEUES, str(session.agent), row)
    call.notify(_channel(session.agent))
    call.notify(EVERYBODY)
    return ()


def forget(call: Call, session: Session) -> None:
    """Drop what an earlier session of the agent has not fetched, and let a poll of it that still waits end."""
    call.delete(EVENT_QUEUES, str(session.agent))
    call.notify(_channel(session.agent))


def farewell(call: Call, session: Session) -> tuple[OutboundCall, ...]:
    """Tell the session's client that it is signed out."""
    return queue(call, session, ("AgentOther_ShutdownService", {"loginTime": session.login_time}))


@vendor.behaviour
def poll_events(call: Call) -> Outcome:
    """The oldest event at once, or an empty answer when none comes in time."""
    agent = call.request.path_args["agentid"]
    try:
        _, session = agent_session(call)
    except Refuse:
        if call.again and (event := _last_word(call, agent)):
            return _event(call, agent, event, None)
        raise
    settings = call.settings(SETTINGS)
    if session.push is not None or settings.get_event_mode == 2:
        raise refuse("000-001", "The events of this session are not fetched by its own poll.")
    set_guid = keep_alive(call, session)
    _end_rest(call, session)
    row = call.get(EVENT_QUEUES, agent)
    if row is None or not row.events:
        return Wait(_channel(session.agent), settings.poll_wait, Answer("poll.empty", why="Nothing happened.", set_guid=set_guid))
    event = row.events.pop(0)
    call.put(EVENT_QUEUES, agent, row)
    return _event(call, agent, event, set_guid)


@vendor.behaviour
def poll_all_events(call: Call) -> Outcome:
    """The events of all agents of a site that is switched to this way."""
    settings = call.settings(SETTINGS)
    own = agent_of_guid(call, call.request.headers.get("Guid") or "")
    if own is None:
        raise refuse("000-003", "The Guid is that of no agent who is signed in.")
    agent = call.get(AGENTS, str(own.agent))
    fail_as_set_up(call, agent.calls_fail if agent else "", f"Agent {own.agent}")
    if settings.get_event_mode != 2:
        raise refuse("000-001", "The site is not switched to fetching the events of all agents (GET_EVENT_MODE).")
    set_guid = keep_alive(call, own)
    found = []
    for session in live_sessions(call):
        if session.last_seen is not None:
            session.last_seen = call.now()
            save(call, session)
        row = call.get(EVENT_QUEUES, str(session.agent))
        if row is not None and row.events:
            found += [_described(str(session.agent), event) for event in row.events]
            row.events = []
            call.put(EVENT_QUEUES, str(session.agent), row)
    if not found:
        return Wait(EVERYBODY, settings.poll_wait, Answer("poll.empty", why="Nothing happened to anybody.", set_guid=set_guid))
    return Answer("poll.events", why=f"{len(found)} events had not been fetched.", set_guid=set_guid, events=found)


@vendor.behaviour
def handshake(call: Call) -> Answer:
    """Keep a session with push alive; a service_token, where it is sent, has to be the session's."""
    _, session = agent_session(call)
    token = call.request.headers.get("service_token")
    if token is not None and not SERVICE_TOKEN.fullmatch(token):
        raise refuse("100-001", "The service_token is empty, longer than 50 characters, or holds special ones.")
    own = session.push.token if session.push else None
    if token is not None and own is not None and not call.same("header.service_token", own, token):
        raise refuse("100-001", "The service_token is not that of the sign-in.")
    return Answer("handshake.ok", why=ALIVE, set_guid=keep_alive(call, session))


@vendor.behaviour
def heartbeat(call: Call) -> Answer:
    """Keep a session alive in the manner of an older release."""
    _, session = agent_session(call)
    return Answer("heartbeat.ok", why=ALIVE, set_guid=keep_alive(call, session), login_time=session.login_time)


@vendor.behaviour
def update_guid(call: Call) -> Answer:
    """Give the session a new Guid at the client's wish."""
    _, session = agent_session(call)
    renew(call, session)
    save(call, session)
    return Answer("guid.renewed", why="The old Guid was good.", guid=session.guid)


def _channel(agent: int) -> str:
    return f"agent/{agent}"


def _last_word(call: Call, agent: str) -> Event | None:
    """The farewell to the session that a poll waited for."""
    row = call.get(EVENT_QUEUES, agent)
    guid = call.request.headers.get("Guid")
    if row is None or not row.events or guid not in row.guids:
        return None
    call.delete(EVENT_QUEUES, agent)
    return row.events[-1]


def _end_rest(call: Call, session: Session) -> None:
    if session.rest_until is not None and call.now() >= session.rest_until:
        session.rest_until = None
        save(call, session)
        queue(call, session, ("AgentState_Rest_Timeout", None))


def _event(call: Call, agent: str, event: Event, set_guid: str | None) -> Answer:
    reply = "poll.event_timed" if call.settings(SETTINGS).event_time else "poll.event"
    return Answer(reply, why=f"{event.type} had not been fetched.", set_guid=set_guid, agent=agent, event=event)


def _described(agent: str, event: Event) -> dict[str, Any]:
    return {"eventType": event.type, "workNo": agent, "content": event.content}


def _pushes(session: Session, push: Push, events: list[Event]) -> tuple[OutboundCall, ...]:
    described = [_described(str(session.agent), event) for event in events]
    if push.token is None:
        return tuple(_post(session, push, {"retcode": "0", "event": event}) for event in described)
    return (_post(session, push, {"workNo": str(session.agent), "eventList": described}),)


def _post(session: Session, push: Push, body: dict[str, Any]) -> OutboundCall:
    headers = [("Content-Type", "application/json; charset=UTF-8"), ("Guid", session.guid)]
    if push.token is not None:
        headers.append(("service_token", push.token))
    content = json.dumps(body, separators=(",", ":")).encode()
    return OutboundCall("POST", push.url, headers=tuple(headers), body=content, name="agent_events")
