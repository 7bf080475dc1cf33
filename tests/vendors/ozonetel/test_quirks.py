"""What integrators trip over, one story each; the other quirks of the vendor have their stories beside their endpoint."""

from __future__ import annotations

import json
import re

import pytest

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from tests.vendors.ozonetel.caller import KEY, LOGIN, WRONG_KEY, Ozonetel


def test_a_login_needs_the_agents_credentials_and_the_accounts_in_one_call(ozonetel: Ozonetel) -> None:
    account = {"userName": "demo", "apiKey": KEY}
    login = {"action": "login", "phoneNumber": "+919900112233"}
    assert ozonetel.send("POST", LOGIN, form={**account, **login}).reply == "basic.missing"
    assert ozonetel.send("POST", LOGIN, basic=("agent1", "agent1-secret"), form=login).reply == "user_name.empty"
    assert ozonetel.send("POST", LOGIN, basic=("agent1", "agent1-secret"), form={**login, "userName": "demo"}).reply == "key.empty"
    assert ozonetel.send("POST", LOGIN, basic=("demo", KEY), form={**account, **login}).reply == "agent.unknown"
    assert ozonetel.send("POST", LOGIN, basic=("agent1", "agent1-secret"), form={**account, **login}).reply == "login.ok"


def test_one_error_stands_for_two_causes(ozonetel: Ozonetel) -> None:
    by_name = ozonetel.login(userName="nobody")
    by_key = ozonetel.login(apiKey=WRONG_KEY)
    assert by_name.text == by_key.text == '{"status":"error","message":"Invalid userName or apiKey"}'
    by_agent = ozonetel.authenticate("login", "nobody")
    by_password = ozonetel.authenticate("login", password="guessed")
    assert by_agent.text == by_password.text == '{"status":"error","message":"Invalid Authentication"}'


def test_a_failure_with_status_200_looks_like_a_success(ozonetel: Ozonetel) -> None:
    response = ozonetel.authenticate("login", password="guessed")
    assert (response.status, response.json["status"]) == (200, "error")


def test_the_refusal_of_a_second_login_names_no_agent_and_that_of_a_second_logout_does(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    assert "agent1" not in ozonetel.login().text
    ozonetel.logout()
    assert "agent1" in ozonetel.logout().text


def test_two_workers_who_each_generate_a_token_kill_each_others(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "token-auth")
    for _ in range(2):
        mine, theirs = ozonetel.token(), ozonetel.token()
        assert ozonetel.gateway("/ca_apis/getAgentLogins", token=mine).reply == "gateway.token_expired"
        assert ozonetel.gateway("/ca_apis/getAgentLogins", token=theirs).reply == "logins.ok"


def test_a_token_for_each_call_is_over_after_ten_calls(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "token-auth")
    for _ in range(10):
        ozonetel.token()
    assert ozonetel.gateway("/ca_apis/CAToken/generateToken").reply == "token.limit"


def test_after_a_crash_the_agent_has_to_log_out_first(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "already-logged-in")
    assert ozonetel.login().reply == "login.already"
    assert ozonetel.logout().reply == "logout.ok"
    assert ozonetel.login().reply == "login.ok"


def test_a_session_does_not_end_by_itself(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    ozonetel.control.clock.advance(hours=24 * 365)
    assert ozonetel.login().reply == "login.already"


def test_a_second_login_with_another_number_is_still_a_second_login(ozonetel: Ozonetel) -> None:
    ozonetel.login("agent1", "+919900000001")
    assert ozonetel.login("agent1", "+919900000002").reply == "login.already"
    assert ozonetel.details()["PhoneNumber"] == "+919900000001"


@pytest.mark.parametrize("name", ["agentId", "AgentId", "agent_id", "agentid"])
def test_the_agent_is_spelt_agent_id_with_a_capital_d_for_a_dial(ozonetel: Ozonetel, name: str) -> None:
    assert ozonetel.gateway("/ca_apis/AgentManualDial", **{name: "agent1"}).reply == "dial.agent_missing"


@pytest.mark.parametrize("name", ["username", "user_name", "UserName"])
def test_the_account_is_spelt_user_name_with_a_capital_n(ozonetel: Ozonetel, name: str) -> None:
    body = {name: "demo"}
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"apiKey": KEY}, json_body=body).reply == "account.user_empty"
    assert ozonetel.login(**{"userName": "", name: "demo"}).reply == "user_name.empty"


def test_the_pages_printed_rows_are_no_json(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    assert ozonetel.login().text == '"status": "success"\n"message": "Agent agent1 logged in successfully"'
    text = ozonetel.logout().text
    assert text == '"status": success"\n"message": "Agent agent1 logged out successfully"'
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert re.search(r'"message": "(.*)"', text)
    assert ozonetel.logout().text == '"status": "error"\n"message": "Agent agent1 is not logged in"'


def test_the_transport_can_fail_where_the_vendor_does_not(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "login-cut", times=1)
    with pytest.raises((ConnectionError, OSError)):
        ozonetel.login()
    assert ozonetel.login().reply == "login.already"


def test_no_status_is_said_to_be_documented_since_no_page_names_one() -> None:
    replies = load_vendor(fixtures_root(), "ozonetel").replies.values()
    assert {reply.status_evidence for reply in replies} == {"observed", "assumed"}
    assert {reply.spec.status for reply in replies if reply.status_evidence == "observed"} == {200, 401, 405}
