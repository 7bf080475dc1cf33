"""Gives every story a Cognigy of its own: one server for all, a space a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.vendors.cognigy.world import Cognigy, Visitor

NUMBERS = count(1)


@pytest.fixture(scope="package")
def suite() -> Iterator[Suite]:
    """The suite behind the server."""
    suite = Suite(vendors=["cognigy"])
    yield suite
    suite.close()


@pytest.fixture(scope="package")
def url(suite: Suite) -> Iterator[str]:
    """The server's address."""
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield server.url


@pytest.fixture
def cognigy(url: str, request: pytest.FixtureRequest) -> Iterator[Cognigy]:
    """The vendor in a fresh space."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", request.node.name)[-40:].strip("-")
    vendor = Cognigy(url, f"{name}-{next(NUMBERS)}")
    vendor.control.new_space(vendor.control.space)
    yield vendor
    vendor.control.close()


@pytest.fixture
def visitor(cognigy: Cognigy) -> Iterator[Visitor]:
    """Somebody with a browser that runs no script."""
    found = Visitor(cognigy)
    yield found
    found.session.close()
