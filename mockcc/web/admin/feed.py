"""Hands new exchanges to whoever listens: each is read and rendered once a process, and never at the cost of the vendors' answers."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from mockcc.errors import StoreUnavailableError
from mockcc.runtime.clock import stopwatch
from mockcc.runtime.journal import JOURNAL
from mockcc.runtime.store import Store

MAX_LISTENERS: Final = 100
"""How many may listen at a time, over all spaces of the process."""
MAX_BATCH: Final = 2000
"""How many exchanges are handed on at once; of more the oldest are left out, and their number is told."""
MAX_PENDING: Final = 16
"""How many batches wait for a listener who does not read."""
TICK: Final = 1.0
"""Seconds after which it is looked at whether the space is still there."""
# After each batch the feed rests, so that it takes a small share of the process however much happens.
_REST_PER_SECOND: Final = 20.0
_REST_PER_LISTENER: Final = 0.006
_LONGEST_REST: Final = 2.0

Render = Callable[[int, bytes], bytes]
"""An entry of the journal, with its number, as the bytes that listeners get."""


class Batch(NamedTuple):
    """A ``number`` of exchanges, rendered; ``missed`` others before them were left out."""

    number: int
    data: bytes
    missed: int = 0


class Listener:
    """One who listens; ``first`` is the number after which exchanges come as batches."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.over = False
        """The space is gone, or its store: nothing comes any more once what is pending was taken."""
        self._lock = threading.Lock()
        self._ready = threading.Condition(self._lock)
        self._pending: deque[Batch] = deque()
        self._missed = 0

    def give(self, batch: Batch) -> None:
        """Keep a batch until it is taken; with too many waiting only its number is kept."""
        with self._ready:
            if len(self._pending) >= MAX_PENDING:
                self._missed += batch.number + batch.missed
            else:
                self._pending.append(batch._replace(missed=batch.missed + self._missed))
                self._missed = 0
            self._ready.notify()

    def end(self) -> None:
        """Nothing comes any more."""
        with self._ready:
            self.over = True
            self._ready.notify()

    def take(self, timeout: float) -> Batch | None:
        """The next batch; ``None`` when none came within ``timeout`` seconds or none will come."""
        with self._ready:
            if not self._pending and not self.over:
                self._ready.wait(timeout)
            return self._pending.popleft() if self._pending else None


class Feed:
    """The listeners of one process, by space."""

    def __init__(self, store: Store, render: Render) -> None:
        self._store = store
        self._render = render
        self._lock = threading.Lock()
        self._spaces: dict[str, _Space] = {}
        self._count = 0

    def join(self, space: str) -> Listener | None:
        """Listen to a space; ``None`` when too many listen already. Give it back with ``leave``."""
        newest = self._store.read_log(space, limit=1)
        with self._lock:
            if self._count >= MAX_LISTENERS:
                return None
            self._count += 1
            found = self._spaces.get(space)
            if found is None:
                found = self._spaces[space] = _Space(newest[0][0] if newest else 0)
                threading.Thread(target=self._serve, args=(space, found), name=f"mockcc-events-{space}", daemon=True).start()
            listener = Listener(found.last)
            found.listeners.append(listener)
            return listener

    def leave(self, space: str, listener: Listener) -> None:
        """Listen no longer."""
        with self._lock:
            self._count -= 1
            found = self._spaces.get(space)
            if found is not None and listener in found.listeners:
                found.listeners.remove(listener)
                if not found.listeners:
                    del self._spaces[space]
                    found.idle.set()

    def past(self, space: str, after: int, until: int) -> Iterable[bytes]:
        """The exchanges after one number up to another, rendered in batches."""
        entries = self._store.read_log(space, after) if after < until else []
        for start in range(0, len(entries), MAX_BATCH):
            yield b"".join(self._render(seq, raw) for seq, raw in entries[start : start + MAX_BATCH] if seq <= until)

    def _serve(self, name: str, space: _Space) -> None:
        try:
            with self._store.listen(name, JOURNAL) as woken:
                while not space.idle.is_set():
                    woken.clear()
                    begun = stopwatch()
                    if not self._hand_on(name, space):
                        break
                    rest = (stopwatch() - begun) * _REST_PER_SECOND + len(space.listeners) * _REST_PER_LISTENER
                    space.idle.wait(min(rest, _LONGEST_REST))
                    woken.wait(TICK)
        except StoreUnavailableError:
            pass  # whoever listens is told by the end, and hears why when it asks again
        finally:
            with self._lock:
                if self._spaces.get(name) is space:
                    del self._spaces[name]
                listeners = list(space.listeners)
            for listener in listeners:
                listener.end()

    def _hand_on(self, name: str, space: _Space) -> bool:
        """Give what is new to the listeners; false when the space is no more."""
        entries = self._store.read_log(name, space.last, MAX_BATCH)
        if not entries:
            return not space.gone(self._store, name)
        missed = entries[0][0] - space.last - 1
        batch = Batch(len(entries), b"".join(self._render(seq, raw) for seq, raw in entries), missed)
        with self._lock:
            space.last = entries[-1][0]
            listeners = list(space.listeners)
        for listener in listeners:
            listener.give(batch)
        return True


class _Space:
    """One space that is listened to: who listens, and the number of the last exchange that was handed on."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.listeners: list[Listener] = []
        self.idle = threading.Event()
        self._there = False

    def gone(self, store: Store, name: str) -> bool:
        """Whether the space was dropped; one that was made anew since counts from one again."""
        there = store.exists(name)
        was, self._there = self._there, there
        if not there:
            return was or self.last > 0
        newest = store.read_log(name, limit=1)
        return bool(newest) and newest[0][0] < self.last
