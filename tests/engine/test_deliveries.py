"""Calls that go out in the background: in order for each space, whatever becomes of them."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from typing import Any

import pytest

from mockcc.engine.deliveries import Deliveries, record
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.store import Store


def made(store: Store, *spaces: str) -> Store:
    for space in spaces:
        store.transact(space, lambda _: None)
    return store


def call(name: str) -> OutboundCall:
    return OutboundCall("POST", f"http://far.example/{name}", name=name)


def entries(store: Store, space: str) -> list[dict[str, Any]]:
    return [json.loads(raw) for _, raw in store.read_log(space)]


def test_the_calls_of_a_space_go_out_one_after_the_other_in_their_order() -> None:
    store, gone, under_way = made(MemoryStore(), "a", "b"), defaultdict(list), set()

    def ask(call: OutboundCall) -> OutboundResult:
        space = call.name[0]
        assert space not in under_way
        under_way.add(space)
        gone[space].append(call.name)
        under_way.remove(space)
        return OutboundResult(200)

    deliveries = Deliveries(store, ask)
    for number in range(50):
        deliveries.deliver("a", "acme", (call(f"a{number}"),))
        deliveries.deliver("b", "acme", (call(f"b{number}"), call(f"b{number}.")))
    assert deliveries.drain()
    assert gone["a"] == [f"a{number}" for number in range(50)]
    assert gone["b"] == [f"b{number}{dot}" for number in range(50) for dot in ("", ".")]
    assert [entry["endpoint"] for entry in entries(store, "a")] == gone["a"]


def test_draining_gives_up_when_the_time_is_over() -> None:
    hold = threading.Event()

    def ask(_: OutboundCall) -> OutboundResult:
        hold.wait(5)
        return OutboundResult(200)

    deliveries = Deliveries(made(MemoryStore(), "a"), ask)
    deliveries.deliver("a", "acme", (call("one"),))
    assert not deliveries.drain(0.01)
    hold.set()
    assert deliveries.drain()


def test_a_call_that_breaks_does_not_hold_up_the_next(caplog: pytest.LogCaptureFixture) -> None:
    def ask(call: OutboundCall) -> OutboundResult:
        if call.name == "bad":
            raise RuntimeError("nobody thought of this")
        return OutboundResult(200)

    store = made(MemoryStore(), "a")
    deliveries = Deliveries(store, ask)
    deliveries.deliver("a", "acme", (call("bad"), call("good")))
    assert deliveries.drain()
    assert [entry["endpoint"] for entry in entries(store, "a")] == ["good"]
    assert "POST http://far.example/bad of acme in space a failed" in caplog.text


def test_a_space_that_was_dropped_does_not_come_back() -> None:
    store = made(MemoryStore(), "a")

    def ask(_: OutboundCall) -> OutboundResult:
        store.drop("a")
        return OutboundResult(200)

    deliveries = Deliveries(store, ask)
    deliveries.deliver("a", "acme", (call("one"),))
    assert deliveries.drain()
    assert store.spaces() == []


def test_what_came_of_a_call_is_in_the_journal() -> None:
    store = MemoryStore()
    record(store, "a", "acme", call("one"), OutboundResult(201, (("X", "1"),), b"yes", seconds=0.5))
    record(store, "a", "acme", call("two"), OutboundResult(failure="timeout", detail="Nothing came."))
    record(store, "a", "acme", OutboundCall("GET", "http://[", name="three"), OutboundResult(failure="refused", detail="No address."))
    one, two, three = entries(store, "a")
    assert (one["kind"], one["reply"]["status"], one["reply"]["body"], one["duration"]) == ("outbound", 201, "yes", 0.5)
    assert one["why"] == "POST http://far.example/one was answered with 201."
    assert (two["reply"], two["error"]) == (None, "timeout")
    assert two["why"] == "POST http://far.example/two failed: Nothing came."
    assert three["request"]["path"] == "/"
