"""Several processes on one port: the kernel shares the connections out, the parent watches."""

from __future__ import annotations

import os
import selectors
import signal
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NoReturn

from mockcc.wire.limits import Limits
from mockcc.wire.listen import Listener
from mockcc.wire.reply import App
from mockcc.wire.server import Server
from mockcc.wire.service import Waits

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
KILL_SECONDS: Final = 1.8
"""How long after a signal a worker is killed that has not ended by itself."""


def serve_workers(
    make_app: Callable[[], App],
    n: int,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
    ssl_context: ssl.SSLContext | None = None,
    waits: Waits | None = None,
    *,
    more: Sequence[Listener] = (),
    on_ready: Callable[[list[Listener]], object] | None = None,
) -> int:
    """Serve with ``n`` processes, each with its own ``make_app()``, until SIGTERM or SIGINT; return the exit status.

    ``more`` are further addresses. ``on_ready`` is called in the parent with all listeners, their ports set, when every
    worker accepts. The status is 0 after a signal and 1 when a worker died: the others are then stopped too, none is
    restarted. To be called on the main thread, before any other is started. Raises ``ServerError``.
    """
    listeners = [Listener(host, port, ssl_context), *more]
    shares = _bind_shares(listeners, n)

    def work(share: list[Listener], tell_ready: Callable[[], object]) -> None:
        server = Server(make_app(), limits=limits, waits=waits, multiprocess=True)
        server.listeners = share
        server.run(tell_ready)

    crew = _Crew()
    # Until the workers have handlers of their own, a signal would run the parent's in them.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    earlier = {number: signal.signal(number, crew.on_signal) for number in _SIGNALS}
    try:
        for share in shares:
            crew.fork(lambda tell_ready, share=share: work(share, tell_ready))  # type: ignore[misc]
            for listener in share:
                listener.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        return crew.watch(lambda: on_ready(listeners) if on_ready is not None else None)
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _bind_shares(listeners: list[Listener], n: int) -> list[list[Listener]]:
    """A bound socket for each worker and address; the kernel spreads connections over sockets that share a port."""
    for listener in listeners:
        # Without the sharing option first: with it, another server on the same port would go unnoticed.
        listener.bind()
        listener.close()
    shares = [[replace(each) for each in listeners] for _ in range(n)]
    for share in shares:
        for listener in share:
            listener.bind(shared=True)
    return shares


class _Crew:
    """The workers, by the pipe over which each says that it is ready, and whose end says that it is gone."""

    def __init__(self) -> None:
        self._pids: dict[int, int] = {}
        self._voices = selectors.DefaultSelector()
        # Its writing end is the parent's alone: workers read its end when the parent is gone, however it went.
        self._lifeline, self._alive = os.pipe()
        self._stop_by: float | None = None

    def fork(self, work: Callable[[Callable[[], object]], None]) -> None:
        """Start a worker that runs ``work`` and ends with it."""
        voice, tell = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            os.close(self._alive)
            _be_worker(work, tell, self._lifeline)
        os.close(tell)
        self._pids[voice] = pid
        self._voices.register(voice, selectors.EVENT_READ)

    def watch(self, on_ready: Callable[[], object]) -> int:
        """Wait until all workers have ended; 0 when a signal ended them, 1 when one died by itself."""
        status, silent = 0, len(self._pids)
        while self._pids:
            for key, _ in self._voices.select(0.2):
                voice = key.fd
                if os.read(voice, 1):
                    silent -= 1
                    if not silent:
                        on_ready()
                    continue
                pid = self._bury(voice)
                if self._stop_by is None:
                    sys.stderr.write(f"mockcc: worker process {pid} has died, so the server stops; see its message above.\n")
                    status = 1
                    self.on_signal()
            if self._stop_by is not None and time.monotonic() > self._stop_by:
                self._send(signal.SIGKILL)
        os.close(self._lifeline)
        os.close(self._alive)
        self._voices.close()
        return status

    def on_signal(self, *_: object) -> None:
        """Pass the wish to end on to all workers."""
        if self._stop_by is None:
            self._stop_by = time.monotonic() + KILL_SECONDS
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        for pid in tuple(self._pids.values()):
            os.kill(pid, number)

    def _bury(self, voice: int) -> int:
        self._voices.unregister(voice)
        os.close(voice)
        pid = self._pids.pop(voice)
        os.waitpid(pid, 0)
        return pid


def _be_worker(work: Callable[[Callable[[], object]], None], tell: int, lifeline: int) -> NoReturn:
    status = 1
    try:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        threading.Thread(target=_follow, args=(lifeline,), daemon=True).start()
        work(lambda: os.write(tell, b"."))
        status = 0
    except BaseException:  # noqa: BLE001 - a forked child must never return into the parent's code
        traceback.print_exc()
    finally:
        # Not sys.exit: the caller's own clean-up is the parent's business.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _follow(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
