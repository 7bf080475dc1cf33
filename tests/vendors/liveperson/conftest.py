"""A server for all tests of LivePerson, a space for each."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator

import pytest
import trustme

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.vendors.liveperson.world import World


class Running:
    """One suite behind two listeners: plain HTTP and, with ``ca``, HTTPS."""

    def __init__(self) -> None:
        self.suite = Suite()
        self.ca = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert("localhost", "127.0.0.1", "*.liveperson.localhost").configure_cert(context)
        self.server = Server(self.suite.wsgi, waits=self.suite.wsgi.waits)
        self.tls = self.server.listen(ssl_context=context)
        self.server.start()

    def close(self) -> None:
        self.server.stop()
        self.suite.close()


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """The server."""
    found = Running()
    yield found
    found.close()


@pytest.fixture
def world(running: Running, request: pytest.FixtureRequest) -> World:
    """A fresh space."""
    space = re.sub(r"[^A-Za-z0-9._-]", "-", request.node.name)[-60:].lstrip("-.")
    return World(running.suite, f"http://127.0.0.1:{running.server.port}", f"s-{space}")
