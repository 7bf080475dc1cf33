"""Tokens: an hour of life, ten an hour, and only the newest is any good."""

from __future__ import annotations

import base64
import json

import pytest

from mockcc.protocols import jwt
from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel

GENERATE = "/ca_apis/CAToken/generateToken"
SECRET = "mockcc-ozonetel-token-secret-which-nobody-uses-outside-of-this-mock-0001"


@pytest.fixture(autouse=True)
def token_auth(ozonetel: Ozonetel) -> None:
    """The account is set to tokens."""
    ozonetel.setting(api_authentication="TOKEN_AUTH")


def test_a_token_is_an_hs512_jwt_beside_an_empty_message(ozonetel: Ozonetel) -> None:
    response = ozonetel.gateway(GENERATE)
    assert (response.status, response.json["message"]) == (200, "")
    head = json.loads(base64.urlsafe_b64decode(response.json["token"].partition(".")[0] + "=="))
    claims = jwt.verify(response.json["token"], SECRET, "HS512")
    assert head["alg"] == "HS512"
    assert claims is not None
    assert claims["sub"] == "demo"
    assert claims["exp"] - claims["iat"] == 3600


def test_the_same_service_answers_under_ca_reports(ozonetel: Ozonetel) -> None:
    token = ozonetel.gateway("/ca_reports/CAToken/generateToken").json["token"]
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token).reply == "logins.ok"


def test_a_new_token_kills_the_old_one(ozonetel: Ozonetel) -> None:
    first = ozonetel.token()
    assert ozonetel.gateway("/ca_apis/AgentDetails", token=first, agentId="agent1").reply == "details.ok"
    second = ozonetel.token()
    response = ozonetel.gateway("/ca_apis/AgentDetails", token=first, agentId="agent1")
    assert (response.status, response.json) == (401, {"status": "false", "message": "Token Expired", "data": None})
    assert ozonetel.gateway("/ca_apis/AgentDetails", token=second, agentId="agent1").reply == "details.ok"


def test_a_token_lives_for_an_hour_by_the_clock_of_the_space(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze()
    token = ozonetel.token()
    ozonetel.control.clock.advance(minutes=59, seconds=59)
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token).reply == "logins.ok"
    ozonetel.control.clock.advance(seconds=1)
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token).reply == "gateway.token_expired"


def test_the_eleventh_token_has_to_wait_until_the_first_is_an_hour_old(ozonetel: Ozonetel) -> None:
    for _ in range(10):
        ozonetel.token()
        ozonetel.control.clock.advance(minutes=1)
    refused = ozonetel.gateway(GENERATE)
    assert (refused.status, refused.reply, refused.json["message"]) == (429, "token.limit", "Max limit exceeded")
    ozonetel.control.clock.advance(minutes=51)
    assert ozonetel.gateway(GENERATE).reply == "token.ok"
    assert ozonetel.gateway(GENERATE).reply == "token.ok"


def test_a_refused_request_for_a_token_leaves_the_old_one_alive(ozonetel: Ozonetel) -> None:
    token = ozonetel.token()
    ozonetel.gateway(GENERATE, key=WRONG_KEY)
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token).reply == "logins.ok"


@pytest.mark.parametrize(
    ("body", "headers", "reply", "message"),
    [
        ({"username": "demo"}, {"apiKey": KEY}, "token.user_null", "UserName is null"),
        ({"userName": ["demo"]}, {"apiKey": KEY}, "token.user_null", "UserName is null"),
        ({"userName": "demo"}, {"apiKey": WRONG_KEY}, "token.account_invalid", "Invalid userName or apiKey"),
        ({"userName": "nobody"}, {"apiKey": KEY}, "token.account_invalid", "Invalid userName or apiKey"),
        ({"userName": "demo", "apiKey": KEY}, {}, "gateway.key_null", "Api Key Should Not be Null or Empty."),
        ({"userName": "demo"}, {"api_key": KEY}, "gateway.key_null", "Api Key Should Not be Null or Empty."),
    ],
)
def test_what_is_wrong_with_a_request_for_a_token(
    ozonetel: Ozonetel, body: dict[str, object], headers: dict[str, str], reply: str, message: str
) -> None:
    response = ozonetel.send("POST", GENERATE, json_body=body, headers=headers)
    assert (response.status, response.reply) == (401, reply)
    assert response.json == {"status": "false", "message": message, "data": None}


def test_a_token_needs_the_admin_setting_unless_the_switch_says_otherwise(ozonetel: Ozonetel) -> None:
    ozonetel.setting(api_authentication="BASIC_AUTH")
    assert ozonetel.gateway(GENERATE).reply == "gateway.key_null"
    ozonetel.setting(token_needs_token_auth=False)
    assert ozonetel.gateway(GENERATE).reply == "token.ok"


@pytest.mark.parametrize(
    ("authorization", "reply"),
    [
        ("Bearer", "gateway.token_null"),
        ("Bearer   ", "gateway.token_null"),
        ("Bearer x.y.z", "gateway.token_invalid"),
        ("Basic ZGVtbzpkZW1v", "gateway.token_invalid"),
        ("Bearer " + jwt.sign({"sub": "demo"}, SECRET + "x", "HS512"), "gateway.token_invalid"),
        ("Bearer " + jwt.sign({"sub": 7}, SECRET, "HS512"), "gateway.token_invalid"),
        ("Bearer " + jwt.sign({"sub": "demo"}, SECRET, "HS512"), "gateway.token_expired"),
    ],
)
def test_what_is_no_live_token(ozonetel: Ozonetel, authorization: str, reply: str) -> None:
    response = ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"Authorization": authorization}, json_body={"userName": "demo"})
    assert (response.status, response.reply) == (401, reply)


def test_a_token_without_the_word_bearer_is_taken_if_the_switch_is_on(ozonetel: Ozonetel) -> None:
    token = ozonetel.token()

    def bare() -> str:
        return ozonetel.send("POST", "/ca_apis/getAgentLogins", headers={"Authorization": token}, json_body={"userName": "demo"}).reply

    assert bare() == "gateway.token_invalid"
    ozonetel.setting(accept_bare_token=True)
    assert bare() == "logins.ok"


def test_a_token_is_good_for_its_own_account_only(ozonetel: Ozonetel) -> None:
    token = ozonetel.token()
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token, userName="token-demo").reply == "account.invalid"
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token, userName="").reply == "account.user_empty"


def test_an_account_may_be_set_to_tokens_by_itself(ozonetel: Ozonetel) -> None:
    ozonetel.setting(api_authentication="BASIC_AUTH")
    key = "KK00000000000000000000000000000002"
    assert ozonetel.gateway("/ca_apis/getAgentLogins", key=key, userName="token-demo").reply == "gateway.key_null"
    token = ozonetel.gateway(GENERATE, key=key, userName="token-demo").json["token"]
    assert ozonetel.gateway("/ca_apis/getAgentLogins", token=token, userName="token-demo").reply == "logins.ok"
    assert ozonetel.gateway("/ca_apis/getAgentLogins").reply == "logins.ok"


def test_the_same_space_seed_gives_the_same_tokens(url: str) -> None:
    tokens = []
    for name in ("seeded-1", "seeded-2"):
        vendor = Ozonetel(url, name)
        with vendor.control.new_space(name, seed=7) as space:
            space.clock.freeze("2026-01-01T00:00:00Z")
            vendor.setting(api_authentication="TOKEN_AUTH")
            tokens.append(vendor.token())
        vendor.control.close()
    assert tokens[0] == tokens[1]
