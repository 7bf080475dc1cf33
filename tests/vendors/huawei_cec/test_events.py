"""Events: by long poll, for all agents at once, and pushed to a callback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from mockcc.errors import InvalidValueError, UnknownNameError
from tests.support.far_server import FarServer
from tests.vendors.huawei_cec.gateway import Gateway, Seen

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 35\r\n\r\n" + b'{"message":"success","retcode":"0"}'
EMPTY = b'{"message":"","retcode":"0"}'


class Poll:
    """A poll that waits on a thread of its own."""

    def __init__(self, call: Callable[[], Seen]) -> None:
        self.seen: Seen | None = None
        self._thread = threading.Thread(target=self._run, args=(call,))
        self._thread.start()

    def _run(self, call: Callable[[], Seen]) -> None:
        self.seen = call()

    def result(self) -> Seen:
        """What came back."""
        self._thread.join(10)
        assert self.seen is not None
        return self.seen


@pytest.fixture
def waiting(gateway: Gateway) -> Gateway:
    """A gateway whose polls wait for long."""
    gateway.set(settings__current__poll_wait=5)
    return gateway


def until_somebody_waits(gateway: Gateway, channel: str) -> None:
    signals = gateway.suite.store._signals  # type: ignore[attr-defined]
    end = time.monotonic() + 5
    while (gateway.space, channel) not in signals._waiting:
        assert time.monotonic() < end
        time.sleep(0.001)


def drained(gateway: Gateway, agent: int = 1001) -> str:
    """The Guid of an agent that has fetched its first events."""
    guid = gateway.sign_in(agent).guid
    for _ in range(2):
        gateway.poll(guid, agent)
    return guid


def test_an_empty_poll_is_these_bytes(gateway: Gateway) -> None:
    assert gateway.poll(drained(gateway)).body == EMPTY


def test_a_poll_gives_one_event_with_all_its_fields(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    assert gateway.poll(guid).body == (
        b'{"message":"","retcode":"0","event":{"eventType":"AgentOther_InService","workNo":"1001","content":null}}'
    )
    gateway.poll(guid)
    gateway.send("POST", "/onlineagent/1001/saybusy?reason=200", guid=guid)
    assert gateway.poll(guid).body == (
        b'{"message":"","retcode":"0","event":{"eventType":"AgentState_SetNotReady_Success","workNo":"1001","content":{"reason":"200"}}}'
    )


def test_the_newest_edition_says_when_it_happened(gateway: Gateway) -> None:
    gateway.set(settings__current__event_time=True)
    assert gateway.poll(gateway.sign_in().guid).doc["event"]["eventGenTime"] == 1790000000000


def test_a_poll_ends_at_once_when_something_happens(waiting: Gateway) -> None:
    guid = drained(waiting)
    poll = Poll(lambda: waiting.poll(guid))
    until_somebody_waits(waiting, "agent/1001")
    started = time.monotonic()

    waiting.send("POST", "/onlineagent/1001/saybusy", guid=guid)

    assert poll.result().doc["event"]["eventType"] == "AgentState_SetNotReady_Success"
    assert time.monotonic() - started < 1


def test_a_poll_that_waits_hears_of_the_sign_out_and_a_later_one_does_not(waiting: Gateway) -> None:
    guid = drained(waiting)
    poll = Poll(lambda: waiting.poll(guid))
    until_somebody_waits(waiting, "agent/1001")

    waiting.send("DELETE", "/onlineagent/1001/logout", guid=guid)

    assert poll.result().doc["event"] == {
        "eventType": "AgentOther_ShutdownService", "workNo": "1001", "content": {"loginTime": "1790000000000"},
    }  # fmt: skip
    assert waiting.poll(guid).retcode == "100-006"


def test_a_poll_that_waits_ends_when_somebody_else_takes_the_session_over(waiting: Gateway) -> None:
    guid = drained(waiting)
    poll = Poll(lambda: waiting.poll(guid))
    until_somebody_waits(waiting, "agent/1001")

    assert waiting.sign_in(how="/forcelogin").retcode == "0"

    assert poll.result().retcode == "000-003"


def test_a_poll_renews_the_guid_even_when_it_had_to_wait(waiting: Gateway) -> None:
    guid = drained(waiting)
    waiting.wait(60)
    poll = Poll(lambda: waiting.poll(guid))
    until_somebody_waits(waiting, "agent/1001")

    waiting.act("agent_event", agent=1001, type="AgentOther_Note")

    seen = poll.result()
    assert seen.doc["event"]["eventType"] == "AgentOther_Note"
    assert seen.guid == waiting.row("sessions", "1001")["guid"] != guid


def test_a_site_may_fetch_the_events_of_all_agents_at_once(gateway: Gateway) -> None:
    gateway.set(settings__current__get_event_mode=2, sessions__1003={**SESSION, "agent": 1003})
    first, second = gateway.sign_in().guid, gateway.sign_in(1002).guid
    assert gateway.poll(first).retcode == "000-001"

    seen = gateway.send("GET", "/agentevent/allagentevent", guid=first)

    assert [(event["workNo"], event["eventType"]) for event in seen.doc["event"]] == [
        ("1001", "AgentOther_InService"), ("1001", "AgentState_Ready"), ("1002", "AgentOther_InService"), ("1002", "AgentState_Ready"),
    ]  # fmt: skip
    assert gateway.send("GET", "/agentevent/allagentevent", guid=second).body == EMPTY
    assert gateway.send("GET", "/agentevent/allagentevent", guid="x").retcode == "000-003"
    assert gateway.send("GET", "/agentevent/allagentevent").retcode == "000-003"


SESSION = {"guid": "g", "issued": 0, "login_time": "0", "phone": "79999"}


def test_events_are_pushed_to_a_callback_with_its_token(gateway: Gateway) -> None:
    with FarServer(OK) as receiver:
        guid = gateway.sign_in(callBackUri=receiver.url + "events", serviceToken="st-1", status=3).guid
        gateway.send("POST", "/onlineagent/1001/sayfree", guid=guid)
        gateway.send("DELETE", "/onlineagent/1001/logout", guid=guid)
        pushed = [entry["request"] for entry in gateway.journal() if entry["endpoint"] == "agent_events"]

    assert [[event["eventType"] for event in push["json"]["eventList"]] for push in pushed] == [
        ["AgentOther_InService", "AgentState_Ready", "AgentState_SetNotReady_Success"],
        ["AgentState_CancelNotReady_Success", "AgentState_Ready"],
        ["AgentOther_ShutdownService"],
    ]
    assert {push["json"]["workNo"] for push in pushed} == {"1001"}
    assert {(push["headers"]["Guid"], push["headers"]["service_token"], push["path"]) for push in pushed} == {(guid, "st-1", "/events")}


def test_an_older_push_address_gets_one_event_a_call(gateway: Gateway) -> None:
    with FarServer(OK) as receiver:
        gateway.sign_in(pushUrl=receiver.url)
        pushed = [entry["request"] for entry in gateway.journal() if entry["endpoint"] == "agent_events"]

    assert [push["json"]["event"]["eventType"] for push in pushed] == ["AgentOther_InService", "AgentState_Ready"]
    assert [list(push["json"]) for push in pushed] == [["retcode", "event"]] * 2
    assert {push["json"]["retcode"] for push in pushed} == {"0"}
    assert "service_token" not in pushed[0]["headers"]


@pytest.mark.parametrize("token", ["st 1", "st;1", "", "x" * 51])
def test_a_handshake_with_a_token_of_special_characters_is_refused_whatever_the_session(gateway: Gateway, token: str) -> None:
    guid = gateway.sign_in().guid
    seen = gateway.send("POST", "/onlineagent/1001/handshake", guid=guid, headers={"service_token": token})
    assert seen.retcode == "100-001"


def test_a_session_with_push_is_not_polled_but_kept_alive_by_handshakes(gateway: Gateway) -> None:
    with FarServer(OK) as receiver:
        guid = gateway.sign_in(callBackUri=receiver.url, serviceToken="st-1").guid
        assert gateway.poll(guid).retcode == "000-001"
        handshake = "/onlineagent/1001/handshake"
        assert gateway.send("POST", handshake, guid=guid, headers={"service_token": "st-2"}).retcode == "100-001"
        for _ in range(5):
            gateway.wait(30)
            seen = gateway.send("POST", handshake, guid=guid, headers={"service_token": "st-1"})
            assert seen.retcode == "0"
            guid = seen.guid if "Set-GUID" in seen.headers else guid
        gateway.wait(120)
        assert gateway.send("POST", handshake, guid=guid).retcode == "100-006"
        gateway.journal()


def test_an_event_that_a_test_asks_for_needs_an_agent_who_is_signed_in(gateway: Gateway) -> None:
    with pytest.raises(UnknownNameError, match="There is no agent '1999'"):
        gateway.act("agent_event", agent=1999, type="AgentOther_Note")
    with pytest.raises(InvalidValueError, match=r"Agent 1001 is not signed in\. Sign the agent in first\."):
        gateway.act("agent_event", agent=1001, type="AgentOther_Note")
    guid = gateway.sign_in().guid
    with pytest.raises(InvalidValueError, match="Expected `str`"):
        gateway.act("agent_event", agent=1001, type=5)
    assert gateway.act("agent_event", agent=1001, type="AgentOther_Note", content={"text": "hello"}) == {
        "agent": 1001, "type": "AgentOther_Note",
    }  # fmt: skip
    assert gateway.events(guid)[-1] == "AgentOther_Note"


def test_a_session_of_a_client_elsewhere_stays_as_it_is(gateway: Gateway) -> None:
    gateway.set(sessions__1001={**SESSION, "agent": 1001, "issued": 1_790_000_000.0})
    assert gateway.poll("g").body == EMPTY
    gateway.wait(10_000)
    assert gateway.sign_in().retcode == "100-002"
