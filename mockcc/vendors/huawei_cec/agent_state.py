"""What an agent does with itself: joins its skills, is idle, busy, at rest or in wrap-up, changes its password."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.events import Happened, queue
from mockcc.vendors.huawei_cec.reading import flag, json_object, number, refuse
from mockcc.vendors.huawei_cec.sessions import agent_session, save
from mockcc.vendors.huawei_cec.tables import AGENTS, AgentState, Session
from mockcc.vendors.huawei_cec.vendor import vendor

LONGEST_REST = 86400
"""Seconds; the vendor's own limit is not known to us."""


@vendor.behaviour
def reset_skill(call: Call) -> Answer:
    """Join all configured skills, or with ``autoflag`` false those of ``skillid``; without this no call arrives."""
    agent, session = agent_session(call)
    automatic = flag(call.request.path_args["autoflag"])
    own = [skill.skill_id for skill in agent.skills]
    asked = [number(part, 1, 5000) for part in call.request.query.get("skillid", "").split(";") if part]
    if automatic is None or call.request.query.get("phonelinkage", "0") not in ("0", "1"):
        raise refuse("000-002", "autoflag is neither true nor false, or phonelinkage neither 0 nor 1.")
    if not automatic and (not asked or not set(asked) <= set(own)):
        raise refuse("000-002", f"skillid names no skill of the agent, or one that is not among {own}.")
    session.skills = own if automatic else [id for id in asked if id is not None]
    save(call, session)
    return Answer("agent.done", why=f"Agent {agent.id} is in the skills {session.skills}.")


@vendor.behaviour
def say_free(call: Call) -> Answer:
    """Become idle."""
    _, session = agent_session(call)
    before: tuple[Happened, ...] = (("AgentState_CancelNotReady_Success", None),) if session.state == 3 else ()
    return _become(call, session, 4, *before, ("AgentState_Ready", None))


@vendor.behaviour
def say_busy(call: Call) -> Answer:
    """Become busy, for a reason from 200 to 250 where one is given."""
    _, session = agent_session(call)
    reason = call.request.query.get("reason")
    if (reason is not None and number(reason, 200, 250) is None) or flag(call.request.query.get("prolong", "false")) is None:
        raise refuse("000-002", "reason is no number from 200 to 250, or prolong neither true nor false.")
    content = None if reason is None else {"reason": reason}
    return _become(call, session, 3, ("AgentState_SetNotReady_Success", content))


@vendor.behaviour
def rest(call: Call) -> Answer:
    """Rest for so many seconds."""
    _, session = agent_session(call)
    seconds = number(call.request.path_args["seconds"], 1, LONGEST_REST)
    if seconds is None or number(call.request.path_args["cause"], 0, 255) is None:
        raise refuse("000-002", f"The rest is not 1 to {LONGEST_REST} seconds long, or its cause not 0 to 255.")
    session.rest_until = call.now() + seconds
    return _become(call, session, 8, ("AgentState_SetRest_Success", None))


@vendor.behaviour
def cancel_rest(call: Call) -> Answer:
    """End the rest and become idle."""
    _, session = agent_session(call)
    return _become(call, session, 4, ("AgentState_CancelRest_Success", None), ("AgentState_Ready", None))


@vendor.behaviour
def work(call: Call) -> Answer:
    """Go into wrap-up."""
    return _become(call, agent_session(call)[1], 5, ("AgentState_SetWork_Success", None), ("AgentState_Work", None))


@vendor.behaviour
def cancel_work(call: Call) -> Answer:
    """End the wrap-up and become idle."""
    return _become(call, agent_session(call)[1], 4, ("AgentState_CancelWork_Success", None), ("AgentState_Ready", None))


@vendor.behaviour
def change_password(call: Call) -> Answer:
    """Change the password; the old one has to be right."""
    agent, session = agent_session(call)
    body = json_object(call)
    old, new = body.get("oldPassword"), body.get("newPassword")
    if not isinstance(old, str) or not isinstance(new, str) or not 0 < len(new) <= 32 or not new.isprintable():
        raise refuse("000-002", "oldPassword and newPassword (1 to 32 characters) are mandatory.")
    if not call.same("json.oldPassword", agent.password, old):
        raise refuse("100-004", "The old password is wrong.")
    agent.password = new
    agent.force_change = False
    call.put(AGENTS, str(session.agent), agent)
    return Answer("agent.done", why=f"The password of agent {session.agent} is changed.")


def _become(call: Call, session: Session, state: AgentState, *happened: Happened) -> Answer:
    session.state = state
    if state != 8:
        session.rest_until = None
    save(call, session)
    return Answer("agent.done", why=f"Agent {session.agent} is now in state {state}.", then=queue(call, session, *happened))
