"""Where the tests' spaces are: a server of this run on a thread and a free port, or one that runs already."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import pytest

from mockcc.client import Client, Json
from mockcc.errors import InvalidValueError
from mockcc.pytest_plugin import COVERAGE
from mockcc.pytest_plugin.coverage import RunCoverage
from mockcc.pytest_plugin.kit import Mockcc
from mockcc.runtime.ids import fresh_name
from mockcc.suite import Suite

__tracebackhide__ = True
HOW = '@pytest.mark.mockcc("ozonetel", "already-logged-in", times=1)'


class Home:
    """The server of a run. ``suite`` is what it serves when it is in this process; it is ``None`` for a server of somebody else's."""

    def __init__(self, url: str, token: str | None, suite: Suite | None, coverage: RunCoverage | None, closing: ExitStack) -> None:
        self.url = url
        self.token = token
        self.suite = suite
        self.client = Client(url, token=token, suite=suite)
        self._coverage = coverage
        self._closing = closing

    def space(self, marks: Iterable[pytest.Mark]) -> Mockcc:
        """A space for one test, in which the scenarios of its marks are armed."""
        scenarios = [_scenario(mark) for mark in reversed(list(marks))]
        kit = Mockcc(self, f"test-{fresh_name()}"[:64], scenarios)
        if scenarios:
            kit.armed()
        return kit

    def collect(self, client: Client) -> None:
        """Add what the clients of a space have met to the run's coverage, if somebody wants it."""
        if self._coverage is not None:
            self._coverage.add(client.coverage())

    def close(self) -> None:
        """Settle the coverage while the server can still be asked, and end it."""
        with self._closing:
            if self._coverage is not None:
                self._coverage.settle(self.client)
            self.client.close()


def url_of(config: pytest.Config) -> str:
    """The address of the server that the run was given; empty when it has one of its own."""
    found: str = config.getoption("--mockcc-url") or config.getini("mockcc_url")
    return found.rstrip("/")


def open_home(request: pytest.FixtureRequest) -> Home:
    """The run's server, ready; raises ``MockccError`` when there is none at the address given."""
    coverage = request.config.stash.get(COVERAGE, None)
    url = url_of(request.config)
    closing = ExitStack()
    if url:
        home = Home(url, os.environ.get("MOCKCC_ADMIN_TOKEN"), None, coverage, closing)
        home.client.health()
        return home
    from mockcc.wire import Server

    suite: Suite = request.getfixturevalue("mockcc_suite")
    server = closing.enter_context(Server(suite.wsgi, waits=suite.wsgi.waits))
    return Home(server.url, suite.admin_token, suite, coverage, closing)


def _scenario(mark: pytest.Mark) -> Json:
    if len(mark.args) != 2:
        given = ", ".join(map(repr, mark.args))
        raise InvalidValueError("mockcc", f"The mark mockcc({given}) needs a vendor and a scenario: {HOW}.")
    options: dict[str, Any] = dict(mark.kwargs)
    return {"vendor": mark.args[0], "name": mark.args[1], **options}
