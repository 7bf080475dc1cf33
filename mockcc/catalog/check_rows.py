"""Check rows of the seed and the personas, settings, and the paths of ``set``: tables, fields and types that the vendor has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from mockcc.catalog.draft import Draft, File, Item, Problem
from mockcc.catalog.seed import PROVIDERS, faker_places, with_examples
from mockcc.catalog.strict_yaml import Path
from mockcc.catalog.types import ExampleSpec, ScenarioSpec
from mockcc.errors import nearest

SETTINGS: Final = "settings"
CURRENT: Final = "current"


class Knowledge(NamedTuple):
    """What a vendor's Python says, for the checks that need it; whoever calls hands it in, because the catalogue imports no vendor."""

    behaviours: frozenset[str]
    """All that an endpoint's ``behaviour`` may name, ``static`` and ``bearer`` included."""
    tables: Mapping[str, type[msgspec.Struct]]
    """The row types by table, ``settings`` included."""


class _Row(NamedTuple):
    table: str
    key: str
    fields: Any
    file: File
    path: Path


def check_rows(draft: Draft, knowledge: Knowledge | None) -> Iterator[Problem]:
    """Problems of all rows and settings of a vendor, and of everything that sets fields of them."""
    types = dict(knowledge.tables) if knowledge else {}
    yield from _settings(draft, types.get(SETTINGS))
    tables = _tables(draft, knowledge)
    owners: dict[tuple[str, str], str] = {}
    for row in _rows(draft):
        place = f"{row.table}.{row.key}"
        if row.table not in tables:
            yield row.file.problem(row.path, f"There is no table {row.table!r}. {nearest(row.table, tables)}")
            continue
        where = f"{row.file.name}:{row.file.problem(row.path, '').line}"
        if (owner := owners.setdefault((row.table, row.key), where)) != where:
            yield row.file.problem(row.path, f"The row {place!r} is at {owner} as well. Give it another key.")
        for at, provider in faker_places(row.fields):
            if provider not in PROVIDERS:
                yield row.file.problem((*row.path, *at), f"There is no Faker provider {provider!r} here. {nearest(provider, PROVIDERS)}")
        if row.table in types:
            for below, sentence in _misfits(with_examples(row.fields), types[row.table], place):
                yield row.file.problem((*row.path, *below), sentence)
    yield from _sets(draft, tables, types)


def _tables(draft: Draft, knowledge: Knowledge | None) -> set[str]:
    """The tables that exist: those of the code where it is known, else those that the files describe or fill."""
    if knowledge:
        return {*knowledge.tables, SETTINGS}
    described = draft.vendor_spec.tables if draft.vendor_spec else {}
    return {*(described or {row.table for row in _rows(draft)}), SETTINGS}


def _rows(draft: Draft) -> Iterator[_Row]:
    seed = draft.seed_file
    tables = seed.data.get("rows") if seed else None
    for table, of_table in (tables if isinstance(tables, dict) else {}).items():
        for key, fields in (of_table if isinstance(of_table, dict) else {}).items():
            if seed and isinstance(fields, dict):
                yield _Row(table, key, fields, seed, ("rows", table, key))
    for persona in draft.personas.values():
        for place, fields in persona.spec.rows.items():
            table, _, key = place.partition(".")
            yield _Row(table, key, fields, persona.file, (*persona.path, "rows", place))


def _settings(draft: Draft, type_: type[msgspec.Struct] | None) -> Iterator[Problem]:
    spec = draft.vendor_spec
    if spec is None or type_ is None:
        return
    row = {name: setting.default for name, setting in spec.settings.items()}
    for below, sentence in _misfits(row, type_, "settings"):
        yield draft.vendor_file.problem(("settings", *below), sentence)


def _misfits(row: Mapping[str, Any], type_: type[msgspec.Struct], what: str) -> Iterator[tuple[Path, str]]:
    """Each field of a row that its type does not have, that has the wrong type, or that is missing."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
    for name, value in row.items():
        if name not in fields:
            yield (name,), f"{what!r} has no field {name!r}. {nearest(name, fields)}"
        elif sentence := _misfit(value, fields[name].type):
            yield (name,), f"The field {name!r} of {what!r}: {sentence}"
    for name, field in fields.items():
        if field.required and name not in row:
            yield (), f"The field {name!r} of {what!r} is missing. It is required."


def _misfit(value: Any, type_: Any) -> str | None:
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        return f"{error}."
    return None


def _sets(draft: Draft, tables: set[str], types: Mapping[str, type[msgspec.Struct]]) -> Iterator[Problem]:
    items: list[Item[ScenarioSpec] | Item[ExampleSpec]] = [*draft.scenarios.values(), *draft.examples]
    for item in items:
        for place, value in (item.spec.set or {}).items():
            if sentence := _set(draft, tables, types, place, value):
                yield item.problem(sentence, "set", place)


def _set(draft: Draft, tables: set[str], types: Mapping[str, type[msgspec.Struct]], place: str, value: Any) -> str | None:
    """What is wrong with one line of a ``set``: ``table.key.field`` or, for a whole row or its removal, ``table.key``."""
    table, _, rest = place.partition(".")
    key, dot, field = rest.rpartition(".")
    if table not in tables:
        return f"There is no table {table!r}. {nearest(table, tables)}"
    if not rest or (dot and not (key and field)):
        return f"{place!r} is no field of the world. Write: table.key.field, or table.*.field for every row."
    if table == SETTINGS and (key if dot else rest) not in (CURRENT, "*"):
        return f"The settings have no row {key if dot else rest!r}. Write: settings.current.<name>."
    if not dot:
        misfits = _misfits(value, types[table], place) if isinstance(value, dict) and table in types else iter(())
        return next((sentence for _, sentence in misfits), None)
    if table in types:
        fields = {known.encode_name: known.type for known in msgspec.structs.fields(types[table])}
    elif table == SETTINGS and draft.vendor_spec:
        fields = dict.fromkeys(draft.vendor_spec.settings, Any)
    else:
        return None
    if field not in fields:
        return f"The table {table!r} has no field {field!r}. {nearest(field, fields)}"
    sentence = _misfit(value, fields[field])
    return f"{place!r}: {sentence}" if sentence else None
