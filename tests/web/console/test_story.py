"""What the console is for: log an agent in, switch a failure on, see the same call refused, read which rule refused it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import shoot
from tests.web.console.conftest import LOOKS, Desk, Open

pytestmark = pytest.mark.xdist_group("browser")

STORIES = {
    "ozonetel": ("agent_authentication", "login.ok", "already-logged-in", "login.already", "docs.ozonetel.com/reference/"),
    "liveperson": ("login", "login.ok", "users-locked", "login.unauthorized.locked", "developers.liveperson.com/"),
    "huawei-cec": ("login", "agent.signed_in", "already-signed-in", "retcode.100-002", "support.huaweicloud.com"),
    "cognigy": ("token", "token.ok", "users-locked", "auth.locked.429", "cognigy"),
    "cxgenie": ("start_session", "session.started", "server-says-no", "upstream.status_false", "mockcc"),
}


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def on_and_send(page: Page, scenario: str) -> None:
    page.locator(f'[data-scenario="{scenario}"]').get_by_role("button", name="On, and send again").click()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("vendor", STORIES)
def test_log_in_break_it_with_a_switch_read_why(window: Open, desk: Desk, vendor: str, look: str) -> None:
    endpoint, fine, scenario, refused, source = STORIES[vendor]
    page = window(desk.at(""), look)
    title = desk.control.catalogue(vendor)["title"]
    page.get_by_role("link", name=f"Try {title}").click()
    page.get_by_label("Endpoint", exact=True).select_option(endpoint)
    result = page.locator("#result")

    send(page)
    expect(result.locator(".outcome .id")).to_have_text(fine)
    on_and_send(page, scenario)

    expect(result.locator(".outcome .id")).to_have_text(refused)
    expect(page.get_by_role("switch", checked=True)).to_have_count(1)
    expect(result.locator(".why")).to_contain_text(f"The scenario '{scenario}' is armed")
    expect(result.locator(".from")).to_contain_text(source)
    assert desk.control.armed()[0]["name"] == scenario
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
    shoot(page, "console", f"{vendor} {look}")


def test_one_click_forces_a_reply(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    page.get_by_label("Or force one reply, once").select_option("login.limit")
    page.get_by_role("button", name="Force it and send again").click()
    expect(page.locator(".outcome .id")).to_have_text("login.limit")
    send(page)
    expect(page.locator(".outcome .id")).to_have_text("login.ok")


def test_an_exchange_is_seen_as_bytes_as_parsed_with_what_it_changed_and_to_copy(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    page.get_by_label("phoneNumber", exact=True).fill("+919900000002")
    send(page)
    result = page.locator("#result")
    expect(result.get_by_text("successfully")).to_be_visible()
    result.get_by_role("tab", name="State").click()
    expect(result.get_by_text("agents.agent1.state", exact=True)).to_be_visible()
    expect(result.get_by_text("READY")).to_be_visible()
    result.get_by_role("tab", name="Request").click()
    expect(result.get_by_text("phoneNumber=%2B919900000002")).to_be_visible()
    result.get_by_role("tab", name="Parsed").last.click()
    expect(result.locator("dd", has_text="+919900000002")).to_be_visible()
    result.get_by_role("tab", name="Bytes").last.click()
    expect(result.locator("pre.hex").last).to_contain_text("75 73 65 72 4e 61 6d 65")
    result.get_by_role("tab", name="Copy as").click()
    expect(result.locator("pre.code").first).to_contain_text("curl -i -X POST")
    for tab, text in (("requests", "requests.request("), ("fetch", "await fetch(")):
        result.get_by_role("tab", name=tab, exact=True).click()
        expect(result.locator("pre.code:visible")).to_contain_text(text)


def test_the_whole_story_by_keyboard_alone(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    page.locator(".scenario").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_label("password required")
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".outcome .id")).to_have_text("login.ok")
    knob = page.get_by_role("switch", name="Every agent has a session from elsewhere (already-logged-in)")
    for _ in range(60):
        page.keyboard.press("Tab")
        if knob.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(knob).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".outcome .id")).to_have_text("login.already")


def test_a_fault_of_the_transport_is_told_as_one(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    on_and_send(page, "login-cut")
    expect(page.locator("#result").get_by_text("The reply did not arrive whole")).to_be_visible()
    expect(page.locator("#result").get_by_text("fault: reset")).to_be_visible()


def test_a_switch_is_found_by_its_words(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    page.get_by_label("Find a switch").fill("rate limits")
    expect(page.locator(".scenario:visible")).to_have_count(1)
    expect(page.locator(".scenario:visible")).to_contain_text("max-limit")
