"""Spaces: their names, their seeds, and their way back."""

from __future__ import annotations

import pytest

from mockcc.errors import InvalidValueError
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.space import SpaceMeta, check_name, export, id_seed, read_meta, reset, restore, valid_name, write_meta
from tests.support.stores import write


@pytest.mark.parametrize("name", ["a", "A-b_c.d", "x" * 64, "0", "-", "..."])
def test_names_that_a_space_can_have(name: str) -> None:
    assert check_name(name) == name
    assert valid_name(name)


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a/b", "ä", "a\n", "~a", 5, None, ["a"]])
def test_names_that_no_space_can_have(name: object) -> None:
    with pytest.raises(InvalidValueError, match=r"cannot name a space\. Allowed: 1 to 64 of the characters") as caught:
        check_name(name, "Mockcc-Space")
    assert caught.value.field == "Mockcc-Space"


def test_a_space_keeps_the_seed_that_it_was_made_with() -> None:
    store = MemoryStore()
    assert store.transact("a", lambda world: (read_meta(world).seed, id_seed(world, 3))) == (None, "seed 3 of a")
    store.transact("a", lambda world: write_meta(world, SpaceMeta(seed=7)))
    write(store, "a", "acme/agents", "x", b"{}")
    store.transact("a", reset)
    assert store.transact("a", lambda world: (read_meta(world).seed, id_seed(world, 3), world.collections())) == (
        7,
        "seed 7",
        ["mockcc/space"],
    )
    store.transact("b", reset)
    assert store.transact("b", lambda world: world.collections()) == []


def test_rows_are_exported_sorted_and_restored_as_they_were() -> None:
    store = MemoryStore()
    for collection, key, value in (("b/t", "y", b"2"), ("b/t", "x", b'{"k":1}'), ("a/t", "gone", b"")):
        write(store, "a", collection, key, value)
    document = store.transact("a", export)
    assert list(document) == ["a/t", "b/t"]
    assert document == {"a/t": {"gone": None}, "b/t": {"x": {"k": 1}, "y": 2}}
    write(store, "b", "c/t", "z", b"3")
    store.transact("b", lambda world: restore(world, document))
    assert store.transact("b", export) == document
