"""The values that all layers speak: requests read as the field reads them, whatever was sent."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcc.model import Basic, Headers, Request, decode_path, parse_pairs
from mockcc.multipart import Upload


@given(st.text(alphabet=st.sampled_from("ab=&%+2BéF; \x00z")))
def test_pairs_are_read_as_the_standard_library_reads_them(text: str) -> None:
    assert parse_pairs(text) == parse_qsl(text, keep_blank_values=True, errors="replace")


def test_of_a_repeated_field_the_first_counts_and_names_keep_their_underscores() -> None:
    headers = Headers([("api_key", "1"), ("Api-Key", "2"), ("API_KEY", "3")])
    request = Request("GET", "/", query_string="a=1&a=2", headers=headers)

    assert headers.get("API_key") == "1"
    assert headers.get("api-key") == "2"
    assert headers.all("api_key") == ["1", "3"]
    assert headers.get("none", "default") == "default"
    assert request.query == {"a": "1"}


def test_a_multipart_form_gives_fields_and_files_and_a_broken_one_what_came_before_the_break() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nlogin\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n'
    )
    headers = Headers([("Content-Type", "multipart/form-data; boundary=x")])

    whole = Request("POST", "/", headers=headers, body=body)
    broken = Request("POST", "/", headers=headers, body=body[:80])
    other = Request("POST", "/", headers=Headers([("Content-Type", "text/plain")]), body=body)

    assert whole.form == {"action": "login"}
    assert whole.files == {"file": Upload("a.txt", "text/plain", 5)}
    assert set(broken.form) <= {"action"}
    assert other.form == other.files == {}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Basic " + base64.b64encode(b"agent:pa:ss").decode(), Basic("agent", "pa:ss")),
        ("basic " + base64.b64encode("ä:ö".encode()).decode(), Basic("ä", "ö")),
        ("Basic " + base64.b64encode(b"no colon").decode(), None),
        ("Basic %%%", None),
        ("Basic /////w==", None),
        ("Bearer x", None),
        ("", None),
    ],
)
def test_basic_credentials_are_read_strictly(sent: str, read: Basic | None) -> None:
    assert Request("GET", "/", headers=Headers([("Authorization", sent)])).basic == read


def test_of_a_repeated_part_the_first_counts_and_every_file_is_kept() -> None:
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    parts = [part.format("n", "", "1"), part.format("n", "", "2"), *(part.format("f", f'; filename="{name}"', "x") for name in "ab")]
    body = "".join(f"--x\r\n{text}" for text in parts) + "--x--\r\n"
    request = Request("POST", "/", headers=Headers([("Content-Type", "multipart/form-data; boundary=x")]), body=body.encode())

    assert request.form == {"n": "1"}
    assert request.files["f"].filename == "a"
    assert [(name, upload.filename) for name, upload in request.uploads] == [("f", "a"), ("f", "b")]


def test_bearer_cookies_and_json_are_read_when_they_are_there() -> None:
    headers = Headers([("Authorization", "Bearer  t "), ("Cookie", 'a=1; b="2"; a=3; junk; =x')])
    request = Request("POST", "/", headers=headers, body=b'{"a": [1]}')

    assert request.bearer == "t"
    assert request.cookies == {"a": "1", "b": "2"}
    assert request.json_object == {"a": [1]}
    assert Request("POST", "/", body=b"[1]").json_object == {}
    assert Request("POST", "/", body=b"{").json is None
    for constant in (b"NaN", b"Infinity", b"-Infinity"):
        assert Request("POST", "/", body=b'{"a":%s}' % constant).json is None
    assert Request("POST", "/", body=b"[" * 100_000).json is None
    assert Request("POST", "/", body='{"a": "é"}'.encode("utf-16")).json == {"a": "é"}
    assert Request("POST", "/").json is None
    assert Request("POST", "/", headers=Headers([("Authorization", "Bearer ")])).bearer is None


def test_a_path_that_is_no_utf8_is_still_a_path() -> None:
    assert decode_path("/a%20b%C3%A9%FF") == "/a bé\ufffd"
