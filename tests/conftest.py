"""Gives every test the real parts: a Redis of its own process, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from mockcc.runtime.redis import RedisStore
from tests.support.redis_server import RedisServer
from tests.support.tools import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["pytester"]


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; it ends with its module, because nobody else can run an event loop beside Playwright's."""
    from tests.support.browser import chromium  # Playwright takes 200 ms that most runs need not pay

    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with cookies of its own."""
    from tests.support.browser import new_page

    with new_page(browser) as found:
        yield found
