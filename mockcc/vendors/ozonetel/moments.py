"""Times as the vendor writes them: local, without a zone, and durations as hours, minutes and seconds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from mockcc.engine.call import Call
from mockcc.vendors.ozonetel.tables import SETTINGS

_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_FORMAT: Final = "%Y-%m-%d %H:%M:%S"


def local(call: Call, seconds: float) -> str:
    """Unix seconds as ``2026-01-01 05:30:00`` in the vendor's zone (India unless the setting says otherwise)."""
    return datetime.fromtimestamp(seconds, _zone(call)).strftime(_FORMAT)


def read_local(call: Call, written: str) -> float | None:
    """Unix seconds of a moment that was written so; ``None`` for any other text."""
    if _WRITTEN.fullmatch(written) is None:
        return None
    try:
        return datetime.strptime(written, _FORMAT).replace(tzinfo=_zone(call)).timestamp()
    except (ValueError, OverflowError):
        return None


def clock_face(seconds: float) -> str:
    """A number of seconds as ``00:06:54``; hours go on beyond 24."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _zone(call: Call) -> timezone:
    return timezone(timedelta(minutes=call.settings(SETTINGS).utc_offset_minutes))
