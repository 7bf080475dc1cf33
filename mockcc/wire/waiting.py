"""A request that waits: the application runs on a thread, its reply goes out through the loop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mockcc.model import Fault
from mockcc.wire.environ import Environ
from mockcc.wire.refusal import plain
from mockcc.wire.relay import Relay
from mockcc.wire.reply import LAST_CHUNK, Head, Starter, chunk
from mockcc.wire.service import log

if TYPE_CHECKING:
    from mockcc.wire.connection import Connection


class WaitingCall:
    """One application call on a pool thread.

    The application finds ``mockcc.hijack`` in its environ, a callable that hands it the connection as a blocking socket,
    and ``mockcc.gone``, a ``threading.Event`` that is set when the client has gone or the server stops. The pieces that
    its iterable yields are sent as they come; an empty piece sends the head alone.
    """

    def __init__(self, connection: Connection, environ: Environ) -> None:
        self.gone = threading.Event()
        self.streaming = False
        self._connection = connection
        self._environ = environ
        self._starter = Starter()
        self._sent = threading.Event()
        self._lost = False
        self._hijacked = False
        self._head: Head | None = None
        self._room: int | None = None
        environ["mockcc.hijack"] = self._hijack
        environ["mockcc.gone"] = self.gone

    # On the thread.

    def run(self) -> None:
        """Run the application and send its reply."""
        try:
            result = self._connection.service.app(self._environ, self._starter.start_response)
            try:
                if not self._hijacked:
                    self._send(result)
            finally:
                if hasattr(result, "close"):
                    result.close()
        except (Exception, SystemExit):  # noqa: BLE001 - whatever an application raises ends its request, never the server
            log.exception("the application failed on %s", self._environ["mockcc.raw_target"])
            self._tell(self._fail)

    def _send(self, result: Iterable[bytes]) -> None:
        starter = self._starter
        if isinstance(result, (list, tuple)):
            self._tell(self._reply, b"".join([*starter.written, *result]))
            return
        pieces = iter(result)
        first = next(pieces, None)
        if self._hijacked:
            return
        start = b"".join(starter.written) + (first or b"")
        fault: Fault | None = self._environ.get("mockcc.fault")
        if first is None or (fault is not None and fault.kind in ("reset", "garbage")):
            self._tell(self._reply, start)
        elif fault is not None and fault.kind == "truncate":
            self._tell(self._reply, self._gather(start, pieces, fault.at))
        elif self._ask(self._begin, start, 0.0 if fault is None else fault.seconds):
            for piece in pieces:
                if not self._ask(self._continue, piece):
                    return
            self._tell(self._end)

    def _gather(self, start: bytes, pieces: Iterator[bytes], at: int | None) -> bytes:
        # An endless stream has no middle: its first piece is cut. Of a cut stream one more byte than is sent is needed.
        declared = any(name.lower() == "content-length" for name, _ in self._starter.headers)
        if at is None and not declared:
            return start
        enough = self._connection.service.limits.body_bytes if at is None else at + 1
        while len(start) < enough and (piece := next(pieces, None)) is not None:
            start += piece
        return start

    def _hijack(self) -> socket.socket:
        if self.streaming or self._hijacked:
            raise RuntimeError("the connection can be taken once, and before the reply has begun")
        self._hijacked = True
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        if not self._tell(self._relay, ours):
            ours.close()
        return theirs

    def _tell(self, act: Callable[..., None], *values: Any) -> bool:
        try:
            self._connection.service.loop.call_soon_threadsafe(act, *values)
        except RuntimeError:
            return False
        return True

    def _ask(self, act: Callable[..., None], *values: Any) -> bool:
        """Have the loop do ``act`` and wait until the client took enough of it; false when the client is gone."""
        self._sent.clear()
        if self._lost or not self._tell(act, *values):
            return False
        self._sent.wait()
        return not self._lost

    # On the loop.

    def go_on(self) -> None:
        """The client takes bytes again."""
        self._sent.set()

    def lose(self) -> None:
        """The client has gone, or has all that it may get: nothing more is sent."""
        self._lost = True
        self.gone.set()
        self._sent.set()

    def _reply(self, body: bytes) -> None:
        starter = self._starter
        self._connection.reply(starter.status, starter.headers, body, self._environ.get("mockcc.fault"))

    def _begin(self, piece: bytes, seconds: float) -> None:
        if not self._lost:
            self._connection.later(seconds, lambda: self._write_head(piece))

    def _write_head(self, piece: bytes) -> None:
        try:
            self._head = self._connection.head(self._starter.status, self._starter.headers, None)
        except (ValueError, TypeError, AttributeError):
            log.exception("the application's reply to %s is not HTTP", self._environ["mockcc.raw_target"])
            self.lose()
            self._connection.reply(*plain(500))
            return
        self._room = self._head.room
        self.streaming = True
        self._continue(piece, self._head.data)

    def _continue(self, piece: bytes, head: bytes = b"") -> None:
        if self._lost or self._head is None:
            return
        if self._room is not None:
            piece = piece[: self._room]
            self._room -= len(piece)
        data = head + (chunk(piece) if self._head.chunked else piece)
        if data:
            self._connection.transport.write(data)
        if self._room == 0:
            self.lose()
            self._connection.finish(self._head.keep)
        elif not self._connection.stalled:
            self._sent.set()

    def _end(self) -> None:
        if self._lost or self._head is None:
            return
        if self._head.chunked:
            self._connection.transport.write(LAST_CHUNK)
        self._connection.finish(self._head.keep and not self._room)

    def _fail(self) -> None:
        if self._hijacked or self.streaming:
            if not self._lost:
                self._connection.close()
        else:
            self._connection.reply(*plain(500))

    def _relay(self, sock: socket.socket) -> None:
        connection = self._connection
        connection.relay_to(Relay(connection.transport, connection.close, connection.service, sock))
