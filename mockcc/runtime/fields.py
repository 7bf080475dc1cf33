"""Read plain data as a struct: what is wrong is named by its field, with what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct, inspect

from mockcc.errors import InvalidValueError, nearest

S = TypeVar("S", bound=Struct)

_STEP: Final = re.compile(r"\.([^.\[]+)|\[[^\]]*\]")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`")
_MISSING: Final = re.compile(r"Object missing required field `(.*)`")


def read(data: object, type_: type[S], field: str = "", owner: str = "") -> S:
    """``data`` as a ``type_``; raises ``InvalidValueError`` that names the field below ``field`` and what is allowed.

    ``owner`` is what has the fields, as a sentence begins with it: ``"A fault has"``, ``"agents have"``.
    """
    if isinstance(data, Mapping) and type_.__struct_config__.forbid_unknown_fields:
        known = {spec.encode_name for spec in msgspec.structs.fields(type_)}
        for name in data:
            if name not in known:
                raise InvalidValueError(_below(field, f".{name}"), f"{_no_field(owner, name)} {nearest(str(name), known)}")
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        where = where.rstrip("`")
        missing = _MISSING.fullmatch(what)
        if missing is not None:
            where = f"{where}.{missing[1]}"
            raise InvalidValueError(_below(field, where), f"This field is missing.{_values(type_, where)}") from None
        raise InvalidValueError(_below(field, where) or "body", f"{what}.{_allowed(type_, what, where)}") from None


def _no_field(owner: str, name: object) -> str:
    return f"{owner} no field {name!r}." if owner else f"There is no field {name!r}."


def _below(field: str, where: str) -> str:
    return f"{field}{where}".lstrip(".")


def _allowed(type_: type[Struct], what: str, where: str) -> str:
    """What may stand at the place of the error, where its message does not say so itself."""
    found = _UNKNOWN.fullmatch(what)
    if found is None and not what.startswith("Invalid enum value"):
        return ""
    nodes = list(_nodes(inspect.type_info(type_), where))
    if found is not None:
        names = [spec.encode_name for node in nodes if isinstance(node, inspect.StructType) for spec in node.fields]
        return f" {nearest(found[1], names)}"
    return _values(type_, where, what.removeprefix("Invalid enum value ").strip("'"))


def _values(type_: type[Struct], where: str, found: str = "") -> str:
    """The values of a closed set that may stand at the place; empty where there is no such set."""
    nodes = _nodes(inspect.type_info(type_), where)
    values = [str(value) for node in nodes if isinstance(node, inspect.LiteralType) for value in node.values]
    return f" {nearest(found, values)}" if values else ""


def _nodes(info: inspect.Type, where: str) -> Iterator[inspect.Type]:
    """The types that may stand at a place such as ``.roles[...].name`` below ``info``."""
    nodes = list(_flat(info))
    for step in _STEP.finditer(where):
        nodes = [below for node in nodes for child in _children(node, step[1]) for below in _flat(child)]
    yield from nodes


def _flat(info: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(info, inspect.UnionType):
        for member in info.types:
            yield from _flat(member)
    elif isinstance(info, inspect.Metadata):
        yield from _flat(info.type)
    else:
        yield info


def _children(info: Any, name: str | None) -> Iterator[inspect.Type]:
    if name is not None and isinstance(info, inspect.StructType):
        yield from (spec.type for spec in info.fields if spec.encode_name == name)
    elif name is None and isinstance(info, inspect.DictType):
        yield info.value_type
    elif name is None and isinstance(info, inspect.ListType | inspect.VarTupleType | inspect.SetType):
        yield info.item_type
