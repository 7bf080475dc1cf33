"""What a store is: where everything that changes is kept, a world a space, changed by atomic transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Loggable(Protocol):
    """An entry of a space's log: rendered to bytes only when somebody reads it or it leaves the process."""

    seq: int
    """Its number in the space's log, from 1; the store sets it when the transaction is committed."""

    def encode(self) -> bytes:
        """The entry as JSON bytes, without ``seq``: a store may ask for them before it knows the number."""
        ...

    def weight(self) -> int:
        """Its approximate size in bytes, for the cap; cheap to compute."""
        ...


class World(Protocol):
    """The state of one space inside one transaction: rows of bytes by collection and key.

    A key is any text; a collection's name, which comes from us, holds no NUL.
    Reads see the transaction's own writes. Nothing is visible outside before the transaction commits.
    """

    space: str

    def get(self, collection: str, key: str) -> bytes | None:
        """The row, or ``None`` where there is none."""
        ...

    def put(self, collection: str, key: str, value: bytes) -> None:
        """Write the row."""
        ...

    def delete(self, collection: str, key: str) -> None:
        """Remove the row; removing one that is not there does nothing."""
        ...

    def rows(self, collection: str) -> dict[str, bytes]:
        """All rows of a collection by key, in no promised order; a copy."""
        ...

    def collections(self) -> list[str]:
        """The names of the collections that have rows."""
        ...

    def clear(self) -> None:
        """Remove every row of the space, the log and the counts; the log's numbers go on."""
        ...

    def log(self, entry: Loggable) -> None:
        """Append to the space's log; the oldest entries go when a cap is passed, an entry beyond the cap of bytes with them."""
        ...

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter that outlives the log's cap and never conflicts with another transaction."""
        ...

    def notify(self, channel: str) -> None:
        """Wake whoever listens to ``channel`` in this space once the transaction is committed."""
        ...


class LogCap(NamedTuple):
    """How much a space's log holds: entries, and bytes over all of them; the oldest go first."""

    entries: int = 10_000
    bytes: int = 16 * 1024 * 1024


class Store(Protocol):
    """Where all spaces are kept. Every verb is atomic and may be called from any thread."""

    kind: str
    """``memory`` or ``redis``."""

    def transact(self, space: str, work: Callable[[World], T]) -> T:
        """Run ``work`` on the space's world and commit what it wrote, all or nothing, as if it ran alone.

        ``work`` must be pure but for the world: a store may run it more than once. When it raises, nothing is
        committed and the exception goes on. A space that does not exist yet is made. Transactions do not nest:
        ``transact``, ``drop`` and ``clear_log`` inside ``work`` raise ``RuntimeError``.
        """
        ...

    def read_log(self, space: str, after: int = 0, limit: int | None = None) -> list[tuple[int, bytes]]:
        """The entries with a number above ``after``, oldest first; with ``limit`` only the newest so many of them."""
        ...

    def clear_log(self, space: str) -> None:
        """Forget the log's entries; their numbers go on from where they were. Counts stay."""
        ...

    def counts(self, space: str) -> dict[str, int]:
        """The space's counters by name."""
        ...

    def spaces(self) -> list[str]:
        """The names of the spaces that exist, sorted."""
        ...

    def exists(self, space: str) -> bool:
        """Whether the space exists."""
        ...

    def drop(self, space: str) -> bool:
        """Remove the space with all it holds; whether there was one. One made later under its name starts from nothing."""
        ...

    def listen(self, space: str, channel: str) -> AbstractContextManager[threading.Event]:
        """An event that is set by the next ``notify`` of ``channel``, from any process that shares the store.

        Enter it before looking at the world, so that nothing is missed between the look and the wait.
        """
        ...

    def ping(self) -> None:
        """Raise ``StoreUnavailableError`` when the store cannot be reached."""
        ...

    def close(self) -> None:
        """Give back what the store holds open."""
        ...


def update(store: Store, space: str, collection: str, key: str, change: Callable[[bytes | None], bytes | None]) -> bytes | None:
    """Replace one row by what the pure function ``change`` makes of it (``None`` removes it); returns the new row."""

    def work(world: World) -> bytes | None:
        value = change(world.get(collection, key))
        if value is None:
            world.delete(collection, key)
        else:
            world.put(collection, key, value)
        return value

    return store.transact(space, work)


def take(store: Store, space: str, collection: str, key: str) -> bytes | None:
    """Remove a row and return it; of several takers at once exactly one gets it."""

    def work(world: World) -> bytes | None:
        value = world.get(collection, key)
        world.delete(collection, key)
        return value

    return store.transact(space, work)


def watch(event: threading.Event, timeout: float) -> Iterator[None]:
    """Yield at once and then each time that ``event`` is set, until ``timeout`` seconds of real time have passed."""
    import time

    end = time.monotonic() + timeout
    while True:
        event.clear()
        yield
        left = end - time.monotonic()
        if left <= 0 or not event.wait(left):
            return
