"""The parts of a space as the client shows them: a table like a mapping, and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

__tracebackhide__: Final = True
"""A test that fails in one of these verbs is shown at its own line."""
Row = dict[str, Any]


class Caller(Protocol):
    """Calls the admin API below the space; gives the document."""

    def __call__(self, method: str, parts: list[str], body: Any = None) -> Any:
        """The document of the reply; raises ``ClientError``."""
        ...


class TableView(MutableMapping[str, Row]):
    """A table of a vendor: rows by key. Each look is fresh; a row is a copy, and changes with ``put`` or ``patch``."""

    def __init__(self, call: Caller, parts: list[str]) -> None:
        self._call = call
        self._parts = parts

    def rows(self) -> dict[str, Row]:
        """All rows by key, in one call."""
        found: dict[str, Row] = self._call("GET", self._parts)
        return found

    def put(self, key: str, row: Mapping[str, Any]) -> Row:
        """Write a whole row; the row as it is then."""
        found: Row = self._call("PUT", [*self._parts, key], dict(row))
        return found

    def patch(self, key: str, fields: Mapping[str, Any] | None = None, /, **more: Any) -> Row:
        """Change fields of a row; the row as it is then."""
        found: Row = self._call("PATCH", [*self._parts, key], {**(fields or {}), **more})
        return found

    def delete(self, key: str) -> None:
        """Remove a row."""
        self._call("DELETE", [*self._parts, key])

    def __getitem__(self, key: str) -> Row:
        return self.rows()[key]

    def __setitem__(self, key: str, row: Row) -> None:
        self.put(key, row)

    def __delitem__(self, key: str) -> None:
        if key not in self.rows():
            raise KeyError(key)
        self.delete(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows())

    def __len__(self) -> int:
        return len(self.rows())

    def __repr__(self) -> str:
        return f"<table {'/'.join(self._parts[1:])}>"


class ClockView:
    """The clock of a space; sessions, tokens and lockouts expire by it."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def now(self) -> datetime:
        """The space's time."""
        return _moment(self._call("GET", ["clock"]))

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self._call("GET", ["clock"])["frozen"])

    def advance(
        self,
        duration: str | timedelta | None = None,
        /,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Move it by a duration (``"PT8H"``, ``"8h"``, a ``timedelta``) or by so many units; the time that it is then."""
        if not isinstance(duration, str):
            step = (duration or timedelta()) + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
            total = step.total_seconds()
            duration = f"{'-' if total < 0 else ''}PT{abs(total):f}S"
        return _moment(self._call("PUT", ["clock"], {"advance": duration}))

    def freeze(self, at: str | datetime | None = None) -> datetime:
        """Stop it at a moment (with its zone), or where it is; the time that it is then."""
        moment = at.isoformat() if isinstance(at, datetime) else at
        return _moment(self._call("PUT", ["clock"], {"freeze": True if moment is None else moment}))

    def resume(self) -> datetime:
        """Let it go on from where it stands; the time that it is then."""
        return _moment(self._call("PUT", ["clock"], {"resume": True}))


def _moment(document: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(document["now"])
