"""What is wrong with a call is said in a problem document, never in Flask's own words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


def test_an_unknown_path_is_404_and_lists_the_calls(admin: Admin) -> None:
    problem = admin.problem(admin.send("GET", "/spacs"), 404)
    assert problem["detail"].startswith("The admin API has no path '/_mockcc/spacs'. Did you mean '/_mockcc/spaces'?")
    assert "PUT /_mockcc/spaces/<space>/clock" in problem["calls"]


@pytest.mark.parametrize(
    "path", ["", "/", "/spaces/", "//spaces", "/health/", "/spaces/default/clock/", "/%00", "/spaces/default/tables/acme"]
)
def test_a_slash_too_many_is_no_redirect(admin: Admin, path: str) -> None:
    reply = admin.send("GET", path)
    assert (reply.status_code, reply.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("PUT", "/health", "GET, HEAD"), ("OPTIONS", "/spaces", "GET, HEAD, POST"), ("POST", "/spaces/default/clock", "GET, HEAD, PUT"),
     ("BREW", "/spaces/default", "DELETE, GET, HEAD")],
)  # fmt: skip
def test_a_wrong_method_is_405_with_what_is_allowed(admin: Admin, method: str, path: str, allow: str) -> None:
    reply = admin.send(method, path)
    assert reply.headers["Allow"] == allow
    assert f"does not take {method}. Allowed: {allow}." in admin.problem(reply, 405)["detail"]


def test_head_is_a_get_without_its_body(admin: Admin) -> None:
    reply = admin.send("HEAD", "/health")
    assert (reply.status_code, reply.data, reply.headers["Content-Type"]) == (200, b"", "application/json")


@pytest.mark.parametrize(
    "body",
    [b"{", b"nonsense", b'{"a": NaN}', b"\xff", b'{"id": "\xff"}', b"[" * 100_000, b'{"id": 1} x', b"\x00", b'"\\ud800"'],
)
def test_a_body_that_is_no_json_is_400(admin: Admin, body: bytes) -> None:
    assert admin.refuse(400, "POST", "/spaces", data=body, content_type="application/json").startswith("The body ")


def test_a_number_that_cannot_be_kept_is_refused(admin: Admin) -> None:
    huge = b'{"id": "x", "password": "y", "tags": [], "state": ' + b"9" * 5000 + b"}"
    reply = admin.send("PUT", "/spaces/default/tables/acme/agents/x", data=huge, content_type="application/json")
    assert reply.status_code in (400, 422)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/spaces/default/faults/acme"), ("POST", "/spaces/default/verify"), ("PUT", "/spaces/default/clock")]
)
def test_a_body_that_is_needed_and_missing_is_400(admin: Admin, method: str, path: str) -> None:
    assert admin.refuse(400, method, path) == "The body is empty. Send a JSON object."
    assert admin.refuse(400, method, path, data=b"  ", content_type="application/json") == "The body is empty. Send a JSON object."


def test_a_body_that_is_too_long_is_413(admin: Admin) -> None:
    reply = admin.send("POST", "/spaces", data=b"x" * 10, content_type="application/json", environ_overrides={"CONTENT_LENGTH": str(2**30)})
    assert admin.problem(reply, 413)["title"] == "Request Entity Too Large"


def test_a_query_that_a_call_does_not_have_is_refused(admin: Admin) -> None:
    assert admin.refuse(422, "GET", "/spaces?space=x") == "space: There is no query parameter 'space'. None exist."


def test_documents_keep_their_order_and_their_letters(admin: Admin) -> None:
    reply = admin.send("PATCH", "/spaces/default/tables/acme/agents/agent1", {"tags": ["ä€😀"]})
    assert reply.data == '{"id":"agent1","password":"secret","state":"OUT","tags":["ä€😀"]}'.encode()
    assert "Server" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_fault_of_our_own_is_a_problem_document_too(admin: Admin, suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(suite.store, "transact", broken)
    assert admin.refuse(500, "GET", "/spaces/default/clock").startswith("A fault of mockcc itself: RuntimeError: nobody thought of this.")


def test_an_action_of_a_vendor_is_run(admin: Admin) -> None:
    path = "/spaces/mine/actions/acme"
    assert admin.do("POST", f"{path}/wave", {"to": "us"}) == {"waved": "http://localhost/~mine/acme us"}
    assert admin.do("POST", "/spaces/default/actions/acme/wave", {"to": "us"}) == {"waved": "http://localhost/acme us"}
    assert admin.do("POST", f"{path}/wave", {"to": "nobody"}) == {}
    assert admin.refuse(422, "POST", f"{path}/wave") == "to: Say to whom."
    assert "There is no action 'weave' of acme. Did you mean 'wave'?" in admin.refuse(404, "POST", f"{path}/weave")


@pytest.mark.parametrize(
    "body", [{}, {"x": 1}, [], "x", 5, None, {"kind": [], "on": {}, "match": {"form.a": {"regex": 5}}}, {"rows": {"a": {"b": 1}}}]
)
def test_no_body_of_whatever_shape_is_a_fault_of_ours(admin: Admin, body: Any) -> None:
    for rule in admin.suite._admin.url_map.iter_rules():  # type: ignore[attr-defined]
        path = rule.rule.removeprefix("/_mockcc").replace("<path:key>", "a")
        for name, value in (("space", "default"), ("vendor", "acme"), ("name", "taken"), ("endpoint", "login"), ("table", "agents")):
            path = path.replace(f"<{name}>", value)
        for method in rule.methods - {"HEAD"}:
            reply = admin.send(method, path, data=json.dumps(body), content_type="application/json")
            assert reply.status_code < 500, (method, path, reply.data)
