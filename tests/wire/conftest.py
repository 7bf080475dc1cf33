"""Servers, raw clients and curl for the tests of the wire; everything goes through real sockets."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import h11
import pytest
import trustme

from mockcc.wire import Server
from tests.support.tools import need

App = Callable[[dict[str, Any], Callable[..., Any]], Any]
PATIENCE = 5.0
"""Seconds after which a test gives up on an answer that should have come at once."""


def text_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Says what it was asked: method, path, body."""
    body = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} ".encode("latin-1") + environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


class Raw:
    """A client that sends exactly the bytes it is given and reads replies with h11."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        sock.settimeout(PATIENCE)
        self._left = b""

    def send(self, data: bytes | str) -> None:
        """Send these bytes."""
        self.sock.sendall(data.encode("latin-1") if isinstance(data, str) else data)

    def get(self, path: str = "/", *fields: str, method: str = "GET", body: str = "") -> None:
        """Send a request with a Host field and ``fields``."""
        lines = [f"{method} {path} HTTP/1.1", "Host: mock.test", *fields]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join(lines) + "\r\n\r\n" + body)

    def reply(self, method: str = "GET") -> tuple[h11.Response, bytes]:
        """Read one reply as h11 understands it."""
        client = h11.Connection(h11.CLIENT)
        client.send(h11.Request(method=method, target="/", headers=[("Host", "mock.test")]))
        client.send(h11.EndOfMessage())
        if self._left:
            client.receive_data(self._left)
        head, body = None, b""
        while True:
            event = client.next_event()
            if event is h11.NEED_DATA:
                client.receive_data(self.sock.recv(65536))
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self._left = client.trailing_data[0]
                assert head is not None
                return head, body

    def rest(self) -> bytes:
        """All bytes up to the end of the connection."""
        pieces = [self._left]
        self._left = b""
        while piece := self.sock.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)

    def until(self, mark: bytes) -> bytes:
        """All bytes up to and including ``mark``."""
        data = self._left
        while mark not in data:
            piece = self.sock.recv(65536)
            assert piece, f"closed before {mark!r}, after {data!r}"
            data += piece
        end = data.index(mark) + len(mark)
        self._left = data[end:]
        return data[:end]

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


class Wire:
    """Makes servers and clients that end with the test."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def serve(self, app: App = text_app, **options: Any) -> Server:
        """A running server."""
        return self.enter(Server(app, **options))

    def enter(self, server: Server) -> Server:
        """Start a server that ends with the test."""
        self.last = self._stack.enter_context(server)
        return server

    def connect(self, server: Server, tls: ssl.SSLContext | None = None, port: int | None = None) -> Raw:
        """A raw client of ``server``."""
        sock = socket.create_connection((server.host, port or server.port), timeout=PATIENCE)
        if tls is not None:
            sock = tls.wrap_socket(sock, server_hostname="localhost")
        client = Raw(sock)
        self._stack.callback(client.close)
        return client

    def again(self, other: Raw) -> Raw:
        """A further client of the address that another one has reached."""
        client = Raw(socket.create_connection(other.sock.getpeername(), timeout=PATIENCE))
        self._stack.callback(client.close)
        return client


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Servers and clients of this test."""
    with ExitStack() as stack:
        yield Wire(stack)


@pytest.fixture(scope="session")
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's TLS context, with a certificate for localhost that the client trusts."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(server)
    authority.configure_trust(client)
    return server, client


@pytest.fixture(scope="session")
def curl() -> Callable[..., str]:
    """Runs curl and returns what it printed; without curl the test is skipped, in CI it fails."""
    path = need("curl")

    def run(*arguments: str) -> str:
        done = subprocess.run([path, "-sS", "--max-time", "5", "--noproxy", "*", *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("latin-1")

    return run
