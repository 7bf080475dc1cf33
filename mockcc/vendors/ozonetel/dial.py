"""AgentManualDial: a call on behalf of an agent who sits at the toolbar, on the newer gateway and on the deprecated page."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_gateway, by_query
from mockcc.vendors.ozonetel.dialect import behaviour, legacy
from mockcc.vendors.ozonetel.people import find_agent
from mockcc.vendors.ozonetel.tables import Account, Agent
from mockcc.vendors.ozonetel.text import fields, sent, words

FAULTS: Final = Faults("gateway.username_null", "gateway.key_null", "gateway.user_invalid", "gateway.user_invalid")
LEGACY_FAULTS: Final = Faults("dial.legacy_refused", "dial.legacy_refused", "dial.legacy_refused", "dial.legacy_refused")
DIALLING_MODES: Final = ("manual", "blended")


@behaviour
def agent_manual_dial(call: Call) -> Answer:
    """The agent, the customer, the campaign or skill, then whether the agent is there."""
    account = by_gateway(call, FAULTS)
    body = sent(call)
    agent_id = fields(body, "agentID")
    if not agent_id:
        raise Refuse("dial.agent_missing", why="agentID is missing; mind the capital D.")
    agent = find_agent(call, account, agent_id)
    if agent is None:
        raise Refuse("dial.agent_invalid", why=f"Account {account.name} has no agent {agent_id!r}.")
    if not fields(body, "customerNumber"):
        raise Refuse("dial.incomplete", why="customerNumber is missing.")
    _campaign(call, account)
    missing = absence(agent)
    if missing:
        raise Refuse("dial.not_available", why=missing)
    return _queued(call, fields(body, "UCID"), "dial.queued", "dial.queued_plain")


@legacy
def agent_manual_dial_legacy(call: Call) -> Answer:
    """The same by query, ``api_key`` and ``username``, answered as JSON or, with ``format=xml``, as XML."""
    xml = ".xml" if fields(call.request.query, "format").lower() == "xml" else ""
    try:
        answer = _legacy(call)
    except Refuse as refusal:
        answer = refusal.answer
    answer.reply += xml
    return answer


def absence(agent: Agent) -> str | None:
    """Why the vendor cannot dial for the agent, in one sentence; ``None`` when it can."""
    if agent.state == "LOGGED_OUT":
        return f"Agent {agent.id} is logged out."
    if not agent.toolbar:
        return f"Agent {agent.id} is logged in virtually only; a manual dial needs a login in the toolbar."
    if agent.mode not in DIALLING_MODES:
        return f"Agent {agent.id} works in {agent.mode} mode; a manual dial needs manual or blended."
    return None if agent.state in ("READY", "IDLE") else f"Agent {agent.id} is {agent.state}."


def _campaign(call: Call, account: Account) -> None:
    body = sent(call)
    skills = words(body.get("skill"))
    if skills and not fields(body, "campaignName"):
        if not set(skills) <= set(account.skills):
            raise Refuse("dial.agent_missing", why=f"Account {account.name} has no skill {', '.join(skills)}.")
        if not fields(body, "did"):
            raise Refuse("dial.incomplete", why="A skill needs a did beside it.")
        return
    campaign = fields(body, "campaignName")
    if not campaign:
        raise Refuse("dial.campaign_missing", why="Neither campaignName nor skill is given.")
    if campaign not in account.campaigns:
        raise Refuse("dial.campaign_invalid", why=f"Account {account.name} has no campaign {campaign!r}.")


def _legacy(call: Call) -> Answer:
    account = by_query(call, "username", "api_key", LEGACY_FAULTS)
    query = call.request.query
    given = [fields(query, name) for name in ("agentID", "customerNumber", "campaignName")]
    if not all(given):
        raise Refuse("dial.legacy_incomplete", why="agentID, customerNumber or campaignName is missing.")
    if given[2] not in account.campaigns:
        raise Refuse("dial.legacy_campaign_invalid", why=f"Account {account.name} has no campaign {given[2]!r}.")
    agent = find_agent(call, account, given[0])
    missing = absence(agent) if agent else f"Account {account.name} has no agent {given[0]!r}."
    if missing:
        raise Refuse("dial.legacy_not_available", why=missing)
    return _queued(call, fields(query, "UCID"), "dial.legacy_queued", "dial.legacy_queued_plain")


def _queued(call: Call, wanted: str, with_id: str, without: str) -> Answer:
    why = "The agent sits at the toolbar, ready, in a mode that dials."
    if wanted.lower() == "true":
        return Answer(with_id, why=why, ucid="90" + call.ids.digits(13))
    return Answer(without, why=why)
