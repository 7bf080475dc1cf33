"""Gives the tests of the command line a running server and a way to call commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from mockcc.cli import cli
from mockcc.client import Client
from mockcc.suite import Suite
from mockcc.wire import Server

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """The address of a running server."""
    suite = Suite()
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield f"http://127.0.0.1:{server.port}"
    suite.close()


@pytest.fixture
def space(url: str) -> str:
    """A fresh space of the test's own."""
    with Client(url) as client:
        return client.new_space().space


@pytest.fixture
def run(url: str, space: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call a command in a space of the test's own; a fault of ours is raised."""
    monkeypatch.setenv("MOCKCC_URL", url)
    monkeypatch.setenv("MOCKCC_SPACE", space)

    def call(*arguments: str) -> Result:
        return CliRunner(catch_exceptions=False).invoke(cli, list(arguments))

    return call
