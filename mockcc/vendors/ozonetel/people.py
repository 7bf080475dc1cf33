"""The one login table: who an account's agents are, who is logged in with which number, and each change of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockcc.engine.call import Call
from mockcc.model import OutboundCall
from mockcc.vendors.ozonetel.agent_events import agent_event
from mockcc.vendors.ozonetel.numbers import normalised
from mockcc.vendors.ozonetel.tables import AGENTS, PHONES, SESSIONS, SETTINGS, Account, Agent, Mode, Session, State

ACTIONS: Final[Mapping[State, str]] = {"READY": "release", "PAUSED": "pause", "BUSY": "incall"}
"""The ``action`` of the event that tells of a state, where it is not called like the state."""


def agent_key(account: Account, agent_id: str) -> str:
    """The key of an agent among all agents."""
    return account.agent_prefix + agent_id


def phone_key(account: Account, number: str) -> str:
    """The key of a registered phone among all phones."""
    return account.agent_prefix + number


def find_agent(call: Call, account: Account, agent_id: str) -> Agent | None:
    """The agent of the account; ``None`` when there is none or it was deleted."""
    agent = call.get(AGENTS, agent_key(account, agent_id)) if agent_id else None
    return None if agent is None or agent.account != account.name or agent.deleted else agent


def agents_of(call: Call, account: Account) -> list[Agent]:
    """All agents of the account that were not deleted."""
    return [agent for agent in call.rows(AGENTS).values() if agent.account == account.name and not agent.deleted]


def label(call: Call, agent: Agent) -> str:
    """What the vendor's messages call the agent: the id, or the name where the setting says so."""
    return agent.name if call.settings(SETTINGS).name_in_messages == "agent_name" else agent.id


def holder(call: Call, account: Account, agent: Agent, number: str) -> str | None:
    """The label of another agent of the account who holds the number; numbers compare without their prefixes."""
    wanted = normalised(number)
    for other in call.views(AGENTS).values():
        if other.id == agent.id or other.account != account.name or other.deleted:
            continue
        logged_in = other.state != "LOGGED_OUT" and other.phone is not None
        if other.holds_every_phone or (logged_in and normalised(other.phone or "") == wanted):
            return label(call, other)
    for phone in call.views(PHONES).values():
        if phone.account == account.name and phone.held_by not in (None, agent.id) and normalised(phone.number) == wanted:
            left_with = find_agent(call, account, phone.held_by or "")
            return phone.held_by if left_with is None else label(call, left_with)
    return None


def registered(call: Call, account: Account, number: str) -> bool:
    """Whether the number is one of the account's phones."""
    wanted = normalised(number)
    return any(phone.account == account.name and normalised(phone.number) == wanted for phone in call.views(PHONES).values())


def log_in(call: Call, account: Account, agent: Agent, phone: str, mode: Mode, state: State) -> tuple[OutboundCall, ...]:
    """Log the agent in; returns the events that the account's subscriber gets."""
    now = call.now()
    agent.state, agent.phone, agent.mode, agent.since, agent.pause_reason = state, phone, mode, now, None
    agent.session = str(call.ids.sequence())
    session = Session(account=account.name, agent=agent.id, unique_id=agent.unique_id, name=agent.name, mode=mode, login_at=now)
    call.put(SESSIONS, agent.session, session)
    call.put(AGENTS, agent_key(account, agent.id), agent)
    return (*agent_event(call, agent, "login"), *agent_event(call, agent, ACTIONS.get(state, state)))


def log_out(call: Call, account: Account, agent: Agent) -> tuple[OutboundCall, ...]:
    """Log the agent out; returns the events that the account's subscriber gets."""
    now = call.now()
    session = _session(call, agent, now)
    if session is not None and agent.session is not None:
        session.logout_at = now
        call.put(SESSIONS, agent.session, session)
    events = agent_event(call, agent, "logout")
    agent.state, agent.phone, agent.since, agent.pause_reason, agent.session = "LOGGED_OUT", None, now, None, None
    call.put(AGENTS, agent_key(account, agent.id), agent)
    return events


def change_state(call: Call, account: Account, agent: Agent, state: State, pause_reason: str | None = None) -> tuple[OutboundCall, ...]:
    """Move a logged-in agent to another state; returns the events that the account's subscriber gets."""
    now = call.now()
    session = _session(call, agent, now)
    if session is not None and agent.session is not None:
        call.put(SESSIONS, agent.session, session)
    agent.state, agent.since, agent.pause_reason = state, now, pause_reason
    call.put(AGENTS, agent_key(account, agent.id), agent)
    return agent_event(call, agent, ACTIONS.get(state, state))


def _session(call: Call, agent: Agent, now: float) -> Session | None:
    """The agent's login with the pause that ends now counted; ``None`` where the login was made by other means."""
    session = call.get(SESSIONS, agent.session) if agent.session else None
    if session is not None and agent.state == "PAUSED" and agent.since is not None:
        session.paused += max(0.0, now - agent.since)
    return session
