"""What every store promises to transactions that meet: each runs as if it were alone."""

from __future__ import annotations

import threading

import pytest

from mockcc.runtime.store import Store, World, take
from tests.support.stores import fill, increment, number, race, read, write


def test_two_hundred_increments_on_sixteen_threads_make_two_hundred(store: Store) -> None:
    race(200, lambda _: increment(store, "a"))
    assert number(store, "a") == 200


def test_increments_in_many_new_spaces_do_not_get_lost_either(store: Store) -> None:
    race(200, lambda turn: increment(store, f"s{turn % 10}"))
    assert [number(store, f"s{place}") for place in range(10)] == [20] * 10


def test_a_one_time_code_is_honoured_once(store: Store) -> None:
    write(store, "a", "codes", "c", b"for anna")
    taken = race(100, lambda _: take(store, "a", "codes", "c"), threads=100)
    assert sorted(value for value in taken if value) == [b"for anna"]


def test_one_phone_is_claimed_by_one_agent(store: Store) -> None:
    for phone in range(3):
        write(store, "a", "phones", str(phone), b"")

    def claim(agent: int) -> str | None:
        def work(world: World) -> str | None:
            free = sorted(phone for phone, owner in world.rows("phones").items() if not owner)
            if not free:
                return None
            world.put("phones", free[0], b"%d" % agent)
            return free[0]

        return store.transact("a", work)

    claimed = [phone for phone in race(20, claim) if phone is not None]
    assert sorted(claimed) == ["0", "1", "2"]


def test_of_two_on_duty_never_both_leave(store: Store) -> None:
    for round_ in range(20):
        space = f"s{round_}"
        write(store, space, "duty", "0", b"on")
        write(store, space, "duty", "1", b"on")

        def leave(who: int, space: str = space) -> None:
            def work(world: World) -> None:
                if world.get("duty", str(1 - who)) == b"on":
                    world.put("duty", str(who), b"off")

            store.transact(space, work)

        race(2, leave, threads=2)
        assert sorted(store.transact(space, lambda world: world.rows("duty")).values()) == [b"off", b"on"]


def test_a_limit_on_the_number_of_rows_holds_against_rows_that_appear(store: Store) -> None:
    def login(agent: int) -> bool:
        def work(world: World) -> bool:
            if len(world.rows("sessions")) >= 5:
                return False
            world.put("sessions", str(agent), b"")
            return True

        return store.transact("a", work)

    assert sum(race(50, login)) == 5


def test_money_moved_to_and_fro_is_neither_made_nor_lost(store: Store) -> None:
    for account in "xyz":
        write(store, "a", "accounts", account, b"100")

    def move(turn: int) -> int:
        source, target = "xyz"[turn % 3], "xyz"[(turn + 1) % 3]

        def work(world: World) -> int:
            world.put("accounts", source, b"%d" % (int(world.get("accounts", source) or 0) - 1))
            world.put("accounts", target, b"%d" % (int(world.get("accounts", target) or 0) + 1))
            return sum(map(int, world.rows("accounts").values()))

        return store.transact("a", work)

    assert set(race(100, move)) == {300}


def test_a_transaction_that_is_refused_was_refused_by_the_world_as_it_is(store: Store) -> None:
    def spend(_: int) -> str:
        def work(world: World) -> None:
            left = int(world.get("budget", "calls") or 5)
            if left == 1:
                raise LookupError("nothing left")
            world.put("budget", "calls", b"%d" % (left - 1))

        try:
            store.transact("a", work)
        except LookupError:
            return "refused"
        return "done"

    outcomes = race(50, spend)
    assert outcomes.count("done") == 4


def test_a_drop_while_a_transaction_runs_waits_or_makes_it_start_from_nothing(store: Store) -> None:
    write(store, "a", "numbers", "n", b"1")
    inside, go_on = threading.Event(), threading.Event()

    def work(world: World) -> None:
        value = world.get("numbers", "n")
        inside.set()
        go_on.wait(2)
        world.put("numbers", "n", b"%d" % (int(value or 0) + 1))

    writer = threading.Thread(target=store.transact, args=("a", work))
    writer.start()
    assert inside.wait(2)
    dropper = threading.Thread(target=store.drop, args=("a",))
    dropper.start()
    # Long enough for a store that does not wait to drop; one that waits is not disturbed.
    dropper.join(0.05)
    go_on.set()
    writer.join(5)
    dropper.join(5)
    assert read(store, "a", "numbers", "n") in {None, b"1"}


@pytest.mark.parametrize("verb", ["write", "drop"])
def test_whoever_waits_for_a_first_transaction_that_fails_finds_no_space(store: Store, verb: str) -> None:
    inside, go_on = threading.Event(), threading.Event()
    dropped: list[bool] = []

    def fail(world: World) -> None:
        world.put("numbers", "n", b"7")
        inside.set()
        go_on.wait(2)
        raise LookupError

    def first() -> None:
        with pytest.raises(LookupError):
            store.transact("a", fail)

    def second() -> None:
        if verb == "write":
            increment(store, "a")
        else:
            dropped.append(store.drop("a"))

    failing, waiting = threading.Thread(target=first), threading.Thread(target=second)
    failing.start()
    assert inside.wait(2)
    waiting.start()
    waiting.join(0.05)
    go_on.set()
    failing.join(5)
    waiting.join(5)
    assert store.exists("a") == (verb == "write")
    assert number(store, "a") == (1 if verb == "write" else 0)
    assert not any(dropped)


def test_drops_and_writes_at_once_leave_a_space_that_adds_up(store: Store) -> None:
    def act(turn: int) -> None:
        if turn % 10 == 9:
            store.drop("a")
        else:
            fill(store, "a", "rows", [str(turn), f"{turn}'"])

    race(200, act)
    rows = store.transact("a", lambda world: world.rows("rows"))
    assert {key.rstrip("'") for key in rows} == {key for key in rows if f"{key}'" in rows}
    assert store.exists("a")
