"""changeAgentState: takes a virtually logged-in agent to Ready or Pause, on the newer gateway and on the deprecated page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_gateway, by_query
from mockcc.vendors.ozonetel.dialect import behaviour, legacy
from mockcc.vendors.ozonetel.people import change_state, find_agent, label
from mockcc.vendors.ozonetel.tables import Account, Agent, State
from mockcc.vendors.ozonetel.text import fields, sent

FAULTS: Final = Faults("state.user_empty", "account.key_empty", "state.user_invalid", "account.invalid")
STATES: Final[Mapping[str, State]] = {"Ready": "READY", "Pause": "PAUSED"}


@behaviour
def change_agent_state(call: Call) -> Answer:
    """The state to go to, its reason, then the state that the agent is in."""
    return _change(call, by_gateway(call, FAULTS), sent(call))


@legacy
def change_agent_state_legacy(call: Call) -> Answer:
    """The same by query."""
    return _change(call, by_query(call, "userName", "apiKey", FAULTS), call.request.query)


def _change(call: Call, account: Account, found: Mapping[str, Any]) -> Answer:
    wanted = fields(found, "state")
    state = STATES.get(wanted)
    if state is None:
        raise Refuse("state.invalid", why=f"The state is {wanted!r}. Allowed, in this spelling: {', '.join(STATES)}.")
    reason = fields(found, "pauseReason")
    if state == "PAUSED" and reason not in account.pause_reasons:
        raise Refuse("state.reason_invalid", why=f"pauseReason is {reason!r}. Allowed: {', '.join(account.pause_reasons)}.")
    agent = _agent_in(call, account, fields(found, "agentId"))
    # Only a pause is documented to be refused in ACW; during a call the agent goes nowhere.
    if agent.state == "BUSY":
        raise Refuse("state.busy", why=f"Agent {agent.id} is on a call.", agent=label(call, agent))
    if agent.state == "ACW" and state == "PAUSED":
        raise Refuse("state.acw", why=f"Agent {agent.id} is in after-call work.", agent=label(call, agent))
    was = agent.state
    then = change_state(call, account, agent, state, reason if state == "PAUSED" else None)
    return Answer("state.ok", why=f"Agent {agent.id} was {was}.", then=then, result=_result(account, agent, wanted))


def _agent_in(call: Call, account: Account, agent_id: str) -> Agent:
    agent = find_agent(call, account, agent_id)
    if agent is None:
        raise Refuse("state.not_in", why=f"Account {account.name} has no agent {agent_id!r}.")
    if agent.state == "LOGGED_OUT":
        raise Refuse("state.not_in", why=f"Agent {agent.id} is logged out.")
    if agent.toolbar:
        raise Refuse("state.not_offline", why=f"Agent {agent.id} sits at the toolbar; the page is for agents who are logged in virtually.")
    return agent


def _result(account: Account, agent: Agent, wanted: str) -> str:
    """The toolbar's answer, which the page shows inside quotes: JSON within a JSON string."""
    return msgspec.json.encode(
        {
            "type": "response",
            "utid": str(agent.unique_id),
            "resp": f"Success:tbAgent{wanted}~{agent.mode.upper()}",
            "agentStatus": agent.state,
            "agentId": agent.id,
            "user": account.name,
        }
    ).decode()
