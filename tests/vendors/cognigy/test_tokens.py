"""Tokens: four grants, lifetimes by the space's clock, refresh and rotation, revocation, and whose secret it takes."""

from __future__ import annotations

import pytest
import requests

from tests.vendors.cognigy.world import CLIENT, PKCE, TIMEOUT, Cognigy, query_of


def test_tokens_are_opaque_and_long(cognigy: Cognigy) -> None:
    tokens = cognigy.tokens()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    assert (len(tokens["access_token"]), len(tokens["refresh_token"])) == (512, 2048)


def test_an_access_token_ends_after_a_quarter_of_an_hour(cognigy: Cognigy) -> None:
    tokens = cognigy.tokens()
    cognigy.control.clock.advance(minutes=14)
    assert cognigy.me(tokens["access_token"]).status_code == 200
    cognigy.control.clock.advance(minutes=2)
    reply = cognigy.me(tokens["access_token"])
    assert reply.status_code == 401
    body = reply.json()
    assert (body["type"], body["title"], body["status"], body["code"]) == ("about:blank", "Unauthorized", 401, 401)
    assert body["instance"] == "/v2.0/users/me"
    assert cognigy.me(tokens["access_token"], "/new/v2.0/users/me").json()["instance"] == "/v2.0/users/me"


@pytest.mark.parametrize(("remember", "days"), [("false", 1), ("true", 30)])
def test_a_login_lasts_a_day_and_with_remember_me_thirty(cognigy: Cognigy, remember: str, days: int) -> None:
    refresh = cognigy.tokens(rememberMe=remember)["refresh_token"]
    cognigy.control.clock.advance(hours=24 * days - 1)
    assert cognigy.token("refresh_token", refresh_token=refresh).status_code == 200
    cognigy.control.clock.advance(hours=2)
    assert cognigy.token("refresh_token", refresh_token=refresh).status_code == 400


def test_a_refresh_keeps_the_refresh_token_unless_rotation_is_on(cognigy: Cognigy) -> None:
    first = cognigy.tokens()["refresh_token"]
    assert cognigy.token("refresh_token", refresh_token=first).json()["refresh_token"] == first
    cognigy.set(refresh_token_rotation=True)
    second = cognigy.token("refresh_token", refresh_token=first).json()["refresh_token"]
    assert second != first
    assert cognigy.token("refresh_token", refresh_token=first).status_code == 400
    assert cognigy.token("refresh_token", refresh_token=second).status_code == 200


def test_a_refresh_token_is_its_clients(cognigy: Cognigy) -> None:
    refresh = cognigy.tokens()["refresh_token"]
    stolen = {"client_id": "cognigy-ui", "client_secret": "cognigy-ui-secret"}
    assert cognigy.token("refresh_token", refresh_token=refresh, **stolen).status_code == 400


def test_a_refresh_for_a_user_who_is_gone_is_refused(cognigy: Cognigy) -> None:
    refresh = cognigy.tokens()["refresh_token"]
    cognigy.table("users").delete("agent1@demo.example")
    assert cognigy.token("refresh_token", refresh_token=refresh).json()["error"] == "access_denied"


def test_revoking_ends_the_whole_login_and_needs_no_credentials(cognigy: Cognigy) -> None:
    tokens = cognigy.tokens()
    assert cognigy.send("POST", "/auth/oauth2/revoke", json={"token": tokens["refresh_token"]}).status_code == 204
    assert cognigy.me(tokens["access_token"]).status_code == 401
    assert cognigy.token("refresh_token", refresh_token=tokens["refresh_token"]).status_code == 400
    assert cognigy.send("POST", "/auth/oauth2/revoke", json={"token": tokens["refresh_token"]}).status_code == 204


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": 5}, {"token": ["x"]}, []])
def test_revoking_nothing_is_refused(cognigy: Cognigy, body: object) -> None:
    assert cognigy.send("POST", "/auth/oauth2/revoke", json=body).status_code == 400


def test_one_login_a_user_where_the_setting_says_so(cognigy: Cognigy) -> None:
    cognigy.set(refresh_token_max_per_user=1)
    first, other, second = cognigy.tokens(), cognigy.tokens("admin1@demo.example"), cognigy.tokens()
    assert cognigy.me(first["access_token"]).status_code == 401
    assert cognigy.me(other["access_token"]).status_code == 200
    assert cognigy.me(second["access_token"]).status_code == 200


def test_a_client_speaks_for_itself_without_a_refresh_token(cognigy: Cognigy) -> None:
    tokens = cognigy.token("client_credentials", scope="").json()
    assert set(tokens) == {"access_token", "token_type", "expires_in"}
    reply = cognigy.me(tokens["access_token"])
    assert (reply.status_code, reply.json()["title"]) == (403, "Forbidden")


def test_the_secret_comes_in_the_body_or_by_basic(cognigy: Cognigy) -> None:
    form = {"grant_type": "password", "username": "agent1@demo.example", "password": "agent1-secret"}
    pair = (CLIENT["client_id"], CLIENT["client_secret"])
    url = f"{cognigy.base}/auth/oauth2/token"
    assert requests.post(url, data=form, auth=pair, timeout=TIMEOUT).status_code == 200
    assert requests.post(url, data={**form, "client_id": pair[0]}, auth=pair, timeout=TIMEOUT).status_code == 200
    assert requests.post(url, data={**form, "client_id": "cognigy-ui"}, auth=pair, timeout=TIMEOUT).status_code == 400
    assert requests.post(url, data=form, auth=(pair[0], "wrong"), timeout=TIMEOUT).status_code == 401


