"""Say in sentences where a file's data does not have the shape that its type allows; all places at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from mockcc.catalog import schema
from mockcc.catalog.strict_yaml import Path
from mockcc.errors import nearest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_WORDS: Final = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}
_NEEDED: Final = {
    "source": "Say where this is known from: the address of the vendor's page, or a sentence.",
    "evidence": "Allowed: documented, observed, assumed.",
}


def shape_problems(data: Any, kind: str) -> Iterator[tuple[Path, str]]:
    """Each place at which ``data`` is not a file of ``kind`` (page, vendor, seed), with a sentence."""
    from jsonschema import Draft202012Validator  # needed only for a file that does not convert

    for error in Draft202012Validator(schema.schema(kind)).iter_errors(data):
        yield from _sentences(error)


def _sentences(error: ValidationError) -> Iterator[tuple[Path, str]]:
    path, found, allowed = tuple(error.absolute_path), cast(Any, error.instance), cast(Any, error.validator_value)
    match error.validator:
        case "additionalProperties":
            known = cast(dict[str, Any], error.schema)["properties"]
            yield from (((*path, key), f"Unknown key {key!r}. {nearest(key, known)}") for key in found if key not in known)
        case "required":
            key = next(key for key in allowed if f"'{key}'" == error.message.partition(" ")[0])
            yield path, f"The key {key!r} is missing{_inside(path)}. {_NEEDED.get(key, 'It is required.')}"
        case "type":
            yield path, _wrong_type(path, found, [allowed])
        case "enum":
            yield path, f"{_name(path)} is {_shown(found)}. {nearest(str(found), map(str, allowed))}"
        case "minLength" | "minItems":
            yield path, f"{_name(path)} is empty. {_NEEDED.get(str(path[-1]), 'It needs at least one entry.')}"
        case "minimum" | "maximum":
            yield path, f"{_name(path)} is {_shown(found)}. Allowed: {allowed} or {'more' if error.validator == 'minimum' else 'less'}."
        case _:
            yield from _of_union(error)


def _of_union(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """Of a value that may have several types: what is wrong with it as the type that it has."""
    branches: dict[Any, list[ValidationError]] = {}
    for part in error.context or []:
        branches.setdefault(part.relative_schema_path[0], []).append(part)
    fitting = [parts for parts in branches.values() if not _is_other_type(parts)]
    if fitting:
        for part in fitting[0]:
            yield from _sentences(part)
    else:
        path = tuple(error.absolute_path)
        allowed = [str(parts[0].validator_value) for parts in branches.values()]
        yield path, _wrong_type(path, error.instance, [name for name in allowed if name != "null"])


def _is_other_type(parts: list[ValidationError]) -> bool:
    return any(part.validator == "type" and not part.relative_path for part in parts)


def _wrong_type(path: Path, found: Any, allowed: list[str]) -> str:
    hint = " Quote it." if "string" in allowed and isinstance(found, int | float | bool) else ""
    what = "nothing" if found is None else f"{_shown(found)}"
    return f"{_name(path)} is {what}. Allowed: {' or '.join(_WORDS[name] for name in allowed)}.{hint}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _name(path: Path) -> str:
    return repr(".".join(map(str, path))) if path else "The file"


def _inside(path: Path) -> str:
    return f" in {_name(path)}" if path else ""
