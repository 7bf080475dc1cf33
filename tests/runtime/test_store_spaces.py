"""What every store promises about spaces: when one is there, and when it is gone."""

from __future__ import annotations

import pytest

from mockcc.runtime.store import Store, World
from tests.support.stores import log, read, write


def test_a_space_is_made_by_its_first_transaction_even_if_that_only_reads(store: Store) -> None:
    assert not store.exists("b")
    assert store.spaces() == []
    read(store, "b", "agents", "1")
    write(store, "a", "agents", "1", b"anna")
    assert store.exists("b")
    assert store.spaces() == ["a", "b"]


def test_a_first_transaction_that_raises_makes_no_space(store: Store) -> None:
    def work(world: World) -> None:
        world.put("agents", "1", b"anna")
        raise LookupError

    with pytest.raises(LookupError):
        store.transact("a", work)
    assert store.spaces() == []
    assert not store.exists("a")
    assert store.drop("a") is False


def test_asking_about_a_space_does_not_make_it(store: Store) -> None:
    assert store.read_log("a") == []
    assert store.counts("a") == {}
    assert store.drop("a") is False
    store.clear_log("a")
    with store.listen("a", "journal"):
        assert store.spaces() == []


def test_a_dropped_space_is_gone_with_all_it_held(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    log(store, "a", "one")
    store.transact("a", lambda world: world.count("requests"))
    assert store.drop("a") is True
    assert store.drop("a") is False
    assert (store.spaces(), store.read_log("a"), store.counts("a")) == ([], [], {})
    assert store.transact("a", lambda world: world.collections()) == []
