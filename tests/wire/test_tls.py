"""TLS listeners, beside plain ones; silent clients hold nobody up; CONNECT may lead into TLS."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from mockcc.wire import Limits
from tests.wire.conftest import PATIENCE, Raw, Wire

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
    assert b"HTTP" not in babbler.rest()
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


def test_a_hook_for_connect_makes_the_server_speak_as_that_host(wire: Wire, contexts: Contexts) -> None:
    asked: list[str] = []

    def on_connect(authority: str) -> ssl.SSLContext | None:
        asked.append(authority)
        return contexts[0] if authority == "localhost:443" else None

    server = wire.serve(scheme_app, on_connect=on_connect)
    client = wire.connect(server)
    client.send("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n")
    assert client.until(b"\r\n\r\n") == b"HTTP/1.1 200 Connection Established\r\n\r\n"
    client.sock.settimeout(PATIENCE)
    inner = Raw(contexts[1].wrap_socket(client.sock, server_hostname="localhost"))
    for _ in range(2):
        inner.get("/login")
        assert inner.reply()[1] == b"https://mock.test/login"
    inner.close()
    other = wire.connect(server)
    other.send("CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n")
    assert other.reply()[0].status_code == 405
    assert asked == ["localhost:443", "elsewhere:443"]


def test_a_tls_client_that_vanishes_half_way_is_forgotten(wire: Wire, contexts: Contexts) -> None:
    server = wire.serve(scheme_app, ssl_context=contexts[0])
    with socket.create_connection((server.host, server.port)) as sock:
        sock.sendall(b"\x16\x03\x01")
    client = wire.connect(server, contexts[1])
    client.get("/")
    assert client.reply()[1] == b"https://mock.test/"
