"""What one process holds of a Redis store: the connections, the spaces it has seen, and the ear for notifications."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError
from redis.retry import Retry

from mockcc.errors import InvalidValueError, StoreUnavailableError
from mockcc.runtime.redis_ear import Ear
from mockcc.runtime.redis_scripts import SHAS
from mockcc.runtime.signals import Signals
from mockcc.runtime.world import Tables

SPACES_REMEMBERED = 256
"""How many spaces a process remembers the rows of."""

TIMEOUT = 5.0
"""Seconds of silence after which Redis counts as gone."""

CONNECTIONS = 1024
"""More than any server has threads: a thread that waits for a connection would look like a Redis that is gone."""


class Seen:
    """A space's rows as this process last saw them; ``version`` is ``None`` when they cannot be trusted."""

    __slots__ = ("keys", "lock", "space", "tables", "version")

    def __init__(self, space: str) -> None:
        self.space = space
        # Threads of one process wait for each other here, instead of outdating one another's work at Redis.
        self.lock = threading.Lock()
        self.version: bytes | None = None
        self.tables: Tables = {}
        name = to_bytes(space)
        self.keys = (
            b"mockcc:{%b}:rows" % name,
            b"mockcc:{%b}:log" % name,
            b"mockcc:{%b}:counts" % name,
            b"mockcc:spaces",
            b"mockcc:versions",
        )

    def take(self, version: bytes, flat: Sequence[bytes]) -> None:
        """Remember the rows that Redis answered with."""
        tables: Tables = {}
        for field, row in zip(flat[::2], flat[1::2], strict=True):
            collection, nul, key = field.partition(b"\0")
            if nul:
                tables.setdefault(to_text(collection), {})[to_text(key)] = row
        self.version, self.tables = version, tables


class Link:
    """The connections and memories of one process; a fork makes its own, because neither survives it."""

    def __init__(self, url: str) -> None:
        self.pid = os.getpid()
        self.client = open_client(url)
        self.address = address_of(self.client)
        self.signals = Signals()
        self.ear = Ear(self.client, self.signals)
        # Redis numbers its databases but not its topics: without the number one database would wake the listeners of another.
        self._database = int(self.client.connection_pool.connection_kwargs.get("db", 0))
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, Seen] = OrderedDict()

    def seen(self, space: str) -> Seen:
        """What is remembered of a space; the space asked for longest ago is forgotten when there are too many."""
        with self._lock:
            seen = self._seen.get(space)
            if seen is not None:
                self._seen.move_to_end(space)
                return seen
            seen = self._seen[space] = Seen(space)
            if len(self._seen) > SPACES_REMEMBERED:
                self._seen.popitem(last=False)
            return seen

    def run(self, script: str, keys: Sequence[bytes], *arguments: object) -> Any:
        """Run a script; raises ``StoreUnavailableError`` when Redis does not do it."""
        try:
            return self.client.execute_command("EVALSHA", SHAS[script], len(keys), *keys, *arguments)  # type: ignore[no-untyped-call]
        except NoScriptError:
            return self.command("EVAL", script, len(keys), *keys, *arguments)
        except RedisError as error:
            raise self.unavailable(error) from error

    def command(self, *words: object) -> Any:
        """Run a command; raises ``StoreUnavailableError`` when Redis does not do it."""
        try:
            return self.client.execute_command(*words)  # type: ignore[no-untyped-call]
        except RedisError as error:
            raise self.unavailable(error) from error

    @contextmanager
    def listen(self, space: str, channel: str) -> Iterator[threading.Event]:
        """See ``Store.listen``; raises ``StoreUnavailableError`` when Redis does not let us."""
        with self.signals.listen(space, channel) as event, ExitStack() as stack:
            try:
                stack.enter_context(self.ear.hear(self.topic(space), space))
            except RedisError as error:
                raise self.unavailable(error) from error
            yield event

    def topic(self, space: str) -> bytes:
        """Where Redis publishes the space's notifications."""
        return b"mockcc:{%b}:signals:%d" % (to_bytes(space), self._database)

    def unavailable(self, error: Exception) -> StoreUnavailableError:
        """The sentence for whoever wonders why nothing works."""
        reason = str(error).rstrip(".") or type(error).__name__
        return StoreUnavailableError(f"The store at {self.address} cannot be used ({reason}): start Redis there, or name another store.")

    def close(self) -> None:
        """Give back the connections and end the subscription."""
        self.ear.close()
        self.client.close()


def open_client(url: str) -> redis.Redis:
    """A client for the address; connects at its first command. Raises ``InvalidValueError`` for an address that is none."""
    try:
        # No retries: a script whose answer was lost may have run, and running it again would do everything twice.
        # RESP2: with RESP3 the pool skips its check that an idle connection is still alive.
        retry = Retry(NoBackoff(), 0)
        client = redis.Redis.from_url(
            url, protocol=2, retry=retry, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, max_connections=CONNECTIONS
        )
        # Options that do not exist show only when a connection is made; connecting it is another matter.
        client.connection_pool.connection_class(**client.connection_pool.connection_kwargs)
    except (TypeError, ValueError):
        # Neither the address nor the reason is shown: in an address that cannot be read nobody knows where the password ends.
        allowed = "redis://user:password@host:port/db (rediss:// with TLS) or unix:///path/to/socket?db=0"
        raise InvalidValueError(
            "store", f"The address of the Redis store cannot be read; write {allowed}, odd characters as %xx."
        ) from None
    return client


def address_of(client: redis.Redis) -> str:
    """Where the client connects to, for people to read: no user, no password, no options."""
    pool = client.connection_pool
    where = pool.connection_kwargs
    database = where.get("db", 0)
    if "path" in where:
        return f"unix://{where['path']}?db={database}"
    scheme = "rediss" if issubclass(pool.connection_class, redis.SSLConnection) else "redis"
    host = where.get("host", "localhost")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{where.get('port', 6379)}/{database}"


def to_bytes(text: str) -> bytes:
    """The bytes of a name; surrogates pass, because a key may come out of a client's JSON."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """The name that the bytes stand for."""
    return data.decode("utf-8", "surrogatepass")
