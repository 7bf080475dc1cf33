"""Five styles of saying who calls, and the dialects in which the vendor refuses; a client that is right in one is wrong in the next."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel

LEGACY_LOGINS = "/cloudAgentRestAPI/index.php/CloudAgent/CloudAgentAPI/getAgentLogins"
GATEWAY = {"status": "false", "message": "Api Key Should Not be Null or Empty.", "data": None}
WRONG_STYLE = [
    ("POST", "/ca_apis/getAgentLogins", {}),
    ("POST", "/ca_apis/AgentDetails", {"agentId": "agent1"}),
    ("POST", "/ca_apis/changeAgentState", {"agentId": "agent1", "state": "Ready"}),
    ("POST", "/ca_apis/createAgent", {"agentId": "agent9"}),
    ("PUT", "/ca_apis/updateAgent", {"agentId": "agent1"}),
    ("DELETE", "/ca_apis/deleteAgent", {"agentId": "agent1"}),
    ("GET", "/ca_apis/PhoneManageV2", {"action": "get"}),
    ("POST", "/ca_apis/PhoneManageV2", {"action": "create"}),
    ("POST", "/ca_apis/ReleaseFwpNumber", {"phoneName": "Phone1"}),
    ("POST", "/ca_apis/AgentManualDial", {"agentID": "agent1"}),
    ("POST", "/ca_reports/summaryReport", {}),
    ("GET", "/ca_reports/summaryReport", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG_STYLE)
def test_the_style_of_the_other_admin_setting_is_refused_in_both_directions(
    ozonetel: Ozonetel, method: str, path: str, body: dict[str, Any]
) -> None:
    response = ozonetel.gateway(path, method=method, token="some-token", **body)
    assert (response.status, response.json) == (401, GATEWAY)
    ozonetel.setting(api_authentication="TOKEN_AUTH")
    response = ozonetel.gateway(path, method=method, **body)
    assert (response.status, response.json) == (401, GATEWAY)
    token = ozonetel.token()
    assert not ozonetel.gateway(path, method=method, token=token, **body).reply.startswith("gateway.")


def test_where_both_a_key_and_a_token_come_the_admin_setting_decides(ozonetel: Ozonetel) -> None:
    headers = {"apiKey": KEY, "Authorization": "Bearer nonsense"}
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers=headers, json_body={"userName": "demo"}).reply == "logins.ok"
    ozonetel.setting(api_authentication="TOKEN_AUTH")
    assert (
        ozonetel.send("POST", "/ca_apis/getAgentLogins", headers=headers, json_body={"userName": "demo"}).reply == "gateway.token_invalid"
    )


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("GET", LEGACY_LOGINS, {"api_key": KEY, "username": "demo"}),
        ("GET", "/CAServices/AgentDetails/AgentDetails.php", {"apiKey": KEY, "userName": "demo", "AgentId": "agent1"}),
        ("GET", "/CAServices/AgentState/StateChange.php", {"apiKey": KEY, "userName": "demo", "agentId": "always-in", "state": "Ready"}),
        ("GET", "/CAServices/PhoneManageV2.php", {"apiKey": KEY, "userName": "demo", "action": "get", "phoneName": "Phone1"}),
        ("GET", "/CAServices/ReleaseFwpNumber.php", {"apiKey": KEY, "userName": "demo", "phoneName": "Phone1"}),
    ],
)
def test_each_deprecated_page_spells_account_and_key_in_its_own_way(
    ozonetel: Ozonetel, method: str, path: str, query: dict[str, str]
) -> None:
    drifted = {{"api_key": "apiKey", "apiKey": "api_key"}.get(name, name): value for name, value in query.items()}
    refused = ozonetel.send(method, path, query=drifted)
    accepted = ozonetel.send(method, path, query=query)
    assert (refused.status, refused.json["status"]) == (200, "error")
    assert "error" not in accepted.text, accepted.text


def test_header_names_with_an_underscore_are_another_name(ozonetel: Ozonetel) -> None:
    body = {"userName": "demo"}
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"api_key": KEY}, json_body=body).reply == "account.key_empty"
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"APIKEY": KEY}, json_body=body).reply == "logins.ok"
    assert ozonetel.send("GET", "/events/subscriptions/list", headers={"api-key": KEY, "username": "demo"}).reply == "events.unauthorized"
    assert ozonetel.send("GET", "/events/subscriptions/list", headers={"api_key": KEY, "username": "demo"}).reply == "events.list_none"


def test_a_get_with_a_body_works_and_a_post_in_its_place_does_not(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway("/ca_apis/PhoneManageV2", method="GET", action="get", phoneName="Phone1").json == {
        "phoneNumber": "+919900000001",
        "phoneName": "Phone1",
    }
    assert ozonetel.gateway("/ca_apis/PhoneManageV2", method="POST", action="get", phoneName="Phone1").reply == "phones.action_invalid"


def test_the_wrong_verb_is_a_405(ozonetel: Ozonetel) -> None:
    response = ozonetel.send("GET", "/ca_apis/createAgent")
    assert (response.status, response.headers["Allow"]) == (405, "POST")


def test_errors_of_the_php_pages_come_with_200_and_those_of_the_gateway_with_401(ozonetel: Ozonetel) -> None:
    assert ozonetel.authenticate("login", password="guessed").status == 200
    assert ozonetel.gateway("/ca_apis/createAgent", key=WRONG_KEY).status == 401
    assert ozonetel.gateway("/ca_apis/getAgentLogins", key=WRONG_KEY).status == 200


def test_the_gateway_may_say_its_errors_in_the_body_only(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "errors-in-body")
    response = ozonetel.gateway("/ca_apis/createAgent", key=WRONG_KEY)
    assert (response.status, response.json) == (200, {"status": "false", "message": "Invalid User Details", "data": None})
    for _ in range(5):
        ozonetel.gateway("/ca_apis/getAgentLogins")
    assert ozonetel.gateway("/ca_apis/getAgentLogins").status == 200


def test_status_false_is_a_string_and_so_true_to_many_a_client(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway("/ca_apis/createAgent", key=WRONG_KEY).json["status"] == "false"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"demo"', b"\xff\xfe", b'{"userName": {"a": 1}}', b'{"userName": true}'])
def test_a_body_that_is_no_such_json_names_no_account(ozonetel: Ozonetel, body: bytes) -> None:
    response = ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"apiKey": KEY, "Content-Type": "application/json"}, body=body)
    assert response.reply == "account.user_empty"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
@pytest.mark.parametrize(
    ("path", "reply"), [("/ca_apis/getAgentLogins", "account.user_empty"), ("/ca_apis/CAToken/generateToken", "token.user_null")]
)
def test_json_of_another_content_type_is_not_read_and_the_journal_says_so(ozonetel: Ozonetel, path: str, reply: str, kind: str) -> None:
    call: dict[str, Any] = {"headers": {"apiKey": KEY, "Content-Type": kind}, "body": b'{"userName": "demo"}'}
    assert ozonetel.send("POST", path, **call).reply == reply
    assert f"Content-Type is {kind!r}" in ozonetel.control.journal()[-1]["why"]
    ozonetel.setting(accept_any_encoding=True, api_authentication="TOKEN_AUTH" if reply == "token.user_null" else "BASIC_AUTH")
    assert ozonetel.send("POST", path, **call).reply in ("logins.ok", "token.ok")


def test_the_charset_of_json_may_be_said(ozonetel: Ozonetel) -> None:
    headers = {"apiKey": KEY, "Content-Type": "Application/JSON; charset=UTF-8"}
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers=headers, body=b'{"userName": "demo"}').reply == "logins.ok"


def test_a_body_that_is_not_read_holds_no_name_beside_a_token_either(ozonetel: Ozonetel) -> None:
    ozonetel.setting(api_authentication="TOKEN_AUTH")
    headers = {"Authorization": f"Bearer {ozonetel.token()}", "Content-Type": "text/plain"}
    assert ozonetel.send("POST", "/ca_apis/getAgentLogins", headers=headers, body=b'{"userName": "demo"}').reply == "account.user_empty"


def test_the_deprecated_pages_can_be_switched_off(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "legacy-gone")
    assert ozonetel.send("GET", LEGACY_LOGINS, query={"api_key": KEY, "username": "demo"}).status == 404
    assert ozonetel.gateway("/ca_apis/getAgentLogins").status == 200
