"""What an agent may ask: its status, skills, IVRs, custom state."""

from __future__ import annotations

from collections.abc import Sequence

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.reading import agent_number, numbered, refuse
from mockcc.vendors.huawei_cec.sessions import agent_session
from mockcc.vendors.huawei_cec.shapes import OwnSkill, VdnSkill
from mockcc.vendors.huawei_cec.tables import AGENTS, IVRS, SKILLS, Agent
from mockcc.vendors.huawei_cec.vendor import vendor

WRAP_UP = 5


@vendor.behaviour
def agent_status(call: Call) -> Answer:
    """The agent's state as a number."""
    _, session = agent_session(call)
    return Answer(
        "agent.status", why=f"Agent {session.agent} is in state {session.state}.", state=session.state, working=session.state == WRAP_UP
    )


@vendor.behaviour
def agent_skills(call: Call) -> Answer:
    """The skills that are configured for the agent."""
    agent, _ = agent_session(call)
    return _skills_of(call, agent, str(agent.id))


@vendor.behaviour
def skills_of_another(call: Call) -> Answer:
    """The skills that are configured for another agent of the VDN."""
    agent, _ = agent_session(call)
    work_no = agent_number(call, "workno")
    other = call.get(AGENTS, work_no)
    return _skills_of(call, other if other and other.vdn == agent.vdn else None, work_no)


@vendor.behaviour
def vdn_skills(call: Call) -> Answer:
    """The skill queues of the agent's VDN."""
    agent, _ = agent_session(call)
    found = [
        VdnSkill(name=row.data.name, id=id, mediatype=row.data.media_type_id, service_type=row.data.service_id, real_flag=1)
        for id, row in numbered(call, SKILLS)
        if row.vdn == agent.vdn
    ]
    if not found:
        raise refuse("600-005", f"VDN {agent.vdn} has no skill queue.")
    return _list(found)


@vendor.behaviour
def vdn_ivrs(call: Call) -> Answer:
    """The IVRs of the agent's VDN."""
    agent, _ = agent_session(call)
    found = [row.data for row in call.rows(IVRS).values() if row.vdn == agent.vdn]
    if not found:
        raise refuse("600-004", f"VDN {agent.vdn} has no IVR.")
    return _list(found)


@vendor.behaviour
def custom_state(call: Call) -> Answer:
    """The agent's custom state."""
    agent, _ = agent_session(call)
    return Answer("agent.custom_state", why=f"Agent {agent.id} is configured so.", state=agent.custom_state)


def _list(found: Sequence[object]) -> Answer:
    return Answer("agent.list", why=f"{len(found)} are configured.", result=found)


def _skills_of(call: Call, agent: Agent | None, number: str) -> Answer:
    found = [
        OwnSkill(name=row.data.name, id=skill.skill_id, mediatype=row.data.media_type_id)
        for skill in (agent.skills if agent else ())
        if (row := call.get(SKILLS, str(skill.skill_id)))
    ]
    if not found:
        raise refuse("600-001", f"There is no agent {number} here, or it has no skill.")
    return _list(found)
