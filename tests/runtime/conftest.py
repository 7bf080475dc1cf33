"""Gives the tests of the runtime a real Redis, and every store that there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.redis import RedisStore
from mockcc.runtime.store import LogCap, Store
from tests.support.spread import SpreadStore


class MakeStore(Protocol):
    """Makes a fresh store of the kind under test."""

    def __call__(self, cap: LogCap = ...) -> Store:
        """An empty store with this cap."""
        ...


@pytest.fixture(params=["memory", "redis", "redis-shared"])
def make_store(request: pytest.FixtureRequest) -> Iterator[MakeStore]:
    """Makes empty stores, once for each kind there is; with ``redis-shared`` the threads are like processes to each other."""
    url = None if request.param == "memory" else request.getfixturevalue("redis_url")
    made: list[Store] = []

    def make(cap: LogCap = LogCap()) -> Store:  # noqa: B008 - an immutable value
        store: Store
        if url is None:
            store = MemoryStore(cap)
        elif request.param == "redis":
            store = RedisStore(url, cap)
        else:
            store = SpreadStore([RedisStore(url, cap) for _ in range(4)])
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """An empty store, once for each kind there is."""
    return make_store()


@pytest.fixture
def here(redis_url: str) -> Iterator[RedisStore]:
    """The store of one process."""
    store = RedisStore(redis_url)
    yield store
    store.close()


@pytest.fixture
def there(redis_url: str) -> Iterator[RedisStore]:
    """The store of another process on the same Redis."""
    store = RedisStore(redis_url)
    yield store
    store.close()
