"""What every store promises about a space's log and counters."""

from __future__ import annotations

from mockcc.runtime.store import LogCap, Store, World
from tests.runtime.conftest import MakeStore
from tests.support.stores import Line, log, race, write


def test_entries_are_numbered_from_one_and_told_their_numbers(store: Store) -> None:
    assert log(store, "a", "one", "two") == [1, 2]
    assert log(store, "a", "three") == [3]
    assert log(store, "b", "other") == [1]
    assert store.read_log("a") == [(1, b"one"), (2, b"two"), (3, b"three")]


def test_a_reader_asks_for_what_is_new_and_for_the_newest(store: Store) -> None:
    log(store, "a", *"vwxyz")
    assert store.read_log("a", after=3) == [(4, b"y"), (5, b"z")]
    assert store.read_log("a", after=5) == store.read_log("a", after=9) == []
    assert store.read_log("a", limit=2) == [(4, b"y"), (5, b"z")]
    assert store.read_log("a", after=1, limit=2) == [(4, b"y"), (5, b"z")]
    assert store.read_log("a", after=4, limit=2) == [(5, b"z")]
    assert store.read_log("a", limit=0) == []
    assert len(store.read_log("a", after=-1, limit=99)) == 5


def test_the_oldest_go_when_there_are_too_many(make_store: MakeStore) -> None:
    store = make_store(LogCap(entries=3))
    log(store, "a", "one", "two")
    log(store, "a", "three", "four", "five")
    assert store.read_log("a") == [(3, b"three"), (4, b"four"), (5, b"five")]
    assert store.read_log("a", after=1, limit=2) == [(4, b"four"), (5, b"five")]


def test_the_oldest_go_when_they_weigh_too_much(make_store: MakeStore) -> None:
    store = make_store(LogCap(bytes=10))
    log(store, "a", "12345", "1234")
    log(store, "a", "123456")
    assert store.read_log("a") == [(2, b"1234"), (3, b"123456")]
    log(store, "a", "1")
    assert store.read_log("a") == [(3, b"123456"), (4, b"1")]


def test_an_entry_beyond_the_cap_is_not_kept_but_has_its_number(make_store: MakeStore) -> None:
    store = make_store(LogCap(bytes=10))
    assert log(store, "a", "x" * 11) == [1]
    assert store.read_log("a") == []
    assert log(store, "a", "y" * 10) == [2]
    assert store.read_log("a") == [(2, b"y" * 10)]


def test_a_forgotten_log_weighs_nothing_and_its_numbers_go_on(make_store: MakeStore) -> None:
    store = make_store(LogCap(bytes=10))
    log(store, "a", "12345", "12345")
    store.transact("a", lambda world: world.count("requests"))
    store.clear_log("a")
    assert store.read_log("a") == []
    assert log(store, "a", "67890", "67890") == [3, 4]
    assert store.read_log("a") == [(3, b"67890"), (4, b"67890")]
    assert store.counts("a") == {"requests": 1}


def test_a_cleared_world_weighs_nothing_and_its_numbers_go_on(make_store: MakeStore) -> None:
    store = make_store(LogCap(bytes=10))
    log(store, "a", "12345", "12345")
    store.transact("a", lambda world: world.clear())
    assert log(store, "a", "67890", "67890") == [3, 4]
    assert [number for number, _ in store.read_log("a")] == [3, 4]


def test_clearing_a_log_does_not_touch_the_rows(store: Store) -> None:
    write(store, "a", "agents", "1", b"anna")
    store.clear_log("a")
    assert store.transact("a", lambda world: world.rows("agents")) == {"1": b"anna"}


def test_counters_outlive_the_cap(make_store: MakeStore) -> None:
    store = make_store(LogCap(entries=1))

    def work(world: World) -> None:
        world.log(Line("x"))
        world.count("requests")
        world.count("requests")
        world.count("refüsals")

    for _ in range(3):
        store.transact("a", work)
    assert store.counts("a") == {"requests": 6, "refüsals": 3}
    assert len(store.read_log("a")) == 1


def test_parallel_appends_get_every_number_once_and_stand_in_the_order_of_their_numbers(store: Store) -> None:
    def append(number: int) -> list[tuple[int, bytes]]:
        texts = [f"{number}-{part}" for part in range(1 + number % 3)]
        return list(zip(log(store, "a", *texts), (text.encode() for text in texts), strict=True))

    told = sorted(pair for pairs in race(200, append) for pair in pairs)
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert store.read_log("a") == told


def test_parallel_counts_are_exact(store: Store) -> None:
    def work(world: World) -> None:
        world.count("requests")
        if world.get("agents", "1") is None:
            world.count("refusals")

    race(200, lambda number: store.transact("a", work))
    assert store.counts("a") == {"requests": 200, "refusals": 200}


def test_a_capped_log_under_parallel_appends_keeps_exactly_the_newest(make_store: MakeStore) -> None:
    store = make_store(LogCap(entries=7))
    race(100, lambda number: log(store, "a", str(number)))
    assert [number for number, _ in store.read_log("a")] == list(range(94, 101))


def test_a_counter_can_go_up_by_more_than_one(store: Store) -> None:
    def work(world: World) -> None:
        world.count("requests", 40)
        world.count("requests")
        world.count("logins", 0)

    store.transact("a", work)
    store.transact("a", lambda world: world.count("requests", 2))
    assert store.counts("a")["requests"] == 43
