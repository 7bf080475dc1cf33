"""The journal of a space: what was exchanged, and why it was answered so."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import msgspec
from flask import request

from mockcc.engine.pipeline import BARE_STATUS
from mockcc.errors import InvalidValueError, UnknownNameError, nearest
from mockcc.web.admin.calls import Calls, Parameter, Served
from mockcc.web.admin.fields import existing, pipeline_of, whole
from mockcc.web.admin.schemas import ENTRY, TEXT, listed

calls = Calls()
LIMIT: Final = 100
KINDS: Final = ("exchange", "outbound", "notice")
QUERY: Final = {
    "vendor": Parameter(TEXT, "only exchanges with this vendor"),
    "endpoint": Parameter(TEXT, "only exchanges with this endpoint"),
    "reply": Parameter(TEXT, "only exchanges that were answered with this reply"),
    "kind": Parameter({"enum": list(KINDS)}, "only requests of clients, calls that the mock itself made, or notices to whoever reads this"),
    "limit": Parameter({"type": "integer", "minimum": 1, "default": LIMIT}, "the newest so many"),
    "after": Parameter({"type": "integer", "minimum": 0}, "only those after the entry of this id"),
}


@calls.add(
    "GET /spaces/<space>/journal", "The exchanges of the space, newest last.", query=QUERY, gives={200: listed(ENTRY)}, problems=(404, 422)
)
def list_journal(suite: Served, space: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """Filters are all of them to hold; ``limit`` counts what is left."""
    limit, after = whole(query, "limit", LIMIT, 1), whole(query, "after", 0)
    filters: dict[str, str] = {name: query[name] for name in ("vendor", "endpoint", "reply", "kind") if name in query}
    _check(suite, filters)
    entries = suite.store.read_log(existing(suite, space), after, None if filters else limit)
    found: list[dict[str, Any]] = []
    for seq, raw in reversed(entries):
        document = msgspec.json.decode(raw)
        if _fits(document, filters):
            found.append(_shown(space, seq, document))
            if len(found) == limit:
                break
    return found[::-1]


@calls.add("GET /spaces/<space>/journal/<id>", "One exchange.", gives={200: ENTRY}, problems=(404, 422))
def show_entry(suite: Served, space: str, id: str) -> dict[str, Any]:
    """The entry of that id; old ones go when the journal is full."""
    existing(suite, space)
    if id.isascii() and id.isdecimal() and len(id) < 16:
        # Only what is newer has to be rendered on the way to it.
        seq, raw = next(iter(suite.store.read_log(space, int(id) - 1)), (0, b""))
        if str(seq) == id:
            return _shown(space, seq, msgspec.json.decode(raw))
    newest = [str(seq) for seq, _ in suite.store.read_log(space, limit=10)]
    raise UnknownNameError("entry", id, newest, f"in the journal of {space} (these are the newest)")


@calls.add(
    "DELETE /spaces/<space>/journal", "Forget the exchanges; ids go on from where they were.", gives={204: None}, problems=(404, 422)
)
def clear_journal(suite: Served, space: str) -> None:
    """Coverage stays."""
    suite.store.clear_log(existing(suite, space))


def _check(suite: Served, filters: dict[str, str]) -> None:
    if filters.get("kind", KINDS[0]) not in KINDS:
        raise InvalidValueError("kind", f"There is no kind {filters['kind']!r} of entry. {nearest(filters['kind'], KINDS)}")
    if "vendor" not in filters:
        return
    catalogue = pipeline_of(suite, filters["vendor"], "vendor").catalogue
    if filters.get("kind") != "outbound":  # whose endpoint is what the call was for
        _known(filters, "endpoint", catalogue.endpoints, catalogue.name)
        _known(filters, "reply", {*catalogue.replies, BARE_STATUS}, catalogue.name)


def _known(filters: dict[str, str], field: str, names: Collection[str], vendor: str) -> None:
    name = filters.get(field)
    if name is not None and name not in names:
        raise InvalidValueError(field, f"There is no {field} {name!r} of {vendor}. {nearest(name, names)}")


def _fits(document: dict[str, Any], filters: dict[str, str]) -> bool:
    reply = document["reply"] and document["reply"]["id"]
    found = {"vendor": document["vendor"], "endpoint": document["endpoint"], "reply": reply, "kind": document["kind"]}
    return all(found[name] == wanted for name, wanted in filters.items())


def _shown(space: str, seq: int, document: dict[str, Any]) -> dict[str, Any]:
    base = f"{request.host_url}_mockcc/spaces/{space}"
    return {"id": str(seq), **document, "links": {"self": f"{base}/journal/{seq}", "journal": f"{base}/journal"}}
