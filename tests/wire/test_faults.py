"""Broken transports on purpose: delays that hold nobody up, resets, cut bodies, bytes that are no HTTP."""

from __future__ import annotations

import errno
import select
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import h11
import pytest

from mockcc.model import Fault
from mockcc.wire.faults import GARBAGE
from tests.wire.conftest import App, Raw, Wire


def faulty(fault: Fault, headers: list[tuple[str, str]] | None = None, *, stream: bool = False) -> App:
    """Answers ``/`` with the fault, everything else well."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == "/":
            environ["mockcc.fault"] = fault
        start_response("200 OK", headers or [])
        return iter([b"01234", b"56789"]) if stream else [b"0123456789"]

    return app


WAITS = pytest.mark.parametrize("waits", [False, True], ids=["inline", "thread"])


@WAITS
@pytest.mark.parametrize("stream", [False, True])
def test_a_reset_is_a_reset(wire: Wire, waits: bool, stream: bool) -> None:
    client = wire.connect(wire.serve(faulty(Fault("reset"), stream=stream), waits=lambda environ: waits))
    client.get("/")
    with pytest.raises(ConnectionResetError):
        client.rest()


def test_a_reset_is_a_reset_over_tls_too(wire: Wire, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    client = wire.connect(wire.serve(faulty(Fault("reset")), ssl_context=contexts[0]), contexts[1])
    client.get("/")
    # Python's ssl module reads a reset as a plain end, so the socket below it is asked.
    poller = select.poll()
    poller.register(client.sock, 0)
    assert poller.poll(5000)
    assert client.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET


@WAITS
@pytest.mark.parametrize(("at", "expected"), [(None, b"01234"), (3, b"012"), (0, b""), (99, b"0123456789")])
def test_a_truncated_body_has_its_full_length_in_the_head(wire: Wire, waits: bool, at: int | None, expected: bytes) -> None:
    client = wire.connect(wire.serve(faulty(Fault("truncate", at=at)), waits=lambda environ: waits))
    client.get("/")
    head, _, body = client.rest().partition(b"\r\n\r\n")
    assert b"Content-Length: 10" in head
    assert body == expected


@pytest.mark.parametrize(("at", "kept"), [(None, b"01234"), (7, b"0123456")])
def test_a_declared_stream_is_cut_in_its_middle(wire: Wire, at: int | None, kept: bytes) -> None:
    app = faulty(Fault("truncate", at=at), [("Content-Length", "10")], stream=True)
    client = wire.connect(wire.serve(app, waits=lambda environ: True))
    client.get("/")
    assert client.rest().partition(b"\r\n\r\n")[2] == kept


def test_an_endless_stream_is_cut_in_its_first_piece(wire: Wire) -> None:
    client = wire.connect(wire.serve(faulty(Fault("truncate"), stream=True), waits=lambda environ: True))
    client.get("/")
    assert client.rest().partition(b"\r\n\r\n")[2] == b"01"


def test_a_chunked_body_is_cut_inside_its_chunk(wire: Wire) -> None:
    client = wire.connect(wire.serve(faulty(Fault("truncate", at=4), [("Transfer-Encoding", "chunked")])))
    client.get("/")
    assert client.rest().partition(b"\r\n\r\n")[2] == b"a\r\n0123"


def test_a_truncated_reply_without_a_body_is_its_head(wire: Wire) -> None:
    client = wire.connect(wire.serve(faulty(Fault("truncate"))))
    client.get("/", method="HEAD")
    assert client.rest().endswith(b"\r\n\r\n")


@WAITS
def test_garbage_is_no_http(wire: Wire, waits: bool) -> None:
    client = wire.connect(wire.serve(faulty(Fault("garbage")), waits=lambda environ: waits))
    client.get("/")
    answer = client.rest()
    assert answer == GARBAGE
    reader = h11.Connection(h11.CLIENT)
    reader.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    reader.receive_data(answer)
    with pytest.raises(h11.RemoteProtocolError):
        reader.next_event()


@WAITS
@pytest.mark.parametrize("stream", [False, True])
def test_a_delayed_reply_is_whole_and_the_connection_goes_on(wire: Wire, waits: bool, stream: bool) -> None:
    client = wire.connect(wire.serve(faulty(Fault("delay", 0.1), stream=stream), waits=lambda environ: waits))
    begin = time.monotonic()
    client.get("/")
    client.get("/next")
    assert client.reply()[1] == b"0123456789"
    assert time.monotonic() - begin >= 0.1
    assert client.reply()[1] == b"0123456789"


def test_any_fault_may_wait_first(wire: Wire) -> None:
    client = wire.connect(wire.serve(faulty(Fault("reset", 0.1))))
    begin = time.monotonic()
    client.get("/")
    with pytest.raises(ConnectionResetError):
        client.rest()
    assert time.monotonic() - begin >= 0.1


@WAITS
def test_a_client_that_leaves_during_a_delay_is_forgotten(wire: Wire, waits: bool) -> None:
    server = wire.serve(faulty(Fault("delay", 0.2), stream=True), waits=lambda environ: waits)
    client = wire.connect(server)
    client.get("/")
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 1


def test_five_hundred_delayed_replies_hold_nobody_up(wire: Wire) -> None:
    server = wire.serve(faulty(Fault("delay", 1.0)))
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    begin = time.monotonic()
    with selectors.DefaultSelector() as waiting:
        for _ in range(500):
            sock = socket.create_connection((server.host, server.port))
            sock.sendall(request)
            waiting.register(sock, selectors.EVENT_READ)
        fast = wire.connect(server)
        sent = time.monotonic()
        fast.get("/fast")
        assert fast.reply()[1] == b"0123456789"
        assert time.monotonic() - sent < 0.5
        while waiting.get_map():
            for key, _ in waiting.select(5):
                waiting.unregister(key.fileobj)
                assert isinstance(key.fileobj, socket.socket)
                with key.fileobj as sock:
                    assert Raw(sock).rest().endswith(b"0123456789")
    assert 1.0 <= time.monotonic() - begin < 2.5
