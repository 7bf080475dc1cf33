"""TLS handshakes of accepted connections, each with its own time limit, so that a silent client holds nobody up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from typing import TYPE_CHECKING, Final, cast

from mockcc.wire.refusal import Refused
from mockcc.wire.reply import refusal
from mockcc.wire.service import Service, log

if TYPE_CHECKING:
    from mockcc.wire.connection import Connection

_NO_TLS: Final = ("HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "WRONG_VERSION_NUMBER")
"""What OpenSSL says of a client that begins with a request of HTTP; the last for the methods that it does not know."""


class Handshake(asyncio.Protocol):
    """Takes a raw connection through its handshake and hands it over to ``inner``."""

    def __init__(self, inner: Connection, service: Service, context: ssl.SSLContext) -> None:
        self.deadline = float("inf")
        self._inner = inner
        self._service = service
        self._context = context

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        # The client's first bytes belong to the handshake, not to this protocol.
        self._transport.pause_reading()
        self._service.peers.add(self)
        # A failed handshake takes the transport with it; over this, one may still say why.
        self._spare: socket.socket = transport.get_extra_info("socket").dup()
        self._task = self._service.loop.create_task(self._shake())

    async def _shake(self) -> None:
        limits = self._service.limits
        try:
            secure = await self._service.loop.start_tls(
                self._transport,
                self._inner,
                self._context,
                server_side=True,
                ssl_handshake_timeout=limits.head_seconds,
                ssl_shutdown_timeout=limits.body_seconds,
            )
        except OSError as error:
            log.debug("a TLS handshake failed: %s", error)
            if isinstance(error, ssl.SSLError) and error.reason in _NO_TLS:
                self._answer_plainly()
        else:
            if secure is not None:
                self._inner.connection_made(secure)
        finally:
            self._spare.close()
            self._service.leave(self)

    def _answer_plainly(self) -> None:
        refused = Refused(400, "This port speaks TLS: use https:// in the place of http://.")
        with contextlib.suppress(OSError):
            self._spare.send(refusal(refused, head_only=False, date=self._service.date))

    def expire(self) -> None:
        """Never called: the handshake keeps its own time."""

    def retire(self) -> None:
        self.abort()

    def abort(self) -> None:
        self._transport.abort()
