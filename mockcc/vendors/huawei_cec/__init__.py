"""Huawei Cloud CEC, the CC-Gateway: configuration sign-in (C5), agents (C4), and the token interfaces beside them."""

from mockcc.vendors.huawei_cec import (
    actions,
    agent_query,
    agent_state,
    config_login,
    config_query,
    config_write,
    events,
    sign_in,
    sign_out,
    signature,
    subscription,
    tokens,
)
from mockcc.vendors.huawei_cec.vendor import vendor

__all__ = [
    "actions",
    "agent_query",
    "agent_state",
    "config_login",
    "config_query",
    "config_write",
    "events",
    "sign_in",
    "sign_out",
    "signature",
    "subscription",
    "tokens",
    "vendor",
]
