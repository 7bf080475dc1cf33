"""Somebody else's server, as bad as a test wants it: each connection is given to a function with the raw socket."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Self

Conduct = Callable[["Visit"], None]
"""What the server does with a connection; it is closed afterwards."""


class Visit:
    """One connection: the request that came over it, and the means to answer or not."""

    def __init__(self, sock: socket.socket, request: bytes, stopped: threading.Event) -> None:
        self.sock = sock
        self.request = request
        self._stopped = stopped

    def send(self, data: bytes) -> None:
        """Send the bytes as they are."""
        self.sock.sendall(data)

    def pause(self, seconds: float) -> bool:
        """Say nothing for a while, at most until the test is over; whether it is."""
        return self._stopped.wait(seconds)

    def stay_silent(self) -> None:
        """Say nothing until the test is over."""
        self._stopped.wait(30.0)


class FarServer:
    """A server on a free port of 127.0.0.1; ``requests`` keeps what came, byte by byte, in the order of arrival.

    ``conduct`` is the reply's bytes or a function. Without ``reads`` it acts before it has read anything.
    """

    def __init__(self, conduct: bytes | Conduct, *, tls: ssl.SSLContext | None = None, reads: bool = True) -> None:
        self.requests: list[bytes] = []
        self._conduct: Conduct = conduct if callable(conduct) else lambda visit: visit.send(conduct)
        self._tls = tls
        self._reads = reads
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of its root, with a slash at the end."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        # A thread in accept() is woken by nothing but a connection.
        with socket.socket() as sock:
            sock.connect(("127.0.0.1", self.port))
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self._stopped.is_set():
                sock.close()
                return
            self._start(lambda sock=sock: self._serve(sock))  # type: ignore[misc]

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(5.0)
        with contextlib.suppress(OSError), sock:
            secure = self._tls.wrap_socket(sock, server_side=True) if self._tls and self._reads else sock
            with secure:
                request = read_request(secure) if self._reads else b""
                self.requests.append(request)
                self._conduct(Visit(secure, request, self._stopped))


def read_request(sock: socket.socket) -> bytes:
    """A whole request: its head, and as many bytes behind it as its Content-Length says."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += sock.recv(1024) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < lengths[0]:
        more = sock.recv(65536)
        if not more:
            break
        data, body = data + more, body + more
    return data
