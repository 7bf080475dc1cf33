"""See and change the world: a vendor's tables, settings included."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from mockcc.errors import UnknownNameError
from mockcc.runtime.store import World
from mockcc.runtime.tables import CURRENT, SETTINGS, Table, Tables, find_table
from mockcc.web.admin.calls import Calls, Given, Served
from mockcc.web.admin.fields import existing, usable
from mockcc.web.admin.schemas import ROW, keyed
from mockcc.web.problem import ProblemError

T = TypeVar("T")
calls = Calls()


@calls.add("GET /spaces/<space>/tables/<vendor>/<table>", "All rows of a table by key.", gives={200: keyed(ROW)}, problems=(404, 422))
def show_table(suite: Served, space: str, vendor: str, table: str) -> dict[str, Any]:
    """The rows as they are now, those of the seed first."""
    found, within = _table(suite, vendor, table)
    rows = within(existing(suite, space), lambda tables: tables.rows(found))
    return {key: msgspec.to_builtins(row) for key, row in rows.items()}


@calls.add("GET /spaces/<space>/tables/<vendor>/<table>/<path:key>", "One row.", gives={200: ROW}, problems=(404, 422))
def show_row(suite: Served, space: str, vendor: str, table: str, key: str) -> Any:
    """The row as it is now."""
    found, within = _table(suite, vendor, table)
    return within(existing(suite, space), lambda tables: _row(tables, found, key))


@calls.add(
    "PUT /spaces/<space>/tables/<vendor>/<table>/<path:key>",
    "Write a whole row.",
    schema=ROW,
    gives={200: ROW, 201: ROW},
    problems=(400, 404, 415, 422),
)
def put_row(suite: Served, space: str, vendor: str, table: str, key: str, body: dict[str, Any]) -> Given:
    """201 where there was no such row."""
    found, within = _table(suite, vendor, table)
    _check_key(found, key)
    row = found.convert(body, "")

    def work(tables: Tables) -> bool:
        new = tables.raw(table, key) is None
        tables.put_raw(table, key, msgspec.json.encode(row))
        return new

    new = within(usable(space), work)
    return Given(201 if new else 200, msgspec.to_builtins(row))


@calls.add(
    "PATCH /spaces/<space>/tables/<vendor>/<table>/<path:key>",
    "Change fields of a row.",
    schema=ROW,
    gives={200: ROW},
    problems=(400, 404, 415, 422),
)
def patch_row(suite: Served, space: str, vendor: str, table: str, key: str, body: dict[str, Any]) -> Any:
    """The whole row as it is then."""
    found, within = _table(suite, vendor, table)

    def work(tables: Tables) -> Any:
        row = found.convert({**_row(tables, found, key), **body}, "")
        tables.put_raw(table, key, msgspec.json.encode(row))
        return msgspec.to_builtins(row)

    return within(usable(space), work)


@calls.add("DELETE /spaces/<space>/tables/<vendor>/<table>/<path:key>", "Remove a row.", gives={204: None}, problems=(404, 409, 422))
def delete_row(suite: Served, space: str, vendor: str, table: str, key: str) -> None:
    """A row of the seed stays away until the space is reset."""
    found, within = _table(suite, vendor, table)
    if table == SETTINGS and key == CURRENT:
        raise ProblemError(409, "The settings cannot be removed. PUT or PATCH them, or reset the space.")

    def work(tables: Tables) -> None:
        _row(tables, found, key)
        tables.delete_raw(table, key)

    within(existing(suite, space), work)


def _table(suite: Served, vendor: str, name: str) -> tuple[Table[Any], Callable[[str, Callable[[Tables], T]], T]]:
    """The table, and how to do something with the vendor's tables in a transaction of a space."""
    pipeline = suite.pipeline(vendor)

    def within(space: str, work: Callable[[Tables], T]) -> T:
        def transaction(world: World) -> T:
            return work(pipeline.tables(world))

        return suite.store.transact(space, transaction)

    return find_table(pipeline.vendor.tables, name, vendor), within


def _row(tables: Tables, table: Table[Any], key: str) -> dict[str, Any]:
    row = tables.get(table, key)
    if row is None:
        raise UnknownNameError("row", key, _like(key, tables.keys(table.name)), f"in {table.name}")
    found: dict[str, Any] = msgspec.to_builtins(row)
    return found


def _check_key(table: Table[Any], key: str) -> None:
    if table.name == SETTINGS and key != CURRENT:
        raise UnknownNameError("row", key, [CURRENT], f"in {SETTINGS}")


def _like(key: str, keys: list[str]) -> list[str]:
    """The keys that are most like ``key``: a table may have thousands."""
    return difflib.get_close_matches(key, keys, n=10, cutoff=0.0)
