"""Rate limits: so many calls in a window that moves along with the clock of the space, for each account and call by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

LIMITS: list[tuple[str, str, int, dict[str, Any]]] = [
    ("POST", "/ca_apis/getAgentLogins", 5, {}),
    ("POST", "/ca_apis/AgentDetails", 10, {"agentId": "agent1"}),
    ("POST", "/ca_apis/createAgent", 5, {"agentId": "agent1"}),
    ("PUT", "/ca_apis/updateAgent", 5, {"agentId": "agent1"}),
    ("DELETE", "/ca_apis/deleteAgent", 5, {"agentId": "nobody"}),
    ("POST", "/ca_reports/summaryReport", 5, {}),
]


@pytest.mark.parametrize(("method", "path", "most", "body"), LIMITS)
def test_a_minute_holds_so_many_calls_and_moves_along(ozonetel: Ozonetel, method: str, path: str, most: int, body: dict[str, Any]) -> None:
    def call() -> Response:
        return ozonetel.gateway(path, method=method, **body)

    clock = ozonetel.control.clock
    clock.freeze()
    call()
    clock.advance(seconds=30)
    assert [call().status for _ in range(most - 1)] == [200] * (most - 1)
    refused = call()
    assert (refused.status, refused.json) == (429, {"status": "error", "message": "Max limit exceeded"})
    clock.advance(seconds=29)
    assert call().reply == "common.max_limit"
    clock.advance(seconds=1)
    assert call().status == 200
    assert call().reply == "common.max_limit"
    clock.advance(minutes=1)
    assert call().status == 200


def test_calls_with_wrong_credentials_do_not_count(ozonetel: Ozonetel) -> None:
    for _ in range(10):
        ozonetel.gateway("/ca_apis/getAgentLogins", key=WRONG_KEY)
    assert ozonetel.gateway("/ca_apis/getAgentLogins").reply == "logins.ok"


def test_one_endpoint_does_not_use_up_the_calls_of_another(ozonetel: Ozonetel) -> None:
    for _ in range(6):
        last = ozonetel.gateway("/ca_apis/getAgentLogins")
    assert last.reply == "common.max_limit"
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="agent1").reply == "details.ok"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/cloudAgentRestAPI/index.php/CloudAgent/CloudAgentAPI/getAgentLogins", {"api_key": KEY, "username": "demo"}),
        ("/CAServices/AgentDetails/AgentDetails.php", {"apiKey": KEY, "userName": "demo", "AgentId": "agent1"}),
    ],
)
def test_the_deprecated_pages_take_one_call_in_five_minutes(ozonetel: Ozonetel, path: str, query: dict[str, str]) -> None:
    ozonetel.control.clock.freeze()
    assert ozonetel.send("GET", path, query=query).json["status"] == "success"
    ozonetel.control.clock.advance(minutes=4, seconds=59)
    refused = ozonetel.send("GET", path, query=query)
    assert (refused.status, refused.json["message"]) == (200, "only 1 hit will be allowed within a time frame of 5mins")
    ozonetel.control.clock.advance(seconds=1)
    assert ozonetel.send("GET", path, query=query).json["status"] == "success"


def test_the_page_for_tokens_words_its_limit_as_the_deprecated_one(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "token-auth")
    token = ozonetel.token()
    for _ in range(11):
        last = ozonetel.gateway("/ca_apis/AgentDetails", token=token, agentId="agent1")
    assert (last.status, last.json["message"]) == (429, "only 1 hit will be allowed within a time frame of 5mins")


def test_a_login_has_no_limit(ozonetel: Ozonetel) -> None:
    for _ in range(25):
        assert ozonetel.login().reply == "login.ok"
        assert ozonetel.logout().reply == "logout.ok"


def test_a_clock_that_goes_back_does_not_count_what_has_not_been_yet(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze("2026-01-02T00:00:00Z")
    for _ in range(6):
        ozonetel.gateway("/ca_apis/getAgentLogins")
    ozonetel.control.clock.freeze("2026-01-01T00:00:00Z")
    assert ozonetel.gateway("/ca_apis/getAgentLogins").reply == "logins.ok"


def test_a_limit_is_a_setting(ozonetel: Ozonetel) -> None:
    ozonetel.setting(get_agent_logins_per_minute=1)
    assert ozonetel.gateway("/ca_apis/getAgentLogins").reply == "logins.ok"
    assert ozonetel.gateway("/ca_apis/getAgentLogins").reply == "common.max_limit"


def test_the_persona_and_the_scenario_of_used_up_limits(ozonetel: Ozonetel) -> None:
    throttled = {"key": "KK00000000000000000000000000000003", "userName": "throttled"}
    assert ozonetel.gateway("/ca_apis/getAgentLogins", **throttled).reply == "common.max_limit"
    ozonetel.control.arm("ozonetel", "max-limit")
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="agent1").reply == "common.max_limit"
    ozonetel.control.disarm("ozonetel", "max-limit")
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="agent1").reply == "details.ok"
    ozonetel.control.force("ozonetel", "agent_details", "common.max_limit")
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="agent1").status == 429
