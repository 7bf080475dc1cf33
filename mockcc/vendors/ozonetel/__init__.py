"""Ozonetel CloudAgent: its row types and its decisions."""

from mockcc.vendors.ozonetel import (
    agent_accounts,
    agent_manage,
    authentication,
    dial,
    events,
    move,
    phones,
    presence,
    release,
    report,
    state,
    tokens,
    toolbar,
)
from mockcc.vendors.ozonetel.dialect import vendor

__all__ = [
    "agent_accounts",
    "agent_manage",
    "authentication",
    "dial",
    "events",
    "move",
    "phones",
    "presence",
    "release",
    "report",
    "state",
    "tokens",
    "toolbar",
    "vendor",
]
