"""One transaction's world over nested dictionaries: changes rows in place and can take everything back."""

from __future__ import annotations

import threading

from mockcc.runtime.store import LogCap, Loggable

DEFAULT_CAP = LogCap()
"""What a space's log holds when nobody says otherwise."""

Tables = dict[str, dict[str, bytes]]
"""The rows of a space: collection, key, row."""

Undo = tuple[str, str, bytes | None]
"""One change: collection, key, and what the row was before."""


class TablesWorld:
    """A ``World`` that writes straight into ``tables`` and remembers what was there before.

    Whoever makes one holds the tables for himself until he has committed what it collected or called ``rollback``:
    that is what makes writing in place invisible to others, and reading as cheap as two dictionary look-ups.
    """

    __slots__ = ("_first_tables", "_first_undo", "channels", "entries", "names", "space", "tables", "undo")

    def __init__(self, space: str, tables: Tables) -> None:
        self.space = space
        self.tables = tables
        self.undo: list[Undo] | None = None
        self.entries: list[Loggable] | None = None
        self.names: dict[str, int] | None = None
        self.channels: list[str] | None = None
        self._first_tables: Tables | None = None
        self._first_undo: list[Undo] | None = None

    @property
    def cleared(self) -> bool:
        """Whether ``clear`` was called: ``tables`` is then all that there is."""
        return self._first_tables is not None

    def get(self, collection: str, key: str) -> bytes | None:
        """See ``World.get``."""
        table = self.tables.get(collection)
        return None if table is None else table.get(key)

    def put(self, collection: str, key: str, value: bytes) -> None:
        """See ``World.put``."""
        table = self.tables.get(collection)
        if table is None:
            table = self.tables[collection] = {}
        before = table.get(key)
        if before == value:
            return
        self._remember((collection, key, before))
        table[key] = value

    def delete(self, collection: str, key: str) -> None:
        """See ``World.delete``."""
        table = self.tables.get(collection)
        if table is None:
            return
        before = table.get(key)
        if before is not None:
            self._remember((collection, key, before))
            del table[key]

    def rows(self, collection: str) -> dict[str, bytes]:
        """See ``World.rows``."""
        table = self.tables.get(collection)
        return {} if table is None else table.copy()

    def collections(self) -> list[str]:
        """See ``World.collections``."""
        return [name for name, table in self.tables.items() if table]

    def clear(self) -> None:
        """See ``World.clear``."""
        if self._first_tables is None:
            self._first_tables, self._first_undo = self.tables, self.undo
        self.tables = {}
        self.undo = self.entries = self.names = None

    def log(self, entry: Loggable) -> None:
        """See ``World.log``."""
        if self.entries is None:
            self.entries = [entry]
        else:
            self.entries.append(entry)

    def count(self, name: str, by: int = 1) -> None:
        """See ``World.count``."""
        if self.names is None:
            self.names = {name: by}
        else:
            self.names[name] = self.names.get(name, 0) + by

    def notify(self, channel: str) -> None:
        """See ``World.notify``."""
        if self.channels is None:
            self.channels = [channel]
        else:
            self.channels.append(channel)

    def rollback(self) -> Tables:
        """The tables as they were before the transaction."""
        tables, undo = self.tables, self.undo
        if self._first_tables is not None:
            tables, undo = self._first_tables, self._first_undo
        for collection, key, before in reversed(undo or ()):
            table = tables[collection]
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before
        return tables

    def _remember(self, change: Undo) -> None:
        # Noted before the row is touched: an interrupt between the two must not leave a change that nobody takes back.
        if self.undo is None:
            self.undo = [change]
        else:
            self.undo.append(change)


class Turn(threading.local):
    """Whether this thread is inside a transaction of the store, so that nesting is an error and not a deadlock."""

    taken = False

    def refuse_inside(self, verb: str) -> None:
        """Raise ``RuntimeError`` when the thread is inside a transaction."""
        if self.taken:
            raise RuntimeError(
                f"{verb} was called inside a transaction of the same store; transactions do not nest: use the world at hand."
            )
