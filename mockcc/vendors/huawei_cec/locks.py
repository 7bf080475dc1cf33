"""Passwords, and the lock that wrong ones lead to."""

from __future__ import annotations

from typing import Literal

from mockcc.engine.call import Call
from mockcc.vendors.huawei_cec.tables import SETTINGS, Account


def try_password(call: Call, account: Account, password: str) -> Literal["right", "wrong", "locked"]:
    """Hold the password against the account and count; the caller writes the row back, whatever comes of it."""
    settings, now = call.settings(SETTINGS), call.now()
    if account.locked_until is not None and now >= account.locked_until:
        account.locked_until = None
    if account.locked or account.locked_until is not None:
        return "locked"
    if call.same("json.password", account.password, password):
        account.failures = 0
        return "right"
    account.failures += 1
    if account.failures >= settings.lock_threshold:
        account.failures = 0
        account.locked_until = now + settings.lock_seconds
    return "wrong"
