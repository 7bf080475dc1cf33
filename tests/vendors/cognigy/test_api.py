"""Cognigy.AI's API: profiles under all prefixes, users and roles, keys, set-up of Live Agent, webfinger, CORS."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.cognigy.world import ORGANISATION, Cognigy, Visitor

AGENT = "64f000000000000000000101"
PROJECT, NEW_PROJECT = "64f000000000000000000d01", "64f000000000000000000d02"


@pytest.mark.parametrize("path", ["/v2.0/users/me", "/new/v2.0/users/me", "/users/me"])
def test_ones_own_profile_under_every_prefix(cognigy: Cognigy, path: str) -> None:
    token = cognigy.tokens()["access_token"]
    by_token, by_key = cognigy.me(token, path), cognigy.admin("GET", path, key="agent1-api-key")
    by_query = cognigy.send("GET", path, params={"api_key": "agent1-api-key"})
    assert by_token.json() == by_key.json() == by_query.json()
    profile = by_token.json()
    assert (profile["_id"], profile["id"], profile["organisation"]) == (AGENT, "agent1@demo.example", ORGANISATION)
    assert " ".join(profile) == (
        "_id id name organisation roles projects acceptedTOS disabled createdAt lastChanged createdBy lastChangedBy"
    )
    assert by_token.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer x"}, {"X-API-Key": "x"}, {"Authorization": "Basic YTpi"}, {"api_access_token": "admin1-api-key"}],
)
def test_a_profile_of_nobody(cognigy: Cognigy, headers: dict[str, str]) -> None:
    reply = cognigy.send("GET", "/v2.0/users/me", headers=headers)
    assert (reply.status_code, reply.json()["title"]) == (401, "Unauthorized")


def test_the_key_of_a_disabled_user_is_worth_nothing(cognigy: Cognigy) -> None:
    cognigy.table("users").patch("agent1@demo.example", disabled=True)
    assert cognigy.admin("GET", "/v2.0/users/me", key="agent1-api-key").status_code == 401


def test_a_user_is_made_given_a_role_and_lets_the_browser_in(cognigy: Cognigy, visitor: Visitor) -> None:
    made = cognigy.admin("POST", "/new/v2.0/users", {"id": "new1@demo.example", "name": "New", "password": "new1-secret"})
    assert (made.status_code, made.json()["roles"]) == (200, ["base_role"])
    assert visitor.log_in("new1@demo.example").status_code == 401
    path = f"/new/v2.0/users/{made.json()['_id']}"
    for _ in range(2):
        assert cognigy.admin("POST", path + "/addroletouser", {"role": "liveAgentAgent", "userId": made.json()["_id"]}).status_code == 204
    assert cognigy.admin("GET", path).json()["roles"] == ["base_role", "liveAgentAgent"]
    assert visitor.log_in("new1@demo.example").status_code == 200
    for _ in range(2):
        assert cognigy.admin("POST", path + "/removerolefromuser", {"role": "liveAgentAgent"}).status_code == 204
    assert visitor.log_in("new1@demo.example").status_code == 401
    assert cognigy.admin("DELETE", path).status_code == 204
    assert cognigy.admin("GET", path).status_code == 404


def test_a_user_of_another_organisation_is_not_found(cognigy: Cognigy) -> None:
    reply = cognigy.admin("GET", "/v2.0/users/64f000000000000000000105")
    assert (reply.status_code, reply.json()["code"], reply.json()["title"]) == (404, 1002, "Not Found")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, 1000),
        ([], 400, 1000),
        ({"id": "x@demo.example", "name": "", "password": "x"}, 400, 1000),
        ({"id": "x@demo.example", "name": "X", "password": 5}, 400, 1000),
        ({"id": "nobody", "name": "X", "password": "x"}, 400, 1005),
        ({"id": "a@b/c", "name": "X", "password": "x"}, 400, 1005),
        ({"id": "x@demo.example", "name": "X", "password": "x", "roles": "admin"}, 400, 1005),
        ({"id": "x@demo.example", "name": "X", "password": "x", "roles": ["king"]}, 400, 1005),
        ({"id": "agent1@demo.example", "name": "X", "password": "x"}, 409, 1004),
    ],
)
def test_a_user_who_makes_no_sense_is_not_made(cognigy: Cognigy, body: Any, status: int, code: int) -> None:
    reply = cognigy.admin("POST", "/v2.0/users", body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_logging_a_user_out_ends_the_users_tokens(cognigy: Cognigy) -> None:
    mine, others = cognigy.tokens(), cognigy.tokens("admin1@demo.example")
    assert cognigy.admin("POST", f"/v2.0/users/{AGENT}/logout").status_code == 204
    assert cognigy.me(mine["access_token"]).status_code == 401
    assert cognigy.me(others["access_token"]).status_code == 200


def test_lists_come_in_pages(cognigy: Cognigy) -> None:
    first = cognigy.admin("GET", "/v2.0/users?limit=2").json()
    second = cognigy.admin("GET", f"/v2.0/users?limit=2&next={first['nextCursor']}").json()
    assert (len(first["items"]), first["previousCursor"], second["previousCursor"]) == (2, None, "0")
    assert first["items"][0] not in second["items"]
    assert cognigy.admin("GET", "/v2.0/users?skip=2&limit=2").json()["items"] == second["items"]
    assert cognigy.admin("GET", "/v2.0/users?next=unknown").json()["items"] == []
    for query in ("limit=0", "limit=x", "limit=101", "skip=-1", "limit=" + "9" * 30):
        assert cognigy.admin("GET", f"/v2.0/users?{query}").status_code == 400
    assert cognigy.admin("GET", "/v2.0/projects?limit=100", key="agent1-api-key").json() == {
        "items": [{"_id": PROJECT, "name": "Support"}, {"_id": NEW_PROJECT, "name": "Sales"}],
        "total": 2,
        "nextCursor": None,
        "previousCursor": None,
    }


def test_keys_and_attempts_are_ones_own(cognigy: Cognigy) -> None:
    key = cognigy.admin("POST", "/v2.0/users/me/apikeys", {"name": "Mine"}, key="agent1-api-key").json()
    assert list(key) == ["_id", "name", "apiKey", "createdAt"]
    assert cognigy.admin("GET", "/v2.0/users/me", key=key["apiKey"]).json()["id"] == "agent1@demo.example"
    assert cognigy.admin("DELETE", f"/v2.0/users/me/apikeys/{key['_id']}").status_code == 404
    assert cognigy.admin("DELETE", f"/v2.0/users/me/apikeys/{key['_id']}", key="agent1-api-key").status_code == 204
    assert cognigy.admin("GET", "/v2.0/users/me", key=key["apiKey"]).status_code == 401

    cognigy.authorize(password="wrong")
    cognigy.authorize()
    last = cognigy.admin("GET", "/v2.0/users/me/lastloginattempt", key="agent1-api-key").json()
    assert (last["status"], last["location"]) == ("success", "")
    found = cognigy.admin("GET", "/v2.0/users/me/loginattempts", key="agent1-api-key").json()
    assert [each["status"] for each in found["items"]] == ["success", "failed"]


def test_a_person_of_several_organisations_has_one_history(cognigy: Cognigy) -> None:
    second = "64f0000000000000000000b2"
    cognigy.authorize("several1@demo.example", "wrong")
    code = cognigy.code("several1@demo.example", organisation=second)
    token = cognigy.redeem(code).json()["access_token"]
    assert cognigy.me(token, "/v2.0/users/me/loginattempts").json()["total"] == 2


def test_a_super_key_lives_a_quarter_of_an_hour(cognigy: Cognigy) -> None:
    def make(organisation: str = ORGANISATION, password: str = "management-secret") -> Any:
        return cognigy.send("POST", f"/management/v2.0/organisations/{organisation}/apikeys", auth=("management", password))

    assert (make().status_code, make(password="x").status_code) == (403, 401)
    cognigy.set(super_api_keys=True)
    assert make("64f0000000000000000000ff").status_code == 404
    key = make().json()["apiKey"]
    assert cognigy.admin("GET", "/v2.0/users/me", key=key).json()["id"] == "admin1@demo.example"
    cognigy.control.clock.advance(minutes=16)
    assert cognigy.admin("GET", "/v2.0/users/me", key=key).status_code == 401
    make()
    assert key not in cognigy.table("api_keys").rows()


def test_live_agent_is_set_up_once_by_those_who_may(cognigy: Cognigy, visitor: Visitor) -> None:
    path = "/new/v2.0/organisations/setupliveagent"
    assert cognigy.admin("POST", path).status_code == 409
    cognigy.arm("unmapped-organisation")
    assert cognigy.admin("GET", "/new/v2.0/organisations/liveagentaccount").status_code == 404
    assert cognigy.admin("POST", path, key="agent1-api-key").status_code == 403
    cognigy.set(live_agent_whitelist=["other"])
    refused = cognigy.admin("POST", path)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Please contact your system administrator in order to install and configure Cognigy Live Agent",
    )
    cognigy.set(live_agent_whitelist=[ORGANISATION])
    assert cognigy.admin("POST", path).json() == {"liveAgentAccount": 3}
    assert cognigy.admin("GET", "/new/v2.0/organisations/liveagentaccount").json() == {"liveAgentAccount": 3}
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/3/dashboard"


def test_an_inbox_is_set_up_and_changed(cognigy: Cognigy) -> None:
    path = f"/new/v2.0/projects/{NEW_PROJECT}"
    assert cognigy.admin("GET", path + "/inbox").status_code == 404
    assert cognigy.admin("POST", path + "/setupinbox", {}).json() == {"liveAgentDefaultInbox": 2}
    assert cognigy.admin("POST", path + "/setupinbox", {}).status_code == 409
    assert cognigy.admin("PATCH", path + "/setupinbox", {"inboxId": 1}).json() == {"liveAgentDefaultInbox": 1}
    for wrong, status in (("1", 400), (True, 400), (None, 400), (1.5, 400), (99, 404), (10**30, 404)):
        assert cognigy.admin("PATCH", path + "/setupinbox", {"inboxId": wrong}).status_code == status
    assert cognigy.admin("GET", "/new/v2.0/projects/nothing/inbox").status_code == 404
    inboxes = cognigy.send("GET", "/api/v1/accounts/1/inboxes", headers={"api_access_token": "old1-api-token-000000000"}).json()["payload"]
    assert [(each["id"], each["cognigy_project_id"]) for each in inboxes] == [(1, PROJECT), (2, NEW_PROJECT)]
    cognigy.arm("unmapped-organisation")
    assert cognigy.admin("POST", f"/new/v2.0/projects/{NEW_PROJECT}/setupinbox", {}).status_code == 404


def test_an_organisation_that_is_gone_is_not_found(cognigy: Cognigy) -> None:
    cognigy.table("organisations").delete(ORGANISATION)
    assert cognigy.admin("GET", "/v2.0/organisations/liveagentaccount").status_code == 404


@pytest.mark.parametrize(
    ("resource", "idp"),
    [
        ("acct:agent1@demo.example", "none"),
        ("acct:somebody@demo.example", "none"),
        ("org:64f0000000000000000000b2", "oidc"),
        ("https://unmapped.example/login", "saml"),
    ],
)
def test_webfinger_says_how_an_organisation_signs_in(cognigy: Cognigy, resource: str, idp: str) -> None:
    reply = cognigy.send("GET", "/.well-known/webfinger", params={"resource": resource, "rel[]": "idp"})
    assert reply.json()["links"][0]["properties"]["idp:type"] == idp


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/auth/saml/login/", "64f0000000000000000000c3"),
        ("/auth/oidc/callback/", "64f0000000000000000000b2"),
        ("/auth/oidc/login/callback/", "64f0000000000000000000b2"),
    ],
)
def test_the_paths_of_single_sign_on_say_that_there_is_none(cognigy: Cognigy, path: str, own: str) -> None:
    reply = cognigy.send("GET", path + own)
    assert (reply.status_code, reply.json()["code"], reply.json()["instance"]) == (501, 1009, path + own)
    for other in {"64f0000000000000000000a1", "64f0000000000000000000b2", "64f0000000000000000000c3", "x"} - {own}:
        assert cognigy.send("GET", path + other).status_code == 404


def test_webfinger_knows_its_own_address_and_nothing_else(cognigy: Cognigy) -> None:
    def found(resource: str) -> int:
        return cognigy.send("GET", "/.well-known/webfinger", params={"resource": resource}).status_code

    assert found(cognigy.base) == 200
    assert [found("https://nowhere.example"), found("https://["), found("acct:x"), found("org:x"), found("x")] == [404] * 5


@pytest.mark.parametrize("path", ["/auth/oauth2/token", "/v2.0/users/me", f"/new/v2.0/users/{AGENT}/addroletouser"])
def test_a_page_of_any_origin_may_call(cognigy: Cognigy, path: str) -> None:
    reply = cognigy.send("OPTIONS", path, headers={"Origin": "https://app.demo.example", "Access-Control-Request-Method": "POST"})
    assert (reply.status_code, reply.text) == (204, "")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "organisation-id" in reply.headers["Access-Control-Allow-Headers"]


def test_a_client_that_wants_api_in_its_address_gets_it_by_the_name_of_the_space(cognigy: Cognigy) -> None:
    there = Cognigy(cognigy.control.base_url, f"api-{cognigy.control.space}")
    assert "/~api-" in there.base
    assert there.admin("GET", "/v2.0/projects?limit=100").json()["total"] == 2
    there.control.drop()
    there.control.close()
