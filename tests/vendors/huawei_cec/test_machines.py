"""Two gateways over one Redis: a session, a Guid and a waiting poll are one and the same on both."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway, Seen


@pytest.fixture
def two(redis_url: str) -> Iterator[tuple[Gateway, Gateway]]:
    """The same space on two machines."""
    suites = [Suite(vendors=[VENDOR], store=redis_url) for _ in range(2)]
    first, second = Gateway(suites[0]), Gateway(suites[1])
    second.space = first.space
    yield first, second
    for suite in suites:
        suite.close()


def test_a_guid_of_one_machine_is_good_on_the_other(two: tuple[Gateway, Gateway]) -> None:
    first, second = two
    first.set(settings__current__poll_wait=0)
    guid = first.sign_in().guid
    assert second.poll(guid).doc["event"]["eventType"] == "AgentOther_InService"
    assert second.sign_in().retcode == "100-002"
    assert second.send("GET", "/config/vdn/vdn", guid=first.configure().guid).retcode == "0"


def test_a_poll_that_waits_on_one_machine_hears_of_the_other(two: tuple[Gateway, Gateway]) -> None:
    first, second = two
    first.set(settings__current__poll_wait=10)
    guid = first.sign_in().guid
    for _ in range(2):
        first.poll(guid)
    found: list[Seen] = []
    thread = threading.Thread(target=lambda: found.append(first.poll(guid)))
    thread.start()
    started = time.monotonic()
    while not found and time.monotonic() - started < 5:
        second.act("agent_event", agent=1001, type="AgentOther_Note")
        thread.join(0.2)
    thread.join()
    assert found[0].doc["event"]["eventType"] == "AgentOther_Note"
    assert time.monotonic() - started < 5
