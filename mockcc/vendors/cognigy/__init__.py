"""Cognigy Live Agent with the Cognigy.AI that signs its people in: row types and decisions."""

from mockcc.vendors.cognigy import (
    agent_api,
    agent_auth,
    agent_oauth,
    agent_pages,
    agent_platform,
    oauth,
    set_up,
    ui_login,
    users,
    users_own,
    webfinger,
)
from mockcc.vendors.cognigy.app import vendor

BEHAVIOURS = (agent_api, agent_auth, agent_oauth, agent_pages, agent_platform, oauth, set_up, ui_login, users, users_own, webfinger)
"""The modules that add behaviours to ``vendor`` when they are imported."""

__all__ = ["vendor"]
