"""A person with a browser: types, clicks, sees the dashboard, logs out, and sees each of the three errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import new_page, shoot
from tests.vendors.cognigy.world import Cognigy, own

pytestmark = pytest.mark.xdist_group("browser")


def keep(page: Page, name: str) -> None:
    shoot(page, "cognigy", name)


def log_in(page: Page, cognigy: Cognigy, user: str, password: str | None = None) -> None:
    page.goto(f"{cognigy.base}/login")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-Mail").fill(user)
    page.get_by_label("Password", exact=True).fill(own(user, password))
    page.get_by_role("button", name="Sign in").click()


def test_an_agent_logs_in_sees_the_dashboard_and_logs_out(page: Page, cognigy: Cognigy) -> None:
    page.goto(f"{cognigy.base}/login")
    expect(page.get_by_text("Sign in using your Cognigy.AI Account")).to_be_visible()
    keep(page, "login")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Forgot Password?")).to_be_visible()
    expect(page.get_by_label("Remember me")).to_be_visible()
    keep(page, "login at Cognigy.AI")
    page.get_by_label("E-Mail").fill("agent1@demo.example")
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{cognigy.base}/app/accounts/1/dashboard")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(page.get_by_text("agent1@demo.example")).to_be_visible()
    keep(page, "dashboard")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Sign in using your Cognigy.AI Account")).to_be_visible()
    page.goto(f"{cognigy.base}/app/accounts/1/dashboard")
    page.wait_for_url(f"{cognigy.base}/app/login")


def test_the_whole_flow_needs_no_script(browser: Browser, cognigy: Cognigy) -> None:
    with new_page(browser, javascript=False) as page:
        log_in(page, cognigy, "supervisor1@demo.example")
        expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
        expect(page.get_by_text("Supervisor").first).to_be_visible()


def test_the_first_page_that_was_opened_is_opened_after_the_login(page: Page, cognigy: Cognigy) -> None:
    page.goto(f"{cognigy.base}/app/accounts/1/inbox/1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-Mail").fill("agent1@demo.example")
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{cognigy.base}/app/accounts/1/inbox/1")


@pytest.mark.parametrize(
    ("user", "arrange", "sentence"),
    [
        ("agent1@demo.example", lambda it: it.arm("oauth-misconfigured"), "Something is wrong with the OAuth configuration"),
        (
            "unmapped1@unmapped.example",
            lambda it: None,
            "The user organisation 64f0000000000000000000c3 was not found in the system",
        ),
        ("norole1@demo.example", lambda it: None, "The Cognigy user is not authorised to access the system"),
    ],
)
def test_each_documented_error_is_shown(page: Page, cognigy: Cognigy, user: str, arrange: Callable[[Cognigy], None], sentence: str) -> None:
    arrange(cognigy)
    log_in(page, cognigy, user)
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.get_by_role("link", name="Documentation")).to_be_visible()
    keep(page, sentence)
    page.get_by_role("link", name="Back to login").click()
    expect(page.get_by_text("Sign in using your Cognigy.AI Account")).to_be_visible()


def test_wrong_credentials_and_a_lock_are_said_on_the_page(page: Page, cognigy: Cognigy) -> None:
    cognigy.set(lockout_steps_seconds=[0, 30])
    log_in(page, cognigy, "agent1@demo.example", "wrong")
    expect(page.get_by_role("alert")).to_have_text("Wrong e-mail or password.")
    keep(page, "wrong password")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many failed logins. Try again in")
    keep(page, "locked")
    cognigy.control.clock.advance(seconds=31)
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_a_person_of_several_organisations_chooses_one(page: Page, cognigy: Cognigy) -> None:
    log_in(page, cognigy, "several1@demo.example")
    expect(page.get_by_role("alert")).to_contain_text("several organisations")
    keep(page, "several organisations")
    page.get_by_label("Organisation").select_option(label="Second")
    page.get_by_label("Password", exact=True).fill("several1-secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{cognigy.base}/app/accounts/2/dashboard")


def test_the_old_login_takes_an_email_and_a_password(page: Page, cognigy: Cognigy) -> None:
    page.goto(f"{cognigy.base}/old-login")
    keep(page, "old login")
    page.get_by_label("E-Mail").fill("old1@demo.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Invalid login credentials. Please try again.")
    keep(page, "old login refused")
    page.get_by_label("Password").fill("old1-secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_an_application_with_an_address_of_its_own_gets_the_browser_back(page: Page, cognigy: Cognigy) -> None:
    elsewhere = cognigy.base.replace("127.0.0.1", "localhost") + "/app/old-login"
    cognigy.table("clients").patch("cognigy-ui", redirect_uris=[elsewhere])
    page.goto(f"{cognigy.base}/login?client_id=cognigy-ui&response_type=code&state=s")
    page.get_by_label("E-Mail").fill("agent1@demo.example")
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{elsewhere}?code=*&state=s")


def test_script_in_what_is_shown_stays_text(page: Page, cognigy: Cognigy) -> None:
    evil = "<script>document.title='evil'</script><img src=x onerror=document.title='evil'>"
    cognigy.table("users").patch("agent1@demo.example", name=evil)
    cognigy.table("accounts").patch("1", name=evil)
    log_in(page, cognigy, "agent1@demo.example")
    expect(page.get_by_text(evil).first).to_be_visible()
    assert "evil" not in page.title()
    page.goto(f"{cognigy.base}/omniauth/failure?message={evil}")
    expect(page.get_by_role("alert")).to_have_text("Something is wrong with the OAuth configuration")
    assert "evil" not in page.title()


def test_the_window_of_handover_a_gives_the_credentials_to_who_opened_it(page: Page, cognigy: Cognigy) -> None:
    cognigy.set(session_handover="A")
    page.goto(f"{cognigy.base}/health/startup")
    with page.expect_popup() as opened:
        page.evaluate("url => { window.child = window.open(url) }", f"{cognigy.base}/auth/cognigy?omniauth_window_type=newWindow")
    child = opened.value
    child.get_by_label("E-Mail").fill("agent1@demo.example")
    child.get_by_label("Password", exact=True).fill("agent1-secret")
    child.get_by_role("button", name="Sign in").click()
    expect(child.get_by_text("This window closes by itself.")).to_be_visible()
    given = page.evaluate(
        """() => new Promise(done => {
            window.addEventListener("message", event => done(event.data));
            window.child.postMessage("requestCredentials", "*");
        })"""
    )
    assert given["message"] == "deliverCredentials"
    assert cognigy.send(
        "GET", "/auth/validate_token", headers={"access-token": given["auth_token"], "client": given["client_id"], "uid": given["uid"]}
    ).json()["payload"]["success"]
