"""Lists of Cognigy.AI's API: ``limit``, ``skip`` and ``next`` in, a page of items with cursors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.problems import refuse

DEFAULT_LIMIT: Final = 25
MAX_LIMIT: Final = 100


def page(call: Call, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The values of a list reply; raises ``Refuse`` for a limit or a skip that is no number in range."""
    limit = _number(call, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    cursor = call.request.query.get("next", "")
    start = _number(call, "skip", 0, 0, 10**9) if not cursor else int(cursor) if cursor.isascii() and cursor.isdecimal() else len(items)
    shown = items[start : start + limit]
    more = start + limit < len(items)
    return {
        "items": shown,
        "total": len(items),
        "next": str(start + limit) if more else None,
        "previous": str(max(0, start - limit)) if start else None,
    }


def _number(call: Call, name: str, default: int, low: int, high: int) -> int:
    text = call.request.query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and low <= int(text) <= high):
        raise refuse(call, "api.argument_wrong", why=f"{name} is {text!r}; allowed: {low} to {high}.", field=name)
    return int(text)
