"""Keeps all spaces in this process's memory, one lock a space."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import islice
from typing import TypeVar

from mockcc.runtime.signals import Signals
from mockcc.runtime.store import LogCap, Loggable, World
from mockcc.runtime.world import DEFAULT_CAP, Tables, TablesWorld, Turn

T = TypeVar("T")


class _Space:
    """What one space holds; everything but ``made`` is touched only under ``lock``."""

    __slots__ = ("counts", "dropped", "entries", "last", "lock", "made", "tables", "weight")

    def __init__(self) -> None:
        # Re-entrant, because a transaction may read its own space's log or counts.
        self.lock = threading.RLock()
        self.tables: Tables = {}
        self.entries: deque[tuple[Loggable, int]] = deque()
        self.weight = 0
        self.last = 0
        self.counts: dict[str, int] = {}
        self.made = False
        self.dropped = False

    def commit(self, world: TablesWorld, weights: list[int] | None, cap: LogCap) -> None:
        """Take over what the transaction did."""
        if world.cleared:
            self.tables = world.tables
            self.counts.clear()
            self.forget()
        if world.names is not None:
            for name, by in world.names.items():
                self.counts[name] = self.counts.get(name, 0) + by
        if weights is not None and world.entries is not None:
            self.append(world.entries, weights, cap)
        self.made = True

    def append(self, new: list[Loggable], weights: list[int], cap: LogCap) -> None:
        """Number and keep the new entries; the oldest go while a cap is exceeded."""
        entries = self.entries
        for entry, weight in zip(new, weights, strict=True):
            self.last += 1
            entry.seq = self.last
            entries.append((entry, weight))
            self.weight += weight
        while entries and (self.weight > cap.bytes or len(entries) > cap.entries):
            self.weight -= entries.popleft()[1]

    def forget(self) -> None:
        """Drop the log's entries; their numbers go on."""
        self.entries.clear()
        self.weight = 0


class MemoryStore:
    """A ``Store`` for one process: a transaction holds its space's lock, so ``work`` runs exactly once."""

    kind = "memory"

    def __init__(self, cap: LogCap = DEFAULT_CAP) -> None:
        self._cap = cap
        self._spaces: dict[str, _Space] = {}
        self._signals = Signals()
        self._turn = Turn()

    def transact(self, space: str, work: Callable[[World], T]) -> T:
        """See ``Store.transact``."""
        turn = self._turn
        if turn.taken:
            turn.refuse_inside("transact")
        while True:
            held = self._spaces.get(space)
            if held is None:
                held = self._spaces.setdefault(space, _Space())
            with held.lock:
                if held.dropped:
                    continue
                turn.taken = True
                world = TablesWorld(space, held.tables)
                try:
                    result = work(world)
                    # Asked before anything is committed: an entry that cannot be weighed must fail the whole transaction.
                    weights = None if world.entries is None else [entry.weight() for entry in world.entries]
                except BaseException:
                    held.tables = world.rollback()
                    if not held.made:
                        self._remove(space, held)
                    raise
                finally:
                    turn.taken = False
                held.commit(world, weights, self._cap)
            if world.channels is not None:
                self._signals.fire(space, world.channels)
            return result

    def read_log(self, space: str, after: int = 0, limit: int | None = None) -> list[tuple[int, bytes]]:
        """See ``Store.read_log``."""
        held = self._spaces.get(space)
        if held is None:
            return []
        with held.lock:
            last = held.last
            wanted = min(last - after, len(held.entries))
            if limit is not None:
                wanted = min(wanted, limit)
            newest = [entry for entry, _ in islice(reversed(held.entries), max(wanted, 0))]
        # The numbers of what is kept have no gaps, and rendering needs no lock: a reader must not hold up the requests.
        first = last - len(newest) + 1
        return [(first + place, entry.encode()) for place, entry in enumerate(reversed(newest))]

    def clear_log(self, space: str) -> None:
        """See ``Store.clear_log``."""
        self._turn.refuse_inside("clear_log")
        held = self._spaces.get(space)
        if held is not None:
            with held.lock:
                held.forget()

    def counts(self, space: str) -> dict[str, int]:
        """See ``Store.counts``."""
        held = self._spaces.get(space)
        if held is None:
            return {}
        with held.lock:
            return held.counts.copy()

    def spaces(self) -> list[str]:
        """See ``Store.spaces``."""
        return sorted(name for name, held in list(self._spaces.items()) if held.made)

    def exists(self, space: str) -> bool:
        """See ``Store.exists``."""
        held = self._spaces.get(space)
        return held is not None and held.made

    def drop(self, space: str) -> bool:
        """See ``Store.drop``."""
        self._turn.refuse_inside("drop")
        held = self._spaces.get(space)
        if held is None:
            return False
        with held.lock:
            if held.dropped:
                return False
            self._remove(space, held)
            return held.made

    def listen(self, space: str, channel: str) -> AbstractContextManager[threading.Event]:
        """See ``Store.listen``."""
        return self._signals.listen(space, channel)

    def ping(self) -> None:
        """Memory can always be reached."""

    def close(self) -> None:
        """Nothing is held open."""

    def _remove(self, space: str, held: _Space) -> None:
        # Whoever waits for the lock of this space finds it dropped and looks for its successor.
        held.dropped = True
        del self._spaces[space]
