"""Signing in: people by password, assertion or token, bots by key; and everything that keeps them out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockcc.protocols import jwt
from tests.vendors.liveperson.world import ACCOUNT, World, reply

RESELLER = "reseller-secret-of-mockcc-0000000001"


def test_a_person_gets_all_that_clients_read(world: World) -> None:
    found = world.login()
    body = found.json()

    assert found.status_code == 200
    assert re.fullmatch(r"[0-9a-f]{64}", body["bearer"])
    assert re.fullmatch(r"[0-9a-f]{64}", body["csrf"])
    assert body["sessionTTl"] == "28800000"
    assert re.fullmatch(r"\d{18}", body["wsuk"])
    assert found.headers["Set-Cookie"] == f"Session_id={body['sessionId']}; Path=/; HttpOnly"
    config = body["config"]
    assert (config["loginName"], config["userId"]) == ("agent1", "4410873526")
    assert isinstance(config["serverCurrentTime"], int)
    assert isinstance(config["timeDiff"], int)
    assert config["isAdmin"] is True
    assert {"service": "sentinel", "account": ACCOUNT, "baseURI": world.base.removeprefix("http://")} in body["csdsCollectionResponse"][
        "baseURIs"
    ]
    assert body["accountData"]["agentGroupsData"]["items"][0] == {"id": -1, "deleted": False, "name": "Main Group"}


def test_the_cookie_may_be_spelt_as_the_vendors_own_cli_does(world: World) -> None:
    world.arm("lower-case-cookie")

    assert world.login().headers["Set-Cookie"].startswith("session_id=")


def test_the_version_may_be_left_out_unless_the_switch_is_strict(world: World) -> None:
    body = {"username": "agent1", "password": "agent1-secret"}
    for query in ("", "?v=1.2", "?v=1.3"):
        assert world.call("POST", f"/api/account/{ACCOUNT}/login{query}", json=body).status_code == 200
    world.arm("strict-version")
    found = [world.call("POST", f"/api/account/{ACCOUNT}/login{query}", json=body).status_code for query in ("", "?v=1.2", "?v=1.3")]
    assert found == [400, 400, 200]


@pytest.mark.parametrize(
    "body",
    [
        {"username": "agent1", "Password": "agent1-secret"},
        {"username": "agent1"},
        {"password": "agent1-secret"},
        {"username": "bot1", "appKey": "app-key-1"},
        {},
    ],
)
def test_a_body_without_its_arguments_is_told_in_the_vendors_words(world: World, body: Any) -> None:
    found = world.call("POST", f"/api/account/{ACCOUNT}/login", json=body)

    assert (found.status_code, found.json()) == (400, {"error": "Missing Arguments"})
    assert (reply(found), found.headers["Mockcc-Evidence"]) == ("login.missing_arguments", "observed")


@pytest.mark.parametrize(
    "body",
    [
        {"username": "", "password": ""},
        {"username": ["agent1"], "password": "agent1-secret"},
        {"username": "agent1", "password": 1},
        {"username": "agent1", "password": "agent1-secret", "appKey": "a", "secret": "b", "accessToken": "c", "accessTokenSecret": "d"},
        {"assertion": "x"},
        {"assertion": 1, "jwt": "dummy"},
        {"jwt": None},
        [],
        "agent1",
        None,
    ],
)
def test_a_body_that_is_no_form_of_login_is_a_400_whose_words_are_ours(world: World, body: Any) -> None:
    found = world.call("POST", f"/api/account/{ACCOUNT}/login", json=body, headers={"Content-Type": "application/json"})

    assert (found.status_code, found.json()) == (400, {"error": "Missing Arguments"})
    assert (reply(found), found.headers["Mockcc-Evidence"]) == ("login.bad_body", "assumed")


def test_a_body_that_is_no_json_is_refused_and_one_of_another_type_is_not_taken(world: World) -> None:
    path = f"/api/account/{ACCOUNT}/login"
    assert reply(world.call("POST", path, data="{", headers={"Content-Type": "application/json"})) == "login.bad_body"
    assert reply(world.call("POST", path)) == "login.bad_body"
    assert reply(world.call("POST", path, data={"username": "agent1", "password": "agent1-secret"})) == "unsupported.media_type"
    assert reply(world.call("POST", path, data=b"{}")) == "unsupported.media_type"
    good = b'{"username":"agent1","password":"agent1-secret"}'
    for kind in ("text/json", "text/plain", "application/x-json", "application"):
        assert reply(world.call("POST", path, data=good, headers={"Content-Type": kind})) == "unsupported.media_type"
    for kind in ("application/json; charset=UTF-8", "Application/JSON"):
        assert reply(world.call("POST", path, data=good, headers={"Content-Type": kind})) == "login.ok"


@pytest.mark.parametrize("name", ["nobody", "former1", "sso1", "bot1", "Agent1"])
def test_a_name_that_is_no_person_of_the_account_has_bad_credentials(world: World, name: str) -> None:
    assert reply(world.login(name)) == "login.unauthorized.credentials"


def test_wrong_passwords_lock_a_user_until_somebody_unlocks_him(world: World) -> None:
    for _ in range(4):
        assert reply(world.login(password="wrong")) == "login.unauthorized.credentials"
    assert world.login().status_code == 200
    for _ in range(5):
        world.login(password="wrong")

    assert reply(world.login()) == "login.unauthorized.locked"
    assert world.rows("users")["agent1"].failed_logins == 5
    world.change({"users.agent1.locked": False})
    assert world.login().status_code == 200
    assert world.rows("users")["agent1"].failed_logins == 0


def test_a_password_expires_by_the_clock_of_the_space(world: World) -> None:
    world.advance(seconds=0)
    at = world.login().json()["config"]["serverCurrentTime"] / 1000
    world.change({"users.agent1.password_expires_at": at + 3600})
    assert world.login().status_code == 200
    world.advance(hours=1)
    assert reply(world.login()) == "login.unauthorized.expired"


def test_a_wrong_password_tells_nothing_about_the_user(world: World) -> None:
    for name in ("disabled1", "expired1", "mustchange1"):
        assert reply(world.login(name, "wrong")) == "login.unauthorized.credentials"


def test_too_many_logins_wait_five_seconds(world: World) -> None:
    world.set(logins_per_user=2)
    assert [world.login().status_code for _ in range(4)] == [200, 200, 429, 429]
    assert world.login("agent2").status_code == 200
    world.advance(seconds=5)
    assert world.login().status_code == 200


def test_a_second_login_may_end_the_first_session(world: World) -> None:
    first = world.login().json()
    assert world.login().status_code == 200
    assert world.users(first["bearer"]).status_code == 200
    world.arm("second-login-replaces")
    second = world.login().json()
    assert world.users(first["bearer"]).status_code == 401
    assert world.users(second["bearer"]).status_code == 200
    assert world.login("agent2").status_code == 200
    assert world.users(second["bearer"]).status_code == 200


def test_an_assertion_signs_in_only_where_there_is_single_sign_on(world: World) -> None:
    path, body = "/api/account/{}/login", {"jwt": "dummy", "assertion": "saml-assertion-1"}
    assert world.call("POST", path.format("87654321"), json=body).json()["config"]["loginName"] == "sso1"
    assert reply(world.call("POST", path.format(ACCOUNT), json=body)) == "login.unauthorized.sso"
    for assertion in ("unknown", "saml-assertion-old"):
        answer = world.call("POST", path.format("87654321"), json={**body, "assertion": assertion})
        assert reply(answer) == "login.unauthorized.credentials"
    world.change({"users.sso1.locked": True})
    assert reply(world.call("POST", path.format("87654321"), json=body)) == "login.unauthorized.locked"


def test_a_resellers_token_signs_in_when_he_has_signed_it(world: World) -> None:
    def login(claims: dict[str, Any], secret: str = RESELLER, account: str = ACCOUNT) -> str:
        token = jwt.sign(claims, secret, "HS256")
        return reply(world.call("POST", f"/api/account/{account}/login", json={"jwt": token}))

    claims = {"sub": "1", "unique_name": "agent1"}
    assert login(claims) == "login.ok"
    assert login({**claims, "exp": 9_999_999_999}) == "login.ok"
    assert login({**claims, "exp": 1}) == "login.unauthorized.credentials"
    assert login({**claims, "exp": "soon"}) == "login.unauthorized.credentials"
    assert login(claims, secret="another-secret-of-thirty-two-bytes-at-least") == "login.unauthorized.credentials"
    assert login(claims, account="87654321") == "login.unauthorized.credentials"
    assert login({"unique_name": "agent1"}) == "login.bad_body"
    assert login({**claims, "unique_name": "disabled1"}) == "login.unauthorized.disabled"
    assert reply(world.call("POST", f"/api/account/{ACCOUNT}/login", json={"jwt": "a.b.c"})) == "login.unauthorized.credentials"


def test_a_bot_signs_in_with_a_key_or_with_an_oauth2_client(world: World) -> None:
    assert world.bot().json()["config"]["loginName"] == "bot1"
    client = {"appKey": "client-1", "secret": "client-secret-1", "accessToken": "dummy", "accessTokenSecret": "dummy"}
    assert world.bot(**client).status_code == 200
    world.arm("oauth1-eol")
    assert reply(world.bot()) == "login.unauthorized.oauth1_ended"
    assert world.bot(**client).status_code == 200
    assert reply(world.bot(**{**client, "secret": "wrong"})) == "login.unauthorized.key"
    assert reply(world.bot(**{**client, "appKey": "client-9", "secret": "client-secret-9"})) == "login.unauthorized.key"


@pytest.mark.parametrize("field", ["appKey", "secret", "accessToken", "accessTokenSecret"])
def test_each_of_the_four_values_counts(world: World, field: str) -> None:
    assert reply(world.bot(**{field: "wrong"})) == "login.unauthorized.key"
    assert reply(world.bot(**{field: None})) == "login.missing_arguments"
    assert reply(world.bot(**{field: ""})) == "login.bad_body"


def test_a_key_of_another_account_is_unknown_and_an_account_may_have_no_bots(world: World) -> None:
    third = {"appKey": "app-key-3", "secret": "app-secret-3", "accessToken": "access-token-3", "accessTokenSecret": "access-token-secret-3"}
    assert reply(world.bot(**third)) == "login.unauthorized.key"
    body = {"username": "homeless-bot", **third}
    assert reply(world.call("POST", "/api/account/nobots/login", json=body)) == "login.unauthorized.bot"


def test_a_disabled_bot_stays_out_and_one_that_is_no_api_user(world: World) -> None:
    world.change({"users.bot1.is_enabled": False})
    assert reply(world.bot()) == "login.unauthorized.disabled"
    world.change({"users.bot1.is_enabled": True, "users.bot1.is_api_user": False})
    assert reply(world.bot()) == "login.unauthorized.bot"


def test_the_journal_says_what_was_compared(world: World) -> None:
    world.bot(secret="wrong")

    entry = world.journal()[-1]
    assert {"what": "json.secret", "expected": "app-secret-1", "found": "wrong"} in entry["compared"]
    assert entry["why"] == "The values are not those of the key app-key-1."


@pytest.mark.parametrize("vendor_persona", ["locked1", "disabled1", "expired1", "mustchange1", "throttled1", "blocked1", "crash1"])
def test_a_persona_meets_what_it_promises_again_and_again(world: World, vendor_persona: str) -> None:
    promised = world.suite.catalogue("liveperson").personas[vendor_persona].reply

    assert [reply(world.login(vendor_persona)) for _ in range(3)] == [promised] * 3


def test_every_refusal_has_the_envelope_of_the_platform(world: World) -> None:
    error = world.login(password="wrong").json()["error"]

    assert re.fullmatch(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M", error.pop("time"))
    assert error == {"message": "Invalid credentials", "internalCode": 10, "responseStatus": "UNAUTHORIZED"}


def test_one_user_never_holds_more_sessions_than_the_setting_says(world: World) -> None:
    world.set(sessions_per_user=3)
    bearers = [world.login().json()["bearer"] for _ in range(5)]

    assert [world.users(bearer).status_code for bearer in bearers] == [401, 401, 200, 200, 200]
    assert len(world.rows("sessions")) == len(world.rows("bearers")) == 3
    world.advance(hours=8)
    world.login()
    assert len(world.rows("sessions")) == 1
