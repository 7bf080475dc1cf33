"""What is armed in a space: scenarios, forced replies and faults as rows, and the three effects that they can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from mockcc.catalog.types import TransportSpec
from mockcc.engine.match import misses
from mockcc.errors import InvalidValueError, nearest
from mockcc.model import Request
from mockcc.runtime.store import World
from mockcc.runtime.tables import Table, Tables

COLLECTION: Final = "mockcc/armed"
Kind = Literal["scenario", "reply", "fault"]


class Undo(Struct, array_like=True):
    """A row that a ``set`` changed: how it was (``None``: it was not there) and how it was left."""

    before: Any
    after: Any


class Armed(Struct, omit_defaults=True):
    """One thing that is armed, with its counters; exactly one of set, reply and transport says what it does.

    ``seen`` counts the exchanges that ``on`` and ``match`` let through, ``fired`` those on which it acted. A ``set`` acts on an
    exchange that reads a row which it changed.
    """

    vendor: str
    kind: Kind
    name: str
    order: int = 0
    on: list[str] = []
    match: dict[str, Any] = {}
    times: int | None = None
    after: int = 0
    set: dict[str, Any] | None = None
    reply: str | None = None
    values: dict[str, Any] = {}
    transport: TransportSpec | None = None
    seen: int = 0
    fired: int = 0
    applied: bool = False
    undo: dict[str, Undo] = {}

    @property
    def key(self) -> str:
        """Its key among all that is armed in the space."""
        return f"{self.vendor}/{self.kind}/{self.name}"

    @property
    def spent(self) -> bool:
        """Whether it has acted as often as it may."""
        return self.times is not None and self.fired >= self.times

    @property
    def conditional(self) -> bool:
        """Whether it waits for a certain exchange before it acts."""
        return bool(self.on or self.match or self.after)

    def concerns(self, endpoint: str | None, request: Request) -> bool:
        """Whether ``on`` and ``match`` let this exchange through."""
        return (not self.on or endpoint in self.on) and not (self.match and misses(self.match, request))


_decode = msgspec.json.Decoder(Armed).decode


def load(world: World, vendor: str | None = None) -> list[Armed]:
    """What is armed, in the order in which it was; of one vendor or of all."""
    rows = world.rows(COLLECTION)
    found = [_decode(raw) for raw in rows.values()] if rows else []
    return sorted((armed for armed in found if vendor is None or armed.vendor == vendor), key=lambda armed: armed.order)


def find(world: World, key: str) -> Armed | None:
    """What is armed under ``key``."""
    raw = world.get(COLLECTION, key)
    return None if raw is None else _decode(raw)


def save(world: World, armed: Armed) -> None:
    """Write it with its counters."""
    world.put(COLLECTION, armed.key, msgspec.json.encode(armed))


def arm(world: World, tables: Tables, types: Mapping[str, Table[Any]], armed: Armed) -> None:
    """Arm it anew, counters at 0; a ``set`` that waits for no exchange changes the world at once."""
    disarm(world, tables, armed.key)
    armed.order = 1 + max((other.order for other in load(world)), default=0)
    if armed.set is not None and not armed.conditional:
        apply_set(tables, types, armed)
    save(world, armed)


def disarm(world: World, tables: Tables, key: str) -> bool:
    """Disarm it and put back the rows that it changed; whether it was armed."""
    armed = find(world, key)
    if armed is None:
        return False
    put_back(tables, armed)
    world.delete(COLLECTION, key)
    return True


def apply_set(tables: Tables, types: Mapping[str, Table[Any]], armed: Armed) -> None:
    """Change the world as ``set`` says and remember how it was."""
    armed.applied = True
    for place, value in change_world(tables, types, armed.set or {}).items():
        armed.undo[place] = value


def put_back(tables: Tables, armed: Armed) -> None:
    """Put back each row that the ``set`` changed, unless something has changed it since."""
    armed.applied = False
    for place, undo in armed.undo.items():
        table, _, key = place.partition(".")
        raw = tables.raw(table, key)
        if (None if raw is None else msgspec.json.decode(raw)) == undo.after:
            if undo.before is None:
                tables.delete_raw(table, key)
            else:
                tables.put_raw(table, key, msgspec.json.encode(undo.before))
    armed.undo = {}


def change_world(tables: Tables, types: Mapping[str, Table[Any]], changes: Mapping[str, Any]) -> dict[str, Undo]:
    """Set fields (``table.key.field``, ``*`` for every key) or whole rows (``table.key``, ``None`` removes); what was where before.

    Raises ``InvalidValueError`` or ``UnknownNameError`` when a path or a value does not fit the tables.
    """
    undo: dict[str, Undo] = {}
    for path, value in changes.items():
        name, _, rest = path.partition(".")
        table = _table(types, name, path)
        key, dot, field = rest.rpartition(".")
        for place in tables.keys(name) if (key if dot else rest) == "*" else [key if dot else rest]:
            raw = tables.raw(name, place)
            before = None if raw is None else msgspec.json.decode(raw)
            after = value if not dot else {**(before or {}), field: value}
            if after is None:
                tables.delete_raw(name, place)
            else:
                encoded = msgspec.json.encode(table.convert(after, f"{name}.{place}"))
                tables.put_raw(name, place, encoded)
                after = msgspec.json.decode(encoded)
            first = undo.get(f"{name}.{place}")
            undo[f"{name}.{place}"] = Undo(before if first is None else first.before, after)
    return undo


def _table(types: Mapping[str, Table[Any]], name: str, path: str) -> Table[Any]:
    if name not in types:
        raise InvalidValueError(path, f"There is no table {name!r}. {nearest(name, types)}")
    return types[name]
