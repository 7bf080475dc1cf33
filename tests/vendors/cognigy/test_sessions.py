"""Live Agent after the login: header sessions, API tokens through a real socket, and the three styles of its errors."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import requests

from tests.vendors.cognigy.world import Cognigy, Visitor

TOKEN = {"api_access_token": "old1-api-token-000000000"}
ENDPOINTS = [
    "/api/v1/profile",
    "/api/v1/accounts/1",
    "/api/v1/accounts/1/agents",
    "/api/v1/accounts/1/conversations/meta",
    "/api/v1/accounts/1/inboxes",
]


def signed_in(cognigy: Cognigy) -> requests.Response:
    reply = cognigy.send("POST", "/auth/sign_in", json={"email": "old1@demo.example", "password": "old1-secret"})
    assert reply.status_code == 200, reply.text
    return reply


def headers_of(reply: requests.Response) -> dict[str, str]:
    return {name: reply.headers[name] for name in ("access-token", "client", "uid")}


def test_a_session_comes_in_five_fields_and_in_one(cognigy: Cognigy) -> None:
    reply = signed_in(cognigy)
    assert reply.headers["token-type"] == "Bearer"
    assert reply.headers["uid"] == "old1@demo.example"
    left = int(reply.headers["expiry"]) - cognigy.control.clock.now().timestamp()
    assert 1209590 < left <= 1209600
    packed = json.loads(base64.b64decode(reply.headers["authorization"].removeprefix("Bearer ")))
    assert packed == {name: reply.headers[name] for name in ("access-token", "token-type", "client", "expiry", "uid")}
    for fields in (headers_of(reply), {"Authorization": reply.headers["authorization"]}):
        valid = cognigy.send("GET", "/auth/validate_token", headers=fields)
        assert valid.json() == {"payload": {"success": True, "data": reply.json()["data"]}}
        assert valid.headers["access-token"] == reply.headers["access-token"]


def test_the_user_is_shown_whole(cognigy: Cognigy) -> None:
    user = signed_in(cognigy).json()["data"]
    name = user["name"]
    assert user == {
        "access_token": "old1-api-token-000000000",
        "account_id": 1,
        "available_name": name,
        "avatar_url": "",
        "confirmed": True,
        "display_name": None,
        "message_signature": None,
        "email": "old1@demo.example",
        "id": 7,
        "inviter_id": None,
        "name": name,
        "provider": "email",
        "pubsub_token": "old1-pubsub-token-000000",
        "custom_attributes": {},
        "role": "agent",
        "ui_settings": {},
        "uid": "old1@demo.example",
        "type": None,
        "accounts": [
            {
                "id": 1,
                "name": "Demo",
                "status": "active",
                "active_at": None,
                "role": "agent",
                "permissions": ["agent"],
                "availability": "online",
                "availability_status": "online",
                "auto_offline": True,
            }
        ],
    }
    assert cognigy.send("GET", "/api/v1/profile", headers=TOKEN).json() == user


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_api_token_and_a_session_open_every_endpoint(cognigy: Cognigy, path: str) -> None:
    by_token = cognigy.send("GET", path, headers=TOKEN)
    by_session = cognigy.send("GET", path, headers=headers_of(signed_in(cognigy)))
    assert by_token.status_code == by_session.status_code == 200
    assert "access-token" not in by_token.headers
    assert by_session.headers["authorization"].startswith("Bearer ")
    assert cognigy.send("GET", path, headers=headers_of(by_session)).json() == by_session.json()
    assert cognigy.send("GET", path, headers={"Api-Access-Token": TOKEN["api_access_token"]}).status_code == 200


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_bearer_token_alone_opens_none(cognigy: Cognigy, path: str) -> None:
    for fields in (
        {},
        {"Authorization": f"Bearer {TOKEN['api_access_token']}"},
        {"Authorization": "Bearer e30="},
        {"Authorization": "Bearer W10="},
    ):
        reply = cognigy.send("GET", path, headers=fields)
        assert (reply.status_code, reply.json()) == (401, {"errors": ["You need to sign in or sign up before continuing."]})


def test_an_api_token_beside_a_bearer_token_counts(cognigy: Cognigy) -> None:
    assert cognigy.send("GET", "/api/v1/profile", headers={**TOKEN, "Authorization": "Bearer x"}).status_code == 200


@pytest.mark.parametrize("token", ["x", "platform-token-000000001"])
def test_a_wrong_api_token_is_said_so(cognigy: Cognigy, token: str) -> None:
    reply = cognigy.send("GET", "/api/v1/profile", headers={"api_access_token": token})
    assert (reply.status_code, reply.json()) == (401, {"error": "Invalid Access Token"})


def test_accounts_of_others_and_of_nobody(cognigy: Cognigy) -> None:
    foreign = cognigy.send("GET", "/api/v1/accounts/2/agents", headers=TOKEN)
    assert (foreign.status_code, foreign.json()) == (401, {"error": "You are not authorized to access this account"})
    unknown = cognigy.send("GET", "/api/v1/accounts/99", headers=TOKEN)
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Resource could not be found"})


def test_the_first_request_of_the_documentation(cognigy: Cognigy) -> None:
    reply = cognigy.send("GET", "/api/v1/accounts/1/conversations/meta", headers=TOKEN)
    assert reply.json() == {"meta": {"mine_count": 2, "assigned_count": 9, "unassigned_count": 5, "all_count": 14}}


def test_an_agent_appears_after_the_first_login(cognigy: Cognigy, visitor: Visitor) -> None:
    def agents() -> list[str]:
        return [each["email"] for each in cognigy.send("GET", "/api/v1/accounts/1/agents", headers=TOKEN).json()]

    assert "agent1@demo.example" not in agents()
    visitor.log_in()
    assert "agent1@demo.example" in agents()


def test_a_role_that_is_too_low_and_a_wrapper_that_is_missing(cognigy: Cognigy) -> None:
    low = cognigy.send("PATCH", "/api/v1/accounts/1", headers=TOKEN, json={"name": "X"})
    assert (low.status_code, low.json()) == (401, {"error": "You are not authorized to do this action"})
    bare = cognigy.send("PUT", "/api/v1/profile", headers=TOKEN, json={"name": "X"})
    assert (bare.status_code, bare.json()) == (422, {"error": "param is missing or the value is empty: profile"})
    assert cognigy.send("PUT", "/api/v1/profile", headers=TOKEN, json={"profile": {"name": "X"}}).json()["name"] == "X"
    assert cognigy.send("PUT", "/api/v1/profile", headers=TOKEN, json={"profile": {"name": 5}}).json()["name"] == "X"
    cognigy.table("people").patch("old1@demo.example", accounts={"1": {"role": "administrator"}})
    assert cognigy.send("PATCH", "/api/v1/accounts/1", headers=TOKEN, json={"name": "X"}).json()["name"] == "X"
    assert cognigy.send("PATCH", "/api/v1/accounts/1", headers=TOKEN, json={"name": 5}).json()["name"] == "X"


def test_signing_out_ends_the_session(cognigy: Cognigy) -> None:
    fields = headers_of(signed_in(cognigy))
    assert cognigy.send("DELETE", "/auth/sign_out", headers=fields).json() == {"success": True}
    again = cognigy.send("DELETE", "/auth/sign_out", headers=fields)
    assert (again.status_code, again.json()) == (404, {"success": False, "errors": ["User was not found or was not logged in."]})
    invalid = cognigy.send("GET", "/auth/validate_token", headers=fields)
    assert (invalid.status_code, invalid.json()) == (401, {"success": False, "errors": ["Invalid login credentials"]})
    assert cognigy.send("GET", "/api/v1/profile", headers=fields).status_code == 401


@pytest.mark.parametrize("changed", [{"uid": "other@demo.example"}, {"access-token": "x"}, {"client": "x"}, {"access-token": ""}])
def test_all_three_fields_have_to_fit(cognigy: Cognigy, changed: dict[str, str]) -> None:
    fields = headers_of(signed_in(cognigy)) | changed
    assert cognigy.send("GET", "/auth/validate_token", headers=fields).status_code == 401


def test_a_session_ends_after_two_weeks(cognigy: Cognigy) -> None:
    fields = headers_of(signed_in(cognigy))
    cognigy.control.clock.advance(hours=24 * 14 - 1)
    assert cognigy.send("GET", "/auth/validate_token", headers=fields).status_code == 200
    cognigy.control.clock.advance(hours=2)
    assert cognigy.send("GET", "/auth/validate_token", headers=fields).status_code == 401


def test_the_eleventh_session_costs_the_first(cognigy: Cognigy) -> None:
    sessions = [headers_of(signed_in(cognigy)) for _ in range(11)]
    states = [cognigy.send("GET", "/auth/validate_token", headers=fields).status_code for fields in sessions]
    assert states == [401] + [200] * 10


def test_a_user_who_is_removed_in_cognigy_keeps_the_session_but_gets_no_new_one(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    assert cognigy.admin("DELETE", "/v2.0/users/64f000000000000000000101").status_code == 204
    assert visitor.get("/app").url == f"{cognigy.base}/app/accounts/1/dashboard"
    assert visitor.submit(visitor.get("/auth/cognigy"), username="agent1@demo.example", password="agent1-secret").status_code == 401


def test_get_is_not_how_one_signs_in(cognigy: Cognigy) -> None:
    reply = cognigy.send("GET", "/auth/sign_in")
    assert (reply.status_code, reply.json()) == (405, {"success": False, "errors": ["Use POST /sign_in to sign in. GET is not supported."]})
    cognigy.set(get_sign_in="redirect")
    assert cognigy.send("GET", "/auth/sign_in").headers["Location"] == f"{cognigy.base}/app/login?error=access-denied"


def test_a_password_can_be_reset_where_there_is_one(cognigy: Cognigy) -> None:
    def reset(email: Any) -> int:
        return cognigy.send("POST", "/auth/password", json={"email": email}).status_code

    assert [reset("old1@demo.example"), reset("migrated1@demo.example"), reset("nobody@demo.example"), reset(5)] == [200, 422, 404, 404]


def test_a_role_that_changes_counts_at_once_where_the_setting_says_so(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    token = {"api_access_token": cognigy.table("people").rows()["agent1@demo.example"]["access_token"]}

    def role() -> Any:
        return cognigy.send("GET", "/api/v1/profile", headers=token).json().get("role")

    cognigy.table("users").patch("agent1@demo.example", roles=["liveAgentAdmin"])
    assert (role(), "Administrator" in visitor.get("/app").text) == ("agent", False)
    cognigy.set(live_agent_role_change="at_once")
    assert (role(), "Administrator" in visitor.get("/app").text) == ("administrator", True)
    cognigy.table("users").patch("agent1@demo.example", roles=["base_role"])
    assert (role(), visitor.get("/app").url) == (None, f"{cognigy.base}/app/login")
    cognigy.table("users").delete("agent1@demo.example")
    assert role() is None
    assert cognigy.send("GET", "/api/v1/profile", headers=TOKEN).status_code == 200
