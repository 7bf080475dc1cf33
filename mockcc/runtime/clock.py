"""The clock of a space: the only place that reads the time; tokens, sessions, lockouts and rate limits expire by it."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from mockcc.errors import InvalidValueError
from mockcc.runtime.store import World

COLLECTION: Final = "mockcc/clock"
KEY: Final = "clock"


class ClockState(Struct, omit_defaults=True):
    """How far a space's clock is from the real one (seconds), or the moment (unix seconds) at which it stands still."""

    offset: float = 0.0
    frozen: float | None = None


class Clock:
    """The time of one space inside one transaction."""

    __slots__ = ("_now", "_world")

    def __init__(self, world: World) -> None:
        self._world = world
        self._now: float | None = None

    def now(self) -> float:
        """The space's time in unix seconds; the same during a whole transaction."""
        if self._now is None:
            raw = self._world.get(COLLECTION, KEY)
            if raw is None:
                self._now = time.time()
            else:
                state = _decode(raw)
                self._now = time.time() + state.offset if state.frozen is None else state.frozen
        return self._now

    def datetime(self) -> datetime:
        """The space's time as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the clock; a negative number of seconds moves it back. Raises as ``set`` does."""
        state = self._state()
        if state.frozen is None:
            self.set(ClockState(offset=state.offset + seconds), "advance")
        else:
            self.set(ClockState(frozen=state.frozen + seconds), "advance")

    def freeze(self, at: float | None = None) -> None:
        """Let the clock stand still at ``at`` (unix seconds), or where it is. Raises as ``set`` does."""
        self.set(ClockState(frozen=self.now() if at is None else at), "freeze")

    def resume(self) -> None:
        """Let a frozen clock go on from where it stands."""
        state = self._state()
        if state.frozen is not None:
            self.set(ClockState(offset=state.frozen - time.time()))

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._state().frozen is not None

    @property
    def offset(self) -> float:
        """How many seconds it is ahead of the real time."""
        return self.now() - time.time()

    def _state(self) -> ClockState:
        raw = self._world.get(COLLECTION, KEY)
        return ClockState() if raw is None else _decode(raw)

    def set(self, state: ClockState, field: str = "clock") -> None:
        """Set the clock; raises ``InvalidValueError`` naming ``field`` when it would leave the years 1970 to 8999."""
        now = time.time() + state.offset if state.frozen is None else state.frozen
        if not 0 <= now < LATEST:
            raise InvalidValueError(field, "The clock would leave the years 1970 to 8999, in which it can stand.")
        self._world.put(COLLECTION, KEY, msgspec.json.encode(state))
        self._now = None


_decode = msgspec.json.Decoder(ClockState).decode

stopwatch = time.perf_counter
"""Real seconds for measuring durations; they have no zero point."""


def iso(seconds: float) -> str:
    """Unix seconds as an ISO 8601 moment in UTC with milliseconds, such as ``2026-01-01T00:00:00.000Z``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_moment(text: object, field: str) -> float:
    """Unix seconds of an ISO 8601 moment with its zone; raises ``InvalidValueError`` naming ``field``."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        if moment.tzinfo is not None and isinstance(text, str):
            return moment.timestamp()
    except (ValueError, OverflowError):
        pass
    raise InvalidValueError(field, f"{text!r} is no moment. Write ISO 8601 with the zone, such as 2026-01-01T00:00:00Z.")


_ISO_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_SHORT_DURATION = re.compile(
    r"(?P<sign>-?)(?:(?P<weeks>\d+)w)?(?:(?P<days>\d+)d)?"
    r"(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?(?:(?P<seconds>\d+(?:\.\d+)?)s)?"
)


def parse_duration(text: object, field: str) -> float:
    """Seconds of a duration written as ISO 8601 (``PT8H``) or short (``8h``, ``1h30m``); raises ``InvalidValueError`` naming ``field``."""
    if isinstance(text, str):
        match = _ISO_DURATION.fullmatch(text) or _SHORT_DURATION.fullmatch(text)
        parts = {name: float(value) for name, value in match.groupdict().items() if value and name != "sign"} if match else {}
        if match and parts:
            try:
                seconds = timedelta(**parts).total_seconds()
            except OverflowError:
                seconds = float("inf")
            if seconds <= MAX_DURATION:
                return -seconds if match["sign"] else seconds
    allowed = "Write ISO 8601 such as PT8H or P1D, or short such as 8h or 1h30m."
    raise InvalidValueError(field, f"{text!r} is no duration of at most 100 years. {allowed}")


LATEST: Final = 221845392000.0
"""The start of the year 9000 in unix seconds: a space's clock stays before it, so that what a vendor adds to it is a date as well."""
MAX_DURATION: Final = 100 * 366 * 86400.0
"""The longest step of a clock, in seconds."""
