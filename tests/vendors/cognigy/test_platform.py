"""Live Agent's platform API: an application makes accounts and people, and nothing but its own."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.vendors.cognigy.world import Cognigy, Visitor

COGNIGY_APP = "platform-token-000000001"
OTHER_APP = "platform-token-000000002"


def call(cognigy: Cognigy, method: str, path: str, body: Any = None, token: str = COGNIGY_APP) -> requests.Response:
    return cognigy.send(method, "/platform/api/v1" + path, json=body, headers={"api_access_token": token})


def test_an_account_from_beginning_to_end(cognigy: Cognigy) -> None:
    asked = {
        "name": "New",
        "locale": "de",
        "domain": "new.example",
        "support_email": "s@new.example",
        "features": {"inbox": True, "crm": False},
        "limits": {"agents": 5},
    }
    made = call(cognigy, "POST", "/accounts", asked).json()
    assert made == {
        "id": 3,
        "name": "New",
        "locale": "de",
        "domain": "new.example",
        "support_email": "s@new.example",
        "enabled_features": ["inbox"],
        "custom_attributes": {},
        "limits": {"agents": 5},
        "status": "active",
    }
    assert call(cognigy, "PATCH", "/accounts/3", {"status": "suspended"}).json() == {**made, "status": "suspended"}
    assert call(cognigy, "GET", "/accounts/3").json()["status"] == "suspended"
    gone = call(cognigy, "DELETE", "/accounts/3")
    assert (gone.status_code, gone.text) == (200, "")
    assert call(cognigy, "GET", "/accounts/3").status_code == 404


def test_a_person_is_made_a_member_and_signed_in(cognigy: Cognigy, visitor: Visitor) -> None:
    person = call(cognigy, "POST", "/users", {"name": "P", "email": "P1@demo.example", "password": "p1-secret"}).json()
    assert person["email"] == "p1@demo.example"
    member = {"user_id": person["id"], "role": "administrator"}
    assert call(cognigy, "POST", "/accounts/1/account_users", member).json() == {"account_id": 1, **member}
    url = call(cognigy, "GET", f"/users/{person['id']}/login").json()["url"]
    assert url.startswith(f"{cognigy.base}/app/login?email=p1%40demo.example&sso_auth_token=")
    assert visitor.settle(visitor.get(url)).url == f"{cognigy.base}/app/accounts/1/dashboard"
    assert cognigy.send("POST", "/auth/sign_in", json={"email": "p1@demo.example", "password": "p1-secret"}).status_code == 200


def test_a_member_of_an_account_that_is_removed_is_none_of_the_next(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    call(cognigy, "DELETE", "/accounts/1")
    assert cognigy.table("people").rows()["agent1@demo.example"]["accounts"] == {}
    assert visitor.get("/app").url == f"{cognigy.base}/app/login"


@pytest.mark.parametrize("token", ["", "x", "old1-api-token-000000000"])
def test_a_token_that_is_no_platform_token(cognigy: Cognigy, token: str) -> None:
    reply = call(cognigy, "POST", "/accounts", {"name": "X"}, token)
    assert (reply.status_code, reply.json()) == (401, {"error": "Invalid access_token"})


def test_what_another_application_made_is_not_permitted(cognigy: Cognigy) -> None:
    for method, path, body in (
        ("GET", "/accounts/1", None),
        ("PATCH", "/accounts/1", {"name": "X"}),
        ("DELETE", "/accounts/1", None),
        ("POST", "/accounts/1/account_users", {"user_id": 7, "role": "agent"}),
        ("GET", "/users/7/login", None),
    ):
        reply = call(cognigy, method, path, body, OTHER_APP)
        assert (reply.status_code, reply.json()) == (401, {"error": "Non permissible resource"}), path
    assert call(cognigy, "GET", "/users/999/login").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/accounts", {}),
        ("POST", "/accounts", []),
        ("POST", "/accounts", {"name": " "}),
        ("POST", "/accounts", {"name": 5}),
        ("POST", "/accounts", {"name": "X", "features": []}),
        ("PATCH", "/accounts/1", {"status": "gone"}),
        ("POST", "/users", {"name": "X", "email": "x@demo.example"}),
        ("POST", "/users", {"name": "X", "email": "x", "password": "x"}),
        ("POST", "/users", {"name": "X", "email": "old1@demo.example", "password": "x"}),
        ("POST", "/users", {"name": "X", "email": "x@demo.example", "password": "x", "custom_attributes": 5}),
        ("POST", "/accounts/1/account_users", {"user_id": 7}),
        ("POST", "/accounts/1/account_users", {"user_id": 7, "role": ["agent"]}),
    ],
)
def test_what_makes_no_sense_is_unprocessable(cognigy: Cognigy, method: str, path: str, body: Any) -> None:
    assert call(cognigy, method, path, body).status_code == 422
