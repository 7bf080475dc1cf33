"""The Guid of an agent: which one is good, when it is renewed, when it dies."""

from __future__ import annotations

import pytest

from tests.vendors.huawei_cec.gateway import Gateway

LAPSED = b'{"message":"no right to invite resouce","result":"","retcode":"000-003"}'


def test_the_guid_is_renewed_twice_and_the_first_one_dies(gateway: Gateway) -> None:
    first = gateway.sign_in().guid
    gateway.events(first)

    gateway.wait(59)
    assert "Set-GUID" not in gateway.poll(first).headers
    gateway.wait(1)
    second = gateway.poll(first).guid
    assert second != first

    gateway.wait(59)
    assert gateway.poll(first).guid == second, "the first lives on, and its polls say what the Guid is now"
    assert "Set-GUID" not in gateway.poll(second).headers
    gateway.wait(1)
    assert gateway.poll(first).body == LAPSED, "the first dies 120 s after it was issued"
    third = gateway.poll(second).guid
    assert third not in (first, second)
    assert gateway.poll(third).body == b'{"message":"","retcode":"0"}'


def test_a_static_guid_is_never_renewed_and_never_dies(gateway: Gateway) -> None:
    gateway.set(settings__current__authmode=1)
    guid = gateway.sign_in().guid
    gateway.events(guid)
    for _ in range(10):
        gateway.wait(100)
        seen = gateway.poll(guid)
        assert (seen.reply, "Set-GUID" in seen.headers) == ("poll.empty", False)


def test_handshake_and_heartbeat_renew_and_keep_alive_as_polls_do(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    gateway.wait(100)
    seen = gateway.send("POST", "/onlineagent/1001/handshake", guid=guid)
    assert seen.retcode == "0"
    second = seen.guid
    gateway.wait(100)
    seen = gateway.send("PUT", "/onlineagent/1001/heartbeat", guid=second)
    assert seen.doc["result"] == {"loginTime": "1790000000000"}
    gateway.wait(100)
    assert gateway.poll(seen.guid).retcode == "0"


def test_a_guid_that_is_too_old_is_dead_although_the_session_lives(gateway: Gateway) -> None:
    gateway.set(settings__current__guid_timeout=90)
    guid = gateway.sign_in().guid
    gateway.wait(95)
    assert gateway.poll(guid).retcode == "000-003"


def test_update_guid_gives_a_new_one_while_the_old_one_lives_on(gateway: Gateway) -> None:
    first = gateway.sign_in().guid
    second = gateway.send("PUT", "/onlineagent/1001/updateGuid", guid=first).doc["result"]["guid"]
    assert second != first
    codes = [gateway.send("GET", "/onlineagent/1001/agentstatus", guid=guid).retcode for guid in (first, second)]
    assert codes == ["0", "0"]


@pytest.mark.parametrize("name", ["Guid", "guid", "GUID"])
def test_the_header_is_read_in_any_case(gateway: Gateway, name: str) -> None:
    guid = gateway.sign_in().guid
    assert gateway.send("GET", "/onlineagent/1001/agentstatus", headers={name: guid}).retcode == "0"


def test_the_guid_of_another_agent_is_not_good(gateway: Gateway) -> None:
    gateway.sign_in()
    other = gateway.sign_in(1002).guid
    assert gateway.poll(other, 1001).body == LAPSED


def test_only_polls_and_handshakes_keep_an_agent_signed_in(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    gateway.wait(119)
    assert gateway.send("GET", "/onlineagent/1001/agentstatus", guid=guid).retcode == "0"
    gateway.wait(1)
    assert gateway.send("GET", "/onlineagent/1001/agentstatus", guid=guid).retcode == "100-006"


def test_a_call_with_a_wrong_guid_does_not_keep_the_agent_signed_in(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    gateway.wait(100)
    assert gateway.poll("wrong").retcode == "000-003"
    gateway.wait(20)
    assert gateway.poll(guid).retcode == "100-006"


def test_the_node_is_the_end_of_the_guid(gateway: Gateway) -> None:
    gateway.set(settings__current__node=0)
    assert gateway.sign_in().guid.endswith(".AgentGateway0")
