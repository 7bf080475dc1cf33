"""A hijacked connection: bytes go between the client's transport and one end of a socket pair, both ways."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from mockcc.wire.service import Service


class Relay(asyncio.Protocol):
    """The protocol of our end of the pair; the application has the other end. ``close_client`` is called when it closes it."""

    def __init__(self, client: asyncio.Transport, close_client: Callable[[], None], service: Service, sock: socket.socket) -> None:
        self.deadline = float("inf")
        self._client = client
        self._close_client = close_client
        self._transport: asyncio.Transport | None = None
        self._early: list[bytes] = []
        self._early_eof = False
        self._closed = False
        client.pause_reading()
        self._service = service
        service.peers.add(self)
        self._task = service.loop.create_task(service.loop.connect_accepted_socket(lambda: self, sock))

    def send(self, data: bytes) -> None:
        """Pass bytes of the client on to the application."""
        if self._transport is None:
            self._early.append(data)
        else:
            self._transport.write(data)

    def send_eof(self) -> bool:
        """Pass on that the client closed its half; true when the other half stays open."""
        self._early_eof = True
        if self._transport is not None:
            self._transport.write_eof()
        return self._client.can_write_eof()

    def pause(self) -> None:
        """The client does not take more bytes for now."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """The client takes bytes again."""
        if self._transport is not None:
            self._transport.resume_reading()

    def close(self) -> None:
        """The client has gone."""
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    def expire(self) -> None:
        """Never called: the application decides how long it keeps the connection."""

    def retire(self) -> None:
        """The server stops; the client's side closes this one."""

    def abort(self) -> None:
        """Close now, whatever the application has not read yet."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        # Before the early bytes, which may be enough to pause it again.
        self._client.resume_reading()
        for data in self._early:
            self._transport.write(data)
        if self._closed:
            self._transport.close()
        elif self._early_eof:
            self._transport.write_eof()

    def data_received(self, data: bytes) -> None:
        self._client.write(data)

    def pause_writing(self) -> None:
        self._client.pause_reading()

    def resume_writing(self) -> None:
        self._client.resume_reading()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._service.leave(self)
        self._close_client()
