"""What a client sees of an application's reply: nothing changed, nothing unsafe let through."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.wire.conftest import App, Wire


def says(status: str, headers: list[tuple[str, str]], *body: bytes) -> App:
    """An application with one reply."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, headers)
        return list(body)

    return app


def test_names_order_spelling_and_reason_are_the_applications(wire: Wire) -> None:
    client = wire.connect(wire.serve(says("299 Fine & Dandy", [("x_Odd-NAME", "1"), ("a", "b"), ("X_odd-name", "2")], b"hi")))
    client.get("/")
    head, _, body = client.until(b"hi").partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[:5] == ["HTTP/1.1 299 Fine & Dandy", "x_Odd-NAME: 1", "a: b", "X_odd-name: 2", "Content-Length: 2"]
    assert re.fullmatch(r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", lines[5])
    assert (len(lines), body) == (6, b"hi")


def test_the_applications_own_date_connection_and_bare_status_stay_alone(wire: Wire) -> None:
    client = wire.connect(wire.serve(says("200", [("DATE", "today"), ("connection", "Close"), ("CONTENT-LENGTH", "0")])))
    client.get("/")
    assert client.rest() == b"HTTP/1.1 200 \r\nDATE: today\r\nconnection: Close\r\nCONTENT-LENGTH: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "status", "declared", "expected"),
    [
        ("HEAD", "200 OK", None, b"3"),
        ("HEAD", "200 OK", "7", b"7"),
        ("GET", "204 No Content", None, None),
        ("GET", "304 Not Modified", None, None),
        ("GET", "304 Not Modified", "7", b"7"),
    ],
)
def test_replies_without_a_body_send_none(wire: Wire, method: str, status: str, declared: str | None, expected: bytes | None) -> None:
    headers = [("Content-Length", declared)] if declared else []
    client = wire.connect(wire.serve(says(status, headers, b"abc")))
    for _ in range(2):
        client.get("/", method=method)
        head, body = client.reply(method)
        assert (dict(head.headers).get(b"content-length"), body) == (expected, b"")


def test_head_of_an_empty_list_claims_no_length(wire: Wire) -> None:
    client = wire.connect(wire.serve(says("200 OK", [])))
    client.get("/", method="HEAD")
    assert b"content-length" not in dict(client.reply("HEAD")[0].headers)


def test_a_body_in_several_pieces_gets_one_length(wire: Wire) -> None:
    client = wire.connect(wire.serve(says("200 OK", [], b"ab", b"", b"cd")))
    client.get("/")
    head, body = client.reply()
    assert (dict(head.headers)[b"content-length"], body) == (b"4", b"abcd")


def test_an_application_may_ask_for_chunks_in_its_own_spelling(wire: Wire) -> None:
    client = wire.connect(wire.serve(says("200 OK", [("transfer-ENCODING", "chunked")], b"abc")))
    client.get("/")
    data = client.until(b"0\r\n\r\n")
    assert b"transfer-ENCODING: chunked\r\n" in data
    assert data.endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    old = wire.connect(wire.serve(says("200 OK", [("transfer-ENCODING", "chunked")], b"abc")))
    old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    answer = old.until(b"abc")
    assert b"ENCODING" not in answer
    assert b"Content-Length: 3" in answer


def test_a_body_that_is_too_long_is_cut_and_one_too_short_ends_the_connection(wire: Wire) -> None:
    long = wire.connect(wire.serve(says("200 OK", [("Content-Length", "2")], b"abcdef")))
    for _ in range(2):
        long.get("/")
        assert long.reply()[1] == b"ab"
    short = wire.connect(wire.serve(says("200 OK", [("Content-Length", "5")], b"ab")))
    short.get("/")
    assert short.rest().endswith(b"\r\n\r\nab")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [("X", "a\r\nSet-Cookie: b")]),
        ("200 OK", [("X", "a\nb")]),
        ("200 OK", [("X", "a\0b")]),
        ("200 OK", [("X: y\r\nZ", "a")]),
        ("200 OK", [("", "a")]),
        ("200 OK", [("X", "\u20ac")]),
        ("200 OK", [("X", b"bytes")]),
        ("200 OK", [("X", "a", "b")]),
        ("200 OK\r\nX: y", []),
        ("101 Switching", []),
        ("fine", []),
        (200, []),
        ("200 OK", [("Content-Length", "1"), ("content-length", "1")]),
        ("200 OK", [("Content-Length", "-1")]),
        ("200 OK", [("Content-Length", "1"), ("Transfer-Encoding", "chunked")]),
        ("200 OK", [("Transfer-Encoding", "gzip")]),
    ],
)
@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("stream", [False, True])
def test_a_head_that_is_not_http_becomes_a_500_and_the_connection_stays(
    wire: Wire, caplog: pytest.LogCaptureFixture, status: Any, headers: Any, waits: bool, stream: bool
) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response(status, headers)
        return iter([b"a"]) if stream else [b"a"]

    client = wire.connect(wire.serve(app, waits=lambda environ: waits))
    with caplog.at_level(logging.CRITICAL + 1, "mockcc.wire"):
        for _ in range(2):
            client.get("/")
            head, body = client.reply()
            assert (head.status_code, body) == (500, b"Internal Server Error\n")


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("kind", ["raise", "exit", "silent", "text", "late", "twice"])
def test_an_application_that_fails_gives_a_500_and_a_traceback_in_the_log(
    wire: Wire, caplog: pytest.LogCaptureFixture, kind: str, waits: bool
) -> None:
    def late(start_response: Callable[..., Any]) -> Iterator[bytes]:
        if start_response("200 OK", []):
            raise LookupError("a secret")
        yield b""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if kind == "raise":
            raise LookupError("a secret")
        if kind == "exit":
            raise SystemExit(3)
        if kind == "late":
            return late(start_response)
        if kind != "silent":
            start_response("200 OK", [])
        if kind == "twice":
            start_response("200 OK", [])
        return ["text"] if kind == "text" else [b"x"]

    client = wire.connect(wire.serve(app, waits=lambda environ: waits))
    for _ in range(2):
        client.get("/")
        head, body = client.reply()
        assert (head.status_code, body) == (500, b"Internal Server Error\n")
    assert {record.name for record in caplog.records} == {"mockcc.wire"}
    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize("waits", [False, True])
def test_write_exc_info_and_close_work_as_pep_3333_says(wire: Wire, waits: bool) -> None:
    closed = threading.Event()

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"c"])

        def close(self) -> None:
            closed.set()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Body:
        start_response("200 OK", [("Content-Length", "3")])
        try:
            raise LookupError
        except LookupError as error:
            write = start_response("203 Changed", [("Content-Length", "3")], (LookupError, error, error.__traceback__))
        write(b"a")
        write(b"b")
        return Body()

    client = wire.connect(wire.serve(app, waits=lambda environ: waits))
    client.get("/")
    head, body = client.reply()
    assert (head.status_code, head.reason, body) == (203, b"Changed", b"abc")
    assert closed.wait(2)
