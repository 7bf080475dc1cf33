"""Debian's Chromium for tests that type and click, and the screenshots that they leave behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.tools import need

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TIMEOUT = 10_000
"""Milliseconds that a step of a test may take."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, headless; skips the test loudly (in CI: fails it) where there is none."""
    program = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def new_page(browser: Browser, *, javascript: bool = True, **options: Any) -> Iterator[Page]:
    """A page with cookies of its own, and with Playwright's ``options`` of a context.

    What the page complains of in its console, or throws, fails the test.
    """
    context = browser.new_context(**{"java_script_enabled": javascript, "viewport": {"width": 1100, "height": 760}, **options})
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert not complaints, complaints


def shoot(page: Page, folder: str, name: str) -> Path:
    """Keep a picture of the whole page below ``artefacts/``."""
    path = ARTEFACTS / folder / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path
