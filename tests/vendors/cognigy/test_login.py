"""The whole login of Live Agent: roles, the three documented errors by every cause, hand-overs, and the browser's session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from tests.vendors.cognigy.world import JSON, PKCE, TIMEOUT, Cognigy, Visitor, query_of

E1 = "Something is wrong with the OAuth configuration"
E2 = "The user organisation 64f0000000000000000000c3 was not found in the system"
E3 = "The Cognigy user is not authorised to access the system"


@pytest.mark.parametrize(
    ("user", "roles", "role"),
    [
        ("agent1@demo.example", None, "agent"),
        ("supervisor1@demo.example", None, "supervisor"),
        ("agent1@demo.example", ["base_role", "liveAgentAdmin"], "administrator"),
        ("admin1@demo.example", None, "administrator"),
        ("agent1@demo.example", ["liveAgentAgent", "liveAgentSupervisor"], "supervisor"),
    ],
)
def test_a_role_of_cognigy_becomes_a_role_of_live_agent(
    cognigy: Cognigy, visitor: Visitor, user: str, roles: list[str] | None, role: str
) -> None:
    if roles:
        cognigy.table("users").patch(user, roles=roles)
    shown = visitor.log_in(user)
    assert shown.status_code == 200
    assert shown.url == f"{cognigy.base}/app/accounts/1/dashboard"
    person = cognigy.table("people").rows()[user]
    assert (person["provider"], person["accounts"]) == ("cognigy", {"1": {"role": role}})


@pytest.mark.parametrize("roles", [["base_role"], ["projectManager", "livechat"], ["liveagentSupervisor"], []])
def test_any_other_role_alone_is_none(cognigy: Cognigy, visitor: Visitor, roles: list[str]) -> None:
    cognigy.table("users").patch("agent1@demo.example", roles=roles)
    shown = visitor.log_in()
    assert shown.status_code == 401
    assert E3 in shown.text


def test_a_changed_role_and_name_show_at_the_next_login(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    cognigy.table("users").patch("agent1@demo.example", roles=["liveAgentAdmin"], name="New Name")
    before = cognigy.table("people").rows()["agent1@demo.example"]
    visitor.log_in()
    after = cognigy.table("people").rows()["agent1@demo.example"]
    assert before["accounts"] == {"1": {"role": "agent"}}
    assert (after["name"], after["accounts"], after["id"]) == ("New Name", {"1": {"role": "administrator"}}, before["id"])


def test_the_browser_is_sent_with_state_and_challenge_and_a_cookie_of_its_own(cognigy: Cognigy) -> None:
    start = cognigy.send("GET", "/auth/cognigy?omniauth_window_type=sameWindow")
    assert start.status_code == 307
    assert start.headers["Location"] == f"{cognigy.base}/omniauth/cognigy?resource_class=User&omniauth_window_type=sameWindow"
    sent = requests.get(start.headers["Location"], allow_redirects=False, timeout=TIMEOUT)
    query = query_of(sent.headers["Location"])
    assert sent.status_code == 302
    assert sent.headers["Location"].startswith(f"{cognigy.base}/login?cognigy-live-agent=true&client_id=cognigy-live-agent&")
    assert (query["response_type"], query["code_challenge_method"], query["redirect_uri"]) == ("code", "S256", cognigy.callback)
    assert (len(query["state"]), len(query["code_challenge"])) == (48, 43)
    path = f"/~{cognigy.control.space}/cognigy"
    assert sent.headers["Set-Cookie"].endswith(f"; Path={path}; HttpOnly; SameSite=Lax")


def test_the_callback_takes_two_hops(cognigy: Cognigy, visitor: Visitor) -> None:
    shown = visitor.get("/auth/cognigy")
    landed = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
    steps = [(each.status_code, each.headers["Location"].removeprefix(cognigy.base).partition("?")[0]) for each in landed.history]
    assert steps == [(302, "/omniauth/cognigy/callback"), (307, "/auth/cognigy/callback"), (302, "/app/login")]
    assert set(query_of(landed.url)) == {"email", "sso_auth_token"}


def wrong_secret(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.arm("oauth-misconfigured")
    return visitor.log_in()


def changed_secret(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.arm("wrong-client-secret")
    return visitor.log_in()


def wrong_redirect(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    cognigy.set(live_agent_redirect_uri="https://elsewhere.example/callback")
    return visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")


def wrong_verifier(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    return visitor.back(cognigy.code(**PKCE))


def replayed_code(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    landed = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
    return visitor.back(query_of(landed.history[0].headers["Location"])["code"])


def callback_twice(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    landed = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
    return visitor.get(landed.history[0].headers["Location"])


def wrong_state(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    return visitor.back(cognigy.code(), state="other")


def no_state(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    return visitor.back(cognigy.code(), state="")


def another_browser(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    state = query_of(shown.url)["state"]
    visitor.session.cookies.clear()
    return visitor.get("/omniauth/cognigy/callback", params={"code": cognigy.code(), "state": state})


def too_late(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    cognigy.control.clock.advance(minutes=11)
    return visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")


def api_down(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.arm("cognigy-api-down")
    return visitor.log_in()


def api_slow(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.arm("cognigy-api-timeout")
    return visitor.log_in()


def api_failing(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.arm("api-failing")
    return visitor.log_in()


def bad_certificate(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    cognigy.set(live_agent_api="tls_failure")
    return visitor.log_in()


def broken_profile(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    return visitor.log_in("broken1@demo.example")


def no_pkce(cognigy: Cognigy, visitor: Visitor) -> requests.Response:
    shown = visitor.get("/auth/cognigy")
    query = {name: value for name, value in query_of(shown.url).items() if not name.startswith("code_challenge")}
    return visitor.get("/login", params=query)


@pytest.mark.parametrize(
    ("cause", "key"),
    [
        (wrong_secret, "invalid_credentials"),
        (changed_secret, "invalid_credentials"),
        (wrong_redirect, "invalid_credentials"),
        (wrong_verifier, "invalid_credentials"),
        (replayed_code, "invalid_credentials"),
        (callback_twice, "csrf_detected"),
        (wrong_state, "csrf_detected"),
        (no_state, "csrf_detected"),
        (another_browser, "csrf_detected"),
        (too_late, "csrf_detected"),
        (api_down, "failed_to_connect"),
        (api_slow, "timeout"),
        (bad_certificate, "failed_to_connect"),
        (api_failing, "invalid_credentials"),
        (broken_profile, "invalid_credentials"),
        (no_pkce, "invalid_request"),
    ],
)
def test_every_cause_of_the_first_error(
    cognigy: Cognigy, visitor: Visitor, cause: Callable[[Cognigy, Visitor], requests.Response], key: str
) -> None:
    shown = cause(cognigy, visitor)
    assert shown.status_code == 500
    assert E1 in shown.text
    assert query_of(shown.url) == {"message": key, "strategy": "cognigy"}
    assert "cw_d_session_info" not in visitor.session.cookies


@pytest.mark.parametrize(
    ("user", "status", "british", "american"),
    [
        ("broken1@demo.example", 500, E1, E1),
        ("unmapped1@unmapped.example", 404, E2, E2.replace("organisation", "organization")),
        ("norole1@demo.example", 401, E3, E3.replace("authorised", "authorized")),
    ],
)
def test_the_errors_as_pages_and_as_json_in_both_spellings(
    cognigy: Cognigy, visitor: Visitor, user: str, status: int, british: str, american: str
) -> None:
    for spelling, sentence in (("british", british), ("american", american)):
        cognigy.set(spelling=spelling)
        page = visitor.log_in(user)
        assert page.status_code == status
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f'<h1 role="alert">{sentence}</h1>' in page.text
        visitor.session.headers["Accept"] = "application/json"
        answer = visitor.log_in(user)
        del visitor.session.headers["Accept"]
        assert (answer.status_code, answer.json()) == (status, {"error": sentence})


@pytest.mark.parametrize(
    ("user", "setting", "key"),
    [
        ("broken1@demo.example", "misconfigured_status", "oauth-misconfigured"),
        ("unmapped1@unmapped.example", "unmapped_status", "no-account-found"),
        ("norole1@demo.example", "unauthorised_status", "access-denied"),
    ],
)
def test_each_error_has_the_status_of_its_setting_or_is_a_redirect(
    cognigy: Cognigy, visitor: Visitor, user: str, setting: str, key: str
) -> None:
    cognigy.set(**{setting: 403})
    assert visitor.log_in(user).status_code == 403
    cognigy.set(**{setting: 302})
    shown = visitor.log_in(user)
    assert (shown.status_code, shown.url) == (200, f"{cognigy.base}/app/login?error={key}")
    assert "Username / Password Incorrect. Please try again" in shown.text


def test_the_order_of_the_errors_is_that_of_the_documentation(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("missing-role")
    assert E3 in visitor.log_in().text
    cognigy.arm("unmapped-organisation")
    assert "was not found in the system" in visitor.log_in().text
    cognigy.arm("oauth-misconfigured")
    assert E1 in visitor.log_in().text


def test_an_organisation_whose_account_is_gone_is_not_found(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.table("accounts").delete("1")
    shown = visitor.log_in()
    assert (shown.status_code, "64f0000000000000000000a1 was not found" in shown.text) == (404, True)


def test_the_second_hop_alone_is_no_login(cognigy: Cognigy) -> None:
    assert cognigy.send("GET", "/auth/cognigy/callback", headers=JSON).json() == {"error": E1}


def test_handover_b_is_good_once_for_five_minutes(cognigy: Cognigy, visitor: Visitor) -> None:
    def handed_over() -> dict[str, str]:
        landed = visitor.submit(visitor.get("/auth/cognigy"), username="agent1@demo.example", password="agent1-secret")
        return query_of(landed.url)

    token = handed_over()
    assert len(token["sso_auth_token"]) == 64
    for status in (200, 401):
        assert cognigy.send("POST", "/auth/sign_in", json=token).status_code == status
    late = handed_over()
    cognigy.control.clock.advance(minutes=6)
    assert cognigy.send("POST", "/auth/sign_in", json=late).status_code == 401
    other = handed_over() | {"email": "old1@demo.example"}
    assert cognigy.send("POST", "/auth/sign_in", json=other).status_code == 401


def test_a_failed_handover_leads_back_to_the_login(cognigy: Cognigy, visitor: Visitor) -> None:
    shown = visitor.get("/app/login/session?email=agent1@demo.example&sso_auth_token=x")
    assert shown.url == f"{cognigy.base}/app/login?error=access-denied"
    assert visitor.get("/app/login/session").url == shown.url


def test_handover_a_brings_the_session_in_the_query(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.set(session_handover="A")
    landed = visitor.submit(visitor.get("/auth/cognigy"), username="agent1@demo.example", password="agent1-secret")
    query = query_of(landed.url)
    assert landed.url.startswith(f"{cognigy.base}/app/login?auth_token=")
    assert (query["uid"], query["config"], query["blank"], query["oauth_registration"]) == (
        "64f000000000000000000101",
        "default",
        "true",
        "true",
    )
    headers = {"access-token": query["auth_token"], "client": query["client_id"], "uid": query["uid"]}
    assert cognigy.send("GET", "/auth/validate_token", headers=headers).status_code == 200
    assert visitor.settle(landed).url == f"{cognigy.base}/app/accounts/1/dashboard"
    cognigy.send("DELETE", "/auth/sign_out", headers=headers)
    again = visitor.submit(visitor.get("/auth/cognigy"), username="agent1@demo.example", password="agent1-secret")
    assert "oauth_registration" not in query_of(again.url)


@pytest.mark.parametrize("origin", ["https://evil.example/", "//evil.example", "https://[", "javascript:alert(1)"])
def test_handover_a_sends_nobody_to_a_foreign_address(cognigy: Cognigy, visitor: Visitor, origin: str) -> None:
    cognigy.set(session_handover="A")
    shown = visitor.get("/auth/cognigy", params={"auth_origin_url": origin})
    landed = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
    assert landed.url.startswith(f"{cognigy.base}/app/login?auth_token=")


def test_handover_a_sends_to_an_address_that_is_allowed(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.set(session_handover="A", auth_origins=["https://app.demo.example"])
    shown = visitor.get("/auth/cognigy", params={"auth_origin_url": "https://app.demo.example/in?x=1"})
    query = query_of(shown.url)
    sent = cognigy.send("POST", "/login", data={**query, "username": "agent1@demo.example", "password": "agent1-secret"})
    hop = visitor.session.get(sent.headers["Location"], allow_redirects=False, timeout=TIMEOUT)
    last = visitor.session.get(hop.headers["Location"], allow_redirects=False, timeout=TIMEOUT)
    assert last.headers["Location"].startswith("https://app.demo.example/in?x=1&auth_token=")


def test_an_own_address_of_handover_a_is_kept(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.set(session_handover="A")
    shown = visitor.get("/auth/cognigy", params={"auth_origin_url": f"{cognigy.base}/login?x=1"})
    landed = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
    assert landed.url.startswith(f"{cognigy.base}/login?x=1&auth_token=")


def test_the_page_that_was_opened_first_is_opened_once(cognigy: Cognigy, visitor: Visitor) -> None:
    assert visitor.get("/app/accounts/1/settings/inboxes/1").url == f"{cognigy.base}/app/login"
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/1/settings/inboxes/1"
    visitor.session.cookies.clear(domain="127.0.0.1", path=f"/~{cognigy.control.space}/cognigy", name="cw_d_session_info")
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/1/dashboard"


def test_a_person_of_two_accounts_lands_in_that_of_the_chosen_organisation(cognigy: Cognigy, visitor: Visitor) -> None:
    for organisation, account in (("64f0000000000000000000a1", 1), ("64f0000000000000000000b2", 2), ("64f0000000000000000000a1", 1)):
        shown = visitor.log_in("several1@demo.example", organisationId=organisation)
        assert shown.url == f"{cognigy.base}/app/accounts/{account}/dashboard"
    assert set(cognigy.table("people").rows()["several1@demo.example"]["accounts"]) == {"1", "2"}


def test_a_page_of_another_account_leads_to_ones_own(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    for path in ("/", "", "/app", "/app/accounts/2/dashboard", "/app/accounts/x/dashboard", "/login", "/app/login"):
        assert visitor.get(path).url == f"{cognigy.base}/app/accounts/1/dashboard"


@pytest.mark.parametrize("cookie", ["x", "%7B", "%5B%5D", "%7B%22client%22:5%7D", "[" * 3000])
def test_a_cookie_of_anything_is_no_session(cognigy: Cognigy, cookie: str) -> None:
    reply = cognigy.send("GET", "/app/accounts/1/dashboard", headers={"Cookie": f"cw_d_session_info={cookie}"})
    assert reply.headers["Location"] == f"{cognigy.base}/app/login"


def test_logging_out_ends_the_session_for_good(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    kept = visitor.session.cookies["cw_d_session_info"]
    left = visitor.session.post(f"{cognigy.base}/app/logout", timeout=TIMEOUT)
    assert left.url == f"{cognigy.base}/app/login"
    assert cognigy.send("GET", "/app", headers={"Cookie": f"cw_d_session_info={kept}"}).headers["Location"] == left.url
    assert cognigy.table("people").rows()["agent1@demo.example"]["last_sign_out_at"] is not None
    assert cognigy.send("POST", "/app/logout").status_code == 303


def test_the_errors_can_be_forced(cognigy: Cognigy) -> None:
    for reply, status in (("misconfigured.page", 500), ("unmapped.page.british", 404), ("unauthorised.page.british", 401)):
        cognigy.control.force("cognigy", "oauth_finish", f"error.{reply}", times=1)
        shown = cognigy.send("GET", "/auth/cognigy/callback")
        assert shown.status_code == status
        assert '<h1 role="alert">' in shown.text
        assert f'href="{cognigy.base}/app/login"' in shown.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'onmouseover='alert(1)"])
def test_script_in_any_field_is_text_on_every_page(cognigy: Cognigy, visitor: Visitor, text: str) -> None:
    cognigy.table("organisations").patch("64f0000000000000000000a1", name=text)
    cognigy.table("users").patch("agent1@demo.example", organisation=text, name=text)
    cognigy.table("users").patch("several1@demo.example", email=text)
    pages = [
        visitor.log_in(),
        visitor.get("/app/login", params={"email": text, "sso_auth_token": text}),
        visitor.get("/app/login", params={"error": text}),
        visitor.get("/omniauth/failure", params={"message": text}),
        visitor.session.post(f"{cognigy.base}/old-login", data={"email": text, "password": text}, timeout=TIMEOUT),
        cognigy.send(
            "POST", "/login", data={"client_id": "cognigy-ui", "response_type": "code", "state": text, "username": text, "password": text}
        ),
        visitor.submit(visitor.get("/auth/cognigy"), username="several1@demo.example", password="several1-secret"),
    ]
    for page in pages:
        assert page.headers["Content-Type"].startswith("text/html")
        assert text not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_template_in_a_field_is_text_too(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.table("users").patch("agent1@demo.example", organisation="{{ 7 * 7 }}")
    assert "The user organisation {{ 7 * 7 }} was not found in the system" in visitor.log_in().text
