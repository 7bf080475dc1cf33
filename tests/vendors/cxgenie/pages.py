"""Pages that embed the chat, and the chat window in them."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

from tests.vendors.cxgenie.conftest import Mock, answer


def chat(page: Page, *, click: bool = True) -> Frame:
    """The chat window, opened and settled."""
    if click:
        page.get_by_role("button", name="Open the chat").click()
    page.wait_for_selector("#cxgenie-widget object")
    page.wait_for_function("document.querySelector('#cxgenie-widget object').contentWindow !== null")
    while len(page.frames) < 2:
        page.wait_for_timeout(10)
    frame = page.frames[1]
    frame.wait_for_selector("body[data-ready]")
    return frame


def embed(mock: Mock, attributes: str, more: str = "") -> bytes:
    """A page of somebody else's site."""
    html = f'<!doctype html><title>Shop</title><h1>Shop</h1><script src="{mock.url}/widget.js" {attributes}></script>{more}'
    return answer(html.encode(), headers="Content-Type: text/html; charset=utf-8\r\n")
