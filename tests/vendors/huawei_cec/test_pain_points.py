"""What integrators struggle with, one story each: the twelve points that clients get wrong against the real gateway."""

from __future__ import annotations

import json
import ssl

import pytest
import requests
import trustme
import urllib3

from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.far_server import FarServer
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\n" + b'{"message":"success","retcode":"0"}'


def test_1_whoever_forgets_to_strip_jsessionid_from_set_guid_has_no_guid(gateway: Gateway) -> None:
    raw = gateway.sign_in().headers["Set-GUID"]
    assert raw.startswith("JSESSIONID=")
    assert gateway.poll(raw).retcode == "000-003"
    assert gateway.poll(raw.removeprefix("JSESSIONID=")).retcode == "0"

    raw = gateway.configure().headers["Set-GUID"]
    assert gateway.send("GET", "/config/vdn/vdn", guid=raw).retcode == "107-000"
    assert gateway.send("GET", "/config/vdn/vdn", guid=raw.removeprefix("JSESSIONID=")).retcode == "0"


def test_2_a_client_that_does_not_follow_the_guid_is_out_after_two_minutes(gateway: Gateway) -> None:
    first = gateway.sign_in().guid
    codes = []
    for _ in range(5):
        codes.append(gateway.poll(first).retcode)
        gateway.wait(30)
    assert codes == ["0", "0", "0", "0", "000-003"]


def test_3_a_client_that_looks_at_the_status_alone_believes_it_is_signed_in(gateway: Gateway) -> None:
    seen = gateway.sign_in(password="wrong")
    assert (seen.status, seen.retcode) == (200, "100-004")
    assert "Set-GUID" not in seen.headers
    seen = gateway.configure(101, "wrong")
    assert (seen.status, seen.retcode) == (200, "107-003")


def test_4_after_a_crash_only_force_brings_the_agent_back_and_not_even_that_always(gateway: Gateway) -> None:
    lost = gateway.sign_in().guid
    assert gateway.sign_in().retcode == "100-002"
    again = gateway.sign_in(how="/forcelogin")
    assert again.retcode == "0"
    assert gateway.poll(lost).retcode == "000-003"
    assert gateway.poll(again.guid).retcode == "0"

    gateway.set(agents__1001__unforceable=True)
    assert gateway.sign_in(how="/forcelogin").retcode == "100-015"


def test_5_without_a_poll_the_agent_is_suddenly_not_signed_in(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    gateway.wait(121)
    assert gateway.send("POST", "/onlineagent/1001/sayfree", guid=guid).retcode == "100-006"
    assert gateway.sign_in().retcode == "0", "no force is needed: the agent is out"


def test_6_a_sign_in_that_is_repeated_before_the_first_has_ended(gateway: Gateway) -> None:
    gateway.set(agents__1001__signing_in=True)
    assert gateway.sign_in().retcode == "100-021"
    gateway.set(agents__1001__signing_in=False)
    guid = gateway.sign_in().guid
    gateway.set(agents__1001__calls_fail="000-007")
    assert gateway.send("POST", "/onlineagent/1001/saybusy", guid=guid).retcode == "000-007"


def test_7_no_call_arrives_until_the_skills_are_joined(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    gateway.events(guid)

    def call() -> object:
        return gateway.act("incoming_call", skill=1)["agent"]

    assert call() is None
    gateway.send("POST", "/onlineagent/1001/resetskill/true", guid=guid)
    assert call() == 1001
    assert gateway.events(guid) == ["AgentEvent_Ringing", "AgentEvent_Talking"]
    assert call() is None, "the agent is talking"


def test_8_a_number_here_a_string_there_and_a_sum_for_the_vdn(gateway: Gateway) -> None:
    assert gateway.configure("101").retcode == "107-002"
    assert gateway.configure(101).retcode == "0"
    assert gateway.configure(1, "vdn-secret").reply == "c5.107-004"
    assert gateway.configure(100001, "vdn-secret").retcode == "0"
    result = gateway.sign_in(status="4", autoanswer="true").doc["result"]
    assert (result["workno"], result["vdnid"], result["isForceChange"]) == ("1001", 1, "false")


def test_9_one_code_means_two_things_and_one_looks_like_a_slip(gateway: Gateway) -> None:
    catalogue = gateway.suite.catalogue(VENDOR).replies
    at_sign_in = gateway.configure(999)
    gateway.set(settings__current__pool_mode=False)
    later = gateway.send("GET", "/config/sys/nodepolicy", guid=gateway.configure().guid)
    assert at_sign_in.retcode == later.retcode == "107-004"
    assert (at_sign_in.reply, later.reply) == ("c5.107-004", "config.107-004")
    assert catalogue[at_sign_in.reply].spec.title != catalogue[later.reply].spec.title

    gateway.set(agents__1001__locked=True)
    assert gateway.sign_in().retcode == "110-016"
    assert gateway.sign_in(1002, ip="nowhere").retcode == "100-016"


def test_10_the_certificate_is_self_signed_and_browsers_are_told_nothing(huawei_suite: Suite) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    body = json.dumps({"agentId": 101, "password": "admin-secret"})
    headers = {"Content-Type": "application/json; charset=UTF-8", "Origin": "https://crm.example", "Connection": "close"}
    with Server(huawei_suite.wsgi, waits=huawei_suite.wsgi.waits, ssl_context=context) as server:
        url = f"https://127.0.0.1:{server.port}/~tls/huawei-cec/agentgateway/resource/config/login"
        with pytest.raises(requests.exceptions.SSLError):
            requests.post(url, data=body, headers=headers, timeout=5)
        with pytest.warns(urllib3.exceptions.InsecureRequestWarning):
            reply = requests.post(url, data=body, headers=headers, timeout=5, verify=False)
    assert reply.json()["retcode"] == "0"
    assert not [name for name in reply.headers if name.lower().startswith("access-control-")]


def test_11_of_the_new_pair_one_alone_silently_means_polling(gateway: Gateway) -> None:
    with FarServer(OK) as receiver:
        for agent, fields in ((1001, {"callBackUri": receiver.url}), (1002, {"serviceToken": "st-1"})):
            guid = gateway.sign_in(agent, **fields).guid
            assert gateway.poll(guid, agent).doc["event"]["eventType"] == "AgentOther_InService"
            assert gateway.send("PUT", f"/onlineagent/{agent}/heartbeat", guid=guid).retcode == "0"
        assert not [entry for entry in gateway.journal() if entry["kind"] == "outbound"]

        guid = gateway.sign_in(how="/forcelogin", callBackUri=receiver.url, serviceToken="st-1").guid
        assert [entry["reply"]["status"] for entry in gateway.journal() if entry["kind"] == "outbound"] == [200]
        assert gateway.poll(guid).retcode == "000-001"


def test_12_every_body_is_valid_json_with_message_and_retcode(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    seen = gateway.send("DELETE", "/onlineagent/1001/logout", guid=guid)
    assert seen.body == b'{"message":"success","retcode":"0"}'
    for reply in gateway.suite.catalogue(VENDOR).replies.values():
        if reply.id.startswith(("retcode.", "config.", "c5.", "cti.", "agent.", "poll.")):
            rendered = json.loads(gateway.suite.pipeline(VENDOR).renderer.render(reply.id, reply.spec.samples).body)
            assert {"message", "retcode"} <= rendered.keys(), reply.id
            assert "msg" not in rendered
            assert all(isinstance(rendered[name], str) for name in ("message", "retcode")), reply.id
