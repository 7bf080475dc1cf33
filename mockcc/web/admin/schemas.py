"""The shapes of what the admin API gives, as JSON Schema for its OpenAPI document."""

from __future__ import annotations

from typing import Final

from mockcc.web.admin.calls import Schema

TEXT: Final[Schema] = {"type": "string"}
MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
NUMBER: Final[Schema] = {"type": "number"}
WHOLE: Final[Schema] = {"type": "integer"}
FLAG: Final[Schema] = {"type": "boolean"}
ANY_OBJECT: Final[Schema] = {"type": "object"}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}


def record(**fields: Schema) -> Schema:
    """An object that has these fields, and may have more."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def listed(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def keyed(values: Schema) -> Schema:
    """An object of values by name."""
    return {"type": "object", "additionalProperties": values}


PROBLEM: Final = record(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT)
SPACE: Final = record(id=TEXT, seed={"type": ["integer", "null"]}, urls=keyed({"type": "string", "format": "uri"}))
ARMED: Final = record(
    vendor=TEXT,
    kind={"enum": ["scenario", "reply", "fault"]},
    name=TEXT,
    on=TEXTS,
    match=ANY_OBJECT,
    times={"type": ["integer", "null"]},
    after=WHOLE,
    seen=WHOLE,
    fired=WHOLE,
    spent=FLAG,
)
ENTRY: Final = record(
    id=TEXT,
    at={"type": "string", "format": "date-time"},
    kind={"enum": ["exchange", "outbound", "notice"]},
    vendor=TEXT,
    endpoint=MAYBE_TEXT,
    request=ANY_OBJECT,
    reply={"type": ["object", "null"]},
    scenario=MAYBE_TEXT,
    why=TEXT,
    duration=NUMBER,
    links=keyed(TEXT),
)
CLOCK: Final = record(now={"type": "string", "format": "date-time"}, frozen=FLAG, offset=NUMBER)
SEEN: Final = record(exist=TEXTS, seen=keyed(WHOLE), never_seen=TEXTS)
COVERAGE: Final = record(replies=SEEN, scenarios=SEEN, endpoints=keyed(record(replies=SEEN)))
ROW: Final = ANY_OBJECT
HEALTH: Final = record(
    status={"const": "ok"}, version=TEXT, vendors=TEXTS, store={"enum": ["memory", "redis"]}, fixture_problems=keyed(TEXTS)
)
VENDOR: Final = record(
    title=TEXT,
    summary=TEXT,
    endpoints=keyed(ANY_OBJECT),
    replies=keyed(ANY_OBJECT),
    scenarios=keyed(ANY_OBJECT),
    personas=keyed(ANY_OBJECT),
    settings=keyed(ANY_OBJECT),
    tables=keyed(ANY_OBJECT),
)
