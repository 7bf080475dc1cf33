"""When something goes wrong: one clear message in its place, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from mockcc.client import Client
from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.browser import shoot
from tests.web.console.conftest import Desk, Open

pytestmark = pytest.mark.xdist_group("browser")

TYPED = "typed-by-hand"


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def edit(page: Page, key: str, field: str, text: str) -> None:
    page.get_by_role("button", name=key, exact=True).click()
    page.locator(".editor").get_by_label(field).fill(text)


def test_a_server_that_stops_while_the_console_is_open(window: Open) -> None:
    suite = Suite(vendors=["ozonetel"])
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        port = server.port
        page = window(f"{server.url}/_console/try/ozonetel")
        page.get_by_label("userName required").fill(TYPED)
        expect(page.locator("#live")).to_have_text("Live")
    notice = page.locator("#notices .notice")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("Nothing that you typed is lost")
    send(page)
    expect(page.locator(".ask .notice")).to_contain_text("No server answers")
    expect(notice).to_have_count(1)
    shoot(page, "console", "the server has stopped")
    with Server(suite.wsgi, "127.0.0.1", port, waits=suite.wsgi.waits):
        expect(notice).to_have_count(0, timeout=10_000)
        expect(page.get_by_label("userName required")).to_have_value(TYPED)
        send(page)
        expect(page.locator(".outcome .id")).to_have_text("account.unknown")
        expect(page.locator(".ask .notice")).to_be_hidden()
    suite.close()


def test_a_space_that_is_dropped_elsewhere(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel"))
    page.get_by_label("userName required").fill(TYPED)
    expect(page.locator("#live")).to_have_text("Live")
    desk.control.drop()
    notice = page.locator("#notices .notice")
    expect(notice).to_contain_text(f"The space {desk.space} is gone")
    expect(notice).to_have_count(1)
    expect(page.get_by_label("userName required")).to_have_value(TYPED)
    page.get_by_role("button", name="Make it again from the seed").click()
    expect(page.locator("#live")).to_have_text("Live")
    assert desk.space in [one["id"] for one in desk.control.spaces()]


def test_an_edit_that_collides_asks_whose_is_to_stay(window: Open, desk: Desk) -> None:
    page = window(desk.at("vendors/ozonetel#tables/agents"))
    agents = desk.control.table("ozonetel", "agents")
    edit(page, "agent1", "email", "mine@demo.example")
    agents.patch("agent1", email="theirs@demo.example")
    page.get_by_role("button", name="Save", exact=True).click()
    message = page.locator(".editor .message")
    expect(message).to_contain_text("email is now theirs@demo.example")
    expect(page.locator(".editor").get_by_label("email")).to_have_value("mine@demo.example")
    assert agents.get("agent1")["email"] == "theirs@demo.example"
    shoot(page, "console", "an edit that collides")
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.locator(".editor")).to_be_hidden()
    assert agents.get("agent1")["email"] == "mine@demo.example"


def test_a_row_that_was_removed_meanwhile(window: Open, desk: Desk) -> None:
    page = window(desk.at("vendors/ozonetel#tables/agents"))
    agents = desk.control.table("ozonetel", "agents")
    edit(page, "agent2", "email", "mine@demo.example")
    agents.delete("agent2")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".editor .message")).to_contain_text("This row was removed meanwhile")
    page.get_by_role("button", name="Write it anew").click()
    expect(page.locator(".editor")).to_be_hidden()
    assert agents.get("agent2")["email"] == "mine@demo.example"


def test_what_the_api_refuses_is_said_at_the_field(window: Open, desk: Desk) -> None:
    page = window(desk.at("vendors/ozonetel#tables/agents"))
    edit(page, "agent1", "unique_id", '"many"')
    page.get_by_role("button", name="Save", exact=True).click()
    editor = page.locator(".editor")
    expect(editor.locator(".cell", has_text="unique_id").locator(".problem")).to_contain_text("unique_id")
    expect(editor.get_by_label("unique_id")).to_have_value('"many"')
    editor.get_by_label("unique_id").fill("many")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".problem:visible")).to_contain_text("is no JSON")
    page.get_by_role("button", name="New row").click()
    page.get_by_label("Key").fill("agent1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".message")).to_contain_text("There is a row agent1 already")


def test_a_body_of_five_megabytes(window: Open, desk: Desk) -> None:
    page = window(desk.at("try/ozonetel?endpoint=agent_details"))
    page.get_by_role("button", name="Write the body by hand").click()
    page.evaluate(
        """() => { document.querySelector("textarea").value = JSON.stringify({ userName: "demo", agentId: "x".repeat(5_000_000) }); }"""
    )
    send(page)
    expect(page.locator(".verdict")).to_be_visible(timeout=15_000)
    page.locator("#result").get_by_role("tab", name="Request").click()
    expect(page.get_by_role("button", name="Show all 5.0 MB").first).to_be_visible()
    assert page.evaluate("document.querySelector('textarea').value.length") > 5_000_000


def test_the_admin_token_is_asked_for_once(window: Open) -> None:
    suite = Suite(vendors=["ozonetel", "cxgenie"], admin_token="s3cret")
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        page = window(server.url)
        page.get_by_label("Token").fill("wrong")
        page.get_by_role("button", name="Open the console").click()
        expect(page.get_by_role("alert")).to_contain_text("not the admin token")
        shoot(page, "console", "the admin token")
        page.get_by_label("Token").fill("s3cret")
        page.get_by_role("button", name="Open the console").click()
        expect(page.locator("#live")).to_have_text("Live")
        page.get_by_role("link", name="Try Ozonetel CloudAgent").click()
        send(page)
        expect(page.locator(".outcome .id")).to_have_text("login.ok")
        (entry,) = Client(server.url, token="s3cret").journal()
        assert entry["request"]["basic"] == {"user": "agent1", "password": "agent1-secret"}
        assert "s3cret" not in str(entry)
    suite.close()
