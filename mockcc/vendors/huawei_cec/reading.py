"""Reading requests the gateway's way: refusals by retcode, JSON bodies, numbers in paths and queries."""

from __future__ import annotations

from typing import Any, TypeVar

from mockcc.engine.call import Call, Refuse
from mockcc.runtime.tables import Row, Table
from mockcc.vendors.huawei_cec.tables import SETTINGS

R = TypeVar("R", bound=Row)


def refuse(code: str, why: str) -> Refuse:
    """The refusal with a retcode; HTTP stays 200."""
    return Refuse(f"retcode.{code}", why=why)


def fail_as_set_up(call: Call, code: str, who: str) -> None:
    """Refuse with the retcode that an account is set up to fail with, where the interface knows it."""
    if code and f"retcode.{code}" in call.endpoint.spec.replies:
        raise refuse(code, f"{who} is set up to fail so.")


def json_object(call: Call) -> dict[str, Any]:
    """The body's JSON object, empty where there is no body; refuses any other body, and one that is not said to be JSON."""
    request = call.request
    if not request.body:
        return {}
    if request.content_type != "application/json":
        raise _unreadable(call, f"The body is {request.content_type or 'of no media type'}, not application/json.")
    if not isinstance(request.json, dict):
        raise _unreadable(call, "The body is no JSON object.")
    return request.json


def _unreadable(call: Call, why: str) -> Refuse:
    as_400 = call.settings(SETTINGS).unreadable_body == "http-400"
    return Refuse("unreadable.body", why=why) if as_400 else refuse("000-002", why)


def number(text: str, low: int, high: int) -> int | None:
    """The whole number that ``text`` writes in plain digits, when it lies in the range."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        return None
    value = int(text)
    return value if low <= value <= high else None


def listed(call: Call, name: str, high: int, *, most: int | None = None, longest: int | None = None) -> set[int] | None:
    """The ids from 1 to ``high`` of a comma list in the query; ``None`` where there are none, which means all.

    ``most`` is how many there may be, ``longest`` how many characters the list may have; each interface documents one of them, or none.
    """
    text = call.request.query.get(name, "")
    if not text:
        return None
    found = [number(part, 1, high) for part in text.split(",")]
    ids = {id for id in found if id is not None}
    if None in found:
        raise refuse("107-002", f"The query parameter {name} is {text[:60]!r}. Allowed: ids from 1 to {high}, with commas between.")
    if most is not None and len(found) > most:
        raise refuse("107-002", f"The query parameter {name} has {len(found)} ids. Allowed: {most}.")
    if longest is not None and len(text) > longest:
        raise refuse("107-002", f"The query parameter {name} has {len(text)} characters. Allowed: {longest}.")
    return ids


def numbered(call: Call, table: Table[R]) -> list[tuple[int, R]]:
    """The rows of a table whose keys are numbers, with their numbers."""
    return [(int(key), row) for key, row in call.rows(table).items() if key.isascii() and key.isdecimal()]


def agent_number(call: Call, name: str = "agentid") -> str:
    """The agent number of the path; a number that is none the gateway has no route for."""
    text = call.request.path_args[name]
    high = call.settings(SETTINGS).agent_number_max
    if text.startswith("0") or number(text, 1, high) is None:
        raise Refuse("unknown.path", why=f"{text[:20]!r} is no agent number. Allowed: 1 to {high}.")
    return text


def printable(value: object, longest: int) -> str | None:
    """The value when it is text of at most so many characters, all of them printable."""
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else None


def flag(value: object) -> bool | None:
    """A bool as the samples write it: ``true`` or ``"true"``; ``None`` when it is neither."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None
