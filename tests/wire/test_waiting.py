"""Requests on threads: they hold nobody up, stream, notice clients that leave, and may take the connection over."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.wire.conftest import App, Wire, text_app


def waits(environ: dict[str, Any]) -> bool:
    """Everything waits, except ``/inline``."""
    return str(environ["PATH_INFO"]) != "/inline"


def streaming(body: Callable[[dict[str, Any]], Iterator[bytes]], headers: list[tuple[str, str]] | None = None) -> App:
    """An application whose replies are what ``body`` yields."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", headers or [])
        return body(environ)

    return app


def test_six_hundred_waits_at_once_and_an_inline_request_beside_them(wire: Wire) -> None:
    release, all_in = threading.Event(), threading.Barrier(601, timeout=5)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if waits(environ):
            all_in.wait()
            assert release.wait(5)
        return text_app(environ, start_response)

    server = wire.serve(app, waits=waits)
    clients = [wire.connect(server) for _ in range(600)]
    for client in clients:
        client.get("/wait")
    all_in.wait()
    quick = wire.connect(server)
    quick.get("/inline")
    assert quick.reply()[1] == b"GET /inline "
    release.set()
    assert {client.reply()[1] for client in clients} == {b"GET /wait "}


def test_events_are_sent_as_they_come_and_the_connection_goes_on(wire: Wire) -> None:
    steps = [threading.Event() for _ in range(3)]

    def body(_: dict[str, Any]) -> Iterator[bytes]:
        yield b""
        for number, step in enumerate(steps):
            assert step.wait(5)
            yield b"data: %d\n\n" % number

    client = wire.connect(wire.serve(streaming(body, [("Content-Type", "text/event-stream")]), waits=waits))
    for step in steps:
        step.clear()
    client.get("/events")
    # The head comes before the first event, because the application yielded nothing to say so.
    assert b"Transfer-Encoding: chunked\r\n" in client.until(b"\r\n\r\n")
    for number, step in enumerate(steps):
        step.set()
        assert client.until(b"\n\n\r\n") == b"9\r\ndata: %d\n\n\r\n" % number
    assert client.until(b"0\r\n\r\n") == b"0\r\n\r\n"
    client.get("/events")
    assert client.reply()[1] == b"data: 0\n\ndata: 1\n\ndata: 2\n\n"


def test_an_http_1_0_client_gets_the_stream_up_to_the_close(wire: Wire) -> None:
    client = wire.connect(wire.serve(streaming(lambda _: iter([b"a", b"b"])), waits=waits))
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    answer = client.rest()
    assert b"Connection: close" in answer
    assert b"chunked" not in answer
    assert answer.endswith(b"\r\n\r\nab")


@pytest.mark.parametrize(("declared", "got"), [("3", b"abc"), ("4", b"abcd")])
def test_a_declared_length_bounds_the_stream(wire: Wire, declared: str, got: bytes) -> None:
    client = wire.connect(wire.serve(streaming(lambda _: iter([b"ab", b"cd", b"ef"]), [("Content-Length", declared)]), waits=waits))
    for _ in range(2):
        client.get("/")
        assert client.reply()[1] == got


def test_a_stream_shorter_than_declared_ends_the_connection(wire: Wire) -> None:
    client = wire.connect(wire.serve(streaming(lambda _: iter([b"ab"]), [("Content-Length", "5")]), waits=waits))
    client.get("/")
    assert client.rest().endswith(b"\r\n\r\nab")


def test_head_of_a_stream_and_an_empty_stream_have_no_body(wire: Wire) -> None:
    client = wire.connect(wire.serve(streaming(lambda environ: iter([b"a"] if environ["REQUEST_METHOD"] == "HEAD" else [])), waits=waits))
    client.get("/", method="HEAD")
    assert client.reply("HEAD")[1] == b""
    client.get("/")
    assert client.reply()[1] == b""


