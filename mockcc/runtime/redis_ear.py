"""Hears the notifications that other processes publish in Redis and sets this process's events."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


IDLE = 60.0
"""Seconds after which the thread stops waiting for a message, to wait again."""


class Topic:
    """A space that is or was listened to; touched only under the ear's lock."""

    __slots__ = ("asked", "confirmed", "listeners", "space")

    def __init__(self, space: str) -> None:
        self.space = space
        self.listeners = 0
        self.asked = False
        self.confirmed = threading.Event()


class Ear:
    """One connection and one thread a process, opened by the first who listens; it hears only spaces listened to.

    Only the thread touches the subscription, because the client's subscriptions are not for several threads; whoever
    wants a space heard wakes the thread by a message on a topic of its own and waits for Redis to confirm.
    """

    def __init__(self, client: redis.Redis, signals: Signals) -> None:
        self._client = client
        self._signals = signals
        self._wake = f"mockcc:ear:{os.getpid()}".encode()
        self._opening = threading.Lock()
        self._lock = threading.Lock()
        self._topics: dict[bytes, Topic] = {}
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def hear(self, name: bytes, space: str) -> Iterator[None]:
        """Hear the topic ``name`` of a space while inside; entered once Redis has confirmed. Raises ``RedisError``."""
        self._open()
        with self._lock:
            topic = self._topics.setdefault(name, Topic(space))
            topic.listeners += 1
        try:
            if not topic.confirmed.is_set():
                self._client.publish(self._wake, "")
                if not topic.confirmed.wait(CONFIRM):
                    raise RedisConnectionError("a subscription was not confirmed")
            yield
        finally:
            # Redis is not told: whoever polls comes back at once, and a topic that nobody waits for goes with its next message.
            with self._lock:
                topic.listeners -= 1

    def close(self) -> None:
        """End the thread; it is started again when somebody listens."""
        with self._opening:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._closed.set()
                with suppress(RedisError):
                    self._client.publish(self._wake, "")
                thread.join(1.0)

    def _open(self) -> None:
        with self._opening:
            if self._thread is None:
                self._closed = threading.Event()
                pubsub = self._subscribe()
                self._thread = threading.Thread(target=self._run, args=(pubsub, self._closed), name="mockcc-redis-ear", daemon=True)
                self._thread.start()

    def _subscribe(self) -> PubSub:
        """A new connection that hears every topic there is; confirmed."""
        with self._lock:
            for topic in self._topics.values():
                topic.asked = True
            names = list(self._topics)
        pubsub: PubSub = self._client.pubsub()  # type: ignore[no-untyped-call]
        try:
            # One command, so that the first confirmation speaks for all.
            pubsub.subscribe(self._wake, *names)
            if pubsub.get_message(timeout=CONFIRM) is None:
                raise RedisConnectionError("a subscription was not confirmed")
        except RedisError:
            pubsub.close()
            raise
        return pubsub

    def _run(self, pubsub: PubSub, closed: threading.Event) -> None:
        while not closed.is_set():
            try:
                self._take(pubsub, pubsub.get_message(timeout=IDLE))
            except (RedisError, OSError):
                pubsub.close()
                again = self._subscribe_again(closed)
                if again is None:
                    return
                pubsub = again
        pubsub.close()

    def _subscribe_again(self, closed: threading.Event) -> PubSub | None:
        while not closed.wait(PAUSE):
            with suppress(RedisError):
                pubsub = self._subscribe()
                # Whatever was published meanwhile is lost: everybody has to look for himself.
                self._signals.fire_all()
                return pubsub
        return None

    def _take(self, pubsub: PubSub, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        with self._lock:
            topic = self._topics.get(message["channel"])
        if message["type"] == "message":
            if topic is not None and topic.listeners:
                self._signals.fire(topic.space, [message["data"].decode("utf-8", "surrogatepass")])
            else:
                self._follow(pubsub)
        elif message["type"] == "subscribe" and topic is not None:
            topic.confirmed.set()

    def _follow(self, pubsub: PubSub) -> None:
        """Ask Redis for the topics that are new, and for no more of those that nobody waits for."""
        with self._lock:
            # One that is not confirmed yet stays: its confirmation would be taken for that of its successor.
            stale = [name for name, topic in self._topics.items() if not topic.listeners and topic.confirmed.is_set()]
            for name in stale:
                del self._topics[name]
            fresh = [name for name, topic in self._topics.items() if not topic.asked]
            for name in fresh:
                self._topics[name].asked = True
        if stale:
            pubsub.unsubscribe(*stale)  # type: ignore[no-untyped-call]
        if fresh:
            pubsub.subscribe(*fresh)
