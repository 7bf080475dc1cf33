"""What users give is shown as text, and a page of another origin neither reads nor changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from mockcc.wire import Server
from tests.support.browser import new_page
from tests.web.console.conftest import Desk, Open

pytestmark = pytest.mark.xdist_group("browser")

EVIL = "<img src=x onerror=window.evil=1><script>window.evil=1</script>{{ 7*7 }}${7*7}'\"</td>"


def test_script_markup_and_template_syntax_are_shown_as_text_on_every_page(window: Open, desk: Desk) -> None:
    agents = desk.control.table("ozonetel", "agents")
    agents.patch("agent1", name=EVIL)
    agents.put(EVIL, {**agents.get("agent2"), "id": EVIL})
    transport, base = desk.control.transport, desk.control.url("ozonetel")
    evil_path = "".join(f"%{byte:02X}" for byte in EVIL.encode())
    fields = {"X-Evil": EVIL, "Content-Type": "application/json", "Authorization": "Basic " + "PHNjcmlwdD46PGI+"}
    transport.send("POST", f"{base}/{evil_path}?q={evil_path}", fields, EVIL.encode(), 5)
    transport.send("POST", f"{base}/ca_apis/AgentDetails", fields, b'{"userName": "<script>window.evil=1</script>"}', 5)

    page = window(desk.at("vendors/ozonetel#tables/agents"))
    expect(page.get_by_role("button", name=EVIL, exact=True)).to_be_visible()
    page.get_by_role("button", name="agent1", exact=True).click()
    expect(page.locator(".editor").get_by_label("name")).to_have_value(EVIL)
    page.goto(desk.at("journal"))
    page.locator(".entry", has_text="<img src=x").first.click()
    opened = page.locator(".opened")
    expect(opened.get_by_text("X-Evil").first).to_be_visible()
    expect(opened.locator("pre.body").first).to_have_text(EVIL)
    opened.get_by_role("tab", name="Parsed").first.click()
    opened.get_by_role("tab", name="fetch", exact=True).click()
    page.get_by_role("tab", name="Flow").click()
    expect(page.locator(".sequence")).to_contain_text("<img src=x")
    page.goto(desk.at("try/ozonetel"))
    page.get_by_label("userName required").fill(EVIL)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".verdict")).to_be_visible()
    page.get_by_role("tab", name="Request").click()
    assert page.evaluate("window.evil") is None
    assert page.locator("img").count() == 0
    for path in ("space", "coverage", f"try/ozonetel?endpoint={evil_path}", evil_path):
        page.goto(desk.at(path))
        assert page.evaluate("window.evil") is None


def test_a_space_that_cannot_be_is_said_to_be_none(window: Open, desk: Desk) -> None:
    page = window(f"{desk.url}/_console/space?space=%3Cimg%20src%3Dx%20onerror%3Dwindow.evil%3D1%3E")
    expect(page.locator("#stage .notice").first).to_contain_text("space")
    assert page.evaluate("window.evil") is None
    assert page.locator("img").count() == 0


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>"]

    with Server(app) as server:
        yield server.url.replace("127.0.0.1", "localhost")


READ = """async ([url, mode]) => {
  try { const reply = await fetch(url, { mode }); return reply.type === "opaque" ? "opaque" : await reply.text(); }
  catch (error) { return "refused"; }
}"""
CHANGE = """async url => {
  const told = [];
  const json = "application/json", plain = "text/plain";
  for (const [method, type] of [["PUT", json], ["POST", plain], ["POST", json], ["DELETE", plain]])
    for (const mode of ["cors", "no-cors"])
      try { const reply = await fetch(url, { method, mode, headers: { "Content-Type": type }, body: "{}" }); told.push(reply.type); }
      catch (error) { told.push("refused"); }
  return told;
}"""


def test_a_page_of_another_origin_reads_nothing_and_changes_nothing(browser: Browser, desk: Desk, elsewhere: str) -> None:
    space = f"{desk.url}/_mockcc/spaces/{desk.space}"
    with new_page(browser) as page:
        page.goto(elsewhere)
        for path in ("/_console/", "/_console/static/start.js", "/_mockcc/catalogue", f"/_mockcc/events?space={desk.space}"):
            assert page.evaluate(READ, [desk.url + path, "cors"]) == "refused"
        assert page.evaluate(READ, [f"{desk.url}/_console/", "no-cors"]) == "refused"
        page.evaluate(CHANGE, f"{space}/scenarios/ozonetel/already-logged-in")
        page.evaluate(CHANGE, f"{space}/reset")
        page.evaluate(CHANGE, space)
        assert desk.control.armed() == []
        assert desk.space in [one["id"] for one in desk.control.spaces()]


def test_the_console_stands_in_no_frame_and_no_window_of_another_origin(browser: Browser, desk: Desk, elsewhere: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(elsewhere)
    page.evaluate("url => { const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame); }", desk.at(""))
    page.wait_for_timeout(500)
    assert all("mockcc" not in frame.content() for frame in page.frames[1:] if not frame.is_detached())
    with page.expect_popup() as opened:
        page.evaluate("url => { window.child = window.open(url); }", desk.at(""))
    expect(opened.value.get_by_role("heading", name="What is mocked here")).to_be_visible()
    assert page.evaluate("window.child.closed") is True
    context.close()
