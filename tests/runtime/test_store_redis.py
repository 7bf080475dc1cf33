"""What the Redis store adds: views that go out of date, and one round trip a transaction."""

from __future__ import annotations

import pytest

from mockcc.runtime import redis_ear, redis_link
from mockcc.runtime.redis import RedisStore
from mockcc.runtime.store import World
from tests.support.redis_server import RedisServer
from tests.support.stores import Line, increment, log, notify, number, read, write


def scripts_run(store: RedisStore) -> int:
    """How many scripts Redis has run so far."""
    stats = store._link.command("INFO", "commandstats")
    return int(stats["cmdstat_evalsha"]["calls"])


def test_a_space_that_one_process_uses_costs_one_round_trip_a_transaction(here: RedisStore) -> None:
    write(here, "a", "agents", "1", b"anna")

    def work(world: World) -> None:
        world.put("agents", "1", world.get("agents", "1") or b"")
        world.put("agents", "2", b"bert")
        world.delete("agents", "3")
        world.log(Line("x"))
        world.count("requests")
        world.notify("journal")

    before = scripts_run(here)
    for _ in range(10):
        here.transact("a", work)
    assert scripts_run(here) - before == 10


def test_the_first_look_at_a_space_costs_one_more(here: RedisStore, there: RedisStore) -> None:
    write(here, "a", "agents", "1", b"anna")
    before = scripts_run(here)
    assert read(there, "a", "agents", "1") == b"anna"
    assert scripts_run(here) - before == 2


def test_a_change_made_elsewhere_is_seen_by_the_next_transaction(here: RedisStore, there: RedisStore) -> None:
    write(here, "a", "agents", "1", b"anna")
    write(there, "a", "agents", "1", b"anja")
    assert read(here, "a", "agents", "1") == b"anja"
    there.transact("a", lambda world: world.delete("agents", "1"))
    assert here.transact("a", lambda world: world.collections()) == []


def test_logs_counts_and_equal_rows_outdate_nobody(here: RedisStore, there: RedisStore) -> None:
    write(here, "a", "agents", "1", b"anna")
    read(there, "a", "agents", "1")
    runs = 0

    def work(world: World) -> None:
        nonlocal runs
        runs += 1
        world.put("agents", "1", b"anna")
        world.log(Line("x"))
        world.count("requests")

    for store in (here, there, here, there):
        store.transact("a", work)
    assert runs == 4
    assert [number for number, _ in there.read_log("a")] == [1, 2, 3, 4]


def test_a_refusal_that_rests_on_an_outdated_view_is_thought_over(here: RedisStore, there: RedisStore) -> None:
    write(here, "a", "agents", "1", b"locked")

    def login(world: World) -> str:
        if world.get("agents", "1") == b"locked":
            raise PermissionError
        return "in"

    with pytest.raises(PermissionError):
        here.transact("a", login)
    write(there, "a", "agents", "1", b"open")
    assert here.transact("a", login) == "in"


def test_what_an_outdated_run_wrote_leaves_no_trace(here: RedisStore, there: RedisStore) -> None:
    increment(here, "a")
    seen: list[int] = []

    def work(world: World) -> None:
        value = int(world.get("numbers", "n") or 0)
        seen.append(value)
        if len(seen) == 1:
            increment(there, "a")
            world.put("agents", "ghost", b"boo")
            world.log(Line("ghost"))
            world.clear()
        world.put("numbers", "n", b"%d" % (value + 1))

    here.transact("a", work)
    assert seen == [1, 2]
    assert here.transact("a", lambda world: world.collections()) == ["numbers"]
    assert (number(there, "a"), there.read_log("a")) == (3, [])


def test_a_transaction_that_is_outdated_again_and_again_is_tried_until_it_is_not(here: RedisStore, there: RedisStore) -> None:
    left = 60

    def work(world: World) -> int:
        nonlocal left
        if left:
            left -= 1
            increment(there, "a", "other")
        value = int(world.get("numbers", "other") or 0)
        world.put("numbers", "n", b"%d" % value)
        return value

    assert here.transact("a", work) == 60
    assert number(there, "a") == 60


@pytest.mark.parametrize("flush", [False, True])
def test_a_space_made_again_never_meets_what_somebody_remembers_of_the_old_one(here: RedisStore, there: RedisStore, flush: bool) -> None:
    for name in ("anna", "anja"):
        write(here, "a", "agents", "1", name.encode())
        read(there, "a", "agents", "1")
        if flush:
            here._link.command("FLUSHALL")
        else:
            assert here.drop("a")
        assert not there.exists("a")
    assert read(there, "a", "agents", "1") is None
    write(here, "a", "agents", "2", b"bert")
    assert there.transact("a", lambda world: world.rows("agents")) == {"2": b"bert"}


def test_only_so_many_spaces_are_remembered(here: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_link, "SPACES_REMEMBERED", 2)
    for turn in range(3):
        for space in range(5):
            increment(here, f"s{space}")
            assert number(here, f"s{space}") == turn + 1
    assert len(here._link._seen) == 2


def test_a_long_silence_is_no_reason_to_stop_listening(here: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_ear, "IDLE", 0.005)
    with here.listen("a", "journal") as event:
        assert not event.wait(0.03)
        notify(here, "a", "journal")
        assert event.wait(2)


def test_scripts_that_redis_forgot_are_sent_again(here: RedisStore) -> None:
    increment(here, "a")
    here._link.command("SCRIPT FLUSH")
    increment(here, "a")
    log(here, "a", "x")
    here._link.command("SCRIPT FLUSH")
    assert here.read_log("a") == [(1, b"x")]
    assert number(here, "a") == 2


def test_a_world_of_thousands_of_rows_fits_one_transaction(here: RedisStore, there: RedisStore) -> None:
    def seed(world: World) -> None:
        for key in range(20_000):
            world.put("agents", str(key), b"x" * 50)

    here.transact("a", seed)
    assert len(there.transact("a", lambda world: world.rows("agents"))) == 20_000


def test_two_databases_of_one_redis_are_two_stores(redis_server: RedisServer, here: RedisStore) -> None:
    other = RedisStore(f"{redis_server.url}?db=1")
    with here.listen("a", "journal") as event, other.listen("a", "journal") as heard:
        notify(other, "a", "journal")
        assert heard.wait(2)
        assert not event.is_set()
    assert here.spaces() == []
    other.close()


def test_tcp_works_like_a_socket(redis_server: RedisServer, here: RedisStore) -> None:
    store = RedisStore(redis_server.tcp_url)
    increment(store, "a")
    assert number(here, "a") == 1
    store.close()
