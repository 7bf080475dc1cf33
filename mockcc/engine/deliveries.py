"""Calls that a vendor makes in the background: in order for each space, journaled with what came of them."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from mockcc.model import Headers, OutboundCall, OutboundResult, Reply, Request
from mockcc.runtime.clock import Clock
from mockcc.runtime.journal import JOURNAL, Entry
from mockcc.runtime.store import Store, World

Deliver = Callable[[str, str, tuple[OutboundCall, ...]], None]
"""Make the calls in the background, in order: space, vendor, calls."""

REPLY_ID = "outbound"
log: Final = logging.getLogger("mockcc.outbound")


class Deliveries:
    """The background calls of all spaces; the calls of one space are made one after the other."""

    def __init__(self, store: Store, ask: Callable[[OutboundCall], OutboundResult]) -> None:
        self._store = store
        self._ask = ask
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._waiting: dict[str, deque[tuple[str, OutboundCall]]] = {}

    def deliver(self, space: str, vendor: str, calls: tuple[OutboundCall, ...]) -> None:
        """Queue the calls and return at once."""
        with self._lock:
            busy = space in self._waiting
            self._waiting.setdefault(space, deque()).extend((vendor, call) for call in calls)
        if not busy:
            threading.Thread(target=self._work, args=(space,), name=f"mockcc-outbound-{space}", daemon=True).start()

    def drain(self, timeout: float = 5.0) -> bool:
        """Wait until nothing is under way, at most ``timeout`` seconds; whether it came to that."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._waiting, timeout)

    def _work(self, space: str) -> None:
        while True:
            with self._lock:
                queue = self._waiting[space]
                if not queue:
                    del self._waiting[space]
                    self._idle.notify_all()
                    return
                vendor, call = queue.popleft()
            self._make(space, vendor, call)

    def _make(self, space: str, vendor: str, call: OutboundCall) -> None:
        try:
            result = self._ask(call)
            # A space that was dropped meanwhile must not come back for this.
            if self._store.exists(space):
                record(self._store, space, vendor, call, result)
        except Exception:
            # The thread goes on: the calls behind this one are to be made all the same.
            log.exception("%s %s of %s in space %s failed", call.method, call.url, vendor, space)


def record(store: Store, space: str, vendor: str, call: OutboundCall, result: OutboundResult) -> None:
    """Write an outbound call and what came of it into the space's journal."""
    base_url, path, query = _split(call.url)
    request = Request(
        call.method,
        path,
        query_string=query,
        headers=Headers(call.headers),
        body=call.body,
        base_url=base_url,
        client="mockcc",
    )
    reply = Reply(result.status, list(result.headers), result.body) if result.status else None
    came = f"failed: {result.detail}" if result.failure else f"was answered with {result.status}."
    why = f"{call.method} {call.url} {came}"

    def work(world: World) -> None:
        entry = Entry(
            space=space,
            vendor=vendor,
            endpoint=call.name,
            request=request,
            reply=reply,
            reply_id=REPLY_ID,
            evidence="observed",
            source="The answer of the server that was called.",
            scenario=None,
            why=why,
            compared=[],
            at=Clock(world).now(),
            duration=result.seconds,
            kind="outbound",
            error=result.failure,
        )
        world.log(entry)
        world.notify(JOURNAL)

    store.transact(space, work)


def _split(url: str) -> tuple[str, str, str]:
    """Base URL, path and query of an address, of one that is none too."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, "/", ""
    return f"{parts.scheme}://{parts.netloc}", parts.path or "/", parts.query
