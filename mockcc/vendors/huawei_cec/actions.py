"""The actions of the vendor: what happens in a call centre without a request of a client, called by the admin API."""

from __future__ import annotations

import json
from typing import Any, Final

from mockcc.engine.action import Act
from mockcc.engine.call import Call
from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.model import OutboundCall
from mockcc.runtime.tables import Row, Table
from mockcc.vendors.huawei_cec.events import queue
from mockcc.vendors.huawei_cec.sessions import live, live_sessions, save
from mockcc.vendors.huawei_cec.subscription import live_subscription
from mockcc.vendors.huawei_cec.tables import AGENTS, SUBSCRIPTIONS, Subscription
from mockcc.vendors.huawei_cec.vendor import vendor

CALLBACK: Final = "/v100/subscribe/asrevent/asrresult"
"""What the platform appends to ``serviceCallBackUri``."""
IDLE: Final = 4
TALKING: Final = 7
Sent = tuple[OutboundCall, ...]


class AgentEvent(Row):
    """An event of any type for an agent."""

    agent: int
    type: str
    content: dict[str, Any] | None = None


class IncomingCall(Row):
    """A call for a skill queue."""

    skill: int


class AsrResult(Row):
    """Something that was recognised; without ``subscription`` every subscriber is told. ``fields`` go into the callback's body."""

    subscription: str | None = None
    fields: dict[str, Any] = {}


AGENT_EVENTS: Final = Table("agent_event", AgentEvent)
INCOMING_CALLS: Final = Table("incoming_call", IncomingCall)
ASR_RESULTS: Final = Table("asr_result", AsrResult)


@vendor.action
def agent_event(act: Act) -> dict[str, Any]:
    """Let an event of any ``type`` reach the ``agent``, by its poll or its push; ``content`` is an object."""
    given = AGENT_EVENTS.convert(act.given, "agent_event")

    def work(call: Call) -> Sent:
        session = live(call, str(given.agent))
        if call.get(AGENTS, str(given.agent)) is None:
            raise UnknownNameError("agent", str(given.agent), call.rows(AGENTS))
        if session is None:
            raise InvalidValueError("agent_event.agent", f"Agent {given.agent} is not signed in. Sign the agent in first.")
        return queue(call, session, (given.type, given.content))

    act.later(act.work(work))
    return {"agent": given.agent, "type": given.type}


@vendor.action
def incoming_call(act: Act) -> dict[str, Any]:
    """Let a call come in for a ``skill``: the first idle agent that has joined it by resetskill talks; ``agent`` is null without one."""
    given = INCOMING_CALLS.convert(act.given, "incoming_call")
    agent, calls = act.work(lambda call: _ring(call, given.skill))
    act.later(calls)
    return {"agent": agent}


@vendor.action
def asr_result(act: Act) -> dict[str, Any]:
    """Let the platform recognise something: it calls each live subscriber back, or the one of ``subscription``, in the background."""
    given = ASR_RESULTS.convert(act.given, "asr_result")
    calls = act.work(lambda call: _callbacks(call, given))
    act.later(calls)
    return {"told": len(calls)}


def _ring(call: Call, skill: int) -> tuple[int | None, Sent]:
    for session in live_sessions(call):
        agent = call.get(AGENTS, str(session.agent))
        if agent is not None and session.state == IDLE and skill in session.skills and not agent.force_change:
            session.state = TALKING
            save(call, session)
            return session.agent, queue(call, session, ("AgentEvent_Ringing", None), ("AgentEvent_Talking", None))
    return None, ()


def _callbacks(call: Call, given: AsrResult) -> Sent:
    live = {id: found for id in call.rows(SUBSCRIPTIONS) if (found := live_subscription(call, id))}
    if given.subscription is not None and given.subscription not in live:
        raise UnknownNameError("subscription", given.subscription, live)
    return tuple(_callback(call, id, found, given.fields) for id, found in live.items() if given.subscription in (None, id))


def _callback(call: Call, id: str, subscription: Subscription, fields: dict[str, Any]) -> OutboundCall:
    body = (
        {"initialagentid": "", "ccid": call.ids.digits(10), "vdnid": subscription.vdn}
        | fields
        | {"serverid": id, "subscribetype": subscription.type}
    )
    token = (("service_token", subscription.token),) if subscription.token else ()
    headers = (("Content-Type", "application/json; charset=UTF-8"), *token)
    url = subscription.callback.rstrip("/") + CALLBACK
    return OutboundCall("POST", url, headers=headers, body=json.dumps(body, separators=(",", ":")).encode(), name="asr_result")
