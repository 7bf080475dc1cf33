"""The one value that the vendor's modules register their behaviours and actions with."""

from __future__ import annotations

from mockcc.engine.vendor import Vendor
from mockcc.vendors.cxgenie.tables import (
    BOTS,
    CHAT_USERS,
    FEEDBACKS,
    KNOWLEDGE,
    MESSAGES,
    REFERENCE_USERS,
    SESSIONS,
    SETTINGS,
    SITES,
    TICKETS,
    WORKSPACES,
)

vendor = Vendor(
    "cxgenie",
    [SETTINGS, WORKSPACES, BOTS, CHAT_USERS, SESSIONS, SITES, MESSAGES, FEEDBACKS, TICKETS, KNOWLEDGE, REFERENCE_USERS],
)
