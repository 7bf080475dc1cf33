"""createAgent, updateAgent and deleteAgent on the newer gateway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_gateway
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.limits import count
from mockcc.vendors.ozonetel.people import agent_key, find_agent
from mockcc.vendors.ozonetel.tables import AGENTS, SETTINGS, Account, Agent
from mockcc.vendors.ozonetel.text import AGENT_DATA, AGENT_ID, EMAIL, NAME, fields, sent, text, words

FAULTS: Final = Faults("gateway.user_invalid", "gateway.key_null", "gateway.user_invalid", "gateway.user_invalid")
MINUTE: Final = 60
_SWITCHES: Final = ("", "true", "false")


@behaviour
def create_agent(call: Call) -> Answer:
    """A new agent; an id that was deleted may be used again."""
    account = _account(call, "createAgent")
    body = sent(call)
    agent_id = fields(body, "agentId")
    if AGENT_ID.fullmatch(agent_id) is None:
        raise Refuse("agents.not_found", why=f"agentId is {agent_id!r}, which cannot be an agent's id.")
    _check(body, required=True)
    taken = call.get(AGENTS, agent_key(account, agent_id))
    if taken is not None and not taken.deleted:
        raise Refuse("agents.exists", why=f"There is an agent {agent_id!r} already.")
    new_agent(call, account, agent_id, fields(body, "agentName"), fields(body, "password"), body)
    return Answer("agents.created", why=f"Account {account.name} had no agent {agent_id!r}.")


@behaviour
def update_agent(call: Call) -> Answer:
    """Changes the fields that are given; the others stay. The page wants the email each time, and no other field."""
    account = _account(call, "updateAgent")
    body = sent(call)
    agent = find_agent(call, account, fields(body, "agentId"))
    if agent is None:
        raise Refuse("agents.not_found", why=f"Account {account.name} has no agent {fields(body, 'agentId')!r}.")
    _check(body, required=False)
    agent.name = fields(body, "agentName") or agent.name
    agent.password = fields(body, "password") or agent.password
    agent.email = fields(body, "email") or agent.email
    agent.data = fields(body, "agentData") or agent.data
    if "skills" in body:
        agent.skills = words(body["skills"])
    call.put(AGENTS, agent_key(account, agent.id), agent)
    return Answer("agents.updated", why=f"Agent {agent.id} exists.")


@behaviour
def delete_agent(call: Call) -> Answer:
    """Deletes an agent; the second time gets a text of its own."""
    account = _account(call, "deleteAgent")
    agent_id = fields(sent(call), "agentId")
    agent = call.get(AGENTS, agent_key(account, agent_id)) if agent_id else None
    if agent is None or agent.account != account.name:
        raise Refuse("agents.invalid_details", why=f"Account {account.name} has no agent {agent_id!r}.")
    if agent.deleted:
        raise Refuse("agents.gone", why=f"Agent {agent.id} was deleted before.")
    remove_agent(call, account, agent)
    return Answer("agents.deleted", why=f"Agent {agent.id} existed.", agent=agent.id)


def new_agent(call: Call, account: Account, agent_id: str, name: str, password: str, found: Mapping[str, Any]) -> None:
    """Write a new agent, logged out."""
    agent = Agent(
        id=agent_id,
        account=account.name,
        name=name,
        password=password,
        unique_id=int(call.ids.digits(6)),
        email=fields(found, "email"),
        data=fields(found, "agentData"),
        skills=words(found.get("skills") or found.get("skill")),
    )
    call.put(AGENTS, agent_key(account, agent_id), agent)


def remove_agent(call: Call, account: Account, agent: Agent) -> None:
    """Delete an agent and end the login; the row stays, since a second deletion is told from a wrong id."""
    agent.deleted, agent.state, agent.phone, agent.session = True, "LOGGED_OUT", None, None
    call.put(AGENTS, agent_key(account, agent.id), agent)


def _account(call: Call, what: str) -> Account:
    account = by_gateway(call, FAULTS)
    count(call, account, what, call.settings(SETTINGS).agent_accounts_per_minute, MINUTE, "common.max_limit")
    return account


def _check(body: Mapping[str, Any], *, required: bool) -> None:
    """Refuse the first field that is missing (where it is required) or not as the page wants it."""
    for field, missing, wrong, allowed in _RULES:
        value = fields(body, field)
        if not value and (required or field in body or field == "email") and missing:
            raise Refuse(missing, why=f"{field} is missing or empty.")
        if value and not allowed(value):
            raise Refuse(wrong, why=f"{field} is {value!r}.")
    if not _is_switch(body.get("screenRecording")) or not isinstance(body.get("sipLocation", ""), str):
        raise Refuse("agents.sip_invalid", why="screenRecording is no true or false, or sipLocation is no text.")


def _is_switch(value: Any) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, str) and text(value).lower() in _SWITCHES)


_Rule = tuple[str, str, str, Callable[[str], bool]]
_RULES: Final[tuple[_Rule, ...]] = (
    ("agentName", "agents.name_missing", "agents.name_invalid", lambda value: NAME.fullmatch(value) is not None),
    ("password", "agents.password_missing", "agents.password_invalid", lambda value: 3 <= len(value) <= 50),
    ("email", "agents.email_missing", "agents.email_invalid", lambda value: EMAIL.fullmatch(value) is not None),
    ("agentData", "", "agents.data_invalid", lambda value: AGENT_DATA.fullmatch(value) is not None),
)
"""Field, the reply when it is missing (empty: it may be), the reply when it is wrong, and what is right."""
