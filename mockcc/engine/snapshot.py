"""A space as one JSON document, and back: what differs from the seed, the journal and the counters, checked before it is put back."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from mockcc.catalog.types import VendorCatalogue
from mockcc.engine import armed as arming
from mockcc.engine.armed import Armed
from mockcc.engine.match import check_match
from mockcc.engine.vendor import Vendor
from mockcc.errors import InvalidValueError, nearest
from mockcc.runtime import clock, ids, space
from mockcc.runtime.clock import Clock, ClockState, iso
from mockcc.runtime.fields import read
from mockcc.runtime.journal import SavedEntry, revive_request
from mockcc.runtime.store import Store, World
from mockcc.runtime.tables import CURRENT, SETTINGS, Table

VERSION: Final = 1


class Snapshot(Struct, forbid_unknown_fields=True, kw_only=True):
    """A whole space. ``rows`` holds what differs from the seed, by collection and key; ``null`` is a row that was removed."""

    version: Literal[1]
    space: str = ""
    taken: str = ""
    seed: int | None = None
    rows: dict[str, dict[str, Any]]
    journal: list[dict[str, Any]] = []
    counts: dict[str, Annotated[int, Meta(ge=0, le=2**53)]] = {}


class Known(NamedTuple):
    """What a snapshot may hold rows of: a vendor with its words and its tables."""

    catalogue: VendorCatalogue
    vendor: Vendor


class _Request(Struct):
    method: str
    path: str
    query_string: str
    header_list: list[tuple[str, str]]
    body: str
    base_url: str
    client: str
    path_args: dict[str, str]
    body_base64: str | None = None


class _Reply(Struct):
    id: str


class _Exchange(Struct):
    at: str
    kind: str
    vendor: str
    request: _Request
    endpoint: str | None = None
    reply: _Reply | None = None


def save(store: Store, name: str) -> dict[str, Any]:
    """The space as one document."""

    def work(world: World) -> dict[str, Any]:
        rows = space.export(world)
        rows.pop(space.COLLECTION, None)
        journal = [{"id": str(seq), **msgspec.json.decode(raw)} for seq, raw in store.read_log(name)]
        return {
            "version": VERSION,
            "space": name,
            "taken": iso(Clock(world).now()),
            "seed": space.read_meta(world).seed,
            "rows": rows,
            "journal": journal,
            "counts": dict(sorted(store.counts(name).items())),
        }

    return store.transact(name, work)


def put_back(world: World, snapshot: Snapshot, known: Mapping[str, Known]) -> None:
    """Make the space what the snapshot says; its journal's entries get new ids, for numbers are never used twice.

    Raises ``InvalidValueError`` naming what does not fit this server's vendors.
    """
    entries = [_saved(document, f"journal[{place}]", world.space) for place, document in enumerate(snapshot.journal)]
    for collection, rows in snapshot.rows.items():
        check = _checker(collection, known)
        for key, value in rows.items():
            check(key, value)
    world.clear()
    space.restore(world, snapshot.rows)
    space.write_meta(world, space.SpaceMeta(seed=snapshot.seed))
    state = snapshot.rows.get(clock.COLLECTION, {}).get(clock.KEY)
    if state is not None:
        Clock(world).set(read(state, ClockState, clock.COLLECTION), clock.COLLECTION)
    for name, count in snapshot.counts.items():
        world.count(name, count)
    for entry in entries:
        world.log(entry)


def _saved(document: dict[str, Any], field: str, name: str) -> SavedEntry:
    read(document, _Exchange, field)
    try:
        revive_request(document["request"])
    except (binascii.Error, ValueError) as error:
        raise InvalidValueError(f"{field}.request", f"The request cannot be read: {error}.") from None
    return SavedEntry({**{key: value for key, value in document.items() if key not in ("id", "links")}, "space": name})


def _checker(collection: str, known: Mapping[str, Known]) -> Callable[[str, Any], None]:
    owner, _, name = collection.partition("/")
    field = f"rows.{collection}"
    own: dict[str, Callable[[str, Any], None]] = {
        arming.COLLECTION: lambda key, value: _check_armed(key, value, known, f"{field}.{key}"),
        clock.COLLECTION: lambda key, value: _check_clock(value, f"{field}.{key}"),
        ids.COLLECTION: lambda key, value: _check_number(value, f"{field}.{key}"),
    }
    if collection in own:
        return own[collection]
    if owner in known and name in known[owner].vendor.tables:
        table = known[owner].vendor.tables[name]
        return lambda key, value: _check_row(table, key, value, f"{field}.{key}")
    allowed = [f"{vendor}/{table}" for vendor, parts in known.items() for table in parts.vendor.tables]
    raise InvalidValueError(field, f"There is no table {collection!r} here. {nearest(collection, [*own, *allowed])}")


def _check_row(table: Table[Any], key: str, value: Any, field: str) -> None:
    if value is not None:
        table.convert(value, field)
    elif table.name == SETTINGS and key == CURRENT:
        raise InvalidValueError(field, "The settings cannot be removed.")


def _check_clock(value: Any, field: str) -> None:
    read(value, ClockState, field)


def _check_number(value: Any, field: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidValueError(field, f"This is the number of ids drawn so far, a whole number, not {value!r}.")


def _check_armed(key: str, value: Any, known: Mapping[str, Known], field: str) -> None:
    found = read(value, Armed, field)
    if found.key != key or found.vendor not in known:
        raise InvalidValueError(field, f"This row belongs at {found.key!r}, of one of these vendors: {', '.join(known)}.")
    catalogue, vendor = known[found.vendor]
    spec = catalogue.scenarios.get(found.name) if found.kind == "scenario" else None
    if (spec is None and (found.kind == "scenario" or found.set is not None)) or (spec is not None and spec.set != found.set):
        raise InvalidValueError(field, f"{catalogue.name} has no scenario {found.name!r} with this effect.")
    if found.reply is not None and found.reply not in catalogue.replies:
        raise InvalidValueError(f"{field}.reply", f"There is no reply {found.reply!r}. {nearest(found.reply, catalogue.replies)}")
    check_match(found.match, f"{field}.match")
    for place, undo in found.undo.items():
        table, _, row = place.partition(".")
        if table not in vendor.tables:
            raise InvalidValueError(f"{field}.undo", f"There is no table {table!r}. {nearest(table, vendor.tables)}")
        _check_row(vendor.tables[table], row, undo.before, f"{field}.undo.{place}.before")
