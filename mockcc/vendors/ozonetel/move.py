"""The action ``move_agent``: what calls and people do to an agent, and no request of a client does; the events are pushed."""

from __future__ import annotations

from typing import Any, Literal

from mockcc.engine.action import Act
from mockcc.engine.call import Call
from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.model import OutboundCall
from mockcc.runtime.tables import Row, Table
from mockcc.vendors.ozonetel.agent_events import agent_event
from mockcc.vendors.ozonetel.dialect import vendor
from mockcc.vendors.ozonetel.people import agents_of, change_state, find_agent
from mockcc.vendors.ozonetel.tables import ACCOUNTS

Told = Literal["AUX", "release", "IDLE", "calling", "incall", "ACW", "pause"]
"""The actions of agent events, login and logout excepted, which the vendor's endpoint brings about."""


class Move(Row):
    """Who is moved where. ``tell`` are the actions that are pushed, in order; without it the one that belongs to the state."""

    agent: str
    state: Literal["READY", "IDLE", "PAUSED", "BUSY", "ACW"]
    account: str = "demo"
    tell: list[Told] | None = None


MOVES = Table("move_agent", Move)


@vendor.action
def move_agent(act: Act) -> dict[str, Any]:
    """Put a logged-in agent into READY, IDLE, PAUSED, BUSY or ACW and push the event; ``tell`` names other events to push instead."""
    move = MOVES.convert(act.given, "move_agent")
    calls = act.work(lambda call: _move(call, move))
    results = [act.ask(call) for call in calls]
    return {"agent": move.agent, "state": move.state, "pushed": [result.failure or result.status for result in results]}


def _move(call: Call, move: Move) -> tuple[OutboundCall, ...]:
    account = call.get(ACCOUNTS, move.account)
    if account is None:
        raise UnknownNameError("account", move.account, call.rows(ACCOUNTS))
    agent = find_agent(call, account, move.agent)
    if agent is None:
        raise UnknownNameError("agent", move.agent, [found.id for found in agents_of(call, account)], f"in account {account.name}")
    if agent.state == "LOGGED_OUT":
        raise InvalidValueError("move_agent.agent", f"Agent {agent.id} is logged out. Log the agent in first, by AgentAuthenticationV2.")
    events = change_state(call, account, agent, move.state)
    if move.tell is None:
        return events
    return tuple(event for action in move.tell for event in agent_event(call, agent, action))
