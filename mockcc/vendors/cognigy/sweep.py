"""Tables of short-lived rows stay bounded: dead rows are removed every now and then, and the oldest beyond a cap with them."""

from __future__ import annotations

from typing import Final, TypeVar

from mockcc.engine.call import Call
from mockcc.runtime.tables import Table
from mockcc.vendors.cognigy.agent_tables import BrowserSession, Session, SsoToken
from mockcc.vendors.cognigy.ai_tables import SWEEPS, AccessToken, Code, Login, RefreshToken, Sweep

Mortal = TypeVar("Mortal", BrowserSession, Session, SsoToken, AccessToken, Code, Login, RefreshToken)

EVERY: Final = 200
"""After so many new rows the dead ones are removed, so that a new row costs next to nothing."""
CAP: Final = 5_000
"""How many living rows a table keeps; those that end first go."""


def add(call: Call, table: Table[Mortal], key: str, row: Mortal) -> None:
    """Write a new short-lived row."""
    call.put(table, key, row)
    sweep = call.get(SWEEPS, table.name) or Sweep()
    sweep.added += 1
    if sweep.added >= EVERY:
        sweep.added = 0
        _remove_dead(call, table)
    call.put(SWEEPS, table.name, sweep)


def _remove_dead(call: Call, table: Table[Mortal]) -> None:
    now = call.now()
    rows = call.rows(table)
    living = sorted((row.expires_at, key) for key, row in rows.items() if row.expires_at > now)
    kept = {key for _, key in living[-CAP:]}
    for key in rows.keys() - kept:
        call.delete(table, key)
