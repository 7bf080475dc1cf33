"""Broken, hostile and oversized requests: refused, the connection closed, nobody else touched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.wire import Limits, Server
from tests.wire.conftest import Raw, Wire, text_app

POST = "POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "data",
    [
        POST + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
        POST + "Content-Length: 1, 1\r\n\r\na",
        POST + "Content-Length: +1\r\n\r\na",
        POST + "Content-Length:\r\n\r\n",
        POST + "Content-Length: 99999999999999999999999\r\n\r\n",
        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + "0x1\r\na\r\n0\r\n\r\n",
        CHUNKED + "1 \r\na\r\n0\r\n\r\n",
        CHUNKED + "-1\r\na\r\n0\r\n\r\n",
        CHUNKED + "1\na\n0\n\n",
        CHUNKED + "2\r\nabc\r\n0\r\n\r\n",
        CHUNKED + "fffffffffffffffff\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "{}\r\n\r\n",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_after_it_is_read(wire: Wire, data: str) -> None:
    paths: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        paths.append(environ["PATH_INFO"])
        return text_app(environ, start_response)

    client = wire.connect(wire.serve(app))
    client.get("/before")
    client.send(data + SMUGGLED)
    client.reply()
    head, body = client.reply()
    assert head.status_code == 400
    assert dict(head.headers)[b"connection"] == b"close"
    assert body.endswith(b".\n")
    assert client.rest() == b""
    assert paths == ["/before"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("BREW /pot HTTP/1.1\r\n", b"This method is unknown."),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", b"Only HTTP/1.1 and HTTP/1.0 are spoken here."),
        ("GET /\r\n\r\n", b"Only HTTP/1.1 and HTTP/1.0 are spoken here."),
    ],
)
def test_unknown_methods_and_versions_are_named_as_such_and_are_the_clients_fault(wire: Wire, data: str, words: bytes) -> None:
    client = wire.connect(wire.serve())
    client.send(data)
    reply = client.rest()
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert reply.endswith(words + b"\n")


def test_a_refused_head_request_gets_no_body(wire: Wire) -> None:
    client = wire.connect(wire.serve())
    client.send("HEAD / HTTP/1.1\r\nHost: a b\r\n\r\n")
    assert client.rest().endswith(b"\r\n\r\n")


SMALL = Limits(head_bytes=1000, body_bytes=1000, header_count=5)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x" * 1000, 431),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x" * 1000 + "\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + "X: x\r\n" * 6 + "\r\n", 431),
        ("GET /" + "x" * 1000, 414),
        ("GET /" + "x" * 1000 + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (POST + "Content-Length: 1001\r\n\r\n", 413),
        (POST + "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n", 413),
        (CHUNKED + "3e9\r\n" + "x" * 1001 + "\r\n0\r\n\r\n", 413),
        (CHUNKED + "1\r\nx\r\n" * 1001 + "0\r\n\r\n", 413),
        (CHUNKED + "0\r\nX: " + "x" * 500 + "\r\n\r\n" + "\r\n", 200),
    ],
)
def test_what_is_too_large_is_refused(wire: Wire, data: str, status: int) -> None:
    client = wire.connect(wire.serve(limits=SMALL))
    client.send(data)
    client.sock.shutdown(1)
    assert client.rest().startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize("endless", ["1;" + "x" * 900, "0\r\nX: " + "x" * 900])
def test_endless_chunk_extensions_and_trailers_are_refused(wire: Wire, endless: str) -> None:
    client = wire.connect(wire.serve(limits=SMALL))
    client.send(CHUNKED)
    client.send(endless)
    client.send("x" * 900)
    assert client.reply()[0].status_code == 431


def test_an_upload_that_is_refused_still_sees_why(wire: Wire) -> None:
    client = wire.connect(wire.serve(limits=Limits(body_bytes=1000)))
    client.get("/", "Content-Length: 3000000", method="POST")
    client.send(b"x" * 3_000_000)
    assert client.reply()[0].status_code == 413


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ("", b""),
        ("GET / HTTP/1.1\r\n", b"HTTP/1.1 408 Request Timeout\r\n"),
        (POST + "Content-Length: 5\r\n\r\nab", b"HTTP/1.1 408 Request Timeout\r\n"),
        (CHUNKED + "5\r\nab", b"HTTP/1.1 408 Request Timeout\r\n"),
    ],
)
def test_a_client_that_is_too_slow_is_let_go(wire: Wire, data: str, answer: bytes) -> None:
    limits = Limits(idle_seconds=0.1, head_seconds=0.1, body_seconds=0.1)
    client = wire.connect(wire.serve(limits=limits))
    client.get("/quick")
    client.reply()
    client.send(data)
    assert client.rest().partition(b"\r\n")[0] == answer.strip()


def test_a_head_that_drips_is_timed_from_its_first_byte(wire: Wire) -> None:
    client = wire.connect(wire.serve(limits=Limits(head_seconds=0.2)))
    client.send("GET / HTTP/1.1\r\nX: ")
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            try:
                client.send("x")
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    assert client.rest().startswith(b"HTTP/1.1 408 ")
    stop.set()
    thread.join()


def test_a_client_that_never_reads_is_let_go_and_one_that_reads_slowly_is_not(wire: Wire) -> None:
    size = 30_000_000

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [bytes(size)]

    server = wire.serve(app, limits=Limits(idle_seconds=0.3))
    deaf, slow = wire.connect(server), wire.connect(server)
    deaf.get("/")
    slow.get("/")
    pause = threading.Event()
    got = 0
    while got < size:
        got += len(slow.sock.recv(4_000_000))
        pause.wait(0.05)
    with pytest.raises((ConnectionError, AssertionError)):
        # What the kernel had buffered still comes, then the end, short of the body.
        assert len(deaf.rest()) > size


def test_connect_is_refused_without_a_proxy(wire: Wire) -> None:
    client = wire.connect(wire.serve())
    client.send("CONNECT api.example.test:443 HTTP/1.1\r\nHost: api.example.test:443\r\n\r\n")
    head, _ = client.reply()
    assert head.status_code == 405
    assert client.rest() == b""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all generated input."""
    with Server(text_app, limits=Limits(head_bytes=2000, body_bytes=2000)) as running:
        yield running


