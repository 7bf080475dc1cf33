"""Opens the store that a setting names."""

from __future__ import annotations

from mockcc.errors import InvalidValueError
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.store import LogCap, Store
from mockcc.runtime.world import DEFAULT_CAP

REDIS_SCHEMES = ("redis", "rediss", "unix")


def open_store(text: str, cap: LogCap = DEFAULT_CAP) -> Store:
    """The store that ``text`` names: ``memory``, or the address of a Redis; raises ``InvalidValueError`` for anything else.

    Redis is not called yet: ``ping`` says whether it is there.
    """
    if text == "memory":
        return MemoryStore(cap)
    scheme, separator, rest = text.partition("://")
    if separator and rest and scheme in REDIS_SCHEMES:
        from mockcc.runtime.redis import RedisStore

        return RedisStore(text, cap)
    shown = f"{scheme}://..." if separator else text
    allowed = "memory, redis://host:port/db, rediss://host:port/db or unix:///path/to/socket?db=0"
    raise InvalidValueError("store", f"The store {shown!r} is not one that we know: write {allowed}.")
