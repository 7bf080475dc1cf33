"""Reads the reply of another server, strictly and with limits: what is no HTTP, ends half-way or is too large is a failure."""

from __future__ import annotations

import socket
from typing import Final

import httptools

from mockcc.model import OutboundCall, OutboundResult
from mockcc.wire.dial import receive
from mockcc.wire.failure import CallFailed, Deadline, shown
from mockcc.wire.target import Target

HEAD_BYTES: Final = 64 * 1024
"""The largest head of a reply, interim replies counted in."""


def read_answer(sock: socket.socket, call: OutboundCall, target: Target, deadline: Deadline) -> OutboundResult:
    """The whole reply; raises ``CallFailed`` (``broken``, ``too_large``, ``timeout``, ``tls``)."""
    answer = _Answer(call, target)
    while not answer.complete:
        data = receive(sock, target, deadline)
        if data:
            answer.feed(data)
        else:
            answer.end()
    return OutboundResult(answer.status, tuple(answer.headers), bytes(answer.body))


class _Answer:
    """A reply as it comes in; the methods that begin with ``on_`` are the parser's."""

    def __init__(self, call: OutboundCall, target: Target) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.complete = False
        self._bodiless = call.method == "HEAD"
        self._most = call.max_bytes
        self._who = target.authority
        self._parser = httptools.HttpResponseParser(self)
        self._in_head = True
        self._fed = 0
        self._start = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes; raises ``CallFailed``."""
        self._start = self._start or data[:40]
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            raise self._broken("it leaves HTTP for another protocol") from None
        except httptools.HttpParserError as error:
            # What follows a whole reply is nobody's.
            if not self.complete:
                raise self._broken(str(error)) from None
        if self._in_head and self._fed > HEAD_BYTES:
            raise CallFailed(
                "too_large", f"The head of the reply of {self._who} is over {HEAD_BYTES} bytes: let it send fewer header fields."
            )
        if len(self.body) > self._most:
            raise CallFailed(
                "too_large",
                f"The reply of {self._who} has a body of over {self._most} bytes, the limit: let it send less or raise the limit.",
            )

    def end(self) -> None:
        """The server has closed the connection; raises ``CallFailed`` unless that is how its reply ends."""
        if not self._start:
            raise CallFailed("broken", f"{self._who} closed the connection without a reply: look at that server's log.")
        if self._in_head:
            raise CallFailed("broken", f"{self._who} closed the connection in the middle of its reply's head: look at that server's log.")
        if self._framed():
            raise CallFailed(
                "broken",
                f"{self._who} closed the connection half-way, after {len(self.body)} bytes of its reply's body: look at that server's log.",
            )
        self.complete = True

    def on_header(self, name: bytes, value: bytes) -> None:
        # Behind the body come trailers, as many as the server likes.
        if self._in_head:
            self.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        if self.complete:
            return
        self.status = self._parser.get_status_code()
        self._in_head = self.status < 200
        if self._in_head:
            self.headers.clear()
        elif self._bodiless:
            self.complete = True

    def on_body(self, data: bytes) -> None:
        if not self.complete:
            self.body += data

    def on_message_complete(self) -> None:
        # An interim reply (100 Continue) is followed by the one that counts.
        self.complete = self.complete or not self._in_head

    def _field(self, name: str) -> str:
        return ",".join(value for key, value in self.headers if key.lower() == name).lower()

    def _framed(self) -> bool:
        return bool(self._field("content-length")) or self._field("transfer-encoding").endswith("chunked")

    def _broken(self, error: str) -> CallFailed:
        if self._in_head:
            found = f"The reply of {self._who} is no HTTP/1.1 ({error}); it begins with {shown(self._start.decode('latin-1'))}"
        else:
            found = f"The body of the reply of {self._who} is broken after {len(self.body)} bytes ({error})"
        return CallFailed("broken", f"{found}: look at that server's log.")
