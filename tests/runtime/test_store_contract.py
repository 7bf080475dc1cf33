"""What every store promises to one transaction at a time: rows, rollback, the helpers on top."""

from __future__ import annotations

import pytest

from mockcc.runtime.store import Store, World, take, update
from tests.support.stores import Line, log, read, write


class RefusedError(Exception):
    """A vendor said no."""


def test_a_row_that_one_transaction_writes_the_next_one_reads(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    assert read(store, "a", "agents", "1") == b"anna"


def test_there_is_nothing_in_a_space_that_nobody_wrote_to(store: Store) -> None:
    def look(world: World) -> None:
        assert world.space == "a"
        assert world.get("agents", "1") is None
        assert world.rows("agents") == {}
        assert world.collections() == []

    store.transact("a", look)


def test_the_worlds_of_two_spaces_know_nothing_of_each_other(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    assert read(store, "b", "agents", "1") is None


def test_the_result_of_the_work_comes_back(store: Store) -> None:
    assert store.transact("a", lambda world: ["seen", world.space]) == ["seen", "a"]


def test_a_transaction_sees_its_own_writes(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    write(store, "a", "agents", "2", b"bert")

    def work(world: World) -> None:
        world.put("agents", "1", b"anja")
        world.put("agents", "3", b"carl")
        world.delete("agents", "2")
        assert world.get("agents", "1") == b"anja"
        assert world.get("agents", "2") is None
        assert world.rows("agents") == {"1": b"anja", "3": b"carl"}
        world.put("phones", "9", b"free")
        assert sorted(world.collections()) == ["agents", "phones"]
        world.delete("phones", "9")
        assert world.collections() == ["agents"]

    store.transact("a", work)
    assert store.transact("a", lambda world: world.rows("agents")) == {"1": b"anja", "3": b"carl"}


def test_rows_are_a_copy(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")

    def work(world: World) -> None:
        world.rows("agents").clear()
        for key in world.rows("agents"):
            world.delete("agents", key)
            world.put("agents", f"new-{key}", b"anna")

    store.transact("a", work)
    assert store.transact("a", lambda world: world.rows("agents")) == {"new-1": b"anna"}


def test_deleting_what_is_not_there_does_nothing(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")

    def work(world: World) -> None:
        world.delete("agents", "2")
        world.delete("phones", "1")

    store.transact("a", work)
    assert read(store, "a", "agents", "1") == b"anna"


@pytest.mark.parametrize("key", ["", "a\0b", "{x}", "Jürgen", "\ud800", "*", "k" * 5000])
def test_any_text_is_a_key_and_any_bytes_are_a_row(store: Store, key: str) -> None:
    write(store, key, "agents", key, b"\0\xff\r\n")
    assert store.transact(key, lambda world: world.rows("agents")) == {key: b"\0\xff\r\n"}
    assert store.spaces() == [key]
    assert store.exists(key)


def test_an_exception_takes_everything_back(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    write(store, "a", "agents", "2", b"bert")
    log(store, "a", "before")
    line = Line("never")

    def work(world: World) -> None:
        world.put("agents", "1", b"anja")
        world.put("agents", "1", b"anke")
        world.put("agents", "3", b"carl")
        world.delete("agents", "2")
        world.put("phones", "9", b"free")
        world.log(line)
        world.count("requests")
        raise RefusedError

    with pytest.raises(RefusedError):
        store.transact("a", work)
    assert line.seq == 0
    assert store.read_log("a") == [(1, b"before")]
    assert store.counts("a") == {}
    assert store.transact("a", lambda world: world.rows("agents")) == {"1": b"anna", "2": b"bert"}
    assert store.transact("a", lambda world: world.collections()) == ["agents"]


def test_an_exception_after_a_clear_brings_everything_back(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    log(store, "a", "before")

    def work(world: World) -> None:
        world.put("agents", "1", b"anja")
        world.clear()
        world.put("agents", "2", b"bert")
        world.clear()
        world.put("agents", "3", b"carl")
        raise RefusedError

    with pytest.raises(RefusedError):
        store.transact("a", work)
    assert store.transact("a", lambda world: world.rows("agents")) == {"1": b"anna"}
    assert store.read_log("a") == [(1, b"before")]


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_takes_everything_back_too(store: Store, interrupt: type[BaseException]) -> None:
    write(store, "a", "agents", "1", b"anna")

    def work(world: World) -> None:
        world.put("agents", "1", b"anja")
        raise interrupt

    with pytest.raises(interrupt):
        store.transact("a", work)
    assert read(store, "a", "agents", "1") == b"anna"


def test_an_entry_that_cannot_be_kept_fails_the_whole_transaction(store: Store) -> None:
    class Broken(Line):
        def encode(self) -> bytes:
            raise RefusedError

        def weight(self) -> int:
            raise RefusedError

    def work(world: World) -> None:
        world.put("agents", "1", b"anna")
        world.log(Broken("x"))

    with pytest.raises(RefusedError):
        store.transact("a", work)
    assert read(store, "a", "agents", "1") is None


def test_clear_empties_rows_log_and_counts_and_what_comes_after_it_stays(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    log(store, "a", "old", "older")
    store.transact("a", lambda world: world.count("old"))

    def work(world: World) -> None:
        world.put("agents", "2", b"bert")
        world.log(Line("forgotten"))
        world.count("forgotten")
        world.clear()
        assert world.collections() == []
        world.put("agents", "3", b"carl")
        world.log(Line("new"))
        world.count("new")

    store.transact("a", work)
    assert store.transact("a", lambda world: world.rows("agents")) == {"3": b"carl"}
    assert store.read_log("a") == [(3, b"new")]
    assert store.counts("a") == {"new": 1}
    store.transact("a", lambda world: world.clear())
    assert (store.read_log("a"), store.counts("a")) == ([], {})
    assert store.exists("a")


@pytest.mark.parametrize("space", ["a", "b"])
@pytest.mark.parametrize("verb", ["transact", "drop", "clear_log"])
def test_transactions_do_not_nest_and_say_so(store: Store, space: str, verb: str) -> None:
    def outer(world: World) -> None:
        world.put("agents", "1", b"anna")
        if verb == "transact":
            store.transact(space, lambda world: None)
        else:
            getattr(store, verb)(space)

    with pytest.raises(RuntimeError, match=f"^{verb} was called inside a transaction"):
        store.transact("a", outer)
    assert read(store, "a", "agents", "1") is None


def test_a_transaction_may_read_the_log_and_the_counts_as_they_were_before_it(store: Store) -> None:
    log(store, "a", "one")

    def work(world: World) -> tuple[list[tuple[int, bytes]], dict[str, int]]:
        world.log(Line("two"))
        world.count("requests")
        return store.read_log("a"), store.counts("a")

    assert store.transact("a", work) == ([(1, b"one")], {})


def test_update_replaces_makes_and_removes_a_row(store: Store) -> None:
    assert update(store, "a", "numbers", "n", lambda old: old or b"1") == b"1"
    assert update(store, "a", "numbers", "n", lambda old: (old or b"") + b"2") == b"12"
    assert update(store, "a", "numbers", "n", lambda old: None) is None
    assert read(store, "a", "numbers", "n") is None


def test_a_code_that_was_taken_is_gone(store: Store) -> None:
    write(store, "a", "codes", "c", b"for anna")
    assert take(store, "a", "codes", "c") == b"for anna"
    assert take(store, "a", "codes", "c") is None


def test_a_store_that_is_there_answers_a_ping_and_may_be_closed_twice(store: Store) -> None:
    store.ping()
    store.close()
    store.close()
    assert store.kind in {"memory", "redis"}
