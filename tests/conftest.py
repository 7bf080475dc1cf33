"""Gives every test the real parts: a Redis of its own process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockcc.runtime.redis import RedisStore
from tests.support.redis_server import RedisServer
from tests.support.tools import need


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this test process alone."""
    need("redis-server")
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of an empty Redis."""
    store = RedisStore(redis_server.url)
    store._link.command("FLUSHALL")
    store.close()
    return redis_server.url
