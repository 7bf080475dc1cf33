"""Where the tests' spaces are: a server of this run on a thread and a free port, or one that runs already."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
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
    """One server. ``suite`` is what it serves when it is in this process; it is ``None`` for a server of somebody else's."""

    def __init__(self, url: str, token: str | None, suite: Suite | None, coverage: RunCoverage | None) -> None:
        self.url = url
        self.token = token
        self.suite = suite
        self.client = Client(url, token=token, suite=suite)
        self._coverage = coverage

    def space(self, marks: Iterable[pytest.Mark]) -> Mockcc:
        """A space for one test, in which the scenarios of its marks are armed."""
        scenarios = [_scenario(mark) for mark in reversed(list(marks))]
        kit = Mockcc(self, f"test-{fresh_name()}", scenarios)
        if scenarios:
            kit.armed()
        return kit

    def collect(self, client: Client) -> None:
        """Add what the clients of a space have met to the run's coverage, if somebody wants it."""
        if self._coverage is not None:
            self._coverage.add(self.client, client.coverage())


class Homes:
    """All servers of a run: the one that it was given, else one for each suite, which is one unless tests bring their own."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._coverage = config.stash.get(COVERAGE, None)
        self._homes: dict[int, Home] = {}
        self._closing = ExitStack()

    def find(self, suite: Callable[[], Suite]) -> Home:
        """The server of the test that wants this suite; raises ``MockccError`` when there is none at the address given."""
        url = url_of(self._config)
        if url:
            return self._homes.get(0) or self._given(url)
        wanted = suite()
        return self._homes.get(id(wanted)) or self._own(wanted)

    def close(self) -> None:
        """Settle the coverage while a server can still be asked, and end those of this run."""
        with self._closing:
            for home in self._homes.values():
                if self._coverage is not None:
                    # The store of a suite that brought its own may be closed already, and with it the suite's health.
                    vendors = home.suite.vendors if home.suite is not None else home.client.health()["vendors"]
                    self._coverage.settle(home.client, vendors)
                home.client.close()

    def _given(self, url: str) -> Home:
        home = Home(url, os.environ.get("MOCKCC_ADMIN_TOKEN"), None, self._coverage)
        home.client.health()
        self._homes[0] = home
        return home

    def _own(self, suite: Suite) -> Home:
        from mockcc.wire import Server

        server = self._closing.enter_context(Server(suite.wsgi, waits=suite.wsgi.waits))
        home = self._homes[id(suite)] = Home(server.url, suite.admin_token, suite, self._coverage)
        return home


def url_of(config: pytest.Config) -> str:
    """The address of the server that the run was given, empty when it has one of its own; raises ``InvalidValueError``."""
    found: str = config.getoption("--mockcc-url") or config.getini("mockcc_url")
    if found and not found.startswith(("http://", "https://")):
        raise InvalidValueError("mockcc_url", f"--mockcc-url is {found!r}. Give the whole address, such as http://127.0.0.1:8080.")
    return found.rstrip("/")


def _scenario(mark: pytest.Mark) -> Json:
    if len(mark.args) != 2:
        given = ", ".join(map(repr, mark.args))
        raise InvalidValueError("mockcc", f"The mark mockcc({given}) needs a vendor and a scenario: {HOW}.")
    options: dict[str, Any] = dict(mark.kwargs)
    return {"vendor": mark.args[0], "name": mark.args[1], **options}
