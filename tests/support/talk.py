"""A WebSocket client for tests, over a plain socket or TLS."""

from __future__ import annotations

import socket
import ssl
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, Message, Ping, Pong, RejectConnection, Request, TextMessage

TIMEOUT = 10


class Heard(NamedTuple):
    """What the server said: a text, a code with which it closed, or that it went without a word (both ``None``)."""

    text: str | None = None
    close: int | None = None


class Talk:
    """One WebSocket; ``status`` is 101 when it opened, ``headers`` those of the handshake's reply."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._socket: socket.socket = socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT)
        if context is not None:
            self._socket = context.wrap_socket(self._socket, server_hostname=parts.hostname)
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._events: list[Event] = []
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.send(Request(host=parts.netloc, target=target))
        answer = self._next(AcceptConnection, RejectConnection)
        self.status = answer.status_code if isinstance(answer, RejectConnection) else 101
        found = answer.extra_headers if isinstance(answer, AcceptConnection) else getattr(answer, "headers", [])
        self.headers = {name.decode().lower(): value.decode() for name, value in found}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def say(self, text: str) -> None:
        """Send one text message."""
        self.send(TextMessage(data=text))

    def send(self, event: Event) -> None:
        """Send an event as it is."""
        self.send_raw(self._connection.send(event))

    def send_raw(self, data: bytes) -> None:
        """Send bytes past the protocol."""
        self._socket.sendall(data)

    def ping(self) -> bool:
        """Whether a ping is answered."""
        self.send(Ping(payload=b"mockcc"))
        return isinstance(self._next(Pong), Pong)

    def hear(self) -> Heard:
        """The next message or the end."""
        text = ""
        while True:
            event = self._next(Message, CloseConnection)
            if event is None:
                return Heard()
            if isinstance(event, CloseConnection):
                return Heard(close=event.code)
            if isinstance(event, Message):
                text += event.data if isinstance(event.data, str) else bytes(event.data).decode()
                if event.message_finished:
                    return Heard(text)

    def _next(self, *wanted: type[Event]) -> Event | None:
        while True:
            while self._events:
                event = self._events.pop(0)
                if isinstance(event, wanted):
                    return event
            try:
                data = self._socket.recv(65536)
            except OSError:
                return None
            if not data:
                return None
            self._connection.receive_data(data)
            self._events += self._connection.events()
