"""What is armed so many times fires so many times, however many calls come at once, on either store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockcc.runtime.redis import RedisStore
from mockcc.runtime.store import Store
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin
from tests.support.fixtures import acme_fixtures, acme_python
from tests.support.spread import SpreadStore
from tests.support.stores import race

__all__ = ["acme_fixtures", "acme_python"]


@pytest.fixture(params=["memory", "redis", "redis-shared"])
def raced(request: pytest.FixtureRequest, acme_python: None, acme_fixtures: Path) -> Iterator[Admin]:
    """A caller of a suite over a store of each kind."""
    store: str | Store = "memory"
    if request.param != "memory":
        url = request.getfixturevalue("redis_url")
        store = RedisStore(url) if request.param == "redis" else SpreadStore([RedisStore(url) for _ in range(4)])
    suite = AcmeSuite(fixtures=acme_fixtures, store=store)
    yield Admin(suite)
    suite.close()


@pytest.mark.parametrize(
    ("path", "body", "reply"),
    [
        ("scenarios/acme/wrong-once", {"times": 50}, "login.wrong"),
        ("replies/acme/login", {"reply": "common.limit", "times": 50}, "common.limit"),
    ],
)
def test_fifty_of_two_hundred_parallel_calls_meet_what_is_armed_fifty_times(raced: Admin, path: str, body: object, reply: str) -> None:
    raced.do("PUT", f"/spaces/default/{path}", body)
    met = Counter(race(200, lambda _: raced.login("agent1")))
    assert met == {reply: 50, "login.ok": 1, "login.taken": 149}
    armed = raced.get("/spaces/default/scenarios")[0]
    assert (armed["seen"], armed["fired"], armed["spent"]) == (50, 50, True)


def test_a_world_that_is_changed_for_fifty_calls_is_as_before_for_the_next(raced: Admin) -> None:
    raced.do("PUT", "/spaces/default/scenarios/acme/taken", {"times": 50})
    met = Counter(race(200, lambda _: raced.login("agent1")))
    # The fifty-first gets in, and everybody after it meets that login.
    assert met == {"login.taken": 199, "login.ok": 1}
    assert raced.get("/spaces/default/scenarios")[0]["fired"] == 50
    named = [entry["scenario"] for entry in raced.get("/spaces/default/journal?limit=300")]
    assert Counter(named) == {"taken": 50, None: 150}
