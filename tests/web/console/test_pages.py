"""The console's pages over HTTP: what stands in them, who may see them, and what keeps other sites out."""

from __future__ import annotations

import gzip
import re

import pytest
from werkzeug.test import Client, TestResponse

from mockcc.web.console.app import POLICY
from mockcc.web.console.pages import PAGES
from tests.support.acme import AcmeSuite
from tests.support.process import serving

PATHS = ["/_console/", *(f"/_console/{name}" for name in PAGES), "/_console/vendors/acme", "/_console/try/acme"]


def get(suite: AcmeSuite, path: str, **headers: str) -> TestResponse:
    return Client(suite.wsgi).get(path, headers=headers)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_html_with_a_strict_policy_and_no_script_or_style_inside(suite: AcmeSuite, path: str) -> None:
    reply = get(suite, path)
    text = reply.get_data(as_text=True)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert reply.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert re.findall(r"<script(?! type=\"module\" src=\"/_console/static/)|<style|style=|\son\w+=|javascript:", text) == []
    assert "Acme" in text or "mockcc" in text


def test_the_first_page_lists_the_vendors_before_any_script_has_run(suite: AcmeSuite) -> None:
    text = get(suite, "/_console/").get_data(as_text=True)
    assert "Agents log in." in text
    assert re.search(r"\d+ endpoints · \d+ replies · \d+ switches", text)


@pytest.mark.parametrize(
    "path", ["/_console/nowhere", "/_console/journal/acme", "/_console/try/acne", "/_console/<script>alert(1)</script>"]
)
def test_a_page_that_is_not_there_says_so(suite: AcmeSuite, path: str) -> None:
    reply = get(suite, path)
    text = reply.get_data(as_text=True)
    assert reply.status_code == 404
    assert "There is no such page" in text
    assert "<script>" not in text
    assert reply.headers["Content-Security-Policy"] == POLICY


def test_what_changes_something_is_not_taken_here(suite: AcmeSuite) -> None:
    reply = Client(suite.wsgi).post("/_console/")
    assert (reply.status_code, reply.headers["Allow"]) == (405, "GET, HEAD")
    assert Client(suite.wsgi).head("/_console/").get_data() == b""


def test_scripts_and_style_come_from_the_package_and_are_asked_for_again_only_when_changed(suite: AcmeSuite) -> None:
    plain = get(suite, "/_console/static/start.js")
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    packed = get(suite, "/_console/static/start.js", **{"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    again = get(suite, "/_console/static/start.js", **{"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "../pages.py", "%2e%2e/app.py", "pages/../start.js", "pages", ""])
def test_nothing_but_the_assets_is_handed_out(suite: AcmeSuite, name: str) -> None:
    assert get(suite, f"/_console/static/{name}").status_code == 404


def test_with_an_admin_token_the_page_holds_nothing_but_the_question_for_it(suite: AcmeSuite) -> None:
    suite.admin_token = "s3cret"
    locked = get(suite, "/_console/try/acme")
    assert (locked.status_code, locked.headers["WWW-Authenticate"]) == (401, 'Bearer realm="mockcc"')
    assert "acme" not in locked.get_data(as_text=True).lower()
    assert get(suite, "/_console/try/nobody").status_code == 401
    opened = get(suite, "/_console/try/acme", Authorization="Bearer s3cret")
    assert (opened.status_code, "Acme" in opened.get_data(as_text=True)) == (200, True)
    assert get(suite, "/_console/static/start.js").status_code == 200


def test_a_name_that_was_made_to_point_here_sees_no_page(suite: AcmeSuite) -> None:
    assert get(suite, "/_console/", Host="evil.example").status_code == 403
    assert get(suite, "/_console/", Origin="http://evil.example").status_code == 403


def test_the_first_page_is_small(suite: AcmeSuite) -> None:
    """The page, its style and every script that it loads, as they go over the wire."""
    packed = {"Accept-Encoding": "gzip"}
    names = ["start.js", "api.js", "dom.js", "frame.js", "live.js", "pages/overview.js", "console.css", "mark.svg"]
    size = sum(len(get(suite, f"/_console/static/{name}", **packed).get_data()) for name in names)
    assert size + len(get(suite, "/_console/", **packed).get_data()) < 40_000


def test_serve_prints_where_the_console_stands_even_where_a_vendor_stands_at_the_root() -> None:
    with serving("--vendor", "ozonetel") as served:
        assert re.search(rf"console +{served.url}/_console/\n", served.printed)


def test_a_server_without_vendors_says_so_on_its_first_page(suite: AcmeSuite) -> None:
    suite.vendors = []
    assert "No vendor is served." in get(suite, "/_console/").get_data(as_text=True)
    assert get(suite, "/_console/try").status_code == 200
