"""A store whose threads each use a store of their own, as the processes that share a Redis do."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from mockcc.runtime.store import Store, World

T = TypeVar("T")


class SpreadStore:
    """Hands each thread the next of several stores and keeps to it."""

    kind = "redis"

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = stores
        self._turns = itertools.cycle(stores)
        self._own = threading.local()

    @property
    def own(self) -> Store:
        """This thread's store."""
        if not hasattr(self._own, "store"):
            self._own.store = next(self._turns)
        store: Store = self._own.store
        return store

    def transact(self, space: str, work: Callable[[World], T]) -> T:
        """See ``Store``."""
        return self.own.transact(space, work)

    def read_log(self, space: str, after: int = 0, limit: int | None = None) -> list[tuple[int, bytes]]:
        """See ``Store``."""
        return self.own.read_log(space, after, limit)

    def clear_log(self, space: str) -> None:
        """See ``Store``."""
        self.own.clear_log(space)

    def counts(self, space: str) -> dict[str, int]:
        """See ``Store``."""
        return self.own.counts(space)

    def spaces(self) -> list[str]:
        """See ``Store``."""
        return self.own.spaces()

    def exists(self, space: str) -> bool:
        """See ``Store``."""
        return self.own.exists(space)

    def drop(self, space: str) -> bool:
        """See ``Store``."""
        return self.own.drop(space)

    def listen(self, space: str, channel: str) -> AbstractContextManager[threading.Event]:
        """See ``Store``."""
        return self.own.listen(space, channel)

    def ping(self) -> None:
        """See ``Store``."""
        self.own.ping()

    def close(self) -> None:
        """See ``Store``."""
        for store in self._stores:
            store.close()
