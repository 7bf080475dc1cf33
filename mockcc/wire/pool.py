"""Daemon threads, made on demand, for the requests that wait.

``concurrent.futures`` joins its threads when the interpreter ends: one long poll would keep a stopped server alive.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Final

MAX_THREADS: Final = 640
IDLE_SECONDS: Final = 5.0


class Pool:
    """Runs callables on threads; the calling thread never blocks. What comes beyond ``size`` at a time waits its turn."""

    def __init__(self, size: int = MAX_THREADS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._size = size
        self._idle_seconds = idle_seconds
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._jobs = 0

    def submit(self, work: Callable[[], None]) -> None:
        """Run ``work`` on a thread soon; ``work`` must not raise."""
        with self._lock:
            self._work.put(work)
            self._jobs += 1
            if self._jobs <= self._threads or self._threads >= self._size:
                return
            self._threads += 1
        threading.Thread(target=self._run, name="mockcc-wait", daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=self._idle_seconds)
            except queue.Empty:
                with self._lock:
                    # A submit that counted on this thread has put its work already.
                    if not self._work.empty():
                        continue
                    self._threads -= 1
                    return
            work()
            del work
            with self._lock:
                self._jobs -= 1
