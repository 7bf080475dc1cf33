"""Every documented failure can be met in three ways: a scenario, a persona of the seed, a forced reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.client import Client
from tests.vendors.liveperson.test_oauth1_calls import SKILLS, send, signed
from tests.vendors.liveperson.test_sentinel import CALLBACK, SENTINEL
from tests.vendors.liveperson.world import ACCOUNT, World, reply

Call = Callable[[World, str], requests.Response]
VIEW = f"/messaging_history/api/account/{ACCOUNT}/agent-view/status"


def one_service(world: World, who: str) -> requests.Response:
    return world.call("GET", f"/api/account/{who or ACCOUNT}/service/agentVep/baseURI.json?version=1.0")


def log_in(world: World, who: str) -> requests.Response:
    name, slash, password = (who or "agent1").partition("/")
    body = {"username": name, "password": password if slash else f"{name}-secret"}
    return world.call("POST", f"/api/account/{ACCOUNT}/login?v=1.3", json=body)


def log_in_at(world: World, who: str) -> requests.Response:
    return world.login(account=who or ACCOUNT)


def bot(world: World, who: str) -> requests.Response:
    name, _, key = (who or "bot1/1").partition("/")
    values = {
        "appKey": f"app-key-{key}",
        "secret": f"app-secret-{key}",
        "accessToken": f"access-token-{key}",
        "accessTokenSecret": f"access-token-secret-{key}",
    }
    return world.bot(name, **values)


def after_login(verb: str) -> Call:
    def call(world: World, who: str) -> requests.Response:
        return world.keep(SESSIONS[world.space, who], verb)

    return call


def users(world: World, who: str) -> requests.Response:
    return world.users(SESSIONS[world.space, who]["bearer"])


SESSIONS: dict[tuple[str, str], dict[str, Any]] = {}
"""The logins that were made before anything was armed."""


def sign(path: str, method: str, **more: Any) -> Call:
    def call(world: World, who: str) -> requests.Response:
        key = who or "1"
        values = (f"app-key-{key}", f"app-secret-{key}", f"access-token-{key}", f"access-token-secret-{key}")
        return send(signed(world, path, *values, method=method, **more))

    return call


skills = sign(SKILLS, "GET")
view = sign(VIEW, "POST", json={})


def authorize(world: World, who: str) -> requests.Response:
    asked = {"v": "1.0", "response_type": "code", "client_id": who or "client-1", "redirect_uri": CALLBACK}
    return world.call("GET", f"{SENTINEL}/authorize", params=asked)


def sentinel(path: str, **form: str) -> Call:
    def call(world: World, who: str) -> requests.Response:
        held = TOKENS.get(world.space, "")
        values = {"client_id": "client-1", "client_secret": "client-secret-1", **form}
        if who.startswith("client-"):
            values |= {"client_id": who, "client_secret": f"client-secret-{who[-1]}"}
        elif who:
            held = who
        values |= {name: held for name, value in form.items() if not value}
        return world.call("POST", f"{SENTINEL}/{path}?v=1.0", data=values)

    return call


TOKENS: dict[str, str] = {}
"""The refresh token that was given out before anything was armed."""
app_token = sentinel("app/token", grant_type="client_credentials")
renew = sentinel("token", grant_type="refresh_token", refresh_token="")
revoke = sentinel("token/revoke", token="")

ROWS: list[tuple[Call, str, str, str, str]] = [
    # call, endpoint, reply, scenario, persona
    (one_service, "domain_service", "domain.bad_request", "agent-vep-unknown", "no-such-account"),
    (one_service, "domain_service", "domain.unauthorized", "domain-refuses-accounts", "00000000"),
    (log_in, "login", "login.bad_body", "login-refuses-bodies", "empty1/"),
    (log_in, "login", "login.unauthorized.disabled", "users-disabled", "disabled1"),
    (log_in, "login", "login.unauthorized.locked", "users-locked", "locked1"),
    (log_in, "login", "login.unauthorized.expired", "passwords-expired", "expired1"),
    (log_in, "login", "login.unauthorized.must_change", "passwords-must-change", "mustchange1"),
    (log_in, "login", "login.throttled.user", "login-throttled", "throttled1"),
    (log_in, "login", "login.blocked.user", "users-blocked", "blocked1"),
    (log_in_at, "login", "login.blocked.account", "accounts-blocked", "45100000"),
    (log_in, "login", "login.server_error", "login-down", "crash1"),
    (bot, "login", "login.unauthorized.key", "keys-disabled", "bot1/9"),
    (bot, "login", "login.unauthorized.permission", "keys-without-permission", "bot2/2"),
    (bot, "login", "login.unauthorized.bot", "bots-not-enabled", "human1/1"),
    (bot, "login", "login.unauthorized.key_not_allowed", "bots-without-keys", "bot3/1"),
    (after_login("refresh"), "refresh", "session.csrf", "csrf-broken", "csrf1"),
    (after_login("refresh"), "refresh", "session.dead", "sessions-expired", "short1"),
    (after_login("refresh"), "refresh", "session.server_error", "refresh-down", "crash2"),
    (after_login("logout"), "logout", "session.csrf", "csrf-broken", "csrf1"),
    (after_login("logout"), "logout", "session.dead", "sessions-expired", "short1"),
    (after_login("logout"), "logout", "session.server_error", "refresh-down", "crash2"),
    (users, "users", "account.not_authenticated", "sessions-expired", "short1"),
    (users, "users", "account.throttled", "account-throttled", "throttled2"),
    (users, "users", "account.server_error", "account-down", "crash2"),
    (skills, "skills", "account.not_authorized", "keys-without-permission", "2"),
    (skills, "skills", "oauth.signature_invalid", "oauth1-keys-refused", "8"),
    (skills, "skills", "oauth.token_rejected", "oauth1-token-rejected", "7"),
    (view, "agent_view", "oauth_wrapped.signature_invalid", "oauth1-keys-refused", "8"),
    (view, "agent_view", "oauth_wrapped.token_rejected", "oauth1-token-rejected", "7"),
    (authorize, "authorize", "sentinel.bad_authorize", "redirects-unregistered", "client-8"),
    (authorize, "authorize", "sentinel.bad_site", "clients-disabled", "client-9"),
    (authorize, "authorize", "sentinel.unauthorized_client", "clients-without-grants", "client-7"),
    (authorize, "authorize", "sentinel.server_error", "sentinel-down", "client-6"),
    (renew, "token", "token.invalid_client", "clients-disabled", "client-9"),
    (renew, "token", "token.invalid_grant", "refresh-tokens-dead", "dead-refresh-token"),
    (renew, "token", "token.unauthorized_client", "clients-without-grants", "client-7"),
    (renew, "token", "sentinel.server_error", "sentinel-down", "client-6"),
    (revoke, "revoke", "revoke.invalid_token", "refresh-tokens-dead", "dead-refresh-token"),
    (revoke, "revoke", "revoke.invalid_client", "clients-disabled", "client-9"),
    (revoke, "revoke", "sentinel.server_error", "sentinel-down", "client-6"),
    (app_token, "app_token", "app_token.invalid_client", "clients-disabled", "client-9"),
    (app_token, "app_token", "app_token.unauthorized_client", "clients-without-grants", "client-7"),
    (app_token, "app_token", "sentinel.server_error", "sentinel-down", "client-6"),
]


def begin(world: World) -> None:
    """Log everybody in of whom a row speaks, and give an application its refresh token, before anything is armed."""
    for who in ("", "csrf1", "short1", "crash2", "throttled2"):
        SESSIONS[world.space, who] = world.login(who or "agent1").json()
    world.change(
        {
            "codes.code-1": {
                "id": "code-1",
                "account": ACCOUNT,
                "client": "client-1",
                "user": "agent1",
                "redirect_uri": CALLBACK,
                "expires_at": 9_999_999_999.0,
            }
        }
    )
    form = {"grant_type": "authorization_code", "code": "code-1", "client_id": "client-1", "client_secret": "client-secret-1"}
    TOKENS[world.space] = world.call("POST", f"{SENTINEL}/token?v=1.0", data=form).json()["refresh_token"]


@pytest.mark.parametrize(("call", "endpoint", "expected", "scenario", "persona"), ROWS, ids=[f"{row[1]}-{row[2]}" for row in ROWS])
def test_a_failure_in_three_ways(world: World, call: Call, endpoint: str, expected: str, scenario: str, persona: str) -> None:
    control = Client(suite=world.suite, space=world.space)
    begin(world)

    control.arm("liveperson", scenario)
    assert reply(call(world, "")) == expected
    control.disarm("liveperson", scenario)

    for _ in range(2):
        assert reply(call(world, persona)) == expected

    control.force("liveperson", endpoint, expected, times=1)
    assert reply(call(world, "")) == expected
    found = call(world, "")
    assert found.status_code < 400
    assert "error=" not in found.headers.get("Location", "")


def test_every_persona_has_its_story() -> None:
    met = {row[2] for row in ROWS}
    for name, persona in load_vendor(fixtures_root(), "liveperson").personas.items():
        assert persona.reply in met, name


def test_every_refusal_of_the_catalogue_can_be_forced(world: World) -> None:
    """Forced replies need nothing of the world, so that each documented row has this way at least."""
    control = Client(suite=world.suite, space=world.space)
    catalogue = world.suite.catalogue("liveperson")
    seen = set()
    for endpoint in catalogue.endpoints.values():
        route = endpoint.routes[0]
        if route.method == "WS":
            continue
        path = route.path
        for name, value in (("account", ACCOUNT), ("service", "agentVep"), ("session", "1"), ("bearer", "x")):
            path = path.replace(f"<{name}>", value)
        for name in endpoint.spec.replies:
            status = catalogue.replies[name].spec.status
            if name in seen or status < 400:
                continue
            control.force("liveperson", endpoint.name, name, times=1)
            found = world.call(route.method, path)
            assert (reply(found), found.status_code) == (name, status)
            seen.add(name)
    everything = {name for name, found in catalogue.replies.items() if found.spec.status >= 400}
    assert everything - seen <= {"unknown.method"}
