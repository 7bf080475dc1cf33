"""The journal as it grows: ten thousand exchanges, filters, comparison, and flows as diagrams that are readable at a glance."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mockcc.runtime.journal import SavedEntry
from mockcc.runtime.store import World
from mockcc.suite import Suite
from tests.support.browser import shoot
from tests.support.far_server import FarServer
from tests.web.console.conftest import Desk, Open

pytestmark = pytest.mark.xdist_group("browser")

MANY = 10_000
BOT = "00000000-0000-4000-8000-000000000001"


def call(desk: Desk, vendor: str, method: str, path: str, body: Any = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    desk.control.transport.send(method, desk.control.url(vendor) + path, {"Content-Type": "application/json"}, data, 5)


def words(page: Page) -> list[str]:
    """The diagram as its text alternative tells it."""
    return page.locator(".words li").all_text_contents()


def test_ten_thousand_exchanges_are_listed_and_found(window: Open, desk: Desk, real: Suite) -> None:
    call(desk, "ozonetel", "GET", "/nowhere")
    document = {name: value for name, value in desk.control.journal()[0].items() if name not in ("id", "links")}
    document["request"] = {**document["request"], "headers": {}, "header_list": []}

    def fill(world: World) -> None:
        for number in range(1, MANY):
            world.log(SavedEntry({**document, "request": {**document["request"], "path": f"/nowhere/{number}"}}))

    real.store.transact(desk.space, fill)
    page = window(desk.at("journal"))
    count = page.locator(".filter [role=status]")
    expect(count).to_have_text("10000 exchanges", timeout=20_000)
    expect(page.locator(".entry", has_text="/nowhere/9999")).to_be_visible()
    assert page.locator(".entry").count() < 60
    page.locator(".listbox").evaluate("box => { box.scrollTop = 0; }")
    expect(page.locator(".entry").first).to_have_attribute("aria-posinset", "1")
    page.locator(".listbox").focus()
    page.keyboard.press("End")
    expect(page.locator(".opened")).to_contain_text("/nowhere/9999")
    page.get_by_label("Find").fill("nowhere/777")
    expect(count).to_have_text("11 of 10000 exchanges")
    expect(page.locator(".entry", has_text="/nowhere/7770")).to_be_visible()
    page.get_by_label("Outcome").select_option("2")
    expect(count).to_have_text("0 of 10000 exchanges")


def test_an_exchange_appears_as_it_happens_and_two_are_compared(window: Open, desk: Desk) -> None:
    page = window(desk.at("journal"))
    expect(page.get_by_text("Nothing was exchanged in this space yet.")).to_be_visible()
    call(desk, "ozonetel", "POST", "/ca_apis/getAgentLogins", {"userName": "demo"})
    expect(page.locator(".entry")).to_have_count(1)
    call(desk, "ozonetel", "POST", "/ca_apis/getAgentLogins", {"userName": "other"})
    expect(page.locator(".entry")).to_have_count(2)
    page.locator(".entry").first.click()
    page.get_by_role("button", name="Compare with another").click()
    page.locator(".entry").last.click()
    row = page.locator("table.compare tr", has_text="request.body.userName")
    expect(row).to_contain_text("demo")
    expect(row).to_contain_text("other")
    shoot(page, "console", "compare")
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator(".entry")).to_have_count(0)
    assert desk.control.journal() == []


def test_the_oauth_login_of_cognigy_is_drawn_as_it_happens(window: Open, desk: Desk) -> None:
    console = window(desk.at("journal"))
    expect(console.locator("#live")).to_have_text("Live")
    page = window(f"{desk.control.url('cognigy')}/login")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-Mail").fill("agent1@demo.example")
    page.get_by_label("Password", exact=True).fill("agent1-secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(console.locator(".sequence")).to_contain_text("/app/accounts/1/dashboard")
    heads = console.locator(".sequence .who text").all_text_contents()
    assert heads[0] == "Browser"
    assert {"Live Agent", "Cognigy.AI"} <= set(heads)
    told = words(console)
    start = next(place for place, line in enumerate(told) if line.startswith("Browser to Cognigy.AI: POST /login"))
    back = next(place for place, line in enumerate(told) if line.startswith("Browser to Live Agent: GET /omniauth/cognigy/callback"))
    assert start < back
    console.bring_to_front()
    shoot(console, "console", "flow of cognigy")


def test_the_reversed_call_of_cx_genie_stands_inside_the_call_that_caused_it(window: Open, desk: Desk) -> None:
    body = b'{"status": true, "data": {"id": "u1", "name": "Sample User", "email": "sample@demo.example"}}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(body), body)
    with FarServer(answer) as far:
        desk.control.table("cxgenie", "bots").patch(BOT, authentication_url=f"{far.url}auth")
        call(
            desk,
            "cxgenie",
            "POST",
            "/api/v1/bot-sessions/guest-auth/start-bot-session",
            {"bot_id": BOT, "customer_auth_token": "USER_TOKEN"},
        )
    call(desk, "cxgenie", "GET", f"/api/v1/bots/public/{BOT}")
    page = window(desk.at("journal"))
    expect(page.locator(".sequence")).to_be_visible()
    told = words(page)
    host = f"127.0.0.1:{far.port}"
    assert told[0].startswith("Client to cxgenie: POST /api/v1/bot-sessions")
    assert told[1] == f"cxgenie to {host}: POST /auth"
    assert told[2] == f"{host} to cxgenie: 200"
    assert told[3].startswith("cxgenie to Client:")
    page.locator('.message[data-entry="1"]').first.click()
    expect(page.locator(".opened")).to_contain_text("was answered with 200")
    page.get_by_role("tab", name="Flow").click()
    shoot(page, "console", "flow of cxgenie")


def test_an_exchange_that_had_to_go_is_said_to_be_gone(window: Open, desk: Desk) -> None:
    page = window(desk.at("journal?entry=77"))
    expect(page.locator(".opened")).to_contain_text("Exchange 77 is no longer in the journal")
