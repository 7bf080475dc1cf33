"""One client's connection: reads requests, has each answered, in order, and keeps the time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, cast

from mockcc.model import Fault
from mockcc.wire import faults
from mockcc.wire.environ import Environ, base_environ
from mockcc.wire.proxy import Proxy, leads_to_tls
from mockcc.wire.reader import Reader
from mockcc.wire.refusal import Refused, plain
from mockcc.wire.reply import Fields, Head, Starter, refusal, render
from mockcc.wire.service import Service, log
from mockcc.wire.tls import Handshake
from mockcc.wire.waiting import WaitingCall

if TYPE_CHECKING:
    from mockcc.wire.relay import Relay

READ_AHEAD: Final = 64 * 1024
LINGER_SECONDS: Final = 2.0
NEVER: Final = float("inf")
_ALLOW: Final = ("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")


class Connection(asyncio.Protocol):
    """The protocol object of one connection; everything here happens on the loop's thread."""

    def __init__(self, service: Service, scheme: str, proxy: Proxy | None = None, user: str | None = None) -> None:
        self.service = service
        self.deadline = NEVER
        self.stalled = False
        self._scheme = scheme
        self._proxy = proxy
        self._user = user
        self._starter = Starter()
        self._reader = Reader({}, service.limits)
        # Busy until there is a transport: over TLS the first bytes may come before it.
        self._busy = True
        self._closing = False
        self._idle = True
        self._ended = False
        self._paused = False
        self._unsent = 0
        self._timer: asyncio.TimerHandle | None = None
        self._call: WaitingCall | None = None
        self._relay: Relay | None = None

    # What the transport says.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        early, service = self._reader.pending, self.service
        base = base_environ(
            transport.get_extra_info("sockname"),
            transport.get_extra_info("peername"),
            self._scheme,
            multiprocess=service.multiprocess,
        )
        if self._user is not None:
            base["mockcc.proxy_user"] = self._user
        self._reader = Reader(base, service.limits)
        self._reader.pending = early
        service.peers.add(self)
        self.finish(keep=True)

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        if self._relay is not None:
            self._relay.send(data)
        else:
            self._reader.pending = self._reader.pending + data if self._reader.pending else data
            if not self._busy and not self.stalled:
                self._advance()
            elif len(self._reader.pending) > READ_AHEAD and not self._paused:
                self._paused = True
                self.transport.pause_reading()

    def eof_received(self) -> bool:
        self._ended = True
        if self._closing or not (self._busy or self._reader.pending):
            return False
        if self._relay is not None:
            return self._relay.send_eof()
        if self._call is not None and self._call.streaming:
            return False
        # The client may only have closed its half: it still gets its replies. TLS knows no halves.
        return self._scheme == "http"

    def pause_writing(self) -> None:
        self.stalled = True
        self._unsent = self.transport.get_write_buffer_size()
        self.deadline = self.service.now + self.service.limits.idle_seconds
        if self._relay is not None:
            self._relay.pause()

    def resume_writing(self) -> None:
        self.stalled = False
        if self._relay is not None:
            self._relay.resume()
        if self._busy:
            self.deadline = NEVER
            if self._call is not None:
                self._call.go_on()
        elif not self._closing:
            self._await_request()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._closing = True
        self.deadline = NEVER
        if self._timer is not None:
            self._timer.cancel()
        if self._call is not None:
            self._call.lose()
        if self._relay is not None:
            self._relay.close()
        self.service.leave(self)

    # Requests.

    def _advance(self) -> None:
        if self._busy or self.stalled or self._closing:
            return
        reader = self._reader
        try:
            if reader.read():
                self._busy = True
                self.deadline = NEVER
                if self._proxy is not None:
                    self._proxy.take(reader.environ)
                self._serve(reader.environ)
                return
        except Refused as refused:
            self._refuse(refused)
            return
        if reader.wants_continue():
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._ended:
            self.close()
        elif reader.in_body:
            self.deadline = self.service.now + self.service.limits.body_seconds
        elif reader.started and self._idle:
            self._idle = False
            self.deadline = self.service.now + self.service.limits.head_seconds

    def _serve(self, environ: Environ) -> None:
        service, starter = self.service, self._starter
        try:
            if environ["REQUEST_METHOD"] == "CONNECT":
                self._connect(environ)
                return
            if environ["PATH_INFO"] == "*":
                self.reply("200 OK", [_ALLOW], b"")
                return
            if service.waits is not None and service.waits(environ):
                self._call = WaitingCall(self, environ)
                service.pool.submit(self._call.run)
                return
            body = starter.call(service.app, environ)
        except (Exception, SystemExit):  # noqa: BLE001 - whatever an application raises ends its request, never the server
            log.exception("the application failed on %s", environ["mockcc.raw_target"])
            self.reply(*plain(500))
            return
        self.reply(starter.status, starter.headers, body, environ.get("mockcc.fault"))

    def _connect(self, environ: Environ) -> None:
        if self._proxy is None:
            status, headers, body = plain(405, "This is no proxy.")
            self.reply(status, [*headers, _ALLOW, ("Connection", "close")], body)
            return
        user: str = environ["mockcc.proxy_user"]
        tls = leads_to_tls(environ["mockcc.raw_target"])
        if self._reader.pending and tls:
            status, headers, body = plain(400, "Wait for the reply to CONNECT before the tunnel's first bytes.")
            self.reply(status, [*headers, ("Connection", "close")], body)
            return
        self.transport.write(b"HTTP/1.1 200 Connection Established\r\n\r\n")
        self.service.leave(self)
        inner = Connection(self.service, "https" if tls else "http", user=user)
        if tls:
            Handshake(inner, self.service, self._proxy.context).connection_made(self.transport)
            return
        self.transport.set_protocol(inner)
        inner.connection_made(self.transport)
        if self._paused:
            self.transport.resume_reading()
        inner.data_received(self._reader.pending)

    def head(self, status: str, headers: Fields, length: int | None) -> Head:
        """Render the head of the reply to the request in hand; raises as ``reply.render`` does."""
        environ, service = self._reader.environ, self.service
        return render(
            status,
            headers,
            length,
            head_only=environ["REQUEST_METHOD"] == "HEAD",
            http10=self._reader.http10,
            keep=self._reader.keep and not service.stopping,
            date=service.date,
        )

    def reply(self, status: str, headers: Fields, body: bytes, fault: Fault | None = None) -> None:
        """Answer the request in hand with a whole reply, broken as ``fault`` says."""
        if self._closing:
            return
        try:
            head = self.head(status, headers, len(body))
        except (ValueError, TypeError, AttributeError):
            log.exception("the application's reply to %s is not HTTP", self._reader.environ["mockcc.raw_target"])
            status, headers, body = plain(500)
            head = self.head(status, headers, len(body))
            fault = None
        if fault is not None:
            self.later(fault.seconds, lambda: self._reply_broken(head, body, fault))
            return
        self.transport.write(head.data + head.payload(body))
        self.finish(head.keep)

    def later(self, seconds: float, act: Any) -> None:
        """Call ``act`` after ``seconds``, unless the client goes away before."""
        if seconds > 0:
            self._timer = self.service.loop.call_later(seconds, act)
        else:
            act()

    def _reply_broken(self, head: Head, body: bytes, fault: Fault) -> None:
        if fault.kind == "delay":
            self.transport.write(head.data + head.payload(body))
            self.finish(head.keep)
        else:
            faults.act(self.transport, fault, head, body)
            self.close()

    def finish(self, keep: bool) -> None:
        """The reply in hand has been written; go on to the next request, or close."""
        self._busy = False
        self._call = None
        self._timer = None
        if not keep or self.service.stopping:
            self.close()
        elif not self.stalled:
            self._await_request()

    def _await_request(self) -> None:
        self._idle = True
        self.deadline = self.service.now + self.service.limits.idle_seconds
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        if self._reader.pending or self._ended:
            # Through the loop, so that a long pipeline holds nobody else up.
            self.service.loop.call_soon(self._advance)

    # Ends.

    def close(self) -> None:
        """Close when all that was written has been taken, or when the client takes nothing for too long.

        To close with bytes unread would be a reset, and the client might never see the reply: so only our half is closed
        at first, and what still comes is dropped.
        """
        self._closing = True
        self._unsent = self.transport.get_write_buffer_size()
        self.deadline = self.service.now + (self.service.limits.idle_seconds if self._unsent else LINGER_SECONDS)
        stopping = self.service.stopping
        if self._ended or stopping or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()
        if stopping and not self._unsent:
            # Over TLS, a client that does not read would never answer the farewell.
            self.service.loop.call_later(0.05, self.transport.abort)

    def abort(self) -> None:
        self._closing = True
        self.transport.abort()

    def _refuse(self, refused: Refused) -> None:
        self.transport.write(refusal(refused, head_only=self._reader.is_head, date=self.service.date))
        self.close()

    def expire(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent and unsent != self._unsent:
            self._unsent = unsent
            self.deadline = self.service.now + self.service.limits.idle_seconds
        elif unsent or self._closing:
            self.abort()
        elif self._reader.in_body:
            self._refuse(Refused(408, "The body stopped coming."))
        elif self._reader.started:
            self._refuse(Refused(408, "The request head took too long."))
        else:
            self.close()

    def retire(self) -> None:
        if self._relay is not None or not self._busy:
            self.close()
        elif self._call is not None:
            self._call.gone.set()

    # The hijack.

    def relay_to(self, relay: Relay) -> None:
        """From now on all bytes go to and come from ``relay``; the ones that came already go first."""
        self._relay = relay
        self.deadline = NEVER
        if self._closing:
            relay.close()
            return
        early, self._reader.pending = self._reader.pending, b""
        if early:
            relay.send(early)
