"""What happens when Redis is not there, goes away or comes back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from redis.client import PubSub

from mockcc.errors import InvalidValueError, StoreUnavailableError
from mockcc.runtime import redis_ear
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.open_store import open_store
from mockcc.runtime.redis import RedisStore
from mockcc.runtime.store import LogCap, Store, World
from tests.support.redis_server import RedisServer, free_port
from tests.support.stores import increment, log, notify, number


@pytest.fixture
def mortal(redis_server: RedisServer) -> Iterator[RedisServer]:
    """A Redis that may be stopped."""
    server = RedisServer()
    yield server
    server.close()


VERBS: dict[str, Callable[[Store], object]] = {
    "transact": lambda store: increment(store, "a"),
    "read_log": lambda store: store.read_log("a"),
    "clear_log": lambda store: store.clear_log("a"),
    "counts": lambda store: store.counts("a"),
    "spaces": lambda store: store.spaces(),
    "exists": lambda store: store.exists("a"),
    "drop": lambda store: store.drop("a"),
    "listen": lambda store: store.listen("a", "journal").__enter__(),
    "ping": lambda store: store.ping(),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_that_redis_is_not_there_and_keeps_the_password(verb: str) -> None:
    port = free_port()
    store = open_store(f"redis://user:hunter2@127.0.0.1:{port}/3?client_name=x")
    with pytest.raises(StoreUnavailableError) as caught:
        VERBS[verb](store)
    message = str(caught.value)
    assert message.startswith(f"The store at redis://127.0.0.1:{port}/3 cannot be used (")
    assert "Connection refused" in message
    assert message.endswith("): start Redis there, or name another store.")
    assert "hunter2" not in message
    store.close()


def test_a_redis_that_says_nothing_counts_as_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = RedisStore(f"redis://127.0.0.1:{silent.getsockname()[1]}?socket_timeout=0.05")
        with pytest.raises(StoreUnavailableError, match="Timeout"):
            store.ping()


def test_what_redis_refuses_is_told(mortal: RedisServer) -> None:
    store = RedisStore(mortal.url)
    store._link.command("SET", "mockcc:{a}:rows", "not a hash")
    with pytest.raises(StoreUnavailableError, match="WRONGTYPE"):
        increment(store, "a")
    store.close()


def test_a_store_works_again_when_redis_is_back(mortal: RedisServer) -> None:
    store = RedisStore(mortal.url)
    increment(store, "a")
    log(store, "a", "x")
    mortal.stop()
    for _ in range(2):
        with pytest.raises(StoreUnavailableError):
            increment(store, "a")
    mortal.start()
    increment(store, "a")
    assert number(store, "a") == 1
    assert log(store, "a", "y") == [1]
    store.close()


def test_a_refusal_that_cannot_be_checked_is_an_outage(mortal: RedisServer) -> None:
    store = RedisStore(mortal.url)
    increment(store, "a")

    def work(world: World) -> None:
        mortal.stop()
        raise LookupError

    with pytest.raises(StoreUnavailableError):
        store.transact("a", work)
    store.close()


def test_whoever_listens_through_an_outage_is_woken_to_look(mortal: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_ear, "PAUSE", 0.02)
    store, other = RedisStore(mortal.url), RedisStore(mortal.url)
    with store.listen("a", "journal") as event:
        mortal.stop()
        with pytest.raises(StoreUnavailableError), store.listen("b", "journal"):
            pass
        assert not event.wait(0.05)
        mortal.start()
        assert event.wait(2)
        event.clear()
        notify(other, "a", "journal")
        assert event.wait(2)
    with store.listen("b", "journal") as event:
        notify(other, "b", "journal")
        assert event.wait(2)
    store.close()
    other.close()


def test_a_store_may_be_closed_in_an_outage_and_listen_again_after_it(mortal: RedisServer) -> None:
    store = RedisStore(mortal.url)
    with store.listen("a", "journal"):
        mortal.stop()
        # Long enough for the loss to be noticed, so that it is the attempt to come back that is closed.
        time.sleep(0.05)
    store.close()
    mortal.start()
    with store.listen("a", "journal") as event:
        notify(store, "a", "journal")
        assert event.wait(2)
    store.close()


@pytest.mark.parametrize("deaf", [(PubSub, "get_message"), (redis_ear.Ear, "_follow")])
def test_a_subscription_that_is_not_confirmed_is_an_outage(redis_url: str, monkeypatch: pytest.MonkeyPatch, deaf: tuple[type, str]) -> None:
    monkeypatch.setattr(redis_ear, "CONFIRM", 0.05)
    monkeypatch.setattr(*deaf, lambda *_, **__: None)
    store = RedisStore(redis_url)
    with pytest.raises(StoreUnavailableError, match="a subscription was not confirmed"), store.listen("a", "journal"):
        pass
    monkeypatch.undo()
    store.close()


def test_memory_is_a_store_and_takes_the_cap() -> None:
    store = open_store("memory", LogCap(entries=1))
    assert isinstance(store, MemoryStore)
    log(store, "a", "one", "two")
    assert store.read_log("a") == [(2, b"two")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://localhost", "redis://localhost:6379/0"),
        ("rediss://user:hunter2@h:1/2", "rediss://h:1/2"),
        ("unix:///run/redis.sock?db=2&password=hunter2", "unix:///run/redis.sock?db=2"),
        ("redis://:hunter2@[::1]:7/0", "redis://[::1]:7/0"),
    ],
)
def test_addresses_of_redis_are_stores_and_their_passwords_are_not_shown(text: str, shown: str) -> None:
    store = open_store(text, LogCap(entries=1))
    assert isinstance(store, RedisStore)
    assert store._link.address == shown


@pytest.mark.parametrize("text", ["", "Memory", "redis", "redis:", "redis://", "sqlite:///x", "http://user:hunter2@h/", "unix:/s"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidValueError, match="write memory, redis://host:port/db, rediss://") as caught:
        open_store(text)
    assert caught.value.field == "store"
    assert "hun" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["redis://user:hunter2@h:port/0", "redis://h:99999", "redis://h?db=x", "redis://h?nonsense=1", "redis://[", "redis://u:hun/ter2@h"],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        open_store(text)
    assert caught.value.field == "store"
    assert "hun" not in str(caught.value)
