"""Gives every story of the console a space of its own on one server of all vendors, and a window to look at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from mockcc.client import Client
from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.browser import new_page

NUMBERS = count(1)
LOOKS = {
    "light, wide": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark, narrow": {"color_scheme": "dark", "viewport": {"width": 390, "height": 780}, "has_touch": True},
}


class Desk(NamedTuple):
    """A space, as its console and as its client see it."""

    url: str
    space: str
    control: Client

    def at(self, path: str) -> str:
        """The address of a page of the console in this space."""
        head, _, mark = f"{self.url}/_console/{path}".partition("#")
        return f"{head}{'&' if '?' in head else '?'}space={self.space}{'#' + mark if mark else ''}"


Open = Callable[..., Page]


@pytest.fixture(scope="package")
def real() -> Iterator[Suite]:
    """All vendors."""
    suite = Suite()
    yield suite
    suite.close()


@pytest.fixture(scope="package")
def served(real: Suite) -> Iterator[Server]:
    """All vendors behind one address."""
    with Server(real.wsgi, waits=real.wsgi.waits) as server:
        yield server


@pytest.fixture
def desk(served: Server, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A fresh space."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", request.node.name)[-40:].strip("-")
    with Client(served.url, f"{name}-{next(NUMBERS)}") as control:
        control.new_space(control.space)
        yield Desk(served.url, control.space, control)


@pytest.fixture
def window(browser: Browser) -> Iterator[Open]:
    """Opens a page of the console; light and wide where nothing else is said."""
    with ExitStack() as stack:

        def open_page(address: str, look: str = "light, wide") -> Page:
            page = stack.enter_context(new_page(browser, **LOOKS[look]))
            page.goto(address)
            return page

        yield open_page
