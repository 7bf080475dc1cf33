"""The agents' sign-in (C4): by number, by force, without a phone, by account, and everything that stands in its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.huawei_cec.gateway import Gateway


def test_a_sign_in_answers_as_the_sample_does(gateway: Gateway) -> None:
    seen = gateway.sign_in(1003, checkInMailm=True)

    assert seen.body == (
        b'{"message":"","retcode":"0","result":{"vdnid":1,"workno":"1003","mediatype":"TTT","loginTime":"1790000000000",'
        b'"isForceChange":"false","serverName":"AgentGateway","timeRemaining":"9"}}'
    )
    assert seen.headers["Guid"] == seen.guid
    assert seen.guid.endswith(".AgentGateway1")


def test_numbers_and_bools_may_be_strings_as_in_the_samples(gateway: Gateway) -> None:
    seen = gateway.sign_in(status="4", releasephone="false", agenttype="11", autoanswer="true", ip="127.0.0.1", checkInWebm="false")
    assert seen.doc["result"]["mediatype"] == "TFF"


@pytest.mark.parametrize(
    ("status", "events"),
    [
        (4, ["AgentOther_InService", "AgentState_Ready"]),
        (3, ["AgentOther_InService", "AgentState_Ready", "AgentState_SetNotReady_Success"]),
        ("5", ["AgentOther_InService", "AgentState_Ready", "AgentState_Work"]),
    ],
)
def test_the_status_decides_on_the_first_events_and_the_state(gateway: Gateway, status: Any, events: list[str]) -> None:
    guid = gateway.sign_in(status=status).guid
    assert gateway.events(guid) == events
    result = gateway.send("GET", "/onlineagent/1001/agentstatus", guid=guid).doc["result"]
    assert result == {"agentState": int(status), "isWorking": int(status) == 5}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"password": ...}, "100-001"),
        ({"password": None}, "100-001"),
        ({"password": 5}, "100-001"),
        ({"password": "x" * 33}, "100-001"),
        ({"password": ""}, "100-004"),
        ({"password": "wrong"}, "100-004"),
        ({"phonenum": ...}, "100-001"),
        ({"phonenum": ""}, "100-001"),
        ({"phonenum": 70001}, "100-001"),
        ({"phonenum": "sip:1"}, "100-013"),
        ({"phonenum": "1" * 25}, "100-013"),
        ({"phonenum": "\u0667\u0660\u0660\u0660\u0661"}, "100-013"),
        ({"phonenum": "123"}, "100-014"),
        ({"autoanswer": "yes"}, "100-001"),
        ({"releasephone": 1}, "100-001"),
        ({"status": True}, "100-001"),
        ({"status": [4]}, "100-001"),
        ({"status": 4.0}, "100-001"),
        ({"status": 6}, "100-011"),
        ({"agenttype": 5}, "100-012"),
        ({"ip": "1.2.3"}, "100-016"),
        ({"ip": "256.1.1.1"}, "100-016"),
        ({"entryIp": 5}, "100-016"),
        ({"vcPhoneNumber": "1" * 25}, "100-001"),
        ({"callBackUri": 5}, "100-001"),
        ({"callBackUri": False}, "100-001"),
        ({"callBackUri": "http://" + "x" * 200}, "100-001"),
        ({"serviceToken": "<script>"}, "100-001"),
        ({"serviceToken": "x" * 51}, "100-001"),
    ],
)
@pytest.mark.parametrize("how", ["", "/forcelogin"])
def test_a_bad_value_has_its_own_retcode(gateway: Gateway, how: str, fields: dict[str, Any], code: str) -> None:
    seen = gateway.sign_in(how=how, **fields)
    assert (seen.status, seen.retcode) == (200, code)
    assert gateway.row("sessions", "1001") is None


def test_an_unknown_agent_is_a_wrong_one(gateway: Gateway) -> None:
    assert gateway.sign_in(1999).retcode == "100-004"
    assert gateway.send("PUT", "/onlineagent/loginbyaccount", {"account": "nobody", "password": ""}).retcode == "100-062"


def test_five_wrong_passwords_lock_the_agent(gateway: Gateway) -> None:
    assert [gateway.sign_in(password="wrong").retcode for _ in range(6)] == ["100-004"] * 5 + ["110-016"]
    assert gateway.sign_in().retcode == "110-016"
    gateway.wait(300)
    assert gateway.sign_in().retcode == "0"


def test_the_sign_in_without_a_phone_is_for_the_cti_server_alone(gateway: Gateway) -> None:
    seen = gateway.sign_in(how="/loginex", phonenum=...)
    assert seen.doc["result"]["mediatype"] == "TFF"
    assert gateway.row("sessions", "1001")["phone"] == "70001"
    gateway.set(agents__1003__phone="")
    assert gateway.sign_in(1003, how="/loginex", phonenum=...).retcode == "0"
    assert gateway.row("sessions", "1003")["phone"] == ""
    assert gateway.sign_in(1002, how="/loginex", phonenum=None).retcode == "100-001"


def test_a_sign_in_by_account_binds_the_configured_phone(gateway: Gateway) -> None:
    seen = gateway.send("PUT", "/onlineagent/loginbyaccount", {"account": "agent1001", "password": "agent-secret", "status": 4})
    assert (seen.doc["result"]["workno"], seen.doc["result"]["vdnid"]) == ("1001", 1)
    assert gateway.row("sessions", "1001")["phone"] == "70001"
    assert gateway.sign_in(1002, phonenum="70001").retcode == "100-011"


def test_a_configured_phone_that_is_none_is_not_valid(gateway: Gateway) -> None:
    gateway.set(agents__1001__phone="desk")
    seen = gateway.send("PUT", "/onlineagent/loginbyaccount", {"account": "agent1001", "password": "agent-secret"})
    assert seen.retcode == "100-013"


@pytest.mark.parametrize("account", [..., None, "", 5, "x" * 101])
def test_an_account_needs_a_name(gateway: Gateway, account: Any) -> None:
    form = {"password": "agent-secret"} if account is ... else {"password": "agent-secret", "account": account}
    assert gateway.send("PUT", "/onlineagent/loginbyaccount", form).retcode == "100-060"


def test_an_account_locks_with_its_own_code(gateway: Gateway) -> None:
    form = {"account": "agent1001", "password": "wrong"}
    codes = [gateway.send("PUT", "/onlineagent/loginbyaccount", form).retcode for _ in range(6)]
    assert codes == ["100-062"] * 5 + ["100-061"]


def test_a_phone_is_free_again_when_its_agent_has_gone_silent(gateway: Gateway) -> None:
    gateway.sign_in()
    assert gateway.sign_in(1002, phonenum="71001").retcode == "100-011"
    gateway.wait(120)
    assert gateway.sign_in(1002, phonenum="71001").retcode == "0"


def test_a_vdn_without_ranges_takes_any_phone(gateway: Gateway) -> None:
    gateway.set(vdns__1__phone_ranges=[])
    assert gateway.sign_in(phonenum="1").retcode == "0"
    gateway.set(vdns__1=None)
    assert gateway.sign_in(1002, phonenum="2").retcode == "0"


def test_an_agent_that_has_to_change_its_password_is_told_and_can(gateway: Gateway) -> None:
    seen = gateway.sign_in(1004)
    assert seen.doc["result"]["isForceChange"] == "true"
    guid = seen.guid

    def change(**body: Any) -> str:
        return gateway.send("POST", "/onlineagent/1004/modifyaccountpwdex", body, guid=guid).retcode

    assert change(oldPassword="agent-secret") == "000-002"
    assert change(oldPassword="agent-secret", newPassword="") == "000-002"
    assert change(oldPassword="agent-secret", newPassword="x" * 33) == "000-002"
    assert change(oldPassword="wrong", newPassword="new-secret") == "100-004"
    assert change(oldPassword="agent-secret", newPassword="new-secret") == "0"
    gateway.send("DELETE", "/onlineagent/1004/logout", guid=guid)
    assert gateway.sign_in(1004).retcode == "100-004"
    assert gateway.sign_in(1004, password="new-secret").doc["result"]["isForceChange"] == "false"


def test_a_site_may_set_a_cookie_at_sign_in(gateway: Gateway) -> None:
    gateway.set(settings__current__set_cookie=True)
    seen = gateway.sign_in()
    assert seen.headers["Set-Cookie"].startswith(f"JSESSIONID={seen.guid};")


@pytest.mark.parametrize("number", ["0", "01001", "60000", "99999", "100001", "-1", "1001x", "\u0661\u0660\u0660\u0661", "%20", "10 01"])
def test_a_number_outside_the_pattern_has_no_route(gateway: Gateway, number: str) -> None:
    form = {"password": "agent-secret", "phonenum": "70001"}
    assert gateway.send("PUT", f"/onlineagent/{number}", form).status == 404
    assert gateway.send("GET", f"/agentevent/{number}", guid="x").status == 404


def test_the_editions_of_2025_have_agents_of_six_digits(gateway: Gateway) -> None:
    assert gateway.sign_in(100007).status == 404
    gateway.set(settings__current__agent_number_max=999999)
    assert gateway.sign_in(100007).retcode == "100-004"


def test_agents_that_a_test_adds_sign_in_under_the_number_of_their_row(gateway: Gateway) -> None:
    copied = gateway.row("agents", "1001")
    gateway.set(agents__2001=copied, agents__desk={**copied, "account": "desk"})
    seen = gateway.sign_in(2001)
    assert seen.doc["result"]["workno"] == "2001"
    assert gateway.poll(seen.guid, 2001).doc["event"]["workNo"] == "2001"
    assert gateway.send("PUT", "/onlineagent/loginbyaccount", {"account": "desk", "password": "agent-secret"}).retcode == "100-062"
