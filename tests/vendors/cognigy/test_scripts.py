"""The few scripts of the pages: each is allowed by its hash alone, and no page needs one."""

from __future__ import annotations

import base64
import hashlib
import re

import requests

from tests.vendors.cognigy.world import CLIENT, JSON, PKCE, Cognigy, Visitor


def runs(page: requests.Response) -> bool:
    """Whether the browser runs the page's only script."""
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"script-src 'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_a_lock_says_its_seconds_and_counts_them_down(cognigy: Cognigy) -> None:
    cognigy.control.clock.freeze()
    form = {"client_id": CLIENT["client_id"], "response_type": "code", **PKCE, "username": "agent1@demo.example", "password": "wrong"}
    for status in (429, 401):
        cognigy.set(lockout_steps_seconds=[30], lockout_status=status)
        cognigy.send("POST", "/login", data=form)
        page = cognigy.send("POST", "/login", data=form)
        assert page.status_code == status
        assert 'Try again in <span id="seconds">30</span> seconds.' in page.text
        assert runs(page)


def test_a_failure_in_a_window_of_its_own_is_given_to_who_opened_it(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("oauth-misconfigured")
    for handover, window, told in (("A", "newWindow", True), ("A", "sameWindow", False), ("B", "newWindow", False)):
        cognigy.set(session_handover=handover)
        shown = visitor.get("/auth/cognigy", params={"omniauth_window_type": window})
        page = visitor.submit(shown, username="agent1@demo.example", password="agent1-secret")
        assert (page.status_code, "Something is wrong with the OAuth configuration" in page.text) == (200 if told else 500, True)
        assert ("{&#34;error&#34;: &#34;invalid_credentials&#34;, &#34;message&#34;: &#34;authFailure&#34;}" in page.text) == told
        assert not told or runs(page)


def test_the_key_of_a_failure_is_text_and_a_client_that_takes_json_gets_json(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.set(session_handover="A")
    visitor.get("/auth/cognigy", params={"omniauth_window_type": "newWindow"})
    evil = '"></div><script>alert(1)</script>'
    page = visitor.get("/omniauth/failure", params={"message": evil})
    assert runs(page)
    assert evil not in page.text
    assert visitor.get("/omniauth/failure", headers=JSON).json() == {"error": "Something is wrong with the OAuth configuration"}
