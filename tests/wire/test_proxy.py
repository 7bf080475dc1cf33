"""A forward proxy: tunnels and addresses to the hosts that it answers for, a clear refusal for all others."""

from __future__ import annotations

import base64
import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from mockcc.errors import MockccError
from mockcc.wire import Limits, Proxy, Server
from tests.wire.conftest import Raw, Wire

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


def seen_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Says what it was asked, for which host, and for which user of the proxy."""
    start_response("200 OK", [])
    address = f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['PATH_INFO']}"
    proxied = [name for name, _ in environ["mockcc.headers"] if name.lower().startswith("proxy")]
    return [f"{address} {environ.get('mockcc.proxy_user')} {proxied} {environ['wsgi.input'].read().decode()}".encode()]


@pytest.fixture
def proxy(wire: Wire, contexts: Contexts) -> Raw:
    """A client of a proxy that answers for localhost, unless the user is a stranger."""
    return connect(wire, contexts)


def connect(wire: Wire, contexts: Contexts, **options: Any) -> Raw:
    def admit(host: str, user: str) -> None:
        if host != "localhost" or user == "stranger":
            raise MockccError(f"{user or 'Nobody'} may not go to {host}: only to localhost.")

    server = Server(seen_app, **options)
    listener = server.listen(proxy=Proxy(admit, contexts[0]))
    wire.enter(server)
    return wire.connect(server, port=listener.port)


def tunnel(client: Raw, authority: str, *fields: str) -> None:
    client.send("\r\n".join([f"CONNECT {authority} HTTP/1.1", f"Host: {authority}", *fields]) + "\r\n\r\n")


def basic(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return f"Proxy-Authorization: Basic {base64.b64encode(raw).decode()}"


def test_a_tunnel_leads_to_the_host_over_tls(proxy: Raw, contexts: Contexts) -> None:
    tunnel(proxy, "localhost:443", "Proxy-Connection: keep-alive", basic("my-space:x"))
    assert proxy.until(b"\r\n\r\n") == b"HTTP/1.1 200 Connection Established\r\n\r\n"
    inner = Raw(contexts[1].wrap_socket(proxy.sock, server_hostname="localhost"))
    for _ in range(2):
        inner.send("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
        assert inner.reply()[1] == b"https://localhost/login my-space [] abc"
    tunnel(inner, "localhost:443")
    assert inner.reply()[0].status_code == 405
    inner.close()


def test_a_tunnel_to_port_80_is_in_the_open_and_may_begin_at_once(proxy: Raw) -> None:
    tunnel(proxy, "localhost:80", "\r\nGET /early HTTP/1.1", "Host: localhost")
    assert proxy.until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    assert proxy.reply()[1] == b"http://localhost/early  [] "
    proxy.get("/next")
    assert proxy.reply()[1] == b"http://mock.test/next  [] "


def test_much_that_comes_behind_a_tunnel_in_the_open_is_read_on(proxy: Raw) -> None:
    size = 1_000_000
    head = "CONNECT localhost:80 HTTP/1.1\r\nHost: a\r\n\r\n"
    proxy.send(f"{head}POST /big HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n" + "x" * size)
    proxy.until(b"\r\n\r\n")
    assert proxy.reply()[1].endswith(b"x" * size)


@pytest.mark.parametrize(
    "fields", [(basic("my-space:"), "Proxy-Connection: keep-alive"), (basic("my-space").replace("Basic ", "basic  "),)]
)
def test_an_address_is_served_as_that_host(proxy: Raw, fields: tuple[str, ...]) -> None:
    for scheme in ("http", "https"):
        proxy.get(f"{scheme}://localhost/login", *fields, method="POST", body="abc")
        assert proxy.reply()[1] == f"{scheme}://localhost/login my-space [] abc".encode()


@pytest.mark.parametrize(
    "field", ["Proxy-Authorization: Bearer abc", "Proxy-Authorization: Basic ???", basic(b"\xff\xfe:"), "Proxy-Authorization: Basic"]
)
def test_other_credentials_name_nobody(proxy: Raw, field: str) -> None:
    proxy.get("http://localhost/", field)
    assert proxy.reply()[1] == b"http://localhost/  [] "


@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_another_host_is_refused_in_a_sentence_and_the_connection_closed(proxy: Raw, method: str) -> None:
    if method == "CONNECT":
        tunnel(proxy, "example.org:443")
    else:
        proxy.get("http://example.org/")
    head, body = proxy.reply()
    assert head.status_code == 403
    assert dict(head.headers)[b"content-type"].startswith(b"text/plain")
    assert body == b"Nobody may not go to example.org: only to localhost.\n"
    assert proxy.rest() == b""


def test_the_user_is_asked_for_as_well(proxy: Raw) -> None:
    tunnel(proxy, "localhost:443", basic("stranger:"))
    assert b"stranger may not" in proxy.reply()[1]


@pytest.mark.parametrize("authority", ["localhost:22", "localhost:4433", "localhost:"])
def test_a_tunnel_to_another_port_is_refused(proxy: Raw, authority: str) -> None:
    tunnel(proxy, authority)
    head, body = proxy.reply()
    assert head.status_code == 403
    assert body == f"Port {authority[10:]} of localhost is not served: a tunnel leads to port 443 (TLS) or 80.\n".encode()


def test_an_address_in_brackets_is_a_host_too(proxy: Raw) -> None:
    proxy.get("http://[::1]/")
    assert b"may not go to [::1]:" in proxy.reply()[1]


@pytest.mark.parametrize(("target", "method"), [("/", "GET"), ("/_mockcc/health", "GET"), ("*", "OPTIONS")])
def test_whoever_takes_it_for_a_server_is_told_what_it_is(proxy: Raw, target: str, method: str) -> None:
    proxy.get(target, method=method)
    head, body = proxy.reply(method)
    assert head.status_code == 403
    assert b"forward proxy" in body


def test_tls_bytes_before_the_reply_to_connect_are_refused(proxy: Raw) -> None:
    proxy.send("CONNECT localhost:443 HTTP/1.1\r\nHost: a\r\n\r\n\x16\x03\x01")
    head, body = proxy.reply()
    assert head.status_code == 400
    assert b"Wait for the reply" in body


def test_a_tls_client_and_bytes_that_are_no_http_get_an_end(wire: Wire, contexts: Contexts) -> None:
    proxy = connect(wire, contexts)
    with pytest.raises(ssl.SSLError):
        contexts[1].wrap_socket(proxy.sock, server_hostname="localhost")


def test_silent_clients_hold_nobody_up_before_and_inside_a_tunnel(wire: Wire, contexts: Contexts) -> None:
    silent = connect(wire, contexts, limits=Limits(head_seconds=0.3, idle_seconds=0.3))
    inside, client = (wire.again(silent) for _ in range(2))
    tunnel(inside, "localhost:443")
    inside.until(b"\r\n\r\n")
    client.get("http://localhost/")
    assert client.reply()[0].status_code == 200
    begin = time.monotonic()
    assert silent.rest() == b""
    assert inside.rest() == b""
    assert time.monotonic() - begin < 2


def test_a_server_that_is_no_proxy_refuses_connect(wire: Wire) -> None:
    client = wire.connect(wire.serve(seen_app))
    tunnel(client, "localhost:443")
    head, body = client.reply()
    assert (head.status_code, body) == (405, b"This is no proxy.\n")


def test_stopping_waits_for_no_tunnel(wire: Wire, contexts: Contexts) -> None:
    client = connect(wire, contexts)
    tunnel(client, "localhost:80")
    client.until(b"\r\n\r\n")
    begin = time.monotonic()
    wire.last.stop()
    assert client.rest() == b""
    assert time.monotonic() - begin < 1
