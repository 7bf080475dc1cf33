"""LivePerson Conversational Cloud: its row types and its decisions."""

from mockcc.vendors.liveperson import (
    account_config,
    agent_sessions,
    domain,
    keep_alive,
    login,
    messaging,
    sentinel,
    sentinel_tokens,
)
from mockcc.vendors.liveperson.registry import vendor

__all__ = ["account_config", "agent_sessions", "domain", "keep_alive", "login", "messaging", "sentinel", "sentinel_tokens", "vendor"]
