"""A space: one test's private world with all vendors in it; its name, its seed, and how it starts, is reset, saved and restored."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct

from mockcc.errors import InvalidValueError
from mockcc.runtime.store import World

DEFAULT: Final = "default"
"""The space of a request that names none."""
COLLECTION: Final = "mockcc/space"
KEY: Final = "meta"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class SpaceMeta(Struct, omit_defaults=True):
    """What a space was made with: the seed it was given (``None`` where it was given none)."""

    seed: int | None = None


def valid_name(name: str) -> bool:
    """Whether ``name`` can name a space."""
    return _NAME.fullmatch(name) is not None


def check_name(name: object, field: str = "id") -> str:
    """The name itself; raises ``InvalidValueError`` when no space can be called so."""
    if isinstance(name, str) and valid_name(name):
        return name
    raise InvalidValueError(field, f"{name!r} cannot name a space. Allowed: 1 to 64 of the characters A-Z a-z 0-9 . _ -")


def read_meta(world: World) -> SpaceMeta:
    """What the space was made with."""
    raw = world.get(COLLECTION, KEY)
    return SpaceMeta() if raw is None else msgspec.json.decode(raw, type=SpaceMeta)


def write_meta(world: World, meta: SpaceMeta) -> None:
    """Note what the space was made with."""
    world.put(COLLECTION, KEY, msgspec.json.encode(meta))


def id_seed(world: World, server_seed: int) -> str:
    """The seed of the space's ids.

    A space that was given a seed draws the same ids as any other of that seed; one that was not draws ids that no
    other space draws, so that a token of one test is never good in another.
    """
    seed = read_meta(world).seed
    return f"seed {seed}" if seed is not None else f"seed {server_seed} of {world.space}"


def reset(world: World) -> None:
    """Back to the seed: tables, clock, ids, journal, counts and everything armed; the space keeps its own seed."""
    meta = read_meta(world)
    world.clear()
    if meta.seed is not None:
        write_meta(world, meta)


def export(world: World) -> dict[str, dict[str, Any]]:
    """Every row of the space that differs from the seed, by collection and key; ``None`` is a row that was removed."""
    document: dict[str, dict[str, Any]] = {}
    for name in sorted(world.collections()):
        document[name] = {key: _decode(raw) for key, raw in sorted(world.rows(name).items())}
    return document


def restore(world: World, document: dict[str, dict[str, Any]]) -> None:
    """Make the space's rows those of the document that ``export`` gave."""
    for name in world.collections():
        for key in world.rows(name):
            world.delete(name, key)
    for name, rows in document.items():
        for key, value in rows.items():
            world.put(name, key, b"" if value is None else msgspec.json.encode(value))


def _decode(raw: bytes) -> Any:
    return msgspec.json.decode(raw) if raw else None
