"""Events: subscribed by headers with underscores on their own host, pushed in the background as the vendor spells them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.far_server import FarServer
from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

CREDENTIALS = {"api_key": KEY, "username": "demo"}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def subscriber() -> Iterator[FarServer]:
    """Somebody who takes events."""
    with FarServer(OK) as server:
        yield server


def subscribe(ozonetel: Ozonetel, _headers: Any = CREDENTIALS, **urls: Any) -> Response:
    return ozonetel.send("POST", "/events/subscribe", headers=_headers, json_body=urls)


def unsubscribe(ozonetel: Ozonetel, kind: Any) -> Response:
    return ozonetel.send("POST", "/events/un-subscribe", headers=CREDENTIALS, json_body={"eventType": kind})


def listed(ozonetel: Ozonetel) -> Response:
    return ozonetel.send("GET", "/events/subscriptions/list", headers=CREDENTIALS)


def pushed(ozonetel: Ozonetel, subscriber: FarServer, count: int) -> list[dict[str, Any]]:
    """The events that have come, once they are so many."""
    ozonetel.control.verify("ozonetel", "agent_event", kind="outbound", times=count, within=5)
    return [json.loads(request.partition(b"\r\n\r\n")[2]) for request in subscriber.requests]


def test_a_subscription_is_made_listed_and_taken_back(ozonetel: Ozonetel) -> None:
    assert listed(ozonetel).text == "Subscription doesnt exists for User: demo"
    urls: dict[str, Any] = {"callEventsURL": "https://crm.example/calls", "agentEventsURL": "https://crm.example/agents"}
    made = subscribe(ozonetel, **urls)
    assert (made.text, made.headers["Content-Type"]) == ("Subscription added successfully for User: demo", "text/plain; charset=utf-8")
    assert listed(ozonetel).json == urls
    assert unsubscribe(ozonetel, "call").text == "Unsubscribed to call events successfully for User: demo"
    assert listed(ozonetel).json == {"agentEventsURL": "https://crm.example/agents", "callEventsURL": None}
    assert unsubscribe(ozonetel, "call").text == "Subscription doesn't exists for User: demo"
    assert unsubscribe(ozonetel, "both").reply == "events.unsubscribed_both"
    assert unsubscribe(ozonetel, "agent").reply == "events.unsubscribe_none"
    assert listed(ozonetel).reply == "events.list_none"


def test_either_address_may_be_sent_alone_and_the_other_stays(ozonetel: Ozonetel) -> None:
    subscribe(ozonetel, agentEventsURL="http://crm.example/agents")
    subscribe(ozonetel, callEventsURL="http://crm.example/calls")
    assert listed(ozonetel).json == {"agentEventsURL": "http://crm.example/agents", "callEventsURL": "http://crm.example/calls"}
    assert unsubscribe(ozonetel, "agent").reply == "events.unsubscribed_agent"


@pytest.mark.parametrize(
    "headers",
    [
        {"api_key": WRONG_KEY, "username": "demo"},
        {"api_key": KEY, "username": "nobody"},
        {"apiKey": KEY, "userName": "demo"},
        {"api-key": KEY, "username": "demo"},
        {"api_key": KEY},
    ],
)
def test_other_headers_are_unauthorized_in_bare_text(ozonetel: Ozonetel, headers: dict[str, str]) -> None:
    response = subscribe(ozonetel, headers, agentEventsURL="http://crm.example/agents")
    assert (response.status, response.text) == (401, "Unauthorized")


@pytest.mark.parametrize(
    "address",
    ["", "crm.example", "ftp://crm.example/", "http://", "http://[", "http://crm.example:0/", "http://é.example/", 7, ["http://a"]],
)
def test_an_address_that_nobody_can_call_is_refused(ozonetel: Ozonetel, address: Any) -> None:
    assert subscribe(ozonetel, agentEventsURL=address).status == 400
    assert unsubscribe(ozonetel, address).status == 400


def test_events_are_subscribed_on_the_subscription_host_only(ozonetel: Ozonetel) -> None:
    urls: dict[str, Any] = {"agentEventsURL": "http://crm.example/agents"}
    for host, status in (
        ("in1-ccaas-api.ozonetel.com", 404),
        ("api.ccaas.ozonetel.com", 404),
        ("subscription.ozonetel.com", 200),
        ("subscription.ccaas.ozonetel.com:443", 200),
    ):
        assert subscribe(ozonetel, {**CREDENTIALS, "Host": host}, **urls).status == status


def test_login_pause_ready_and_logout_are_pushed_as_the_vendor_spells_them(ozonetel: Ozonetel, subscriber: FarServer) -> None:
    ozonetel.control.clock.freeze("2026-01-05T20:00:00Z")
    subscribe(ozonetel, agentEventsURL=f"{subscriber.url}agents?from=ozonetel")
    ozonetel.login()
    ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Pause", pauseReason="Lunch")
    ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Ready")
    ozonetel.logout()

    events = pushed(ozonetel, subscriber, 5)

    assert events[0] == {
        "eventType": "Agent",
        "eventTime": "2026-01-06 01:30:00",
        "username": "demo",
        "data": {
            "action": "login",
            "agentUniqeId": 300001,
            "agentId": "agent1",
            "agentMode": "INBOUND",
            "eventTime": "2026-01-06 01:30:00",
        },
    }
    assert [event["data"]["action"] for event in events] == ["login", "release", "pause", "release", "logout"]
    head = subscriber.requests[0].partition(b"\r\n\r\n")[0].decode()
    assert head.startswith("POST /agents?from=ozonetel HTTP/1.1\r\n")
    assert "Content-Type: application/json" in head


@pytest.mark.parametrize(("state", "action"), [("Idle", "IDLE"), ("Pause", "pause"), ("Ready", "release")])
def test_the_state_after_a_login_is_pushed_behind_it(ozonetel: Ozonetel, subscriber: FarServer, state: str, action: str) -> None:
    subscribe(ozonetel, agentEventsURL=subscriber.url)
    ozonetel.login(state=state, mode="chat")
    events = pushed(ozonetel, subscriber, 2)
    assert [(event["data"]["action"], event["data"]["agentMode"]) for event in events] == [("login", "CHAT"), (action, "CHAT")]


def test_what_is_refused_or_not_subscribed_is_not_pushed(ozonetel: Ozonetel, subscriber: FarServer) -> None:
    ozonetel.login()
    subscribe(ozonetel, callEventsURL=subscriber.url)
    ozonetel.logout()
    subscribe(ozonetel, agentEventsURL=subscriber.url)
    ozonetel.logout()
    ozonetel.authenticate("login", password="guessed")
    unsubscribe(ozonetel, "agent")
    ozonetel.login()
    assert ozonetel.control.journal("ozonetel", kind="outbound") == []
    assert subscriber.requests == []


def test_a_redirect_is_not_followed_and_the_journal_says_so(ozonetel: Ozonetel, subscriber: FarServer) -> None:
    with FarServer(
        f"HTTP/1.1 302 Found\r\nLocation: {subscriber.url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    ) as elsewhere:
        subscribe(ozonetel, agentEventsURL=elsewhere.url)
        ozonetel.login()
        ozonetel.control.verify("ozonetel", "agent_event", kind="outbound", times=2, within=5)
        assert len(elsewhere.requests) == 2
    assert subscriber.requests == []
    assert {entry["error"] for entry in ozonetel.control.journal("ozonetel", kind="outbound")} == {"redirect"}


def test_a_subscriber_who_says_nothing_holds_no_login_up(ozonetel: Ozonetel) -> None:
    ozonetel.setting(event_seconds=0.2)
    with FarServer(lambda visit: visit.stay_silent()) as silent:
        subscribe(ozonetel, agentEventsURL=silent.url)
        started = time.monotonic()
        assert ozonetel.login().reply == "login.ok"
        assert time.monotonic() - started < 0.2
        ozonetel.control.verify("ozonetel", "agent_event", kind="outbound", times=2, within=5)
    assert {entry["error"] for entry in ozonetel.control.journal("ozonetel", kind="outbound")} == {"timeout"}


def test_a_subscriber_on_a_public_address_is_not_called_unless_it_is_allowed(ozonetel: Ozonetel) -> None:
    subscribe(ozonetel, agentEventsURL="http://203.0.113.9/")
    ozonetel.login()
    ozonetel.control.verify("ozonetel", "agent_event", kind="outbound", times=2, within=5)
    assert {entry["error"] for entry in ozonetel.control.journal("ozonetel", kind="outbound")} == {"refused"}


def test_the_end_of_a_call_that_was_forced_is_pushed(ozonetel: Ozonetel, subscriber: FarServer) -> None:
    ozonetel.change("agents", "agent1", state="BUSY", phone="+919900000001")
    subscribe(ozonetel, agentEventsURL=subscriber.url)
    ozonetel.gateway("/ca_apis/ReleaseFwpNumber", phoneName="Phone1")
    (event,) = pushed(ozonetel, subscriber, 1)
    assert event["data"]["action"] == "release"
