"""A WebSocket that a vendor's endpoint has opened: each frame goes through the pipeline, on the thread of the request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, Message, Ping, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from mockcc.catalog.types import FRAME, Endpoint
from mockcc.engine.pipeline import Pipeline
from mockcc.model import Headers, Reply
from mockcc.model import Request as ModelRequest
from mockcc.runtime.journal import Entry
from mockcc.web.convert import Environ, StartResponse, send
from mockcc.web.problem import problem

LOOK_SECONDS: Final = 0.2
"""How long a silent client goes unasked; within that time a session that the clock has ended is closed."""
LARGEST: Final = 1024 * 1024
"""Bytes of one message; more closes with 1009 (RFC 6455, 7.4.1)."""
_TOO_BIG: Final = 1009
_GOING_AWAY: Final = 1001
_NO_CODE: Final = 1005
_CHUNK: Final = 65536


class Socket(Protocol):
    """What is used of a blocking socket; only the wire knows more of it."""

    def settimeout(self, value: float | None, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def sendall(self, data: bytes, /) -> None: ...
    def close(self) -> None: ...


def converse(
    pipeline: Pipeline,
    endpoint: Endpoint,
    args: Mapping[str, Any],
    opened: Entry,
    environ: Environ,
    start_response: StartResponse,
    extra: list[tuple[str, str]],
) -> list[bytes]:
    """Take the connection over and speak until one side closes; ``opened`` is the exchange that was answered with 101."""
    hijack: Callable[[], Socket] | None = environ.get("mockcc.hijack")
    if hijack is None:
        detail = "This server cannot hand a connection over, which a WebSocket needs. Run mockcc on its own server: mockcc serve."
        return send(problem(501, detail), environ, start_response, extra)
    gone = environ.get("mockcc.gone") or threading.Event()
    if opened.reply is not None and opened.reply.fault is not None:
        gone.wait(opened.reply.fault.seconds)
    sock = hijack()
    try:
        _Talk(pipeline, endpoint, args, opened, sock, gone).run(extra)
    except (OSError, LocalProtocolError, RemoteProtocolError):
        # The client has gone, or speaks something else: there is nobody left to tell.
        return []
    finally:
        sock.close()
    return []


class _Talk:
    def __init__(
        self, pipeline: Pipeline, endpoint: Endpoint, args: Mapping[str, Any], opened: Entry, sock: Socket, gone: threading.Event
    ) -> None:
        self._pipeline = pipeline
        self._endpoint = endpoint
        self._args = args
        self._opened = opened
        self._sock = sock
        self._gone = gone
        self._connection = WSConnection(ConnectionType.SERVER)
        self._held: list[str | bytes] = []
        self._size = 0
        self._over = False

    def run(self, extra: list[tuple[str, str]]) -> None:
        request = self._opened.request
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items]
        self._connection.initiate_upgrade_connection(fields, request.path)
        own = [*(self._opened.reply.headers if self._opened.reply else ()), *extra]
        for event in self._connection.events():
            if isinstance(event, Request):
                self._say(AcceptConnection(extra_headers=[(name.encode(), value.encode("latin-1")) for name, value in own]))
        self._sock.settimeout(LOOK_SECONDS)
        self._hear(b"")
        while not self._over:
            if self._gone.is_set():
                self._close(_GOING_AWAY)
                return
            self._step()

    def _step(self) -> None:
        try:
            data = self._sock.recv(_CHUNK)
        except TimeoutError:
            self._hear(b"")
            return
        self._connection.receive_data(data or None)
        for event in self._connection.events():
            if not self._over:
                self._on(event)
        if not data:
            self._over = True

    def _on(self, event: Event) -> None:
        if isinstance(event, Message):
            self._on_message(event)
        elif isinstance(event, Ping):
            self._say(event.response())
        elif isinstance(event, CloseConnection):
            self._over = True
            self._say(event.response())

    def _on_message(self, event: Message[Any]) -> None:
        self._size += len(event.data)
        if self._size > LARGEST:
            self._close(_TOO_BIG)
            return
        self._held.append(event.data)
        if event.message_finished:
            parts, self._held, self._size = self._held, [], 0
            self._hear(b"".join(part.encode("utf-8", "replace") if isinstance(part, str) else bytes(part) for part in parts))

    def _hear(self, body: bytes) -> None:
        """Ask the vendor what it says to a frame; an empty one asks whether it has something to say unasked."""
        first = self._opened.request
        request = ModelRequest(
            FRAME,
            first.path,
            query_string=first.query_string,
            headers=Headers(first.headers.items),
            body=body,
            base_url=first.base_url,
            client=first.client,
            path_args=self._args,
        )
        entry = self._pipeline.hear(self._opened.space, self._endpoint, request)
        if entry is not None and entry.reply is not None:
            self._answer(entry.reply)

    def _answer(self, reply: Reply) -> None:
        if reply.fault is not None:
            self._gone.wait(reply.fault.seconds)
            if reply.fault.kind != "delay":
                # Cut, reset or spoilt: a client of a WebSocket meets each as a connection that ends without a close frame.
                self._over = True
                return
        if reply.close is not None:
            self._close(reply.close, reply.body)
        elif reply.body:
            self._say(TextMessage(data=reply.body.decode("utf-8", "replace")))

    def _close(self, code: int, reason: bytes = b"") -> None:
        self._over = True
        self._say(CloseConnection(code=code, reason=reason.decode("utf-8", "ignore") or None))

    def _say(self, event: Event) -> None:
        self._sock.sendall(self._connection.send(event))


__all__ = ["LARGEST", "LOOK_SECONDS", "converse"]
