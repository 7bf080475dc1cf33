"""Codes, states and one-time tokens under a hundred calls at once: each is honoured exactly once, in memory and on Redis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.stores import race
from tests.vendors.cognigy.world import CLIENT, VERIFIER, Cognigy, Visitor, query_of

CALLS = 100


class Twins:
    """Two servers over one store: calls go to either, and both take themselves for the first."""

    def __init__(self, first: str, second: str) -> None:
        self.one = Cognigy(first, "race")
        self.two = Cognigy(second, "race")
        self.host = {"Host": urlsplit(first).netloc}

    def send(self, number: int, method: str, path: str, **options: Any) -> int:
        """The status of a call of the server whose turn it is."""
        return (self.one, self.two)[number % 2].send(method, path, headers=self.host, **options).status_code

    def token(self, number: int, **form: str) -> int:
        """The status of a grant."""
        return self.send(number, "POST", "/auth/oauth2/token", data={**CLIENT, **form})


@pytest.fixture(params=["memory", "redis"])
def twins(request: pytest.FixtureRequest) -> Iterator[Twins]:
    """Two servers over a memory store, each on a thread of its own; or over a Redis, each with its own store, as two processes would."""
    with ExitStack() as stack:
        if request.param == "memory":
            suites = [Suite(vendors=["cognigy"])] * 2
        else:
            suites = [Suite(vendors=["cognigy"], store=request.getfixturevalue("redis_url")) for _ in range(2)]
        servers = [stack.enter_context(Server(suite.wsgi, waits=suite.wsgi.waits)) for suite in suites]
        found = Twins(servers[0].url, servers[1].url)
        yield found
        found.one.control.close()
        found.two.control.close()
    for suite in dict.fromkeys(suites):
        suite.close()


def test_a_code_is_redeemed_once(twins: Twins) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": twins.one.callback, "code_verifier": VERIFIER, "code": twins.one.code()}
    found = Counter(race(CALLS, lambda number: twins.token(number, **form)))
    assert found == {200: 1, 400: CALLS - 1}


def test_a_one_time_token_signs_in_once(twins: Twins) -> None:
    visitor = Visitor(twins.one)
    landed = visitor.submit(visitor.get("/auth/cognigy"), username="agent1@demo.example", password="agent1-secret")
    visitor.session.close()
    found = Counter(race(CALLS, lambda number: twins.send(number, "POST", "/auth/sign_in", json=query_of(landed.url))))
    assert found == {200: 1, 401: CALLS - 1}


def test_a_state_comes_back_once(twins: Twins) -> None:
    visitor = Visitor(twins.one)
    shown = visitor.get("/auth/cognigy")
    cookies = visitor.session.cookies.get_dict()
    visitor.session.close()
    sent = twins.one.send("POST", "/login", data={**query_of(shown.url), "username": "agent1@demo.example", "password": "agent1-secret"})
    path = sent.headers["Location"].removeprefix(twins.one.base)
    found = Counter(race(CALLS, lambda number: twins.send(number, "GET", path, cookies=cookies)))
    assert found == {307: 1, 302: CALLS - 1}


def test_a_refresh_token_that_rotates_is_good_once(twins: Twins) -> None:
    twins.one.set(refresh_token_rotation=True)
    refresh = twins.one.tokens()["refresh_token"]
    found = Counter(race(CALLS, lambda number: twins.token(number, grant_type="refresh_token", refresh_token=refresh)))
    assert found == {200: 1, 400: CALLS - 1}
