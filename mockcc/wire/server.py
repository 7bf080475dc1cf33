"""The server: its listeners, its loop, and the two ways to run it, on a thread or as a process."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Final, Self

from mockcc.wire.connection import Connection
from mockcc.wire.limits import Limits
from mockcc.wire.listen import Listener
from mockcc.wire.proxy import Proxy
from mockcc.wire.reply import App
from mockcc.wire.service import Service, Waits, log
from mockcc.wire.tls import Handshake

BACKLOG: Final = 1024
STOP_SECONDS: Final = 2.0
SIGNAL_STOP_SECONDS: Final = 1.4
"""What a signal leaves to running requests, so that the process has ended within two seconds."""


class Server:
    """Serves a WSGI application over HTTP/1.1 on one or more addresses.

    Requests run on the loop's thread, one at a time; those for which ``waits(environ)`` is true run on threads of their
    own, may stream, and may take the connection over. Further addresses, over TLS or as a forward proxy, come by ``listen``.
    """

    def __init__(
        self,
        app: App,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        ssl_context: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
        waits: Waits | None = None,
        *,
        multiprocess: bool = False,
    ) -> None:
        self.listeners = [Listener(host, port, ssl_context, sock)]
        self._app = app
        self._limits = limits or Limits()
        self._waits = waits
        self._multiprocess = multiprocess
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._grace = STOP_SECONDS

    @property
    def host(self) -> str:
        """The first listener's host."""
        return self.listeners[0].host

    @property
    def port(self) -> int:
        """The first listener's port; the real one once the server is bound."""
        return self.listeners[0].port

    @property
    def url(self) -> str:
        """The first listener's address as a URL without a trailing slash."""
        return self.listeners[0].url

    def listen(
        self, host: str = "127.0.0.1", port: int = 0, ssl_context: ssl.SSLContext | None = None, proxy: Proxy | None = None
    ) -> Listener:
        """Add an address, before the server starts."""
        listener = Listener(host, port, ssl_context, proxy=proxy)
        self.listeners.append(listener)
        return listener

    def start(self) -> None:
        """Serve on a daemon thread; return when connections are accepted. Raises ``ServerError``."""
        if self._thread is not None:
            raise RuntimeError("the server runs already")
        self._bind()
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run_thread, args=(ready,), name="mockcc-wire", daemon=True)
        self._thread.start()
        try:
            ready.result()
        except BaseException:
            self._thread = None
            raise

    def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Accept no more, let running requests end for up to ``timeout`` seconds, close idle connections at once."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._ask_to_stop(timeout)
        thread.join(timeout + 2.0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def run(self, on_ready: Callable[[], object] | None = None) -> None:
        """Serve in the foreground, on the main thread, until SIGTERM or SIGINT; ends within two seconds of it.

        ``on_ready`` is called when connections are accepted. Raises ``ServerError``.
        """
        self._bind()
        asyncio.run(self._serve(on_ready, signals=(signal.SIGTERM, signal.SIGINT)))

    def _bind(self) -> None:
        try:
            for listener in self.listeners:
                listener.bind()
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        for listener in self.listeners:
            listener.close()

    def _run_thread(self, ready: Future[None]) -> None:
        try:
            asyncio.run(self._serve(lambda: ready.set_result(None)))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def _ask_to_stop(self, timeout: float) -> None:
        self._grace = timeout
        # The loop may have ended by itself.
        with contextlib.suppress(RuntimeError):
            if self._loop is not None and self._stop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)

    async def _stop_accepting(self, loop: asyncio.AbstractEventLoop, accepting: list[asyncio.Server]) -> None:
        for listener in self.listeners:
            loop.remove_reader(listener.bind())
        # asyncio forgets to close a connection that it accepted just before its server was closed, so these get their
        # turns first.
        for _ in range(3):
            await asyncio.sleep(0)
        for server in accepting:
            server.close()
        self._close()

    async def _serve(self, on_ready: Callable[[], object] | None, signals: tuple[signal.Signals, ...] = ()) -> None:
        self._loop = loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        loop.set_exception_handler(_log_exception)
        service = Service(self._app, self._limits, self._waits, multiprocess=self._multiprocess)
        accepting: list[asyncio.Server] = []
        try:
            for listener in self.listeners:
                server = await loop.create_server(_factory(service, listener), sock=listener.bind(), backlog=BACKLOG)
                accepting.append(server)
            for number in signals:
                loop.add_signal_handler(number, self._ask_to_stop, SIGNAL_STOP_SECONDS)
            if on_ready is not None:
                on_ready()
            await self._stop.wait()
        finally:
            await self._stop_accepting(loop, accepting)
            await service.drain(self._grace)
            for number in signals:
                loop.remove_signal_handler(number)
            self._loop = self._stop = None


def _factory(service: Service, listener: Listener) -> Callable[[], asyncio.BaseProtocol]:
    context, scheme, proxy = listener.ssl_context, listener.scheme, listener.proxy
    if context is None:
        return lambda: Connection(service, scheme, proxy)
    return lambda: Handshake(Connection(service, scheme, proxy), service, context)


def _log_exception(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    # What a peer does to its connection is its own affair; anything else is a fault of ours.
    level = 10 if isinstance(error, OSError) else 40
    log.log(level, "%s", context.get("message"), exc_info=error)
