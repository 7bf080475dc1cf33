"""Matching a request by dotted fields, exactly or by a regular expression."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from mockcc.engine.match import MISSING, check_match, lookup, misses
from mockcc.errors import InvalidValueError
from mockcc.model import Headers, Request


def request(body: Any = None, form: bytes = b"", **headers: str) -> Request:
    fields = {"Cookie": "seen=yes", "api_key": "KK1", **headers}
    fields["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
    return Request(
        "POST",
        "/a/b",
        query_string="q=1&q=2",
        headers=Headers(fields.items()),
        body=form or json.dumps(body).encode(),
        path_args={"who": "me"},
    )


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("method", "POST"),
        ("path", "/a/b"),
        ("query.q", "1"),
        ("query.none", MISSING),
        ("header.API_KEY", "KK1"),
        ("header.api-key", MISSING),
        ("json.a.b", 5),
        ("json.list.1.x", "y"),
        ("json.list.9", MISSING),
        ("json.list.x", MISSING),
        ("json.a.b.c", MISSING),
        ("json", {"a": {"b": 5}, "list": [0, {"x": "y"}]}),
        ("cookie.seen", "yes"),
        ("path_arg.who", "me"),
        ("basic.user", "ann"),
        ("basic.password", "p:w"),
        ("basic.nothing", MISSING),
        ("bearer", MISSING),
        ("body", '{"a": {"b": 5}, "list": [0, {"x": "y"}]}'),
        ("form.a", MISSING),
    ],
)
def test_every_part_of_a_request_has_a_name(field: str, found: object) -> None:
    basic = "Basic " + base64.b64encode(b"ann:p:w").decode()
    assert lookup(request({"a": {"b": 5}, "list": [0, {"x": "y"}]}, Authorization=basic), field) == found


def test_a_form_and_a_bearer_token_have_names_too() -> None:
    asked = request(form=b"a=1&b.c=2", Authorization="Bearer t")
    assert [lookup(asked, field) for field in ("form.a", "form.b.c", "bearer", "basic.user")] == ["1", "2", "t", MISSING]
    assert repr(MISSING) == "(missing)"


@pytest.mark.parametrize(
    ("wanted", "body", "matches"),
    [
        (1, 1, True),
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        (True, 1, False),
        (None, None, True),
        ("1", 1, False),
        ({"regex": "^1"}, 12, True),
        ({"regex": "b+"}, "abbc", True),
        ({"regex": "^b"}, "abbc", False),
        ({"regex": "x", "more": 1}, {"regex": "x", "more": 1}, True),
        ([1, 2], [1, 2], True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_values_are_the_same_as_json_or_match_an_expression(wanted: Any, body: Any, matches: bool) -> None:
    assert (misses({"json.x": wanted}, request({"x": body})) == []) is matches


def test_a_miss_names_the_field_and_both_values() -> None:
    found = misses({"json.x": 1, "query.q": "1", "header.X": {"regex": "."}}, request({"x": 2}))
    assert [miss._asdict() for miss in found] == [
        {"field": "json.x", "expected": 1, "found": 2},
        {"field": "header.X", "expected": {"regex": "."}, "found": None},
    ]


@pytest.mark.parametrize(
    ("match", "field", "said"),
    [
        ([], "match", "A match is an object of request fields to values, not []."),
        ({"froms.x": 1}, "match.froms.x", "Did you mean 'form.x'?"),
        ({"formm": 1}, "match.formm", "Did you mean 'form.<name>'?"),
        ({"form": 1}, "match.form", "'form' is no field of a request."),
        ({"form.": 1}, "match.form.", "is no field of a request."),
        ({"json.": 1}, "match.json.", "is no field of a request."),
        ({"method.x": 1}, "match.method.x", "is no field of a request. Allowed: basic.<name>, bearer,"),
        ({"form.x": {"regex": "["}}, "match.form.x", "'[' is no regular expression: "),
    ],
)
def test_a_match_that_can_never_be_is_refused_naming_the_field(match: object, field: str, said: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        check_match(match)
    assert caught.value.field == field
    assert said in str(caught.value)


def test_a_match_that_is_right_comes_back() -> None:
    match = {"json": {"a": 1}, "method": "POST", "form.a.b": {"regex": "x"}}
    assert check_match(match) == match
