"""Sentinel: codes, tokens, applications' tokens, revocation, and keys with which a standard library verifies."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.vendors.liveperson.world import ACCOUNT, World, reply

CLIENT = {"client_id": "client-1", "client_secret": "client-secret-1"}
CALLBACK = "https://app.example/callback"
SENTINEL = f"/sentinel/api/account/{ACCOUNT}"


def location(response: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def code(world: World, **asked: str) -> str:
    """A code by way of the login page, as a person's browser gets it."""
    query = {"v": "1.0", "response_type": "code", "client_id": "client-1", "redirect_uri": CALLBACK, "state": "x y", **asked}
    to_login = world.call("GET", f"{SENTINEL}/authorize", params={key: value for key, value in query.items() if value})
    assert reply(to_login) == "sentinel.to_login"
    page = world.call("GET", to_login.headers["Location"])
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'name="client_id" value="client-1"' in page.text
    form = {**location(to_login), "username": "agent1", "password": "agent1-secret"}
    back = world.call("POST", to_login.headers["Location"], data=form)
    assert back.status_code == 302
    assert back.headers["Location"].startswith(f"{CALLBACK}?code=")
    assert location(back)["state"] == "x y"
    return location(back)["code"]


def token(world: World, **form: str) -> Any:
    return world.call("POST", f"{SENTINEL}/token?v=1.0", data={**CLIENT, **form})


def redeem(world: World, code: str, **form: str) -> Any:
    return token(world, grant_type="authorization_code", code=code, redirect_uri=CALLBACK, **form)


