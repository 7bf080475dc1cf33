"""Hears the notifications that other processes publish in Redis and sets this process's events."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis
from redis.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from mockcc.runtime.signals import Signals

CONFIRM = 5.0
"""Seconds that Redis has to confirm a subscription."""

PAUSE = 0.2
"""Seconds between two attempts to reach a Redis that went away."""


def to_signal(space: str, channel: str) -> str:
    """A notification as the message that goes through Redis."""
    return json.dumps([space, channel])


class Ear:
    """One subscription and one thread a process, opened by the first who listens."""

    def __init__(self, client: redis.Redis, channel: str, signals: Signals) -> None:
        self._client = client
        self._channel = channel
        self._signals = signals
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Return once Redis has confirmed that it will tell us everything from now on; raises ``RedisError``."""
        with self._lock:
            if self._thread is None:
                self._closed = threading.Event()
                thread = threading.Thread(
                    target=self._hear, args=(self._subscribe(), self._closed.is_set), name="mockcc-redis-signals", daemon=True
                )
                thread.start()
                self._thread = thread

    def close(self) -> None:
        """End the thread; it may be opened again."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._closed.set()
                # An empty message is what wakes a thread that waits for the next one.
                with suppress(RedisError):
                    self._client.publish(self._channel, "")
                thread.join(1.0)

    def _subscribe(self) -> PubSub:
        pubsub: PubSub = self._client.pubsub()  # type: ignore[no-untyped-call]
        try:
            pubsub.subscribe(self._channel)
            if pubsub.get_message(timeout=CONFIRM) is None:
                raise RedisConnectionError("the subscription was not confirmed")
        except RedisError:
            pubsub.close()
            raise
        return pubsub

    def _hear(self, pubsub: PubSub, closed: Callable[[], bool]) -> None:
        while not closed():
            try:
                self._tell(pubsub.get_message(timeout=60))
            except RedisError:
                pubsub.close()
                again = self._subscribe_again()
                if again is None:
                    return
                pubsub = again
        pubsub.close()

    def _tell(self, message: dict[str, Any] | None) -> None:
        if message is not None and message["type"] == "message" and message["data"]:
            space, channel = json.loads(message["data"])
            self._signals.fire(space, [channel])

    def _subscribe_again(self) -> PubSub | None:
        closed = self._closed
        while not closed.wait(PAUSE):
            with suppress(RedisError):
                pubsub = self._subscribe()
                # Whatever was published meanwhile is lost: everybody has to look for himself.
                self._signals.fire_all()
                return pubsub
        return None
