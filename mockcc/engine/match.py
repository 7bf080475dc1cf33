"""Matching a request by dotted fields: ``{"form.phoneNumber": "+91...", "header.apiKey": {"regex": "^KK"}, "json.agentId": 101}``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from mockcc.errors import InvalidValueError
from mockcc.model import Request

_WHOLE: Final = ("method", "path", "bearer", "body", "json")
"""The fields that stand alone, without a dotted name behind them."""


class Missing:
    """The value of a field that the request does not have."""

    def __repr__(self) -> str:
        return "(missing)"


MISSING: Final = Missing()


class Miss(NamedTuple):
    """One field of a request that is not as a match wants it."""

    field: str
    expected: Any
    found: Any


def check_match(match: object, field: str = "match") -> dict[str, Any]:
    """The match itself; raises ``InvalidValueError`` naming the field that is wrong and what is allowed."""
    if not isinstance(match, Mapping):
        raise InvalidValueError(field, f"A match is an object of request fields to values, not {match!r}.")
    for name, wanted in match.items():
        root, dot, rest = str(name).partition(".")
        if root not in ROOTS or (not rest and root not in _WHOLE) or (rest and root in _WHOLE and root != "json") or (dot and not rest):
            shown = [known if known in _WHOLE else f"{known}.<name>" for known in ROOTS] + ["json.<name>"]
            close = difflib.get_close_matches(root, ROOTS, n=1)
            hint = f"Did you mean {'.'.join([close[0], rest or '<name>'])!r}? " if close and close[0] not in _WHOLE else ""
            allowed = ", ".join(sorted(shown))
            raise InvalidValueError(f"{field}.{name}", f"{name!r} is no field of a request. {hint}Allowed: {allowed}.")
        if isinstance(wanted, Mapping) and set(wanted) == {"regex"}:
            _compile(wanted["regex"], f"{field}.{name}")
    return {str(name): value for name, value in match.items()}


def misses(match: Mapping[str, Any], request: Request) -> list[Miss]:
    """The fields in which the request is not as ``match`` wants it; empty when it matches."""
    found = []
    for name, wanted in match.items():
        value = lookup(request, name)
        if not _equal(wanted, value):
            found.append(Miss(name, wanted, None if value is MISSING else value))
    return found


def lookup(request: Request, name: str) -> Any:
    """The value of a dotted field of the request, or ``MISSING``."""
    root, _, rest = name.partition(".")
    return _READERS[root](request, rest)


def _walk(value: Any, dotted: str) -> Any:
    for part in dotted.split(".") if dotted else ():
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return MISSING
    return value


def _equal(wanted: Any, value: Any) -> bool:
    if value is MISSING:
        return False
    if isinstance(wanted, Mapping) and set(wanted) == {"regex"}:
        return _compile(wanted["regex"], "regex").search(value if isinstance(value, str) else str(value)) is not None
    # Python takes True for 1; JSON does not.
    return isinstance(wanted, bool) == isinstance(value, bool) and bool(wanted == value)


def _or_missing(value: str | None) -> Any:
    return MISSING if value is None else value


def _compile(pattern: object, field: str) -> re.Pattern[str]:
    try:
        return re.compile(str(pattern))
    except re.error as error:
        raise InvalidValueError(field, f"{pattern!r} is no regular expression: {error}.") from None


_READERS: Final[dict[str, Callable[[Request, str], Any]]] = {
    "method": lambda request, _: request.method,
    "path": lambda request, _: request.path,
    "query": lambda request, name: request.query.get(name, MISSING),
    "header": lambda request, name: _or_missing(request.headers.get(name)),
    "form": lambda request, name: request.form.get(name, MISSING),
    "json": lambda request, name: _walk(request.json, name),
    "basic": lambda request, name: MISSING if request.basic is None else getattr(request.basic, name, MISSING),
    "bearer": lambda request, _: _or_missing(request.bearer),
    "cookie": lambda request, name: request.cookies.get(name, MISSING),
    "body": lambda request, _: request.body.decode("utf-8", "replace"),
    "path_arg": lambda request, name: request.path_args.get(name, MISSING),
}
ROOTS: Final = tuple(_READERS)
