"""What all connections of one server share: the application, the limits, the clock tick, and the list of themselves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final, Protocol
from wsgiref.handlers import format_date_time

from mockcc.wire.environ import Environ
from mockcc.wire.limits import Limits
from mockcc.wire.pool import Pool
from mockcc.wire.reply import App

Waits = Callable[[Environ], bool]

log: Final = logging.getLogger("mockcc.wire")


class Peer(Protocol):
    """A connection as the service sees it; ``deadline`` is in the loop's time."""

    deadline: float

    def expire(self) -> None:
        """The deadline has passed."""

    def retire(self) -> None:
        """The server stops: close at once when idle, else after the reply in hand."""

    def abort(self) -> None:
        """Close now, whatever is still to be sent."""


class Service:
    """One server's shared state; everything here happens on the loop's thread."""

    def __init__(
        self,
        app: App,
        limits: Limits,
        waits: Waits | None,
        *,
        multiprocess: bool = False,
    ) -> None:
        self.app = app
        self.limits = limits
        self.waits = waits
        self.multiprocess = multiprocess
        self.loop = asyncio.get_running_loop()
        self.pool = Pool()
        self.peers: set[Peer] = set()
        self.stopping = False
        self._empty = asyncio.Event()
        self.tick()

    def tick(self) -> None:
        """Renew ``now`` (the loop's time, coarse) and ``date`` (the Date field), and expire overdue connections."""
        self.now = self.loop.time()
        self.date = f"Date: {format_date_time(time.time())}"
        for peer in [peer for peer in self.peers if peer.deadline < self.now]:
            peer.expire()
        self._ticker = self.loop.call_later(self.limits.tick_seconds, self.tick)

    def leave(self, peer: Peer) -> None:
        """A connection has ended."""
        self.peers.discard(peer)
        if not self.peers:
            self._empty.set()

    async def drain(self, timeout: float) -> None:
        """End every connection: idle ones now, others after their reply, after ``timeout`` seconds all that are left."""
        self.stopping = True
        for peer in tuple(self.peers):
            peer.retire()
        if not await self._emptied(timeout):
            for peer in tuple(self.peers):
                peer.abort()
            await self._emptied(0.5)
        self._ticker.cancel()

    async def _emptied(self, timeout: float) -> bool:
        if not self.peers:
            return True
        self._empty.clear()
        try:
            await asyncio.wait_for(self._empty.wait(), timeout)
        except TimeoutError:
            return False
        return True
