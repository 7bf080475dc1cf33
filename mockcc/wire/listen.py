"""Listening sockets: one address each, and one clear sentence when it cannot be had."""

from __future__ import annotations

import errno
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mockcc.errors import MockccError

if TYPE_CHECKING:
    from mockcc.wire.proxy import Proxy


class ServerError(MockccError):
    """The server cannot listen; the text is one sentence that says what to do."""


@dataclass(slots=True)
class Listener:
    """An address to listen on: ``host`` (a name, IPv4 or IPv6), ``port`` (0 takes a free one; set when bound), TLS or not.

    ``sock`` may be a socket that is bound already. With a ``proxy`` it is a forward proxy for the hosts that this admits, and
    answers nothing else; without one it refuses every CONNECT.
    """

    host: str = "127.0.0.1"
    port: int = 0
    ssl_context: ssl.SSLContext | None = None
    sock: socket.socket | None = None
    proxy: Proxy | None = None

    @property
    def scheme(self) -> str:
        """``https`` with a TLS context, else ``http``."""
        return "http" if self.ssl_context is None else "https"

    @property
    def url(self) -> str:
        """The address as a URL without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def bind(self, *, shared: bool = False) -> socket.socket:
        """Bind ``sock``, unless it is bound, and set ``port``; ``shared`` lets several processes bind the same port.

        Raises ``ServerError``.
        """
        if self.sock is None:
            self.sock = bind(self.host, self.port, shared=shared)
        self.port = self.sock.getsockname()[1]
        return self.sock

    def close(self) -> None:
        """Close the socket."""
        if self.sock is not None:
            self.sock.close()
            self.sock = None


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A bound TCP socket for ``host`` and ``port``; of a name with several addresses the first, IPv4 before IPv6.

    Raises ``ServerError``.
    """
    if not 0 <= port <= 65535:
        raise ServerError(f"Port {port} does not exist: choose one from 1 to 65535, or 0 for a free one.")
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ServerError(f"Cannot listen on {host!r}: it is not an address of this machine; use 127.0.0.1 or 0.0.0.0.") from None
    family, kind, proto, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    sock = socket.socket(family, kind, proto)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            # "::" means every address of the machine, IPv4 too, whatever the system's default is.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        raise ServerError(_sentence(host, port, error)) from None
    return sock


def _sentence(host: str, port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop the program that listens there, or choose another port (0 takes a free one)."
    if number in (errno.EACCES, errno.EPERM):
        return f"Port {port} needs privileges that this process does not have: choose one above 1023."
    if number == errno.EADDRNOTAVAIL:
        return f"Cannot listen on {host!r}: it is not an address of this machine; use 127.0.0.1 or 0.0.0.0."
    return f"Cannot listen on {host}:{port} ({error}): choose another host or port."
