"""Connects to another server: names are resolved once, every address is checked, and the checked address itself is called."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address

from mockcc.wire.addresses import Address
from mockcc.wire.failure import CallFailed, Deadline
from mockcc.wire.target import Target

Resolver = Callable[[str, int], Iterable[str]]
"""The addresses of a host name (and a port), as text; raises ``OSError`` when there are none."""


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses that the operating system knows for the name."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolve(target: Target, resolver: Resolver, deadline: Deadline) -> list[Address]:
    """All addresses of the target, at least one, none twice; raises ``CallFailed`` (``unreachable``, ``timeout``)."""
    if target.address is not None:
        return [target.address]
    found: list[list[Address] | Exception] = []

    def look_up() -> None:
        try:
            found.append([ip_address(text) for text in dict.fromkeys(resolver(target.host, target.port))])
        except (OSError, ValueError) as error:
            found.append(error)

    # The system's resolver takes no timeout, so it gets a thread that can be left behind.
    doing = f"resolving {target.name}"
    patience = deadline.left(doing)
    thread = threading.Thread(target=look_up, name=f"mockcc-resolve-{target.name}", daemon=True)
    thread.start()
    thread.join(patience)
    if not found:
        raise deadline.passed(doing)
    answer = found[0]
    if isinstance(answer, Exception) or not answer:
        reason = f" ({answer})" if answer else ""
        raise CallFailed("unreachable", f"The host name {target.name} has no address{reason}: check its spelling and this machine's DNS.")
    return answer


def connect(target: Target, addresses: Sequence[Address], deadline: Deadline) -> socket.socket:
    """A connection to the first of the addresses that takes one; raises ``CallFailed`` (``unreachable``, ``timeout``)."""
    doing = f"connecting to {target.authority}"
    problems: list[str] = []
    silent = False
    for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        # An address that is silent may not use up the time of those behind it.
        patience = deadline.left(doing) / left
        try:
            return _open(address, target.port, patience)
        except OSError as error:
            problems.append(f"{address}: {why(error)}")
            silent = isinstance(error, TimeoutError)
    if silent:
        raise deadline.passed(doing)
    raise CallFailed(
        "unreachable",
        f"Nobody takes the connection to {target.authority} ({'; '.join(problems)}): start the server there or correct the address.",
    )


def _open(address: Address, port: int, patience: float) -> socket.socket:
    sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        sock.settimeout(patience)
        sock.connect((str(address), port))
    except OSError:
        sock.close()
        raise
    return sock


def secure(sock: socket.socket, target: Target, context: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
    """TLS over the connection, the certificate checked against the name that was called; raises ``CallFailed`` (``tls``, ``timeout``)."""
    doing = f"agreeing on TLS with {target.authority}"
    try:
        sock.settimeout(deadline.left(doing))
        return context.wrap_socket(sock, server_hostname=target.name)
    except TimeoutError:
        raise deadline.passed(doing) from None
    except ssl.SSLCertVerificationError as error:
        raise CallFailed(
            "tls",
            f"The certificate of {target.authority} is not trusted ({error.verify_message}): trust its CA file, or give it a valid one.",
        ) from None
    except OSError as error:
        raise CallFailed(
            "tls", f"{target.authority} does not agree on TLS ({why(error)}): check that https is spoken on this port."
        ) from None


def send(sock: socket.socket, data: bytes, target: Target, deadline: Deadline) -> None:
    """Send all of it; raises ``CallFailed`` (``timeout``). A server that stops listening may have answered already: no failure."""
    doing = f"sending the request to {target.authority}"
    rest = memoryview(data)
    try:
        while rest:
            # Not sendall: over TLS its timeout starts again with every piece.
            sock.settimeout(deadline.left(doing))
            rest = rest[sock.send(rest) :]
    except TimeoutError:
        raise deadline.passed(doing) from None
    except OSError:
        return


def receive(sock: socket.socket, target: Target, deadline: Deadline) -> bytes:
    """The next bytes; empty at the end; raises ``CallFailed`` (``timeout``, ``broken``, ``tls``)."""
    doing = f"waiting for the reply of {target.authority}"
    try:
        sock.settimeout(deadline.left(doing))
        return sock.recv(65536)
    except TimeoutError:
        raise deadline.passed(doing) from None
    except ssl.SSLError as error:
        raise CallFailed("tls", f"The TLS connection to {target.authority} broke ({why(error)}): look at that server's log.") from None
    except OSError as error:
        raise CallFailed("broken", f"{target.authority} cut the connection ({why(error)}): look at that server's log.") from None


def why(error: OSError) -> str:
    """What the operating system or OpenSSL says."""
    return getattr(error, "reason", None) or error.strerror or str(error)
