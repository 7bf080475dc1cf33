"""Live Agent's own calls: whatever is armed at Cognigy.AI's token endpoint or at users/me meets them too, and ends in the first error."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.cognigy.world import Cognigy, Visitor, query_of

E1 = "Something is wrong with the OAuth configuration"


@pytest.mark.parametrize(
    ("endpoint", "reply", "said"),
    [
        ("token", "auth.client_wrong", "refused Live Agent's call with 401: Client authentication failed."),
        ("token", "token.code_wrong", "refused Live Agent's call with 400"),
        ("token", "token.verifier_wrong", "refused Live Agent's call with 400"),
        ("token", "api.internal_error", "refused Live Agent's call with 500"),
        ("token", "api.too_many_requests", "refused Live Agent's call with 429"),
        ("users_me", "api.unauthorized", "users/me refused Live Agent's call with 401"),
        ("users_me", "api.internal_error", "users/me refused Live Agent's call with 500"),
    ],
)
def test_a_reply_that_is_forced_there_is_the_first_error(cognigy: Cognigy, visitor: Visitor, endpoint: str, reply: str, said: str) -> None:
    cognigy.control.force("cognigy", endpoint, reply, times=1)
    shown = visitor.log_in()
    assert (shown.status_code, E1 in shown.text) == (500, True)
    assert query_of(shown.url)["message"] == "invalid_credentials"
    assert said in cognigy.control.journal(endpoint="oauth_callback")[-1]["why"]
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/1/dashboard"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"kind": "status", "status": 503}, "invalid_credentials"),
        ({"kind": "reset"}, "invalid_credentials"),
        ({"kind": "garbage"}, "invalid_credentials"),
    ],
)
@pytest.mark.parametrize("endpoint", ["token", "users_me"])
def test_a_transport_that_is_broken_there_is_the_first_error(
    cognigy: Cognigy, visitor: Visitor, endpoint: str, fault: dict[str, Any], key: str
) -> None:
    cognigy.control.fault("cognigy", on=[endpoint], times=1, **fault)
    shown = visitor.log_in()
    assert (shown.status_code, E1 in shown.text, query_of(shown.url)["message"]) == (500, True, key)
    assert visitor.log_in().status_code == 200


def test_a_token_endpoint_that_takes_too_long_is_a_timeout(cognigy: Cognigy, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockcc.vendors.cognigy.agent_calls.TIMEOUT", 0.05)
    cognigy.control.fault("cognigy", kind="delay", seconds=0.2, on=["token"], times=1)
    shown = visitor.log_in()
    assert (shown.status_code, query_of(shown.url)["message"]) == (500, "timeout")


@pytest.mark.parametrize("values", [{"access_token": ""}, {"access_token": "a\r\nb"}, {"access_token": "é"}, {"access_token": 5}])
def test_a_token_that_is_none_is_the_first_error(cognigy: Cognigy, visitor: Visitor, values: dict[str, Any]) -> None:
    cognigy.control.force("cognigy", "token", "token.ok", values=values, times=1)
    assert E1 in visitor.log_in().text


@pytest.mark.parametrize("values", [{"user.email": None}, {"user.roles": None}, {"user.organisation": 5}])
def test_a_profile_that_is_none_is_the_first_error(cognigy: Cognigy, visitor: Visitor, values: dict[str, Any]) -> None:
    cognigy.control.force("cognigy", "users_me", "users.profile", values=values, times=1)
    assert E1 in visitor.log_in().text


def test_a_profile_that_is_forced_is_believed(cognigy: Cognigy, visitor: Visitor) -> None:
    values = {"user.roles": ["liveAgentSupervisor", 5], "user.name": "Somebody Else"}
    cognigy.control.force("cognigy", "users_me", "users.profile", values=values, times=1)
    assert "Somebody Else" in visitor.log_in().text
    assert cognigy.table("people").rows()["agent1@demo.example"]["accounts"] == {"1": {"role": "supervisor"}}


def test_both_calls_stand_in_the_journal(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    assert cognigy.control.verify("cognigy", "token", times=1, match={"form.grant_type": "authorization_code"})
    assert cognigy.control.verify("cognigy", "users_me", times=1)


def test_a_browser_whose_session_ends_meanwhile_starts_again(cognigy: Cognigy, visitor: Visitor) -> None:
    shown = visitor.get("/auth/cognigy")
    sent = cognigy.send("POST", "/login", data={**query_of(shown.url), "username": "agent1@demo.example", "password": "agent1-secret"})
    cognigy.control.fault("cognigy", kind="delay", seconds=0.1, on=["token"])
    key = next(iter(cognigy.table("browser_sessions").rows()))
    cognigy.table("browser_sessions").patch(key, expires_at=cognigy.control.clock.now().timestamp() + 0.05)
    landed = visitor.get(sent.headers["Location"])
    assert query_of(landed.url)["message"] == "csrf_detected"


@pytest.mark.parametrize("path", ["/v2.0/users/me", "/new/v2.0/users/me", "/users/me"])
def test_live_agent_reads_the_profile_where_the_setting_says(cognigy: Cognigy, visitor: Visitor, path: str) -> None:
    cognigy.set(live_agent_users_me_path=path)
    assert visitor.log_in().status_code == 200
    assert cognigy.control.journal(endpoint="users_me")[-1]["request"]["path"] == path
