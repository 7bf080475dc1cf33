"""Passwords, and the lock that wrong ones lead to."""

from __future__ import annotations

from typing import Literal, TypeVar

from mockcc.engine.call import Call
from mockcc.runtime.tables import Table
from mockcc.vendors.huawei_cec.tables import SETTINGS, Account

A = TypeVar("A", bound=Account)


def try_password(call: Call, table: Table[A], key: str, account: A, password: str) -> Literal["right", "wrong", "locked"]:
    """Hold the password against the account, and write down what that changes."""
    was = (account.failures, account.locked_until)
    outcome = _try(call, account, password)
    if (account.failures, account.locked_until) != was:
        call.put(table, key, account)
    return outcome


def _try(call: Call, account: Account, password: str) -> Literal["right", "wrong", "locked"]:
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
