"""Spaces and time: made, reset, kept and put back; the clock moved, and what expires by it; the map of what was met."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import shoot
from tests.web.console.conftest import Desk, Open

pytestmark = pytest.mark.xdist_group("browser")


def test_a_session_expires_when_the_clock_is_moved(window: Open, desk: Desk) -> None:
    desk.control.transport.send(
        "POST",
        desk.control.url("cognigy") + "/auth/sign_in",
        {"Content-Type": "application/json"},
        b'{"email": "old1@demo.example", "password": "old1-secret"}',
        5,
    )
    page = window(desk.at("space"))
    session = page.locator("tr", has_text="sessions.")
    expect(session).to_contain_text("in 14 days")
    page.get_by_role("button", name="+30 days").click()
    expect(session).to_contain_text("expired 16 days ago")
    expect(page.locator("#clock")).to_contain_text("moved")
    page.get_by_label("Freeze at").fill("2026-01-01T00:00:00Z")
    page.get_by_role("button", name="Freeze").click()
    expect(page.locator(".big")).to_have_text("2026-01-01 00:00:00 UTC")
    expect(page.locator("#clock")).to_contain_text("frozen")
    page.get_by_label("Move by").fill("soon")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("'soon' is no duration")
    expect(page.get_by_label("Move by")).to_have_value("soon")
    page.get_by_role("button", name="Let it go on").click()
    expect(page.locator("#clock")).not_to_contain_text("frozen")
    shoot(page, "console", "space and time")


def test_a_space_is_kept_reset_put_back_and_dropped(window: Open, desk: Desk, tmp_path: Path) -> None:
    agents = desk.control.table("ozonetel", "agents")
    agents.patch("agent1", email="kept@demo.example")
    page = window(desk.at("space"))
    with page.expect_download() as kept:
        page.get_by_role("button", name="Save a snapshot").click()
    file = tmp_path / "snapshot.json"
    kept.value.save_as(file)
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Reset it").click()
    expect(page.get_by_text("is as new")).to_be_visible()
    assert agents.get("agent1")["email"] != "kept@demo.example"
    page.get_by_label("A snapshot's file").set_input_files(file)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("is now what the snapshot says")).to_be_visible()
    assert agents.get("agent1")["email"] == "kept@demo.example"
    file.write_text("nothing")
    page.get_by_label("A snapshot's file").set_input_files(file)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("alert")).to_contain_text("snapshot.json is no JSON")
    page.get_by_role("button", name="Drop").click()
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_label("Space", exact=True)).to_have_value("default")
    assert desk.space not in [one["id"] for one in desk.control.spaces()]


def test_a_space_is_made_and_a_name_that_cannot_be_is_refused(window: Open, desk: Desk) -> None:
    page = window(desk.at("space"))
    page.get_by_label("Name").fill("no such name")
    page.get_by_role("button", name="Make a space").click()
    expect(page.get_by_role("alert")).to_contain_text("no such name")
    expect(page.get_by_label("Name")).to_have_value("no such name")
    page.get_by_label("Name").fill(f"{desk.space}-b")
    page.get_by_role("button", name="Make a space").click()
    expect(page.get_by_label("Space", exact=True)).to_have_value(f"{desk.space}-b")


def test_the_coverage_map_fills_as_replies_are_met(window: Open, desk: Desk) -> None:
    page = window(desk.at("coverage"))
    expect(page.locator(".dot").first).to_be_visible()
    assert page.locator(".dot.met").count() == 0
    desk.control.transport.send("GET", desk.control.url("ozonetel") + "/nowhere", {}, None, 5)
    expect(page.locator(".dot.met")).to_have_count(1)
    page.locator("details", has_text="By endpoint").last.locator("summary").click()
    expect(page.get_by_role("link", name="agent_authentication")).to_be_visible()
    shoot(page, "console", "coverage")