def test_a_person_signs_in_and_the_application_acts_for_her_until_she_is_thrown_out(world: World) -> None:
    first = redeem(world, code(world)).json()
    assert list(first) == ["access_token", "token_type", "refresh_token", "id_token"]
    assert first["token_type"] == "Bearer"
    assert len(first["access_token"]) == 64
    assert world.users(first["access_token"]).status_code == 200

    second = token(world, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert list(second) == ["access_token", "token_type", "refresh_token"]
    assert world.users(second["access_token"]).status_code == 200
    assert world.users(first["access_token"]).status_code == 401
    assert reply(token(world, grant_type="refresh_token", refresh_token=first["refresh_token"])) == "token.invalid_grant"

    elsewhere = world.login().json()["bearer"]
    revoked = world.call("POST", f"{SENTINEL}/token/revoke?v1.0", data={**CLIENT, "token": second["refresh_token"]})
    assert (revoked.status_code, revoked.content) == (200, b"")
    assert world.users(second["access_token"]).status_code == 401
    assert world.users(elsewhere).status_code == 401
    again = world.call("POST", f"{SENTINEL}/token/revoke?v=1.0", data={**CLIENT, "token": second["refresh_token"]})
    assert reply(again) == "revoke.invalid_token"
    assert not world.rows("sessions")
    assert not world.rows("refresh_tokens")


def test_an_id_token_verifies_with_the_published_keys(world: World) -> None:
    id_token = redeem(world, code(world)).json()["id_token"]
    keys = KeySet.import_key_set(world.call("GET", "/sentinel/well-known/jwks").json())
    found = jwt.decode(id_token, keys, algorithms=["RS256"])

    assert found.header["kid"] == "idtoken-01-01-26"
    claims = found.claims
    assert (claims["sub"], claims["aud"], claims["iss"]) == ("4410873526", "client-1", "sentinel")
    assert claims["exp"] - claims["iat"] == 600
    assert (claims["is_admin"], claims["is_lpa"]) == (True, False)


def test_an_application_gets_a_token_of_its_own(world: World) -> None:
    form = {**CLIENT, "grant_type": "client_credentials"}
    path = f"{SENTINEL}/app/token"
    keys = KeySet.import_key_set(world.call("GET", "/sentinel/well-known/jwks").json())
    older = RSAKey.import_key(world.rows("signing_keys")["app_jwt_v1"].pem)
    for url, key, kid in (
        (f"{path}?v=1.0", older, "appjwt-01-01-26"),
        (f"{path}?v=2.0", keys, "appjwt-02-01-26"),
        (path.replace("/api/", "/api/v2/"), keys, "appjwt-02-01-26"),
    ):
        body = world.call("POST", url, data=form).json()
        assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
        found = jwt.decode(body["access_token"], key, algorithms=["RS256"])
        assert found.header == {"alg": "RS256", "typ": "JWT", "kid": kid}
        claims = found.claims
        assert (claims["aud"], claims["azp"], claims["iss"], claims["scope"]) == (ACCOUNT, "client-1", "Sentinel", "users.external")
        assert claims["exp"] - claims["iat"] == 3600


def test_the_parameters_of_an_application_may_stand_in_the_query(world: World) -> None:
    path = f"{SENTINEL}/app/token?v=1.0&grant_type=client_credentials"
    assert world.call("POST", path, data={**CLIENT, "scope": ""}).status_code == 200
    assert world.call("POST", f"{path}&client_id=client-1&client_secret=client-secret-1").status_code == 200
    assert reply(world.call("POST", f"{path}&client_id=client-1&client_secret=wrong")) == "app_token.invalid_client"


def test_an_applications_token_is_good_for_its_scope_and_for_an_hour(world: World) -> None:
    form = {**CLIENT, "grant_type": "client_credentials"}
    bearer = world.call("POST", f"{SENTINEL}/app/token?v=1.0", data=form).json()["access_token"]
    skills = f"/api/account/{ACCOUNT}/configuration/le-users/skills"

    assert world.users(bearer).status_code == 200
    assert world.call("GET", skills, headers={"Authorization": f"Bearer {bearer}"}).status_code == 403
    other = skills.replace(ACCOUNT, "87654321").replace("skills", "users")
    assert world.call("GET", other, headers={"Authorization": f"Bearer {bearer}"}).status_code == 401
    assert world.users(bearer[:-4] + "AAAA").status_code == 401
    world.change({"oauth_clients.client-1.enabled": False})
    assert world.users(bearer).status_code == 401
    world.change({"oauth_clients.client-1.enabled": True})
    world.advance(hours=1)
    assert world.users(bearer).status_code == 401


def test_an_id_token_is_no_bearer(world: World) -> None:
    assert world.users(redeem(world, code(world)).json()["id_token"]).status_code == 401


def test_a_live_session_gets_a_code_at_once_and_a_dead_one_does_not(world: World) -> None:
    login = world.login().json()
    path = f"{SENTINEL}/authorize?v=1.0&response_type=code&client_id=client-1"
    cookie = {"Cookie": f"session_id={login['sessionId']}"}

    back = world.call("GET", path, headers=cookie)
    assert reply(back) == "sentinel.code"
    assert list(location(back)) == ["code"]
    world.advance(hours=8)
    assert reply(world.call("GET", path, headers=cookie)) == "sentinel.to_login"


def test_a_code_is_good_once_and_for_ten_minutes_and_for_its_application(world: World) -> None:
    good = code(world)
    assert redeem(world, good).status_code == 200
    assert reply(redeem(world, good)) == "token.invalid_grant"
    late = code(world)
    world.advance(seconds=600)
    assert reply(redeem(world, late)) == "token.invalid_grant"
    assert "expired" in world.why()
    world.change({"oauth_clients.client-2.grants": ["authorization_code"]})
    stolen = redeem(world, code(world), client_id="client-2", client_secret="client-secret-2")
    assert reply(stolen) == "token.invalid_grant"


def test_the_redirect_address_of_the_code_has_to_be_told_again(world: World) -> None:
    assert reply(token(world, grant_type="authorization_code", code=code(world))) == "token.invalid_grant"
    unasked = code(world, redirect_uri="")
    assert token(world, grant_type="authorization_code", code=unasked).status_code == 200
    assert redeem(world, code(world, redirect_uri="")).status_code == 200


def test_a_user_who_was_disabled_meanwhile_gets_no_tokens(world: World) -> None:
    kept = code(world)
    world.change({"users.agent1.is_enabled": False})
    assert reply(redeem(world, kept)) == "token.invalid_grant"


def test_refreshing_its_tokens_keeps_an_applications_session_alive(world: World) -> None:
    tokens = redeem(world, code(world)).json()
    for _ in range(3):
        world.advance(hours=7)
        tokens = token(world, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()

    assert world.users(tokens["access_token"]).status_code == 200


def test_tokens_end_with_the_session_behind_them(world: World) -> None:
    tokens = redeem(world, code(world)).json()
    world.advance(hours=8)
    assert world.users(tokens["access_token"]).status_code == 401
    assert reply(token(world, grant_type="refresh_token", refresh_token=tokens["refresh_token"])) == "token.invalid_grant"


def test_a_login_that_fails_shows_the_page_again_and_counts(world: World) -> None:
    path = f"/sentinel/login/{ACCOUNT}"
    form = {"client_id": "client-1", "response_type": "code", "username": "agent1", "password": "wrong", "state": '"><script>'}
    found = [world.call("POST", path, data=form) for _ in range(6)][-1]

    assert found.status_code == 200
    assert "wrong, or you may not sign in" in found.text
    assert "<script>" not in found.text
    assert "locked" in world.why()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"client_id": "nobody"}, "sentinel.bad_site"),
        ({"client_id": "client-9"}, "sentinel.bad_site"),
        ({"redirect_uri": f"{CALLBACK}/"}, "sentinel.bad_authorize"),
        ({"client_id": "client-2"}, "sentinel.bad_authorize"),
        ({"response_type": "token"}, "sentinel.unsupported_response_type"),
        ({"response_type": None}, "sentinel.invalid_request"),
        ({"response_type": ""}, "sentinel.invalid_request"),
        ({"response_type": ["code", "code"]}, "sentinel.invalid_request"),
        ({"client_id": ["client-1", "client-2"]}, "sentinel.bad_authorize"),
        ({"redirect_uri": [CALLBACK, CALLBACK]}, "sentinel.bad_authorize"),
        ({"client_id": "client-2", "redirect_uri": "https://app.example/two?from=liveperson"}, "sentinel.unauthorized_client"),
    ],
)
def test_an_authorization_request_that_is_wrong(world: World, query: dict[str, Any], expected: str) -> None:
    asked = {"response_type": "code", "client_id": "client-1", **query}
    found = world.call("GET", f"{SENTINEL}/authorize", params=asked)

    assert reply(found) == expected
    if found.status_code == 302:
        told = location(found)
        assert told["error"] == expected.partition(".")[2]
        assert told["error_description"]
        assert found.headers["Location"].startswith(asked.get("redirect_uri", CALLBACK))


