"""Everybody can use the console: axe-core finds nothing serious on any page, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.node import CLIENTS, install
from tests.web.console.conftest import LOOKS, Desk, Open

pytestmark = pytest.mark.xdist_group("browser")

RUN = "() => axe.run(document, { resultTypes: ['violations'] })"


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#result .verdict").wait_for()


def open_row(page: Page) -> None:
    page.get_by_role("button", name="agent1", exact=True).click()


def open_endpoint(page: Page) -> None:
    page.locator("details.endpoint summary").first.click()
    page.locator(".replies summary").first.click()


def open_entry(page: Page) -> None:
    page.locator(".entry").first.click()
    page.locator(".opened .verdict").wait_for()


PAGES: dict[str, tuple[str, Callable[[Page], None] | str]] = {
    "overview": ("", ".card .button"),
    "try it": ("try/ozonetel", send),
    "endpoints": ("vendors/ozonetel", open_endpoint),
    "switches": ("vendors/ozonetel#scenarios", ".scenario"),
    "personas": ("vendors/ozonetel#personas", ".personas"),
    "tables": ("vendors/ozonetel#tables/agents", open_row),
    "settings": ("vendors/ozonetel#settings", ".settings"),
    "journal, flow": ("journal", ".sequence"),
    "journal, exchange": ("journal", open_entry),
    "space": ("space", ".block table"),
    "coverage": ("coverage", ".map"),
    "lost": ("nowhere", "h1"),
}


@pytest.fixture(scope="module")
def axe() -> Path:
    install()
    return CLIENTS / "node_modules" / "axe-core" / "axe.min.js"


NARROW = ("overview", "try it", "tables", "journal, flow", "space")
"""The pages whose parts stand otherwise in a narrow window."""


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(window: Open, desk: Desk, axe: Path, look: str) -> None:
    client = desk.control.transport
    client.send("GET", desk.control.url("ozonetel") + "/nowhere", {}, None, 5)
    found: list[str] = []
    page = window(desk.at(""), look)
    page.add_init_script(path=axe)
    for name, (path, then) in PAGES.items():
        if "narrow" in look and name not in NARROW:
            continue
        page.goto("about:blank")
        page.goto(desk.at(path))
        if isinstance(then, str):
            page.locator(then).first.wait_for()
        else:
            then(page)
        for violation in page.evaluate(RUN)["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found += [f"{name}: {violation['id']}: {node['html'][:160]} {node['any'][:1]}" for node in violation["nodes"][:3]]
    assert found == []
