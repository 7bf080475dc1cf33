"""A thousand tests at once: no space ever answers with what another space caused, and what is armed fires as often as it was armed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.process import serving
from tests.support.quick import QuickClient
from tests.support.redis_server import RedisServer

THREADS = 8
SPACES = 50
CALLS = 10_000
ARMED = 50
PARALLEL = 200


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    suite = Suite()
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield f"http://127.0.0.1:{server.port}"
    suite.close()


def test_ten_thousand_interleaved_calls_meet_only_what_their_own_space_has_seen(url: str) -> None:
    def play(thread: int) -> list[str]:
        choose = random.Random(thread)
        logged_in: dict[str, bool] = {}
        wrong = []
        with QuickClient(url) as client:
            for _ in range(CALLS // THREADS):
                space = f"thread{thread}-{choose.randrange(SPACES)}"
                action = choose.choice(("login", "logout"))
                within = logged_in.get(space, False)
                expected = {
                    ("login", False): "Agent agent1 logged in successfully",
                    ("login", True): "Agent has already logged in",
                    ("logout", False): "Agent agent1 is not logged in",
                    ("logout", True): "Agent agent1 logged out successfully",
                }[action, within]
                message = client.agent(space, action)
                logged_in[space] = action == "login"
                if message != expected:
                    wrong.append(f"{space}: {message!r} in place of {expected!r}")
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        wrong = [line for lines in pool.map(play, range(THREADS)) for line in lines]

    assert wrong == []


def test_what_is_armed_fifty_times_fires_fifty_times_under_two_hundred_parallel_calls(url: str) -> None:
    assert fired(url, "armed-in-memory") == ARMED


def test_so_it_does_with_four_processes_that_share_a_redis(redis_server: RedisServer) -> None:
    with serving("--workers", "4", "--store", redis_server.url) as served:
        assert fired(served.url, "armed-on-redis") == ARMED


def fired(url: str, space: str) -> int:
    """How many of the parallel calls met the reply that was forced."""
    forced = f"/spaces/{space}/replies/ozonetel/agent_authentication"
    with QuickClient(url) as client:
        status, document = client.admin("PUT", forced, {"reply": "login.already", "times": ARMED})
        assert status == 200, document

    with ThreadPoolExecutor(32) as pool:
        said = Counter(pool.map(lambda _: log_out(url, space), range(PARALLEL)))
    assert sum(said.values()) == PARALLEL
    return said["Agent has already logged in"]


def log_out(url: str, space: str) -> str:
    """Log an agent out who is not in: a call that by itself never meets the forced reply."""
    with QuickClient(url) as client:
        return client.agent(space, "logout")
