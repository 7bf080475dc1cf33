"""Wakes the threads of this process that wait for a channel of a space."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Signals:
    """The events that wait, by space and channel."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], list[threading.Event]] = {}

    @contextmanager
    def listen(self, space: str, channel: str) -> Iterator[threading.Event]:
        """An event that the next ``fire`` for ``channel`` sets, registered as soon as the context is entered."""
        event = threading.Event()
        with self._lock:
            self._waiting.setdefault((space, channel), []).append(event)
        try:
            yield event
        finally:
            with self._lock:
                left = [other for other in self._waiting[space, channel] if other is not event]
                if left:
                    self._waiting[space, channel] = left
                else:
                    del self._waiting[space, channel]

    def fire(self, space: str, channels: Iterable[str]) -> None:
        """Set the events that listen to one of the channels."""
        with self._lock:
            for channel in channels:
                for event in self._waiting.get((space, channel), ()):
                    event.set()

    def fire_all(self) -> None:
        """Set every event; for when notifications may have been missed."""
        with self._lock:
            for events in self._waiting.values():
                for event in events:
                    event.set()
