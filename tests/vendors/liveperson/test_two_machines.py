"""Two machines over one Redis are one LivePerson."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.talk import Heard, Talk
from tests.vendors.liveperson.test_oauth1_calls import send, signed
from tests.vendors.liveperson.world import ACCOUNT, World


@pytest.fixture
def machines(redis_url: str) -> Iterator[tuple[World, World]]:
    """The same space on two servers."""
    suites = [Suite(vendors=["liveperson"], store=redis_url) for _ in range(2)]
    servers = [Server(suite.wsgi, waits=suite.wsgi.waits) for suite in suites]
    for server in servers:
        server.start()
    first, second = (World(suite, server.url, "liveperson-shared") for suite, server in zip(suites, servers, strict=True))
    yield first, second
    for server in servers:
        server.stop()
    for suite in suites:
        suite.close()


def test_a_session_lives_and_ends_on_both(machines: tuple[World, World]) -> None:
    here, there = machines
    login = here.login().json()

    assert there.keep(login).status_code == 200
    with Talk(f"{there.base}/ws_api/account/{ACCOUNT}/messaging/brand/{login['bearer']}") as socket:
        assert here.keep(login, "logout").status_code == 200
        assert socket.hear() == Heard(close=4401)
    assert there.users(login["bearer"]).status_code == 401


def test_a_nonce_that_one_has_seen_is_used_for_the_other(machines: tuple[World, World]) -> None:
    here, there = machines
    request = signed(here)
    assert send(request).status_code == 200
    host = there.server.removeprefix("http://")
    again = signed(here)
    again.headers["Authorization"] = request.headers["Authorization"]
    again.headers["Host"] = here.server.removeprefix("http://")
    again.url = (again.url or "").replace(here.server, f"http://{host}")

    assert send(again).text.startswith("oauth_problem=nonce_used")


def test_wrong_passwords_from_everywhere_at_once_are_all_counted(machines: tuple[World, World]) -> None:
    here, there = machines
    here.set(lock_after_failures=100)
    threads = [threading.Thread(target=world.login, kwargs={"password": "wrong"}) for world in (here, there) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert here.rows("users")["agent1"].failed_logins == 20
