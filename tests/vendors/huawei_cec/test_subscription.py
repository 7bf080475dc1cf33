"""ASR subscriptions: registered, kept alive, ended, and the platform's callback to the subscriber."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockcc.errors import UnknownNameError
from tests.support.far_server import FarServer
from tests.vendors.huawei_cec.gateway import Gateway

FORM = {"subscribeType": "1", "serviceToken": "st-1", "serviceCallBackUri": "http://crm.example", "nlpFlag": False}


@pytest.fixture
def guid(gateway: Gateway) -> str:
    """The Guid of a VDN account."""
    return gateway.configure(100001, "vdn-secret").guid


def register(gateway: Gateway, guid: str, **fields: Any) -> str:
    seen = gateway.send("POST", "/config/subscribe/register", {**FORM, **fields}, guid=guid)
    return str(seen.doc["result"]["serverId"]) if seen.retcode == "0" else seen.retcode


def handshake(gateway: Gateway, guid: str, id: str, method: str = "GET", **headers: str) -> str:
    return gateway.send(method, f"/config/subscribe/handshake/{id}", guid=guid, headers=headers).retcode


def test_a_subscription_dies_after_five_minutes_of_silence(gateway: Gateway, guid: str) -> None:
    id = register(gateway, guid)
    assert re.fullmatch(r"\d{14}-\d{3}-\d{5,6}", id)
    for _ in range(3):
        gateway.wait(120)
        assert handshake(gateway, guid, id) == "0"
    gateway.wait(299)
    assert handshake(gateway, guid, id, "POST", service_token="st-1") == "0"
    gateway.wait(300)
    assert handshake(gateway, guid, id) == "107-032"
    assert gateway.row("subscriptions", id) is None


def test_the_extended_handshake_needs_the_token_of_the_registration(gateway: Gateway, guid: str) -> None:
    id = register(gateway, guid)
    assert handshake(gateway, guid, id, "POST") == "107-032"
    assert handshake(gateway, guid, id, "POST", service_token="st-2") == "107-032"
    assert handshake(gateway, guid, id, "POST", service_token="st-1") == "0"
    assert handshake(gateway, guid, "none") == "107-032"


def test_a_subscription_ends_once(gateway: Gateway, guid: str) -> None:
    id = register(gateway, guid)
    ends = [gateway.send("PUT", "/config/subscribe/unregister", {"serverId": id}, guid=guid).retcode for _ in range(2)]
    assert ends == ["0", "107-031"]
    for wrong in (None, 5, "", "x" * 300):
        assert gateway.send("PUT", "/config/subscribe/unregister", {"serverId": wrong}, guid=guid).retcode == "107-031"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"subscribeType": 1}, "107-028"),
        ({"subscribeType": "2"}, "107-028"),
        ({"serviceToken": "x" * 257}, "107-028"),
        ({"serviceToken": 5}, "107-028"),
        ({"serviceCallBackUri": ""}, "107-028"),
        ({"serviceCallBackUri": "http://" + "x" * 200}, "107-028"),
        ({"nlpFlag": "perhaps"}, "107-028"),
        ({"nlpFlag": "true", "flowAccessCode": "955001"}, "107-028"),
        ({"nlpFlag": 1, "flowAccessCode": "955001"}, "107-028"),
        ({"nlpFlag": True}, "107-028"),
        ({"flowAccessCode": []}, "107-028"),
        ({"serviceCallBackUri": "crm.example"}, "107-027"),
    ],
)
def test_a_bad_registration_is_refused(gateway: Gateway, guid: str, fields: dict[str, Any], code: str) -> None:
    assert register(gateway, guid, **fields) == code


def test_a_subscription_with_nlp_names_its_flow(gateway: Gateway, guid: str) -> None:
    assert register(gateway, guid, nlpFlag=True, flowAccessCode="955001").startswith("2026")


def test_a_site_that_takes_no_subscriptions_says_so(gateway: Gateway, guid: str) -> None:
    gateway.set(settings__current__if_sub_configure=False)
    assert register(gateway, guid) == "107-026"


def test_subscribing_needs_a_configuration_sign_in(gateway: Gateway) -> None:
    assert gateway.send("POST", "/config/subscribe/register", FORM).retcode == "107-000"


def test_the_platform_calls_the_subscriber_back_in_the_background(gateway: Gateway, guid: str) -> None:
    with FarServer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as subscriber:
        first = register(gateway, guid, serviceCallBackUri=subscriber.url)
        second = register(gateway, guid, serviceCallBackUri=subscriber.url, serviceToken="st-2")
        assert gateway.act("asr_result", fields={"initialagentid": "1001", "text": "hello"}) == {"told": 2}
        assert gateway.act("asr_result", subscription=second) == {"told": 1}

        calls = [entry for entry in gateway.journal() if entry["kind"] == "outbound"]

    assert [call["request"]["json"]["serverid"] for call in calls] == [first, second, second]
    assert {call["endpoint"] for call in calls} == {"asr_result"}
    request = calls[0]["request"]
    assert (request["method"], request["path"]) == ("POST", "/v100/subscribe/asrevent/asrresult")
    assert (request["headers"]["service_token"], request["json"]["subscribetype"], request["json"]["text"]) == ("st-1", "1", "hello")
    assert request["json"]["initialagentid"] == "1001"
    assert {"ccid", "vdnid"} <= request["json"].keys()
    assert [call["reply"]["status"] for call in calls] == [200, 200, 200]


def test_the_callback_names_the_vdn_and_the_token_of_who_subscribed(gateway: Gateway) -> None:
    register(gateway, gateway.configure(100002, "vdn-secret").guid, serviceCallBackUri="http://127.0.0.1:9")
    register(gateway, gateway.configure().guid, serviceCallBackUri="http://127.0.0.1:9", serviceToken="")
    gateway.act("asr_result")
    calls = [entry["request"] for entry in gateway.journal() if entry["kind"] == "outbound"]
    assert [(call["json"]["vdnid"], call["headers"].get("service_token")) for call in calls] == [(2, "st-1"), (1, None)]


def test_a_subscriber_who_was_silent_is_called_no_more(gateway: Gateway, guid: str) -> None:
    register(gateway, guid)
    gateway.wait(300)
    assert gateway.act("asr_result") == {"told": 0}
    with pytest.raises(UnknownNameError, match="There is no subscription 'x'"):
        gateway.act("asr_result", subscription="x")