@pytest.mark.parametrize(
    ("setting", "value", "form"),
    [
        ("wrong_client_error", "invalid_client", {"client_secret": "wrong"}),
        ("wrong_client_error", "invalid_client", {"client_id": "nobody"}),
        ("wrong_grant_error", "invalid_grant", {"grant_type": "authorization_code", "code": "x"}),
        ("wrong_grant_error", "invalid_grant", {"grant_type": "refresh_token", "refresh_token": "x"}),
        ("wrong_grant_type_error", "unsupported_grant_type", {"grant_type": "implicit"}),
    ],
)
def test_a_setting_speaks_the_words_of_the_standard(cognigy: Cognigy, setting: str, value: str, form: dict[str, str]) -> None:
    known = {"unauthorized_client", "invalid_request"}
    fields = {"grant_type": "client_credentials", **CLIENT, **form}
    assert cognigy.send("POST", "/auth/oauth2/token", data=fields).json()["error"] in known
    cognigy.set(**{setting: value})
    assert cognigy.send("POST", "/auth/oauth2/token", data=fields).json()["error"] == value


def test_a_body_of_json_holds_no_parameters(cognigy: Cognigy) -> None:
    reply = cognigy.send("POST", "/auth/oauth2/token", json={"grant_type": "client_credentials", **CLIENT})
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("grant", ["authorization_code", "refresh_token", "password"])
def test_a_grant_without_what_it_takes_is_refused(cognigy: Cognigy, grant: str) -> None:
    reply = cognigy.token(grant)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


def test_both_error_shapes_stand_in_one_body(cognigy: Cognigy) -> None:
    body = cognigy.token("password", username="agent1@demo.example", password="wrong").json()
    assert (body["error"], body["error_description"]) == ("access_denied", body["detail"])
    assert (body["title"], body["status"], body["code"], body["details"]) == ("Unauthorized", 401, 401, {})
    assert body["traceId"].startswith("api--")


@pytest.mark.parametrize(
    ("shape", "members"),
    [
        ("problem", {"type", "title", "detail", "instance", "status", "traceId", "code", "details"}),
        ("oauth", {"error", "error_description"}),
    ],
)
def test_a_setting_leaves_one_of_the_shapes_out(cognigy: Cognigy, shape: str, members: set[str]) -> None:
    cognigy.set(oauth_error_body=shape)
    assert set(cognigy.token("password", username="agent1@demo.example", password="wrong").json()) == members
    assert set(cognigy.authorize(response_type="").json()) == members
    assert set(cognigy.send("POST", "/auth/oauth2/revoke", json={}).json()) == members
    assert cognigy.me("x").json()["code"] == 401


def test_a_lock_grows_and_is_forgiven(cognigy: Cognigy) -> None:
    cognigy.control.clock.freeze()
    cognigy.set(lockout_steps_seconds=[10, 60])
    assert cognigy.authorize(password="wrong").status_code == 401
    reply = cognigy.authorize()
    assert (reply.status_code, reply.json()["details"]) == (429, {"secondsLeft": 10})
    cognigy.control.clock.advance(seconds=11)
    assert cognigy.authorize(password="wrong").status_code == 401
    assert cognigy.authorize().json()["details"] == {"secondsLeft": 60}
    path = "/v2.0/users/64f000000000000000000101/resetfailedloginattempts"
    assert cognigy.admin("POST", path).status_code == 204
    assert cognigy.authorize().status_code == 200
    cognigy.arm("users-locked")
    assert cognigy.authorize().status_code == 429
    assert cognigy.admin("POST", path).status_code == 204
    assert cognigy.authorize().status_code == 200


def test_a_user_is_disabled_after_as_many_failures_as_the_policy_says(cognigy: Cognigy) -> None:
    cognigy.set(disable_after_failures=2)
    for _ in range(2):
        cognigy.authorize(password="wrong")
    assert cognigy.authorize().json()["detail"] == "The user is disabled."


def test_a_person_of_several_organisations_gets_the_one_that_was_chosen(cognigy: Cognigy) -> None:
    second = "64f0000000000000000000b2"
    assert cognigy.authorize("several1@demo.example").status_code == 400
    code = cognigy.code("several1@demo.example", organisation=second)
    me = cognigy.me(cognigy.redeem(code).json()["access_token"]).json()
    assert (me["organisation"], me["roles"]) == (second, ["base_role", "liveAgentAdmin"])
    form = {"grant_type": "password", **CLIENT, "username": "several1@demo.example", "password": "several1-secret"}
    reply = cognigy.send("POST", "/auth/oauth2/token", data=form, headers={"organisation-id": second})
    assert cognigy.me(reply.json()["access_token"]).json()["organisation"] == second
    for path, fields in ((f"/auth/oauth2/token?organisationId={second}", form), ("/auth/oauth2/token", {**form, "organisationId": second})):
        assert cognigy.send("POST", path, data=fields).json()["error"] == "invalid_request"


@pytest.mark.parametrize(("remember", "days"), [({}, 1), ({"rememberMe": "true"}, 30)])
def test_remember_me_on_the_page_makes_the_login_of_the_code_a_long_one(cognigy: Cognigy, remember: dict[str, str], days: int) -> None:
    form = {"client_id": CLIENT["client_id"], "response_type": "code", **PKCE, "username": "agent1@demo.example"}
    sent = cognigy.send("POST", "/login", data={**form, "password": "agent1-secret", **remember})
    refresh = cognigy.redeem(query_of(sent.headers["Location"])["code"], redirect_uri="").json()["refresh_token"]
    cognigy.control.clock.advance(hours=24 * days - 1)
    assert cognigy.token("refresh_token", refresh_token=refresh).status_code == 200
    cognigy.control.clock.advance(hours=2)
    assert cognigy.token("refresh_token", refresh_token=refresh).status_code == 400
