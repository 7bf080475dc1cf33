"""What tests of stores share: a log entry, many threads that start together, and a plain counter row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mockcc.runtime.store import Store, World, update

T = TypeVar("T")


class Line:
    """A log entry that is its text."""

    def __init__(self, text: str) -> None:
        self.seq = 0
        self.text = text

    def encode(self) -> bytes:
        """The text."""
        return self.text.encode()

    def weight(self) -> int:
        """The text's length."""
        return len(self.text)


def race(times: int, act: Callable[[int], T], threads: int = 16) -> list[T]:
    """Run ``act`` with 0, 1, ... ``times - 1`` on so many threads that start together; what they returned, in order."""
    start = threading.Barrier(min(times, threads))
    fresh = threading.local()

    def run(number: int) -> T:
        if not getattr(fresh, "started", False):
            fresh.started = True
            start.wait(5)
        return act(number)

    with ThreadPoolExecutor(min(times, threads)) as pool:
        return list(pool.map(run, range(times)))


def increment(store: Store, space: str, key: str = "n") -> None:
    """Add one to a row that holds a number."""
    update(store, space, "numbers", key, lambda old: b"%d" % (int(old or 0) + 1))


def number(store: Store, space: str, key: str = "n") -> int:
    """The number that a row holds."""
    return int(read(store, space, "numbers", key) or 0)


def read(store: Store, space: str, collection: str, key: str) -> bytes | None:
    """One row."""
    return store.transact(space, lambda world: world.get(collection, key))


def write(store: Store, space: str, collection: str, key: str, value: bytes) -> None:
    """Write one row."""
    store.transact(space, lambda world: world.put(collection, key, value))


def log(store: Store, space: str, *texts: str) -> list[int]:
    """Log lines in one transaction; their numbers."""
    lines = [Line(text) for text in texts]

    def work(world: World) -> None:
        for line in lines:
            world.log(line)

    store.transact(space, work)
    return [line.seq for line in lines]


def notify(store: Store, space: str, *channels: str) -> None:
    """Notify channels in one transaction."""

    def work(world: World) -> None:
        for channel in channels:
            world.notify(channel)

    store.transact(space, work)


def fill(store: Store, space: str, collection: str, keys: Iterable[str]) -> None:
    """Write empty rows in one transaction."""

    def work(world: World) -> None:
        for key in keys:
            world.put(collection, key, b"")

    store.transact(space, work)