piece = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\r\n", b"\r\n\r\n", b"\n", b"\0", b": ", b"0\r\n\r\n", b"5\r\nhello\r\n", b"HTTP/1.1", b" ", b"chunked"]),
    st.sampled_from(
        [b"GET / HTTP/1.1\r\nHost: a\r\n", CHUNKED.encode(), POST.encode(), b"Content-Length: 3\r\n", b"Connection: upgrade\r\n"]
    ),
    st.sampled_from(
        [b"Upgrade: x\r\n", b"OPTIONS * HTTP/1.1\r\n", b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", b"Expect: 100-continue\r\n"]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(piece, max_size=12), cut=st.integers(min_value=1, max_value=60))
def test_whatever_bytes_come_the_server_answers_or_closes_and_serves_the_next(server: Server, pieces: list[bytes], cut: int) -> None:
    data = b"".join(pieces)
    with socket.create_connection((server.host, server.port), timeout=5) as sock:
        client = Raw(sock)
        try:
            client.send(data[:cut])
            client.send(data[cut:])
            sock.shutdown(socket.SHUT_WR)
            answer = client.rest()
        except OSError:
            # Closed before all was sent.
            answer = b""
        assert not answer or answer.startswith(b"HTTP/1.1 ")
        assert b"HTTP/1.1 500" not in answer
    with socket.create_connection((server.host, server.port), timeout=5) as sock:
        client = Raw(sock)
        client.get("/next")
        assert client.reply()[1] == b"GET /next "
