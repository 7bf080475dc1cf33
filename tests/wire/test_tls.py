"""TLS listeners, beside plain ones; silent clients hold nobody up; each side of a mistaken scheme hears of it."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from mockcc.wire import Limits
from tests.wire.conftest import Wire

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


def scheme_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Says over which scheme it was asked for which host."""
    start_response("200 OK", [])
    return [f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['PATH_INFO']}".encode()]


def test_one_server_listens_plain_and_encrypted(wire: Wire, contexts: Contexts) -> None:
    from mockcc.wire import Server

    server = Server(scheme_app)
    secure = server.listen(ssl_context=contexts[0])
    with server:
        assert secure.port not in (0, server.port)
        assert secure.url == f"https://127.0.0.1:{secure.port}"
        plain, encrypted = wire.connect(server), wire.connect(server, contexts[1], secure.port)
        for client, expected in ((plain, b"http://mock.test/"), (encrypted, b"https://mock.test/")) * 2:
            client.get("/")
            assert client.reply()[1] == expected


def test_silent_and_babbling_clients_on_the_tls_port_hold_nobody_up(wire: Wire, contexts: Contexts) -> None:
    server = wire.serve(scheme_app, ssl_context=contexts[0], limits=Limits(head_seconds=0.3))
    silent, babbler = wire.connect(server), wire.connect(server)
    babbler.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    client = wire.connect(server, contexts[1])
    client.get("/")
    assert client.reply()[1] == b"https://mock.test/"
    # Neither stays for ever: one is no TLS, the other has had its time.
    assert babbler.reply()[0].status_code == 400
    assert silent.rest() == b""


def test_a_large_body_and_a_refusal_over_tls(wire: Wire, contexts: Contexts) -> None:
    def big(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [bytes(3_000_000)]

    client = wire.connect(wire.serve(big, ssl_context=contexts[0]), contexts[1])
    client.get("/")
    assert len(client.reply()[1]) == 3_000_000
    client.send("nonsense\r\n\r\n")
    assert client.reply()[0].status_code == 400
    assert client.rest() == b""


def test_stopping_waits_for_no_tls_client(wire: Wire, contexts: Contexts) -> None:
    server = wire.serve(scheme_app, ssl_context=contexts[0])
    client = wire.connect(server, contexts[1])
    client.get("/")
    client.reply()
    wire.connect(server)
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH", "OPTIONS", "CONNECT"])
def test_a_plain_client_on_the_tls_port_is_told_so(wire: Wire, contexts: Contexts, method: str) -> None:
    client = wire.connect(wire.serve(scheme_app, ssl_context=contexts[0]))
    client.get("/login", method=method)
    head, body = client.reply()
    assert head.status_code == 400
    assert body == b"This port speaks TLS: use https:// in the place of http://.\n"
    assert client.rest() == b""


def test_a_tls_client_on_the_plain_port_fails_at_once(wire: Wire, contexts: Contexts) -> None:
    server = wire.serve(scheme_app)
    begin = time.monotonic()
    with pytest.raises(ssl.SSLError):
        wire.connect(server, contexts[1])
    assert time.monotonic() - begin < 1


def test_a_tls_client_that_vanishes_half_way_is_forgotten(wire: Wire, contexts: Contexts) -> None:
    server = wire.serve(scheme_app, ssl_context=contexts[0])
    with socket.create_connection((server.host, server.port)) as sock:
        sock.sendall(b"\x16\x03\x01")
    client = wire.connect(server, contexts[1])
    client.get("/")
    assert client.reply()[1] == b"https://mock.test/"
