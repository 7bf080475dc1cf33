"""Keeps all spaces in Redis, so that many processes share them: optimistic transactions, one round trip each."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from mockcc.runtime import redis_scripts as scripts
from mockcc.runtime.redis_link import Link, Seen, to_bytes, to_text
from mockcc.runtime.store import LogCap, World
from mockcc.runtime.world import DEFAULT_CAP, TablesWorld, Turn

T = TypeVar("T")

TRIES_AT_ONCE = 50
"""How often a transaction that met another one is tried again at once; after that it pauses, longer each time."""


class RedisStore:
    """A ``Store`` for many processes.

    ``work`` runs on the rows as this process last saw them; the script that commits checks that they are still the
    latest, and answers with the latest when they are not. So a space that one process uses costs one round trip a
    transaction, and ``work`` is run again only when another process changed a row of the space.
    A commit whose answer is lost with the connection raises ``StoreUnavailableError`` and may have happened.
    """

    kind = "redis"

    def __init__(self, url: str, cap: LogCap = DEFAULT_CAP) -> None:
        self._url = url
        self._cap = cap
        self._turn = Turn()
        self._link = Link(url)

    def transact(self, space: str, work: Callable[[World], T]) -> T:
        """See ``Store.transact``."""
        self._turn.refuse_inside("transact")
        link = self._here()
        seen = link.seen(space)
        with seen.lock:
            tries = 0
            while True:
                if seen.version is None:
                    current(seen, link.run(scripts.COMMIT, seen.keys, b"?"))
                attempt = self._attempt(link, seen, work)
                if attempt is not None:
                    return attempt[0]
                tries += 1
                if tries > TRIES_AT_ONCE:
                    time.sleep(min(tries - TRIES_AT_ONCE, 20) * 0.0001)
                    # What Redis answered with is old after a pause, and would be refused again.
                    seen.version = None

    def read_log(self, space: str, after: int = 0, limit: int | None = None) -> list[tuple[int, bytes]]:
        """See ``Store.read_log``."""
        first, entries = self._run(scripts.READ_LOG, space, after, "" if limit is None else limit)
        return list(enumerate(entries, first))

    def clear_log(self, space: str) -> None:
        """See ``Store.clear_log``."""
        self._turn.refuse_inside("clear_log")
        self._run(scripts.CLEAR_LOG, space)

    def counts(self, space: str) -> dict[str, int]:
        """See ``Store.counts``."""
        found = self._here().command("HGETALL", Seen(space).keys[2])
        return {to_text(name): int(count) for name, count in found.items()}

    def spaces(self) -> list[str]:
        """See ``Store.spaces``."""
        return sorted(to_text(name) for name in self._here().command("SMEMBERS", "mockcc:spaces"))

    def exists(self, space: str) -> bool:
        """See ``Store.exists``."""
        return bool(self._here().command("SISMEMBER", "mockcc:spaces", to_bytes(space)))

    def drop(self, space: str) -> bool:
        """See ``Store.drop``."""
        self._turn.refuse_inside("drop")
        return bool(self._run(scripts.DROP, space, to_bytes(space)))

    def listen(self, space: str, channel: str) -> AbstractContextManager[threading.Event]:
        """See ``Store.listen``."""
        return self._here().listen(space, channel)

    def ping(self) -> None:
        """See ``Store.ping``."""
        self._here().command("PING")

    def close(self) -> None:
        """See ``Store.close``."""
        self._here().close()

    def _here(self) -> Link:
        if self._link.pid != os.getpid():
            self._link = Link(self._url)
        return self._link

    def _run(self, script: str, space: str, *arguments: object) -> Any:
        return self._here().run(script, Seen(space).keys, *arguments)

    def _attempt(self, link: Link, seen: Seen, work: Callable[[World], T]) -> tuple[T] | None:
        """The result in a tuple, or ``None`` when the rows were outdated; ``seen`` then holds the latest."""
        world = TablesWorld(seen.space, seen.tables)
        # Not to be trusted until Redis has answered, whatever happens before.
        expected, seen.version = seen.version, None
        self._turn.taken = True
        try:
            result = work(world)
            arguments = self._arguments(link, world)
        except Exception:
            # What went wrong may have gone wrong because the rows were outdated.
            seen.tables = world.rollback()
            if current(seen, link.run(scripts.COMMIT, seen.keys, expected)):
                raise
            return None
        finally:
            self._turn.taken = False
        answer = link.run(scripts.COMMIT, seen.keys, expected, *arguments)
        if not current(seen, answer):
            return None
        seen.tables = world.tables
        number_entries(world, answer[2])
        return (result,)

    def _arguments(self, link: Link, world: TablesWorld) -> list[object]:
        puts, deletes = changes(world)
        entries = [entry.encode() for entry in world.entries or ()]
        names = [part for name, by in (world.names or {}).items() for part in (to_bytes(name), by)]
        channels = [to_bytes(channel) for channel in world.channels or ()]
        head = (to_bytes(world.space), self._cap.entries, self._cap.bytes, int(world.cleared), link.topic(world.space))
        lengths = (len(puts), len(deletes), len(entries), len(names), len(channels))
        return [*head, *lengths, *puts, *deletes, *entries, *names, *channels]


def current(seen: Seen, answer: Sequence[Any]) -> bool:
    """Whether the script found the expected version; if not, ``seen`` takes the latest rows from its answer."""
    if answer[0]:
        seen.version = answer[1]
        return True
    seen.take(answer[1], answer[2])
    return False


def changes(world: TablesWorld) -> tuple[list[bytes], list[bytes]]:
    """What the transaction changed: fields and rows to write in turn, and fields to delete."""
    puts: list[bytes] = []
    deletes: list[bytes] = []
    for collection, key in touched(world):
        field = b"%b\0%b" % (to_bytes(collection), to_bytes(key))
        row = world.get(collection, key)
        if row is None:
            deletes.append(field)
        else:
            puts += (field, row)
    return puts, deletes


def touched(world: TablesWorld) -> Iterable[tuple[str, str]]:
    """Collection and key of the rows that may have to change in Redis, each once."""
    if world.cleared:
        return [(collection, key) for collection, table in world.tables.items() for key in table]
    return {change[:2]: None for change in world.undo or ()}


def number_entries(world: TablesWorld, last: int) -> None:
    """Tell the log entries their numbers, of which ``last`` is the highest."""
    entries = world.entries or ()
    for seq, entry in enumerate(entries, last - len(entries) + 1):
        entry.seq = seq
