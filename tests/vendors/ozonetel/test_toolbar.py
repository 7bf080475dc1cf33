"""The toolbar page shows who is logged in virtually, and that this is not a login in the toolbar."""

from __future__ import annotations

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel

PAGE = "/toolbar_widget/index.html"


def test_the_page_shows_the_agents_of_an_account(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze("2026-01-05T20:00:00Z")
    assert "<td>agent1</td>" not in ozonetel.send("GET", PAGE).text
    ozonetel.login("agent1", "+919900112233")
    page = ozonetel.send("GET", PAGE, query={"action": "formLogin", "customer": "demo", "width": "600"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<td>agent1</td>" in page.text
    assert "<td>+919900112233</td><td>2026-01-06 01:30:00</td><td>no</td>" in page.text
    assert "<td>agent1</td>" in ozonetel.send("GET", PAGE, query={"apiKey": KEY}).text
    assert "Nobody is logged in." in ozonetel.send("GET", PAGE, query={"apiKey": WRONG_KEY}).text
    assert "Nobody is logged in." in ozonetel.send("GET", PAGE, query={"customer": "token-demo"}).text


def test_what_people_are_called_is_no_markup(ozonetel: Ozonetel) -> None:
    ozonetel.change("agents", "agent1", name="<script>alert(1)</script>", state="READY")
    text = ozonetel.send("GET", PAGE, query={"customer": "demo"}).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<b>" not in ozonetel.send("GET", PAGE, query={"customer": "<b>"}).text
