"""The ways out: by oneself, by force, with a cause, and by an inspector."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.events import farewell
from mockcc.vendors.huawei_cec.reading import agent_number, number, refuse
from mockcc.vendors.huawei_cec.sessions import agent_session, live
from mockcc.vendors.huawei_cec.tables import AGENTS, SESSIONS, SETTINGS, Session
from mockcc.vendors.huawei_cec.vendor import vendor

TALKING = 7


@vendor.behaviour
def logout(call: Call) -> Answer:
    """Sign out; refused in a call."""
    _, session = agent_session(call, missing=call.settings(SETTINGS).second_sign_out)
    if session.state == TALKING:
        raise refuse("100-010", f"Agent {session.agent} is in a call.")
    return _end(call, session)


@vendor.behaviour
def force_logout(call: Call) -> Answer:
    """Sign out whatever the state; a call is dropped."""
    return _end(call, agent_session(call, missing=call.settings(SETTINGS).second_sign_out)[1])


@vendor.behaviour
def force_logout_with_reason(call: Call) -> Answer:
    """Sign out with a cause from 1 to 255."""
    _, session = agent_session(call, missing=call.settings(SETTINGS).second_sign_out)
    if number(call.request.path_args["reason"], 1, 255) is None:
        raise refuse("100-005", "The cause is no whole number from 1 to 255.")
    return _end(call, session)


@vendor.behaviour
def force_logout_agent(call: Call) -> Answer:
    """An inspector signs another agent of the VDN out."""
    inspector, own = agent_session(call)
    if not inspector.inspector:
        raise refuse("900-002", f"Agent {own.agent} is no inspector.")
    work_no = agent_number(call, "workno")
    if work_no == str(own.agent):
        raise refuse("000-005", "The inspector cannot be the inspected agent.")
    agent = call.get(AGENTS, work_no)
    if agent is None or agent.vdn != inspector.vdn:
        raise refuse("900-004", f"There is no agent {work_no} in VDN {inspector.vdn}.")
    session = live(call, work_no)
    if session is None:
        raise refuse("100-006", f"Agent {work_no} is not signed in.")
    return _end(call, session)


def _end(call: Call, session: Session) -> Answer:
    then = farewell(call, session)
    call.delete(SESSIONS, str(session.agent))
    return Answer("agent.signed_out", why=f"Agent {session.agent} was signed in.", then=then)
