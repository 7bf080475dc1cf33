"""getAgentLogins and AgentDetails: what the login table says, on the newer gateway and on the deprecated pages."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_gateway, by_query
from mockcc.vendors.ozonetel.dialect import behaviour, legacy
from mockcc.vendors.ozonetel.limits import count
from mockcc.vendors.ozonetel.moments import clock_face
from mockcc.vendors.ozonetel.people import agents_of, find_agent
from mockcc.vendors.ozonetel.tables import SETTINGS, Account, Agent
from mockcc.vendors.ozonetel.text import fields, sent
from mockcc.vendors.ozonetel.tokens import authentication_mode

FAULTS: Final = Faults("account.user_empty", "account.key_empty", "account.invalid", "account.invalid")
MINUTE: Final = 60


@behaviour
def get_agent_logins(call: Call) -> Answer:
    """Every agent of the account who is logged in."""
    account = by_gateway(call, FAULTS)
    count(call, account, "getAgentLogins", call.settings(SETTINGS).get_agent_logins_per_minute, MINUTE, "common.max_limit")
    return _logins(call, account, "logins.ok")


@legacy
def get_agent_logins_legacy(call: Call) -> Answer:
    """The same by query, ``api_key`` and ``username``, once in five minutes."""
    account = by_query(call, "username", "api_key", FAULTS)
    count(call, account, "getAgentLogins (legacy)", 1, call.settings(SETTINGS).legacy_seconds_between, "legacy.one_hit")
    return _logins(call, account, "logins.legacy_ok")


@behaviour
def agent_details(call: Call) -> Answer:
    """One agent, logged in or not; the page for tokens prints another text than the other one when the limit is reached."""
    account = by_gateway(call, FAULTS)
    over = "details.one_hit" if authentication_mode(call, account) == "TOKEN_AUTH" else "common.max_limit"
    count(call, account, "AgentDetails", call.settings(SETTINGS).agent_details_per_minute, MINUTE, over)
    return _details(call, account, fields(sent(call), "agentId"), "details.ok")


@legacy
def agent_details_legacy(call: Call) -> Answer:
    """The same by query, with a capital ``AgentId``, once in five minutes."""
    account = by_query(call, "userName", "apiKey", FAULTS)
    count(call, account, "AgentDetails (legacy)", 1, call.settings(SETTINGS).legacy_seconds_between, "legacy.one_hit")
    return _details(call, account, fields(call.request.query, "AgentId"), "details.legacy_ok")


def _logins(call: Call, account: Account, reply: str) -> Answer:
    rows = [_login_row(agent) for agent in agents_of(call, account) if agent.state != "LOGGED_OUT"]
    # The sample on the page has a comma behind the last row.
    printed = msgspec.json.encode(rows).decode().removesuffix("]") + (",]" if rows else "]")
    return Answer(reply, why=f"{len(rows)} agents of account {account.name} are logged in.", rows=rows, printed=printed)


def _login_row(agent: Agent) -> dict[str, Any]:
    return {
        "AgentId": agent.id,
        "AgentName": agent.name,
        "PhoneNumber": agent.phone,
        "AgentState": agent.state,
        "SkillName": ", ".join(agent.skills),
    }


def _details(call: Call, account: Account, agent_id: str, reply: str) -> Answer:
    if not agent_id:
        raise Refuse("details.agent_empty", why="The request names no agent.")
    agent = find_agent(call, account, agent_id)
    if agent is None:
        raise Refuse("details.none", why=f"Account {account.name} has no agent {agent_id!r}.")
    if agent.state == "LOGGED_OUT" and call.settings(SETTINGS).logged_out_details == "empty_list":
        return Answer("details.none", why=f"Agent {agent.id} is logged out, and the setting logged_out_details is empty_list.")
    since = 0.0 if agent.since is None else call.now() - agent.since
    row = {
        "State": "NOT READY" if agent.state == "LOGGED_OUT" else agent.state,
        "Since": clock_face(since),
        "Skill": ", ".join(agent.skills),
        "AgentName": agent.name,
        "PhoneNumber": agent.phone,
        "AgentId": agent.id,
        "Mode": agent.mode.capitalize(),
    }
    return Answer(reply, why=f"Agent {agent.id} is {agent.state}.", rows=[row])
