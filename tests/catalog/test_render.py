"""Replies as bytes: JSON styles, header order, pages, and what a hostile value cannot do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcc.catalog.load import load_vendor
from mockcc.catalog.render import Renderer, json_bytes, sample_values
from mockcc.catalog.template import MissingPlaceholderError
from mockcc.catalog.types import JsonStyle
from mockcc.errors import UnknownNameError
from mockcc.model import Reply
from tests.catalog.acme import VENDOR, write

HEAD = "source: x\nreplies:\n"


def renderer(tmp_path: Path, replies: str, vendor: str = VENDOR) -> Renderer:
    return Renderer(load_vendor(write(tmp_path, vendor=vendor, more=HEAD + replies), "acme"))


def test_a_static_reply_is_rendered_once_and_its_headers_are_the_callers(tmp_path: Path) -> None:
    render = renderer(tmp_path, "  a: {evidence: assumed, status: 418, reason: Teapot, json: {b: é, a: [1, null]}}\n").render
    first, second = render("a", {}), render("a", {})
    assert first == Reply(418, [("Server", "nginx"), ("Content-Type", "application/json")], '{"b":"é","a":[1,null]}'.encode(), "Teapot")
    assert first.body is second.body
    first.headers.append(("X", "y"))
    assert render("a", {}) == second


def test_members_are_left_out_of_an_object_and_of_nothing_else(tmp_path: Path) -> None:
    render = renderer(
        tmp_path, "  a: {evidence: assumed, json: {a: $a, b: 2}, samples: {a: 1}}\n  b: {evidence: assumed, json: [a]}\n"
    ).render
    assert render("a", {"a": 1}).body == b'{"a":1,"b":2}'
    assert render("a", {}, ("a", "x")).body == b'{"b":2}'
    assert render("a", {"a": 1}, ("b",)).body == b'{"a":1}'
    assert render("b", {}, ("a",)).body == b'["a"]'


@pytest.mark.parametrize(
    ("style", "body"),
    [
        (JsonStyle(), '{"a":[1,{}],"b":"é\\n/"}'),
        (JsonStyle(separators="spaced"), '{"a": [1, {}], "b": "é\\n/"}'),
        (JsonStyle(ascii=True), '{"a":[1,{}],"b":"\\u00e9\\n/"}'),
        (JsonStyle(separators="spaced", ascii=True), '{"a": [1, {}], "b": "\\u00e9\\n/"}'),
    ],
)
def test_json_styles(style: JsonStyle, body: str) -> None:
    assert json_bytes({"a": [1, {}], "b": "é\n/"}, style) == body.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_json_is_what_the_standard_library_prints(value: Any) -> None:
    styles: tuple[tuple[JsonStyle, tuple[str, str]], ...] = ((JsonStyle(), (",", ":")), (JsonStyle(separators="spaced"), (", ", ": ")))
    for style, separators in styles:
        expected = json.dumps(value, ensure_ascii=False, separators=separators).encode("utf-8", "replace")
        assert json_bytes(value, style) == expected


def test_a_lone_surrogate_of_a_client_is_no_fault_of_ours(tmp_path: Path) -> None:
    render = renderer(tmp_path, "  a: {evidence: assumed, json: {a: $x}, headers: {X: $x}}\n  b: {evidence: assumed, text: $x}\n").render
    reply = render("a", {"x": "\ud800"})
    assert (reply.body, reply.headers[-1]) == (b'{"a":"?"}', ("X", "?"))
    assert render("b", {"x": "\ud800"}).body == b"?"


def test_header_order_and_content_types(tmp_path: Path) -> None:
    vendor = VENDOR.replace("{Server: nginx}", "{Server: nginx, Cache-Control: no-store, content-type: text/x}")
    render = renderer(
        tmp_path,
        "  json: {evidence: assumed, json: {}, headers: {X-B: b, X-A: [a, $$]}}\n"
        "  text: {evidence: assumed, text: ''}\n"
        "  none: {evidence: assumed, headers: {cache-control: public}}\n"
        "  typed: {evidence: assumed, json: {}, type: application/hal+json}\n"
        "  own: {evidence: assumed, json: {}, headers: {Content-type: a/b}}\n"
        "  page: {evidence: assumed, page: login.html}\n",
        vendor,
    ).render
    first = [("Server", "nginx"), ("Cache-Control", "no-store")]
    assert render("json", {}).headers == [*first, ("Content-Type", "application/json"), ("X-B", "b"), ("X-A", "a"), ("X-A", "$")]
    assert render("text", {}).headers == [*first, ("Content-Type", "text/plain; charset=utf-8")]
    assert render("none", {}).headers == [("Server", "nginx"), ("content-type", "text/x"), ("cache-control", "public")]
    assert render("typed", {}).headers == [*first, ("Content-Type", "application/hal+json")]
    assert render("own", {}).headers == [*first, ("Content-type", "a/b")]
    assert render("page", {"user": "A"}).headers == [*first, ("Content-Type", "text/html; charset=utf-8")]


def test_header_placeholders(tmp_path: Path) -> None:
    render = renderer(
        tmp_path,
        "  a: {evidence: assumed, json: {i: $i}, headers: {X: $i, Y: '${s}', Z: [k, a$s, $l], E: ''}}\n"
        "  b: {evidence: assumed, headers: {X: $i}}\n",
    ).render
    fixed = [("Server", "nginx"), ("Content-Type", "application/json")]
    reply = render("a", {"i": 5, "s": None, "l": ["p", "q"]})
    assert (reply.body, reply.headers) == (b'{"i":5}', [*fixed, ("X", "5"), ("Z", "k"), ("Z", "a"), ("Z", "p"), ("Z", "q"), ("E", "")])
    assert render("b", {"i": True}) == (200, [("Server", "nginx"), ("X", "true")], b"", None, None, None)


def test_no_value_can_split_a_reply(tmp_path: Path) -> None:
    render = renderer(tmp_path, "  a: {evidence: assumed, headers: {Location: '/x?$q'}}\n").render
    assert render("a", {"q": "a\r\nSet-Cookie: b\0\n"}).headers[-1] == ("Location", "/x?a Set-Cookie: b ")
    assert render("a", {"q": "é"}).headers[-1] == ("Location", "/x?é".encode().decode("latin-1"))


def test_pages_are_escaped_and_name_what_is_missing(tmp_path: Path) -> None:
    render = renderer(tmp_path, "  p: {evidence: assumed, page: login.html}\n").render
    assert render("p", {"user": "<script>"}).body == b"<b>&lt;script&gt;</b>\n"
    with pytest.raises(MissingPlaceholderError, match=r"page login.html: 'user' is undefined"):
        render("p", {})


def test_samples_fill_every_reply(tmp_path: Path) -> None:
    catalogue = load_vendor(write(tmp_path), "acme")
    own = Renderer(catalogue)
    for name in catalogue.replies:
        assert own.render(name, own.sample_values(name)).status == catalogue.replies[name].spec.status
    assert sample_values(catalogue.replies["login.ok"]) == {"agent.id": 7, "agent.name": "Ann", "agent": {"id": 7, "name": "Ann"}}


def test_deep_samples_reach_pages(tmp_path: Path) -> None:
    own = renderer(tmp_path, "  p: {evidence: assumed, page: deep.html, samples: {a.b.c: 1, a: {d: 2}}}\n")
    (tmp_path / "fixtures/acme/pages/deep.html").write_text("{{ a.b.c }}{{ a.d }}")
    assert own.render("p", own.sample_values("p")).body == b"12"


def test_unknown_replies_and_missing_values_are_named(tmp_path: Path) -> None:
    own = renderer(tmp_path, "  a: {evidence: assumed, text: $x}\n")
    with pytest.raises(UnknownNameError, match=r"There is no reply 'login.okay' in acme. Did you mean 'login.ok'"):
        own.render("login.okay", {})
    with pytest.raises(UnknownNameError):
        own.sample_values("b")
    with pytest.raises(MissingPlaceholderError, match=r"\$x has no value"):
        own.render("a", {})