def test_an_error_keeps_state_and_what_the_address_held(world: World) -> None:
    asked = {"response_type": "code", "client_id": "client-2", "redirect_uri": "https://app.example/two?from=liveperson", "state": "s"}
    told = location(world.call("GET", f"{SENTINEL}/authorize", params=asked))
    assert (told["from"], told["state"], told["error"]) == ("liveperson", "s", "unauthorized_client")


def test_the_version_has_to_be_there_only_where_the_switch_is_strict(world: World) -> None:
    world.arm("strict-version")
    form = {**CLIENT, "grant_type": "client_credentials"}
    assert reply(world.call("POST", f"{SENTINEL}/app/token", data=form)) == "app_token.invalid_request"
    assert world.call("POST", f"{SENTINEL}/app/token?v=2.0", data=form).status_code == 200
    assert world.call("POST", f"{SENTINEL.replace('/api/', '/api/v2/')}/app/token", data=form).status_code == 200
    assert reply(world.call("POST", f"{SENTINEL}/token", data=form)) == "token.invalid_request"
    assert reply(world.call("GET", f"{SENTINEL}/authorize?client_id=client-1")) == "sentinel.bad_authorize"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"client_secret": "wrong"}, "token.invalid_client"),
        ({"client_id": ""}, "token.invalid_client"),
        ({}, "token.invalid_request"),
        ({"grant_type": "password"}, "token.unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "token.invalid_request"),
        ({"grant_type": "refresh_token"}, "token.invalid_request"),
        ({"grant_type": "refresh_token", "client_id": "client-2", "client_secret": "client-secret-2"}, "token.unauthorized_client"),
    ],
)
def test_a_token_request_that_is_wrong(world: World, form: dict[str, str], expected: str) -> None:
    found = token(world, **form)
    assert reply(found) == expected
    assert found.json() == {"error": expected.partition(".")[2]}


@pytest.mark.parametrize("field", ["client_id", "client_secret", "grant_type", "token"])
def test_a_parameter_that_comes_twice_is_an_invalid_request(world: World, field: str) -> None:
    good = {**CLIENT, "grant_type": "client_credentials", "token": "x"}
    body = [*good.items(), (field, good[field])]
    for path, reply_id in (("token", "token"), ("token/revoke", "revoke"), ("app/token", "app_token")):
        assert reply(world.call("POST", f"{SENTINEL}/{path}", data=body)) == f"{reply_id}.invalid_request"


def test_an_unknown_account_has_no_applications(world: World) -> None:
    """With the statuses that each page lists: that of the token request has no 401."""
    for path, family, status in (("token", "token", 400), ("token/revoke", "revoke", 401), ("app/token", "app_token", 401)):
        found = world.call("POST", f"{SENTINEL.replace(ACCOUNT, '00000000')}/{path}", data={**CLIENT, "token": "x"})
        assert (found.status_code, reply(found), found.json()) == (status, f"{family}.invalid_client", {"error": "invalid_client"})


def test_a_key_that_is_gone_is_a_server_error(world: World) -> None:
    world.change({"signing_keys.app_jwt_v1": None})
    form = {**CLIENT, "grant_type": "client_credentials"}
    assert world.call("POST", f"{SENTINEL}/app/token?v=1.0", data=form).status_code == 500


def test_codes_that_nobody_redeems_do_not_pile_up(world: World) -> None:
    cookie = {"Cookie": f"Session_id={world.login().json()['sessionId']}"}
    for _ in range(30):
        last = world.call("GET", f"{SENTINEL}/authorize?response_type=code&client_id=client-1&redirect_uri={CALLBACK}", headers=cookie)

    assert len(world.rows("codes")) == 20
    assert redeem(world, location(last)["code"]).status_code == 200
