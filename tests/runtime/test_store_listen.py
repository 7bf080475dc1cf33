"""What every store promises to those who wait: nothing that is committed while they listen goes unnoticed."""

from __future__ import annotations

import threading
import time

import pytest

from mockcc.runtime.store import Store, World, watch
from tests.support.stores import increment, notify, number, race


def bump(store: Store, space: str = "a", channel: str = "journal") -> None:
    """Commit a change and a notification."""

    def work(world: World) -> None:
        world.put("numbers", "n", b"%d" % (int(world.get("numbers", "n") or 0) + 1))
        world.notify(channel)

    store.transact(space, work)


def test_a_notification_wakes_whoever_listens(store: Store) -> None:
    with store.listen("a", "journal") as first, store.listen("a", "journal") as second:
        assert not first.is_set()
        bump(store)
        assert first.wait(2)
        assert second.wait(2)


def test_a_notification_from_another_thread_or_process_wakes_too(store: Store) -> None:
    with store.listen("a", "jöurnal") as event:
        thread = threading.Thread(target=bump, args=(store, "a", "jöurnal"))
        thread.start()
        assert event.wait(2)
        thread.join()


def test_other_channels_and_other_spaces_wake_nobody(store: Store) -> None:
    with store.listen("a", "journal") as event, store.listen("b", "journal") as other, store.listen("a", "last") as last:
        bump(store, "a", "mail")
        bump(store, "b", "journal")
        bump(store, "a", "last")
        assert other.wait(2)
        assert last.wait(2)
        assert not event.is_set()


def test_one_transaction_wakes_several_channels(store: Store) -> None:
    with store.listen("a", "journal") as journal, store.listen("a", "mail") as mail:
        notify(store, "a", "journal", "mail")
        assert journal.wait(2)
        assert mail.wait(2)


def test_a_transaction_that_raises_wakes_nobody(store: Store) -> None:
    def work(world: World) -> None:
        world.notify("journal")
        raise LookupError

    with store.listen("a", "journal") as event, store.listen("a", "last") as last:
        with pytest.raises(LookupError):
            store.transact("a", work)
        bump(store, "a", "last")
        assert last.wait(2)
        assert not event.is_set()


def test_what_is_notified_is_committed_already(store: Store) -> None:
    with store.listen("a", "journal") as event:
        thread = threading.Thread(target=bump, args=(store,))
        thread.start()
        assert event.wait(2)
        assert number(store, "a") == 1
        thread.join()


def test_whoever_has_stopped_listening_is_left_alone_and_may_listen_again(store: Store) -> None:
    with store.listen("a", "journal") as old:
        pass
    bump(store)
    for _ in range(20):
        with store.listen("a", "journal") as event:
            bump(store)
            assert event.wait(2)
        bump(store)
    assert not old.is_set()


def test_listeners_that_look_and_wait_miss_no_change(store: Store) -> None:
    changes = 40

    def follow(_: int) -> int:
        end = time.monotonic() + 5
        with store.listen("a", "journal") as event:
            for _turn in watch(event, 5):
                if number(store, "a") == changes:
                    return int(time.monotonic() < end)
        return 0

    def act(turn: int) -> int:
        if turn < 4:
            return follow(turn)
        for _ in range(changes // 4):
            bump(store)
        return 0

    assert sum(race(8, act)) == 4


def test_listeners_come_and_go_while_notifications_rain(store: Store) -> None:
    stop = threading.Event()

    def rain() -> None:
        while not stop.is_set():
            for space in ("s0", "s1", "s2"):
                bump(store, space)

    thread = threading.Thread(target=rain)
    thread.start()

    def listen(turn: int) -> bool:
        with store.listen(f"s{turn % 3}", "journal") as event:
            return event.wait(2)

    try:
        assert all(race(60, listen, threads=6))
    finally:
        stop.set()
        thread.join()


def test_watching_goes_on_until_the_time_is_over() -> None:
    event = threading.Event()
    turns = 0
    for _ in watch(event, 0.05):
        turns += 1
        if turns < 3:
            event.set()
    assert turns == 3
    assert list(watch(event, 0)) == [None]


def test_a_silent_change_wakes_nobody(store: Store) -> None:
    with store.listen("a", "journal") as event:
        increment(store, "a")
        assert not event.wait(0.02)
