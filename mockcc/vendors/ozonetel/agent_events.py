"""Agent events as the vendor pushes them to the address that the account has subscribed."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct, field

from mockcc.engine.call import Call
from mockcc.model import OutboundCall
from mockcc.vendors.ozonetel.moments import local
from mockcc.vendors.ozonetel.tables import SETTINGS, SUBSCRIPTIONS, Agent

NAME: Final = "agent_event"


class Data(Struct):
    """The inner part; ``agentUniqeId`` is misspelt on the wire."""

    action: str
    unique_id: int = field(name="agentUniqeId")
    agent_id: str = field(name="agentId")
    mode: str = field(name="agentMode")
    time: str = field(name="eventTime")


class Event(Struct):
    """The envelope, as received by a subscriber in October 2025."""

    type: str = field(name="eventType")
    time: str = field(name="eventTime")
    username: str
    data: Data


def agent_event(call: Call, agent: Agent, action: str) -> tuple[OutboundCall, ...]:
    """The call that tells the account's subscriber of ``action``; none where nobody has subscribed."""
    subscription = call.get(SUBSCRIPTIONS, agent.account)
    if subscription is None or subscription.agent_url is None:
        return ()
    now = local(call, call.now())
    event = Event("Agent", now, agent.account, Data(action, agent.unique_id, agent.id, agent.mode.upper(), now))
    return (
        OutboundCall(
            "POST",
            subscription.agent_url,
            headers=(("Content-Type", "application/json"),),
            body=msgspec.json.encode(event),
            timeout=call.settings(SETTINGS).event_seconds,
            name=NAME,
        ),
    )