def test_a_stream_that_fails_half_way_ends_without_its_last_chunk(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    def body(_: dict[str, Any]) -> Iterator[bytes]:
        yield b"ab"
        raise LookupError

    client = wire.connect(wire.serve(streaming(body), waits=waits))
    client.get("/")
    assert client.rest().endswith(b"\r\n\r\n2\r\nab\r\n")
    assert caplog.records


def test_a_client_that_does_not_read_slows_the_application_down(wire: Wire) -> None:
    made: list[int] = []
    stuck = threading.Event()

    def body(_: dict[str, Any]) -> Iterator[bytes]:
        for number in range(400):
            made.append(number)
            yield bytes(100_000)

    client = wire.connect(wire.serve(streaming(body), waits=waits))
    client.get("/")
    client.until(b"\r\n\r\n")
    while True:
        count = len(made)
        if stuck.wait(0.1) or len(made) == count:
            break
    assert len(made) < 400
    tail = b""
    while not tail.endswith(b"\r\n0\r\n\r\n"):
        tail = tail[-7:] + client.sock.recv(1_000_000)
    assert len(made) == 400


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_client_that_leaves_ends_the_stream_and_closes_it(wire: Wire, how: str) -> None:
    closed = threading.Event()

    def body(environ: dict[str, Any]) -> Iterator[bytes]:
        try:
            while True:
                yield b"tick\n"
                environ["mockcc.gone"].wait(0.01)
        finally:
            closed.set()

    server = wire.serve(streaming(body), waits=waits)
    client = wire.connect(server)
    client.get("/")
    client.until(b"tick")
    if how == "reset":
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    assert closed.wait(2)


def test_a_client_that_leaves_during_a_wait_harms_nobody(wire: Wire) -> None:
    entered, gone, release = threading.Event(), threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if waits(environ):
            entered.set()
            if environ["mockcc.gone"].wait(2):
                gone.set()
            assert release.wait(2)
        return text_app(environ, start_response)

    server = wire.serve(app, waits=waits)
    client = wire.connect(server)
    client.get("/")
    assert entered.wait(2)
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    assert gone.wait(2)
    release.set()
    other = wire.connect(server)
    other.get("/inline")
    assert other.reply()[1] == b"GET /inline "


def test_a_predicate_that_fails_is_a_500(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    client = wire.connect(wire.serve(waits=lambda environ: environ["no such key"]))
    client.get("/")
    assert client.reply()[0].status_code == 500
    assert caplog.records


def hijacker(act: Callable[[socket.socket, dict[str, Any]], None]) -> App:
    """Takes the connection over and hands it to ``act``."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if "mockcc.hijack" not in environ:
            return text_app(environ, start_response)
        with environ["mockcc.hijack"]() as sock:
            act(sock, environ)
        return [b"never sent"]

    return app


def echo(sock: socket.socket, _: dict[str, Any]) -> None:
    """Answers 101, then sends back what comes until the client closes its half."""
    sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    while data := sock.recv(65536):
        sock.sendall(data)


@pytest.mark.parametrize("upgrade", [(), ("Connection: Upgrade", "Upgrade: echo")])
def test_a_hijacked_connection_is_the_applications_alone(wire: Wire, upgrade: tuple[str, ...]) -> None:
    client = wire.connect(wire.serve(hijacker(echo), waits=waits))
    client.get("/inline")
    client.reply()
    client.get("/", *upgrade)
    client.send(b"early\x00\xff")
    assert client.until(b"early\x00\xff") == b"HTTP/1.1 101 Switching Protocols\r\n\r\nearly\x00\xff"
    client.send(b"GET / HTTP/1.1\r\n")
    client.until(b"GET / HTTP/1.1\r\n")
    client.sock.shutdown(socket.SHUT_WR)
    assert client.rest() == b""


def test_a_hijack_works_over_tls(wire: Wire, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    client = wire.connect(wire.serve(hijacker(echo), ssl_context=contexts[0], waits=waits), contexts[1])
    client.get("/")
    client.send(b"hello")
    client.until(b"hello")


def test_a_hijacked_connection_has_back_pressure_both_ways(wire: Wire) -> None:
    size, go = 40_000_000, threading.Event()

    def act(sock: socket.socket, _: dict[str, Any]) -> None:
        assert go.wait(5)
        left = size
        while left:
            left -= len(sock.recv(65536))
        sock.sendall(bytes(size))

    client = wire.connect(wire.serve(hijacker(act), waits=waits))
    client.get("/")
    sender = threading.Thread(target=client.send, args=(bytes(size),))
    sender.start()
    sender.join(0.1)
    assert sender.is_alive()
    go.set()
    sender.join()
    threading.Event().wait(0.1)
    assert len(client.rest()) == size


def test_a_hijacker_sees_its_client_leave(wire: Wire) -> None:
    seen = threading.Event()

    def act(sock: socket.socket, environ: dict[str, Any]) -> None:
        with pytest.raises(RuntimeError):
            environ["mockcc.hijack"]()
        sock.sendall(b"ready")
        while sock.recv(10):
            pass
        seen.set()

    client = wire.connect(wire.serve(hijacker(act), waits=waits))
    client.get("/")
    client.until(b"ready")
    client.close()
    assert seen.wait(2)


def test_a_hijacker_that_fails_closes_the_connection(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    taken: list[socket.socket] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        taken.append(environ["mockcc.hijack"]())
        raise LookupError

    client = wire.connect(wire.serve(app, waits=waits))
    client.get("/")
    assert client.rest() == b""
    assert caplog.records
    taken[0].close()


def test_a_hijack_of_a_client_that_has_left_reads_the_end(wire: Wire) -> None:
    read: list[bytes] = []
    done, entered = threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        entered.set()
        assert environ["mockcc.gone"].wait(2)
        with environ["mockcc.hijack"]() as sock:
            read.append(sock.recv(10))
        done.set()
        return []

    client = wire.connect(wire.serve(app, waits=waits))
    client.get("/")
    assert entered.wait(2)
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    assert done.wait(2)
    assert read == [b""]


def test_stopping_ends_streams_and_hijacks_without_waiting(wire: Wire) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == "/hijack":
            with environ["mockcc.hijack"]() as sock:
                echo(sock, environ)
            return []
        start_response("200 OK", [])
        return iter(lambda: b"" if environ["mockcc.gone"].wait(0.01) else b"tick\n", b"")

    server = wire.serve(app, waits=waits)
    stream, taken = wire.connect(server), wire.connect(server)
    stream.get("/stream")
    taken.get("/hijack")
    stream.until(b"tick")
    taken.until(b"\r\n\r\n")
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 1
    assert stream.rest().endswith(b"0\r\n\r\n")
    assert taken.rest() == b""


def test_stopping_waits_in_vain_for_a_hijacker_that_reads_nothing(wire: Wire) -> None:
    taken: list[socket.socket] = []
    ready = threading.Event()

    def act(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        taken.append(environ["mockcc.hijack"]())
        ready.set()
        return []

    server = wire.serve(act, waits=waits)
    client = wire.connect(server)
    client.get("/")
    assert ready.wait(2)
    client.sock.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.send(bytes(40_000_000))
    server.stop(0.2)
    # Nobody is at the other end any more.
    with taken[0] as sock, pytest.raises(ConnectionError):
        sock.sendall(bytes(10_000_000))


def test_a_connection_may_be_taken_from_within_the_body(wire: Wire) -> None:
    def body(environ: dict[str, Any]) -> Iterator[bytes]:
        with environ["mockcc.hijack"]() as sock:
            sock.sendall(b"mine")
        yield b"never sent"

    client = wire.connect(wire.serve(streaming(body), waits=waits))
    client.get("/")
    assert client.rest() == b"mine"
