"""Between WSGI and the model, under servers of others as well."""

from __future__ import annotations

import io
from typing import Any

import pytest

from mockcc.model import Fault, Reply
from mockcc.web.convert import address, read_body, read_request, send, text_path

ENVIRON = {"REQUEST_METHOD": "POST", "SERVER_NAME": "host", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}


def environ(body: bytes = b"", **more: Any) -> dict[str, Any]:
    return {**ENVIRON, "wsgi.input": io.BytesIO(body), **more}


def sent(reply: Reply, **more: Any) -> tuple[str, dict[str, str], list[bytes]]:
    found: list[tuple[str, list[tuple[str, str]]]] = []
    body = send(reply, environ(**more), lambda status, headers: found.append((status, headers)), [("Extra", "1")])
    return found[0][0], dict(found[0][1]), body


def test_the_header_fields_of_our_own_server_come_as_they_were_sent() -> None:
    request = read_request(environ(**{"mockcc.headers": [("api_KEY", "1")], "HTTP_OTHER": "2"}), "http://h", {"a": "b"})
    assert (request.headers.items, request.path_args, request.base_url) == ([("api_KEY", "1")], {"a": "b"}, "http://h")


def test_those_of_another_server_are_put_together_again() -> None:
    request = read_request(
        environ(b"abc", HTTP_X_ONE="1", CONTENT_TYPE="a/b", CONTENT_LENGTH="3", REMOTE_ADDR="::1", QUERY_STRING="a=1"), "", {}
    )
    assert request.headers.items == [("X-One", "1"), ("Content-Type", "a/b"), ("Content-Length", "3")]
    assert (request.client, request.query, request.body) == ("::1", {"a": "1"}, b"abc")


@pytest.mark.parametrize(
    ("more", "body"),
    [({"CONTENT_LENGTH": "3"}, b"abc"), ({}, b""), ({"CONTENT_LENGTH": ""}, b""), ({"CONTENT_LENGTH": "x"}, b""),
     ({"CONTENT_LENGTH": "-1"}, b""), ({"CONTENT_LENGTH": "²"}, b""), ({"wsgi.input_terminated": True}, b"abcdef")],
)  # fmt: skip
def test_a_body_is_read_as_far_as_it_was_announced(more: dict[str, Any], body: bytes) -> None:
    assert read_body(environ(b"abcdef", **more)) == body


def test_a_path_is_text_whatever_its_bytes() -> None:
    assert text_path(environ(PATH_INFO="/a")) == "/a"
    assert text_path(environ(PATH_INFO="/ä".encode().decode("latin-1"))) == "/ä"
    assert text_path(environ(PATH_INFO="/\xff")) == "/\ufffd"
    assert text_path(environ()) == ""


def test_the_address_is_that_at_which_the_client_called() -> None:
    assert address(environ()) == "http://host:80"
    assert (
        address(environ(HTTP_HOST="mock.example", SCRIPT_NAME="/~a/acme", **{"wsgi.url_scheme": "https"})) == "https://mock.example/~a/acme"
    )


def test_a_reply_has_its_length_and_its_reason() -> None:
    assert sent(Reply(200, [("A", "1")], b"xy")) == ("200 OK", {"A": "1", "Extra": "1", "Content-Length": "2"}, [b"xy"])
    assert sent(Reply(200, [], b"", reason="Fine"))[0] == "200 Fine"
    assert sent(Reply(599, [], b""))[0] == "599 Unknown"
    for status in (204, 304):
        assert "Content-Length" not in sent(Reply(status, [], b""))[1]


def test_a_fault_is_handed_to_our_server_and_a_delay_alone_is_done_under_others(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    ours = environ(**{"mockcc.wire": True})
    send(Reply(200, [], b"", fault=Fault("reset")), ours, lambda *_: None)
    assert (ours["mockcc.fault"], slept) == (Fault("reset"), [])
    send(Reply(200, [], b"", fault=Fault("delay", 1.5)), environ(), lambda *_: None)
    assert slept == [1.5]
