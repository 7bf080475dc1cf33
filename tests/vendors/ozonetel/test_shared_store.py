"""Two servers over one Redis are one vendor: of two agents who log in at once with one number, one on each, exactly one gets in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.redis_server import RedisServer
from tests.vendors.ozonetel.caller import Ozonetel


@pytest.fixture
def two(redis_server: RedisServer) -> Iterator[list[Ozonetel]]:
    """The same space, as each of two servers shows it."""
    suites = [Suite(vendors=["ozonetel"], store=redis_server.url) for _ in range(2)]
    servers = [Server(suite.wsgi, waits=suite.wsgi.waits) for suite in suites]
    with servers[0], servers[1]:
        vendors = [Ozonetel(server.url, "ozonetel-shared") for server in servers]
        vendors[0].control.new_space("ozonetel-shared")
        yield vendors
        vendors[0].control.drop()
        for vendor in vendors:
            vendor.control.close()
    for suite in suites:
        suite.close()


def test_one_number_has_one_agent_wherever_they_log_in(two: list[Ozonetel]) -> None:
    agents = ("agent1", "agent2")
    with ThreadPoolExecutor(2) as pool:
        for turn in range(10):
            phone = f"+9199000{turn:05d}"
            replies = pool.map(lambda vendor, agent, phone=phone: vendor.login(agent, phone).reply, two, agents)
            assert sorted(replies) == ["login.ok", "phone.taken"]
            assert sorted(vendor.logout(agent).reply for vendor, agent in zip(two, agents, strict=True)) == ["logout.not_in", "logout.ok"]


def test_a_login_on_one_is_seen_on_the_other_and_a_limit_is_shared(two: list[Ozonetel]) -> None:
    here, there = two
    here.login("agent1", "+919900000001")
    assert there.logins()["agent1"]["PhoneNumber"] == "+919900000001"
    replies = [vendor.gateway("/ca_apis/getAgentLogins").reply for vendor in (here, there) * 3]
    assert replies == ["logins.ok"] * 4 + ["common.max_limit"] * 2
