"""What no gateway has: ways for a test to let something happen to an agent, off the documented surface."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.huawei_cec.events import queue
from mockcc.vendors.huawei_cec.reading import agent_number, printable
from mockcc.vendors.huawei_cec.sessions import live, live_sessions, save
from mockcc.vendors.huawei_cec.tables import AGENTS
from mockcc.vendors.huawei_cec.vendor import vendor

IDLE: Final = 4
TALKING: Final = 7


@vendor.behaviour
def mock_event(call: Call) -> Answer:
    """Let an event of any type reach an agent that is signed in."""
    agent, body = agent_number(call), call.request.json_object
    session = live(call, agent)
    type, content = printable(body.get("eventType"), 100), body.get("content")
    if session is None or not type or not isinstance(content, dict | None):
        raise Refuse("mock.impossible", why=f"Agent {agent} is not signed in, or eventType is no text, or content no object.")
    return Answer("mock.sent", why=f"Agent {agent} is signed in.", count=1, then=queue(call, session, (type, content)))


@vendor.behaviour
def mock_call(call: Call) -> Answer:
    """Let a call come in for a skill: the first idle agent that has joined the skill gets it; nobody else does."""
    skill = call.request.json_object.get("skillid")
    for session in live_sessions(call):
        agent = call.get(AGENTS, str(session.agent))
        if agent is not None and session.state == IDLE and type(skill) is int and skill in session.skills and not agent.force_change:
            session.state = TALKING
            save(call, session)
            then = queue(call, session, ("AgentEvent_Ringing", None), ("AgentEvent_Talking", None))
            return Answer("mock.call", why=f"Agent {agent.id} is idle and in skill {skill}.", then=then, agent=str(agent.id))
    return Answer("mock.call", why=f"No idle agent is in skill {skill}.", agent=None)
