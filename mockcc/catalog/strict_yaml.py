"""Read YAML with 1.2 scalars and no surprises: equal keys, anchors, tags and numbers that change when read are refused."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent, StreamEndEvent

from mockcc.errors import FixtureError

Path = tuple[str | int, ...]
"""Where a value stands: keys and list indices from the top of the file."""

_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH: Final = 60
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_FLOAT: Final = re.compile(r"-?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_DOUBTFUL: Final = re.compile(
    r"[-+]?(?:0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)


class Document(NamedTuple):
    """One file as read: its data, the line of every value, and what is wrong with it, each with its line."""

    data: Any
    lines: dict[Path, int]
    problems: list[tuple[int, str]]
    readable: bool
    """Whether ``data`` is the whole file; a file that is no YAML at all has none."""


def read(text: str, name: str) -> Any:
    """The data of a YAML text; raises FixtureError with every problem, each ``name:line: ...``. Keys are always strings."""
    document = parse(text, with_lines=False)
    if document.problems:
        raise FixtureError(f"{name}:{line}: {message}" for line, message in document.problems)
    return document.data


def parse(text: str, *, with_lines: bool = True) -> Document:
    """The text as data, lines and problems; raises nothing. ``with_lines=False`` is faster."""
    builder = _Builder(with_lines)
    try:
        data = builder.document(text)
    except _TooDeepError as error:
        builder.problem(error.line, f"Nested deeper than {_MAX_DEPTH} levels. Make it flatter.")
    except yaml.YAMLError as error:
        builder.problem(*_explain(error, text))
    except UnicodeEncodeError as error:
        builder.problem(text.count("\n", 0, error.start) + 1, "A lone surrogate, which is no character. Remove it.")
    else:
        return Document(data, builder.lines, builder.problems, True)
    return Document(None, builder.lines, builder.problems, False)


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


class _Builder:
    """Turns the parser's events into data; one for each text."""

    def __init__(self, with_lines: bool) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[tuple[int, str]] = []
        self._path: list[str | int] | None = [] if with_lines else None
        self._depth = 0

    def problem(self, line: int, message: str) -> None:
        self.problems.append((line, message))

    def document(self, text: str) -> Any:
        parser = _Loader(text)
        self._next = parser.get_event
        self._next()
        data = None
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            data = self._node(self._next())
            self._next()
            event = self._next()
        if not isinstance(event, StreamEndEvent):
            self.problem(event.start_mark.line + 1, "A second document begins here. A file holds one; remove the '---'.")
        return data

    def _node(self, event: Any) -> Any:
        kind = type(event)
        if kind is AliasEvent:
            self.problem(event.start_mark.line + 1, f"An alias (*{event.anchor}). Write the value out; there are no anchors and aliases.")
            return None
        if event.anchor is not None:
            self.problem(event.start_mark.line + 1, f"An anchor (&{event.anchor}). Remove it; there are no anchors and aliases.")
        if event.tag is not None:
            self.problem(event.start_mark.line + 1, f"A tag ({event.tag}). Remove it; quote the value if it is meant as a string.")
        if kind is ScalarEvent:
            return self._scalar(event) if event.implicit[0] else event.value
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _TooDeepError(event.start_mark.line + 1)
        value = self._sequence() if kind is SequenceStartEvent else self._mapping()
        self._depth -= 1
        return value

    def _scalar(self, event: Any) -> Any:
        value: str = event.value
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        if value[0] not in _NUMBER_START:
            return value
        if _INTEGER.match(value) and len(value) <= 20 and -(2**63) <= int(value) < 2**64:
            return int(value)
        if not _DOUBTFUL.match(value) and not _is_number(value):
            return value
        if _FLOAT.match(value) and not _INTEGER.match(value) and abs(float(value)) != float("inf"):
            return float(value)
        self.problem(event.start_mark.line + 1, f"{value} is a number that would not be kept as written. Quote it: '{value}'.")
        return value

    def _sequence(self) -> list[Any]:
        found: list[Any] = []
        while type(event := self._next()) is not SequenceEndEvent:
            if self._path is None:
                found.append(self._node(event))
                continue
            self._path.append(len(found))
            self.lines[tuple(self._path)] = event.start_mark.line + 1
            found.append(self._node(event))
            self._path.pop()
        return found

    def _mapping(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while type(event := self._next()) is not MappingEndEvent:
            key = self._key(event)
            line = event.start_mark.line + 1
            if key in found:
                self.problem(line, f"The key {key!r} is here a second time in the same mapping. Keep one of the two.")
            if self._path is None:
                found[key] = self._node(self._next())
                continue
            self._path.append(key)
            self.lines.setdefault(tuple(self._path), line)
            value = self._node(self._next())
            found.setdefault(key, value)
            self._path.pop()
        return found

    def _key(self, event: Any) -> str:
        line = event.start_mark.line + 1
        if type(event) is ScalarEvent and event.anchor is None and event.tag is None:
            if event.value == "<<" and event.implicit[0]:
                self.problem(line, "A merge key (<<). Write the fields out; there are no merge keys.")
            return str(event.value)
        self.problem(line, "A key that is no plain string. Keys are strings, without anchors and tags.")
        return str(self._node(event))


def _is_number(value: str) -> bool:
    """Whether YAML 1.2 takes the plain scalar for a decimal number, a leading plus included."""
    return bool(_FLOAT.match(value.removeprefix("+")))


def _explain(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    mark: Any = getattr(error, "problem_mark", None)
    what = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split())
    if mark is not None:
        return mark.line + 1, f"No YAML: {what} (column {mark.column + 1}). Quote text that holds ': ', '#', '{{' or '['."
    position = getattr(error, "position", None)
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
    return line, f"No YAML: {what}. Remove the character or escape it in double quotes."
