"""A vendor's app: which endpoint a request meets, and nothing of Flask's own on the wire."""

from __future__ import annotations

import pytest

from mockcc.runtime.journal import Entry
from mockcc.web.app import annotation
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("POST", "/accounts/demo/login", 200, None),
        ("HEAD", "/page", 200, None),
        ("PURGE", "/page", 200, None),
        ("POST", "/page", 405, "GET, HEAD, PURGE"),
        ("HEAD", "/poll", 405, "GET"),
        ("OPTIONS", "/logout", 405, "POST"),
        ("GET", "/accounts/demo/login", 405, "POST"),
        ("GET", "/accounts/demo/login/", 404, ""),
        ("GET", "/accounts//login", 404, ""),
        ("GET", "/page/", 404, ""),
        ("GET", "/", 404, ""),
        ("GET", "", 404, ""),
        ("GET", "/static/x", 404, ""),
    ],
)
def test_a_vendor_has_the_paths_and_methods_of_its_catalogue_and_no_others(
    admin: Admin, method: str, path: str, status: int, allow: str | None
) -> None:
    reply = admin.vendor(method, path)
    assert reply.status_code == status
    assert reply.headers.get("Allow", "") == (allow or "")
    if status == 404:
        assert reply.data == b"nowhere"


def test_a_path_argument_is_text_of_any_letters(admin: Admin) -> None:
    admin.vendor("POST", "/accounts/%C3%A4%20b/login")
    assert admin.get("/spaces/default/journal")[0]["request"]["path_args"] == {"account": "ä b"}


def test_nothing_of_flask_is_on_the_wire(admin: Admin) -> None:
    reply = admin.vendor("POST", "/accounts/demo/login", headers={"Mockcc-Explain": ""})
    assert reply.headers.to_wsgi_list() == [("Content-Type", "application/json"), ("Content-Length", str(len(reply.data)))]
    assert not reply.data.endswith(b"\n")


def test_an_app_alone_takes_its_space_from_the_header(suite: AcmeSuite) -> None:
    client = suite.app("acme").test_client()
    assert client.post("/accounts/demo/login", headers={"Mockcc-Space": "mine", "Mockcc-Explain": "1"}).headers["Mockcc-Space"] == "mine"
    assert client.post("/logout").status_code == 204
    assert suite.store.spaces() == ["default", "mine"]


def test_annotated_replies_say_which_they_are_without_being_asked(acme_python: None, suite: AcmeSuite) -> None:
    loud = AcmeSuite(fixtures=suite.fixtures, annotate=True)
    admin = Admin(loud)
    admin.do("PUT", "/spaces/default/scenarios/acme/taken")
    reply = admin.vendor("POST", "/accounts/demo/login", headers={"Mockcc-Explain": ""})
    assert (reply.headers["Mockcc-Reply"], reply.headers["Mockcc-Scenario"], reply.headers["Mockcc-Evidence"]) == (
        "login.taken",
        "taken",
        "observed",
    )


def test_an_exchange_always_has_a_reply(suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = suite.pipeline("acme").handle

    def without(*arguments: object) -> Entry:
        entry = handle(*arguments)  # type: ignore[arg-type]
        entry.reply = None
        assert len(annotation(entry)) == 4
        return entry

    monkeypatch.setattr(suite.pipeline("acme"), "handle", without)
    with pytest.raises(TypeError, match="An exchange with a client always has a reply"):
        suite.app("acme").test_client().get("/page")
