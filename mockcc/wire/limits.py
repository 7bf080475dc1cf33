"""How much a client may send and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds; what goes over one is answered 431, 414, 413 or 408 and the connection closed.

    ``idle_seconds`` is how long a kept-alive connection may stay silent between requests (and how long a client may
    stop reading a reply); it is then closed without a word. ``head_seconds`` counts from the first byte of a request
    head to its end (and is the time a TLS handshake may take), ``body_seconds`` from one piece of a body to the next.
    """

    head_bytes: int = 64 * 1024
    body_bytes: int = 16 * 1024 * 1024
    header_count: int = 200
    idle_seconds: float = 75.0
    head_seconds: float = 10.0
    body_seconds: float = 30.0

    @property
    def tick_seconds(self) -> float:
        """How often deadlines are looked at: once a second, more often when a limit is shorter than four seconds."""
        return max(0.01, min(1.0, min(self.idle_seconds, self.head_seconds, self.body_seconds) / 4))
