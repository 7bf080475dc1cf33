"""The tables of a vendor in a space: typed rows over the seed, of which the store keeps only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from mockcc.errors import UnknownNameError
from mockcc.runtime.fields import read
from mockcc.runtime.store import World

SETTINGS: Final = "settings"
"""The table that holds the vendor's settings, in its one row ``current``."""
CURRENT: Final = "current"
_REMOVED: Final = b""
_VIEWS: Final = 512
"""How many decoded rows a table keeps to be looked at: enough for the seed's, which are read at nearly every request."""


class Row(Struct, kw_only=True, forbid_unknown_fields=True):
    """The base of all row types: an unknown field or a wrong type is refused, by name."""


R = TypeVar("R", bound=Row)


class Table(Generic[R]):
    """One table of a vendor: its name (a plural noun) and the type of its rows."""

    __slots__ = ("_views", "decode", "name", "type")

    def __init__(self, name: str, row_type: type[R]) -> None:
        self.name = name
        self.type = row_type
        self.decode: Callable[[bytes], R] = msgspec.json.Decoder(row_type).decode
        self._views: dict[bytes, R] = {}

    def view(self, raw: bytes) -> R:
        """The row of these bytes, shared by all who look at it and so not to be changed."""
        found = self._views.get(raw)
        if found is None:
            if len(self._views) >= _VIEWS:
                self._views = {}
            found = self._views[raw] = self.decode(raw)
        return found

    def convert(self, row: object, field: str) -> R:
        """Check plain data as a row; raises ``InvalidValueError`` that names the field that is wrong and those that exist."""
        return read(row, self.type, field, f"{self.name} have")


class SeedRows:
    """The rows with which a space starts, encoded when first asked for; shared by all spaces of one seed and never changed."""

    def __init__(self, rows: Mapping[str, Mapping[str, Mapping[str, Any]]], fill: Callable[[str, str], Mapping[str, Any]]) -> None:
        self._rows = rows
        self._fill = fill
        self._encoded: dict[str, dict[str, bytes]] = {table: {} for table in rows}
        self._whole: dict[str, dict[str, bytes]] = {}

    def get(self, table: str, key: str) -> bytes | None:
        """The encoded row, or ``None``."""
        encoded = self._encoded.get(table)
        if encoded is None:
            return None
        found = encoded.get(key)
        if found is None and key in self._rows[table]:
            found = encoded[key] = msgspec.json.encode(self._fill(table, key))
        return found

    def all(self, table: str) -> Mapping[str, bytes]:
        """All encoded rows of the table by key, in the order of the file."""
        found = self._whole.get(table)
        if found is None:
            found = self._whole[table] = {key: self.get(table, key) or b"" for key in self._rows.get(table, ())}
        return found


class Tables:
    """All tables of one vendor in one space inside one transaction."""

    __slots__ = ("_pinned", "_prefix", "_seed", "_world", "reads")

    def __init__(self, world: World, vendor: str, seed: SeedRows, pinned: frozenset[str] = frozenset()) -> None:
        self._world = world
        self._prefix = vendor + "/"
        self._seed = seed
        self._pinned = pinned
        self.reads: set[str] | None = None
        """When it is a set, each ``table.key`` that is read is added to it."""

    def get(self, table: Table[R], key: str) -> R | None:
        """A copy of the row, or ``None``; a change of it takes effect with ``put``."""
        raw = self.raw(table.name, key)
        return None if raw is None else table.decode(raw)

    def raw(self, table: str, key: str) -> bytes | None:
        """The row as JSON bytes, or ``None``."""
        if self.reads is not None:
            self.reads.add(f"{table}.{key}")
        raw = self._world.get(self._prefix + table, key)
        if raw is None:
            return self._seed.get(table, key)
        return raw or None

    def put(self, table: Table[R], key: str, row: R) -> None:
        """Write the row; the row of a persona stays as it is."""
        if f"{table.name}.{key}" not in self._pinned:
            self.put_raw(table.name, key, msgspec.json.encode(row))

    def put_raw(self, table: str, key: str, raw: bytes) -> None:
        """Write a row of JSON bytes, a persona's too: for the admin API and scenarios."""
        self._world.put(self._prefix + table, key, raw)

    def delete(self, table: Table[R], key: str) -> None:
        """Remove the row; the row of a persona stays."""
        if f"{table.name}.{key}" not in self._pinned:
            self.delete_raw(table.name, key)

    def delete_raw(self, table: str, key: str) -> None:
        """Remove a row, a persona's too."""
        if self._seed.get(table, key) is None:
            self._world.delete(self._prefix + table, key)
        else:
            self._world.put(self._prefix + table, key, _REMOVED)

    def keys(self, table: str) -> list[str]:
        """The keys of all rows: those of the seed in its order, then the new ones sorted."""
        return [key for key, _ in self._all(table)]

    def rows(self, table: Table[R]) -> dict[str, R]:
        """Copies of all rows by key, in the order of ``keys``."""
        return {key: table.decode(raw) for key, raw in self._read_all(table.name)}

    def view(self, table: Table[R], key: str) -> R | None:
        """The row to look at, or ``None``; it is shared and not to be changed."""
        raw = self.raw(table.name, key)
        return None if raw is None else table.view(raw)

    def views(self, table: Table[R]) -> dict[str, R]:
        """All rows to look at, by key, in the order of ``keys``; they are shared and not to be changed."""
        return {key: table.view(raw) for key, raw in self._read_all(table.name)}

    def _read_all(self, table: str) -> list[tuple[str, bytes]]:
        found = self._all(table)
        if self.reads is not None:
            self.reads.update(f"{table}.{key}" for key, _ in found)
        return found

    def _all(self, table: str) -> list[tuple[str, bytes]]:
        seed = self._seed.all(table)
        changed = self._world.rows(self._prefix + table)
        if not changed:
            return list(seed.items())
        kept = [(key, changed.pop(key, raw)) for key, raw in seed.items()]
        return [(key, raw) for key, raw in kept if raw != _REMOVED] + sorted(changed.items())


def find_table(tables: Mapping[str, Table[Any]], name: str, vendor: str) -> Table[Any]:
    """The table of that name; raises ``UnknownNameError`` that lists the vendor's tables."""
    if name not in tables:
        raise UnknownNameError("table", name, tables, f"in {vendor}")
    return tables[name]
