"""Every documented failure can be met in three ways: a scenario, a persona of the seed, a forced reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import requests

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from tests.vendors.cognigy.world import TIMEOUT, Cognigy, Visitor

CATALOGUE = load_vendor(fixtures_root(), "cognigy")


def authorize(cognigy: Cognigy, visitor: Visitor, user: str = "agent1@demo.example") -> requests.Response:
    return cognigy.authorize(user)


def log_in(cognigy: Cognigy, visitor: Visitor, user: str = "agent1@demo.example") -> requests.Response:
    return visitor.log_in(user)


def old_login(cognigy: Cognigy, visitor: Visitor, user: str = "old1@demo.example") -> requests.Response:
    body = {"email": user, "password": f"{user.partition('@')[0]}-secret"}
    return cognigy.send("POST", "/auth/sign_in", json=body)


def profile(cognigy: Cognigy, visitor: Visitor, key: str = "agent1-api-key") -> requests.Response:
    return cognigy.send("GET", "/v2.0/users/me", headers={"X-API-Key": key}, timeout=TIMEOUT)


def redeem(cognigy: Cognigy, visitor: Visitor, code: str = "") -> requests.Response:
    return cognigy.redeem(code or cognigy.code(), redirect_uri="")


def refresh(cognigy: Cognigy, visitor: Visitor, token: str = "") -> requests.Response:
    return cognigy.token("refresh_token", refresh_token=token or cognigy.tokens()["refresh_token"])


def bearer(cognigy: Cognigy, visitor: Visitor, token: str = "") -> requests.Response:
    return cognigy.me(token or cognigy.tokens()["access_token"])


def client(cognigy: Cognigy, visitor: Visitor, client: str = "cognigy-live-agent") -> requests.Response:
    secret = "live-agent-secret" if client == "cognigy-live-agent" else f"{client}-secret"
    return cognigy.token("client_credentials", client_id=client, client_secret=secret)


def session(cognigy: Cognigy, visitor: Visitor, client: str = "") -> requests.Response:
    fields: Mapping[str, str] = old_login(cognigy, visitor).headers
    if client:
        fields = {"access-token": "ended-session-token-00", "client": client, "uid": "old1@demo.example"}
    return cognigy.send("GET", "/auth/validate_token", headers={name: fields[name] for name in ("access-token", "client", "uid")})


def api_token(cognigy: Cognigy, visitor: Visitor, token: str = "old1-api-token-000000000") -> requests.Response:
    return cognigy.send("GET", "/api/v1/profile", headers={"api_access_token": token})


@pytest.mark.parametrize(
    ("call", "endpoint", "reply", "scenario", "persona"),
    [
        (log_in, "oauth_finish", "error.misconfigured.page", "oauth-misconfigured", "broken1@demo.example"),
        (log_in, "oauth_finish", "error.unmapped.page.british", "unmapped-organisation", "unmapped2@unmapped.example"),
        (log_in, "oauth_finish", "error.unauthorised.page.british", "missing-role", "norole2@demo.example"),
        (authorize, "authorize", "auth.user_disabled", "users-disabled", "disabled1@demo.example"),
        (authorize, "authorize", "auth.locked.429", "users-locked", "locked1@demo.example"),
        (old_login, "sign_in", "session.credentials_wrong", "everybody-migrated", "migrated1@demo.example"),
        (old_login, "sign_in", "session.unconfirmed", "emails-unconfirmed", "unconfirmed1@demo.example"),
        (profile, "users_me", "api.unauthorized", "api-keys-ended", "ended-api-key"),
        (bearer, "users_me", "api.unauthorized", "access-tokens-end-at-once", "ended-access-token"),
        (redeem, "token", "token.code_wrong", "codes-end-at-once", "ended-code"),
        (refresh, "token", "token.refresh_token_wrong", "refresh-tokens-end-at-once", "ended-refresh-token"),
        (client, "token", "auth.client_wrong", "wrong-client-secret", "changed-client"),
        (session, "validate_token", "session.invalid", "sessions-end-at-once", "ended-session-client-0"),
        (api_token, "profile_read", "api_session.token_wrong", "api-tokens-of-nobody", "nobodys-api-token-0000"),
    ],
)
def test_a_failure_in_three_ways(
    cognigy: Cognigy,
    visitor: Visitor,
    call: Callable[..., requests.Response],
    endpoint: str,
    reply: str,
    scenario: str,
    persona: str,
) -> None:
    def met() -> str:
        return str(cognigy.control.journal(limit=1)[-1]["reply"]["id"])

    expected = CATALOGUE.replies[reply].spec.status
    assert call(cognigy, visitor).status_code == 200

    cognigy.arm(scenario)
    assert (call(cognigy, visitor).status_code, met()) == (expected, reply)
    cognigy.control.disarm("cognigy", scenario)
    visitor.session.cookies.clear()
    assert call(cognigy, visitor).status_code == 200

    assert (call(cognigy, visitor, persona).status_code, met()) == (expected, reply)
    visitor.session.cookies.clear()

    match = {"form.grant_type": "refresh_token"} if call is refresh else None
    cognigy.control.force("cognigy", endpoint, reply, times=1, match=match)
    assert (call(cognigy, visitor).status_code, met()) == (expected, reply)
    assert call(cognigy, visitor).status_code == 200


def test_a_persona_cannot_be_mended_through_the_vendors_api(cognigy: Cognigy, visitor: Visitor) -> None:
    user = next(row["id"] for row in cognigy.table("users").rows().values() if row["email"] == "norole2@demo.example")
    assert cognigy.admin("POST", f"/v2.0/users/{user}/addroletouser", {"role": "liveAgentAgent"}).status_code == 204
    assert visitor.log_in("norole2@demo.example").status_code == 401


def test_every_scenario_and_persona_has_its_story() -> None:
    told = "".join(path.read_text("utf-8") for path in (fixtures_root() / "cognigy").glob("*.yaml"))
    for name in CATALOGUE.scenarios:
        assert f"given: [{name}]" in told, name
    for name, persona in CATALOGUE.personas.items():
        assert persona.reply in CATALOGUE.replies, name
