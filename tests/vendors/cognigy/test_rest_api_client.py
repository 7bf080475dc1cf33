"""The vendor's own client, npm @cognigy/rest-api-client 0.19.0, unmodified: it signs in by every grant, and reads our errors."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import node
from tests.vendors.cognigy.world import ORGANISATION, PKCE, VERIFIER, Cognigy

OAUTH2 = {"type": "OAuth2", "clientId": "cognigy-live-agent", "clientSecret": "live-agent-secret"}
PASSWORD = {"type": "password", "username": "agent1@demo.example", "password": "agent1-secret"}
Call = tuple[str, list[Any], str] | tuple[str, list[Any]] | tuple[str]


def drive(cognigy: Cognigy, *calls: Call, credentials: dict[str, Any] | None = None, **config: Any) -> Any:
    """What each call gave or threw, and how often the client said that it is not authorized."""
    task = {
        "baseUrl": cognigy.base,
        "credentials": credentials or OAUTH2,
        "config": config,
        "calls": [dict(zip(("call", "args", "keep"), call, strict=False)) for call in calls],
    }
    return node.run("cognigy.js", task)


def values(found: Any) -> list[Any]:
    """What the calls gave; none may have thrown."""
    assert not [each for each in found["results"] if "error" in each], found
    return [each["value"] for each in found["results"]]


def test_the_code_flow_with_pkce(cognigy: Cognigy) -> None:
    ask = {
        "username": "agent1@demo.example",
        "password": "agent1-secret",
        "redirectUri": cognigy.callback,
        "state": "s",
        "organisationId": ORGANISATION,
        "codeChallenge": PKCE["code_challenge"],
        "codeChallengeMethod": "S256",
    }
    log_in = {"type": "authorizationCode", "code": "$code.code", "redirectUri": cognigy.callback, "codeVerifier": VERIFIER}
    code, _, me = values(drive(cognigy, ("getAuthorizationCode", [ask], "code"), ("login", [log_in]), ("readUserMe",)))
    assert code["redirect_uri"] == cognigy.callback
    assert code["expires_in"] == 600
    assert code["expires_at"] > 0
    assert me["id"] == "agent1@demo.example"
    assert me["organisation"] == ORGANISATION
    assert me["roles"] == ["base_role", "liveAgentAgent"]


def test_the_password_a_refresh_and_a_logout(cognigy: Cognigy) -> None:
    found = drive(
        cognigy,
        ("login", [{**PASSWORD, "rememberMe": True}]),
        ("getRefreshToken", [], "refresh"),
        ("login", [{"type": "refreshToken", "refreshToken": "$refresh"}]),
        ("readUserMe",),
        ("getRealtimeToken",),
        ("logout",),
        ("login", [{"type": "refreshToken", "refreshToken": "$refresh"}]),
        maxRetries=0,
    )
    *fine, last = found["results"]
    assert not [each for each in fine if "error" in each]
    assert fine[3]["value"]["id"] == "agent1@demo.example"
    assert fine[4]["value"]["token"]
    assert last["error"]["message"] == "The refresh token is not valid."
    assert found["unauthorized"] == 1


def test_an_access_token_that_has_ended_is_refreshed_by_itself(cognigy: Cognigy) -> None:
    cognigy.set(access_token_minutes=0.1)  # 6 seconds: the client calls anything up to 8 seconds ended
    assert values(drive(cognigy, ("login", [PASSWORD]), ("readUserMe",), ("readUserMe",)))[2]["id"] == "agent1@demo.example"
    refreshes = [each for each in cognigy.control.journal(endpoint="token") if each["request"]["form"]["grant_type"] == "refresh_token"]
    assert len(refreshes) == 2


def test_a_client_that_speaks_for_itself_has_no_refresh_token(cognigy: Cognigy) -> None:
    cognigy.set(access_token_minutes=0.1)
    found = drive(cognigy, ("login", [{"type": "clientCredentials", "scope": ""}]), ("readUserMe",))
    assert found["results"][0] == {"value": None}
    assert found["results"][1]["error"]["message"] == "No RefreshToken provided."


def test_webfinger_asks_without_credentials(cognigy: Cognigy) -> None:
    (found,) = values(drive(cognigy, ("webfinger", [{"resource": "acct:agent1@demo.example", "rel": ["idp"]}])))
    assert found == {"subject": f"org:{ORGANISATION}", "links": [{"rel": "idp", "properties": {"idp:type": "none"}}]}


def test_an_api_key_sets_live_agent_up(cognigy: Cognigy) -> None:
    cognigy.table("organisations").patch(ORGANISATION, live_agent_account=None)
    project = {"projectId": "64f000000000000000000d02"}
    found = values(
        drive(
            cognigy,
            ("setupCognigyLiveAgent",),
            ("readLiveAgentAccount",),
            ("setupCognigyLiveAgentInbox", [project]),
            ("readProjectInbox", [project]),
            credentials={"type": "ApiKey", "apiKey": "admin1-api-key"},
        )
    )
    assert found == [{"liveAgentAccount": 3}, {"liveAgentAccount": 3}, {"liveAgentDefaultInbox": 2}, {"liveAgentDefaultInbox": 2}]


def test_an_administrator_manages_users_and_keys(cognigy: Cognigy) -> None:
    new = {"id": "new1@demo.example", "name": "New User", "password": "new1-secret"}
    user = {"userId": "$user._id"}
    made, _, read, _, _, _, key, keys, _, attempts, acl = values(
        drive(
            cognigy,
            ("createUser", [new], "user"),
            ("addRoleToUser", [{**user, "role": "liveAgentAgent"}]),
            ("readUser", [user]),
            ("removeRoleFromUser", [{**user, "role": "liveAgentAgent"}]),
            ("logoutUser", [user]),
            ("resetFailedLoginAttempts", [user]),
            ("createApiKeyMe", [{"name": "Mine"}], "key"),
            ("indexApiKeysMe", [{"limit": 10}]),
            ("deleteApiKeyMe", [{"apiKeyId": "$key._id"}]),
            ("indexLoginAttemptsMe", [{"limit": 5}]),
            ("readUserAclMe",),
            credentials={"type": "ApiKey", "apiKey": "admin1-api-key"},
        )
    )
    assert made["roles"] == ["base_role"]
    assert read["roles"] == ["base_role", "liveAgentAgent"]
    assert key["apiKey"] in [each["apiKey"] for each in keys["items"]]
    assert attempts["total"] == 0
    assert acl["organisationWide"]["roles"] == ["admin", "base_role"]


def test_basic_is_for_the_management_api_alone(cognigy: Cognigy) -> None:
    cognigy.set(super_api_keys=True)
    basic = {"type": "Basic", "username": "management", "password": "management-secret"}
    found = drive(cognigy, ("readUserMe",), credentials=basic)
    assert found["results"][0]["error"]["httpStatusCode"] == 401
    (made,) = values(drive(cognigy, ("createApiKeyManagement", [{"organisationId": ORGANISATION}]), credentials=basic))
    key = {"type": "ApiKey", "apiKey": made["apiKey"]}
    assert values(drive(cognigy, ("readUserMe",), credentials=key))[0]["id"] == "admin1@demo.example"


@pytest.mark.parametrize(
    ("call", "status", "message"),
    [
        (("login", [{**PASSWORD, "password": "wrong"}]), 401, "Wrong username or password."),
        (("readUserMe",), 401, "No RefreshToken provided."),
    ],
)
def test_a_401_is_unauthorized_to_the_client(cognigy: Cognigy, call: Call, status: int, message: str) -> None:
    error = drive(cognigy, call)["results"][0]["error"]
    assert (error["httpStatusCode"], error["message"]) == (status, message), error


def test_a_wrong_secret_reaches_the_client_as_an_oauth_error(cognigy: Cognigy) -> None:
    found = drive(cognigy, ("login", [PASSWORD]), credentials={**OAUTH2, "clientSecret": "wrong"})
    error = found["results"][0]["error"]
    assert error["httpStatusCode"] == 401
    assert error["details"]["error"] == "unauthorized_client"
    assert error["traceId"].startswith("api--")
    assert found["unauthorized"] == 1


def test_a_lock_surfaces_as_the_vendors_client_shows_a_429(cognigy: Cognigy) -> None:
    cognigy.set(lockout_steps_seconds=[60])
    wrong = {**PASSWORD, "password": "wrong"}
    found = drive(cognigy, ("login", [wrong]), ("login", [PASSWORD]))
    error = found["results"][1]["error"]
    assert error["message"] == "The user is locked after too many failed logins."
    assert error["httpStatusCode"] == 500  # the client has no class for 429
    assert error["details"]["details"] == {"secondsLeft": 60}


@pytest.mark.parametrize("scenario", ["rate-limited", "api-failing"])
def test_a_get_is_tried_again_on_429_and_500(cognigy: Cognigy, scenario: str) -> None:
    cognigy.arm(scenario, times=1)
    found = values(drive(cognigy, ("readUserMe",), credentials={"type": "ApiKey", "apiKey": "agent1-api-key"}, maxRetries=1))
    assert found[0]["id"] == "agent1@demo.example"
    assert len(cognigy.control.journal(endpoint="users_me")) == 2


def test_a_500_is_an_internal_server_error_to_the_client(cognigy: Cognigy) -> None:
    cognigy.arm("api-failing")
    error = drive(cognigy, ("readUserMe",), credentials={"type": "ApiKey", "apiKey": "agent1-api-key"})["results"][0]["error"]
    assert (error["code"], error["httpStatusCode"], error["message"]) == (1008, 500, "Internal server error.")
