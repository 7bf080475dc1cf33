"""Placeholders in replies: ``$agent.id`` in any string of a JSON value, a text or a header, compiled once and filled per request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from mockcc.errors import MockccError

Values = Mapping[str, Any]
"""What fills the placeholders; a key may itself be dotted (``agent.id``), and wins over a step into ``agent``."""
Filler = Callable[[Values], Any]

_NAME: Final = r"[A-Za-z_]\w*(?:\.\w+)*"
_PLACEHOLDER: Final = re.compile(rf"\$(?:(?P<dollar>\$)|(?P<name>{_NAME})|\{{(?P<braced>{_NAME})\}})", re.ASCII)
_MISSING: Final[Any] = object()


class MissingPlaceholderError(MockccError, KeyError):
    """A placeholder has no value; ``name`` is its dotted name."""

    def __init__(self, name: str, values: Values) -> None:
        self.name = name
        given = ", ".join(sorted(values)) or "none"
        self.message = f"The placeholder ${name} has no value. Values given: {given}."
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


def placeholders(value: Any) -> set[str]:
    """The dotted names of all placeholders in the strings of ``value``; keys of mappings hold none."""
    return {match["name"] or match["braced"] for text in _strings(value) for match in _PLACEHOLDER.finditer(text) if not match["dollar"]}


def stray_dollars(value: Any) -> list[str]:
    """The strings of ``value`` with a dollar sign that is neither a placeholder nor doubled; it would be printed as it is."""
    return [text for text in _strings(value) if "$" in _PLACEHOLDER.sub("", text)]


def compile(value: Any) -> Filler:
    """A function from values to ``value`` with its placeholders filled; parts without any are shared between calls.

    A string that is one placeholder takes the value as it is; inside text ``None`` is nothing, a bool is ``true``
    or ``false``, anything else ``str()``. The function raises MissingPlaceholderError.
    """
    return _compile(value) or _constant(_plain(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if "$" in value:
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _constant(value: Any) -> Filler:
    return lambda _values: value


def _plain(value: Any) -> Any:
    """A constant value with its doubled dollar signs made single."""
    if isinstance(value, str):
        return value.replace("$$", "$")
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _compile(value: Any) -> Filler | None:
    """The filler of ``value``; ``None`` when it is constant."""
    if isinstance(value, str):
        return _compile_text(value)
    if isinstance(value, dict):
        parts = [(key, _compile(item)) for key, item in value.items()]
    elif isinstance(value, list):
        parts = [(index, _compile(item)) for index, item in enumerate(value)]
    else:
        return None
    moving = [(key, filler) for key, filler in parts if filler is not None]
    if not moving:
        return None
    base = _plain(value)

    def fill(values: Values) -> Any:
        made = base.copy()
        for key, filler in moving:
            made[key] = filler(values)
        return made

    return fill


def _compile_text(text: str) -> Filler | None:
    if "$" not in text:
        return None
    pieces: list[str | Filler] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        pieces.append(text[end : match.start()])
        name = match["name"] or match["braced"]
        pieces.append(_lookup(name) if name else "$")
        end = match.end()
    pieces.append(text[end:])
    pieces = [piece for piece in pieces if piece != ""]
    if all(isinstance(piece, str) for piece in pieces):
        return None
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        return pieces[0]
    return lambda values: "".join([piece if isinstance(piece, str) else as_text(piece(values)) for piece in pieces])


def as_text(value: Any) -> str:
    """A value as it stands inside a text: ``None`` is nothing, a bool is ``true`` or ``false``, anything else ``str()``."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lookup(name: str) -> Filler:
    first, *steps = name.split(".")
    if not steps:
        return _lookup_plain(name)

    def find(values: Values) -> Any:
        if name in values:
            return values[name]
        found = values.get(first, _MISSING)
        for step in steps:
            found = _step(found, step)
        if found is _MISSING:
            raise MissingPlaceholderError(name, values)
        return found

    return find


def _lookup_plain(name: str) -> Filler:
    def find(values: Values) -> Any:
        try:
            return values[name]
        except KeyError:
            raise MissingPlaceholderError(name, values) from None

    return find


def _step(value: Any, name: str) -> Any:
    """The field ``name`` of a mapping or an object; private attributes and methods are no fields."""
    if value is _MISSING or isinstance(value, Mapping):
        return value.get(name, _MISSING) if value is not _MISSING else value
    if name.startswith("_"):
        return _MISSING
    found = getattr(value, name, _MISSING)
    return _MISSING if callable(found) else found
