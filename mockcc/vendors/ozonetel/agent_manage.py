"""GET .../CloudAgentAPI/AgentManage: the deprecated page that creates, edits and deletes agents."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_query
from mockcc.vendors.ozonetel.agent_accounts import new_agent, remove_agent
from mockcc.vendors.ozonetel.dialect import legacy
from mockcc.vendors.ozonetel.people import agent_key, agents_of, find_agent
from mockcc.vendors.ozonetel.tables import AGENTS, Account
from mockcc.vendors.ozonetel.text import AGENT_ID, fields, words

FAULTS: Final = Faults("manage.refused", "manage.refused", "manage.refused", "manage.refused")


@legacy
def agent_manage_legacy(call: Call) -> Answer:
    """The account, the action, the mandatory parameters, then the agent."""
    account = by_query(call, "userName", "apiKey", FAULTS)
    action = fields(call.request.query, "action")
    match action:
        case "Create":
            return _create(call, account)
        case "Edit":
            return _edit(call, account)
        case "Delete":
            return _delete(call, account)
        case _:
            raise Refuse("manage.action_invalid", why=f"The action is {action!r}. Allowed, in this spelling: Create, Edit, Delete.")


def _need(call: Call, *names: str) -> list[str]:
    found = [fields(call.request.query, name) for name in names]
    if not all(found):
        missing = ", ".join(name for name, value in zip(names, found, strict=True) if not value)
        raise Refuse("manage.incomplete", why=f"These are mandatory and missing: {missing}.")
    return found


def _create(call: Call, account: Account) -> Answer:
    name, agent_id, password = _need(call, "agentName", "agentId", "agentPassword")
    if AGENT_ID.fullmatch(agent_id) is None:
        raise Refuse("manage.incomplete", why=f"agentId is {agent_id!r}, which cannot be an agent's id.")
    taken = call.get(AGENTS, agent_key(account, agent_id))
    if (taken is not None and not taken.deleted) or any(agent.name == name for agent in agents_of(call, account)):
        raise Refuse("manage.exists", why=f"There is an agent {agent_id!r} or one named {name!r} already.")
    new_agent(call, account, agent_id, name, password, call.request.query)
    return Answer("manage.created", why=f"Account {account.name} had no agent {agent_id!r}.")


def _edit(call: Call, account: Account) -> Answer:
    agent_id, name, password = _need(call, "agentId", "agentName", "agentPassword")
    query = call.request.query
    agent = find_agent(call, account, agent_id)
    if agent is None:
        raise Refuse("manage.not_found", why=f"Account {account.name} has no agent {agent_id!r}.")
    new_id = fields(query, "agentIdNew") or agent.id
    if new_id != agent.id:
        taken = call.get(AGENTS, agent_key(account, new_id))
        if AGENT_ID.fullmatch(new_id) is None or (taken is not None and not taken.deleted):
            raise Refuse("manage.exists", why=f"The id {new_id!r} is taken or cannot be an agent's id.")
        call.delete(AGENTS, agent_key(account, agent.id))
    gone = words(query.get("unAssignSkill"))
    agent.id = new_id
    agent.name, agent.password = name, password
    agent.skills = [*dict.fromkeys(skill for skill in (*agent.skills, *words(query.get("assignSkill"))) if skill not in gone)]
    call.put(AGENTS, agent_key(account, new_id), agent)
    return Answer("manage.updated", why=f"Agent {agent_id} existed.")


def _delete(call: Call, account: Account) -> Answer:
    agent_id = _need(call, "agentId", "agentName", "agentPassword")[0]
    agent = find_agent(call, account, agent_id)
    if agent is None:
        raise Refuse("manage.not_found", why=f"Account {account.name} has no agent {agent_id!r}.")
    remove_agent(call, account, agent)
    return Answer("manage.deleted", why=f"Agent {agent_id} existed.")
