"""Server-sent events: one an exchange, from the past and as it happens, and never more than a listener can take."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from werkzeug.test import Client

from mockcc.errors import StoreUnavailableError
from mockcc.runtime.journal import SavedEntry
from mockcc.runtime.store import World
from mockcc.web.admin import events, feed
from mockcc.web.admin.feed import Batch, Feed, Listener
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


class Stream:
    """A listener of the events of one space, in process."""

    def __init__(self, suite: AcmeSuite, query: str, headers: dict[str, str]) -> None:
        self.gone = threading.Event()
        self.reply = Client(suite.wsgi).get(
            f"/_mockcc/events{query}", headers=headers, buffered=False, environ_overrides={"mockcc.gone": self.gone}
        )
        self._pieces: Iterator[bytes] = iter(self.reply.response)
        self._read: list[dict[str, str]] = []

    def next(self) -> dict[str, str]:
        """The next event or comment, by field."""
        while not self._read:
            text = next(self._pieces).decode()
            self._read += [dict(line.split(": ", 1) for line in part.split("\n")) for part in text.split("\n\n") if part]
        return self._read.pop(0)

    def exchange(self) -> Any:
        """The next event as the exchange that it tells."""
        found = self.next()
        assert set(found) == {"id", "data"}, found
        document = json.loads(found["data"])
        assert document["id"] == found["id"]
        return document


@contextmanager
def listening(suite: AcmeSuite, query: str = "", **headers: str) -> Iterator[Stream]:
    """Somebody who listens."""
    stream = Stream(suite, query, headers)
    try:
        assert stream.reply.status_code == 200
        assert stream.reply.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert stream.reply.headers["Cache-Control"] == "no-store"
        assert stream.next() == {"": "listening"}
        yield stream
    finally:
        stream.gone.set()
        stream.reply.close()


def test_each_exchange_is_told_as_it_happens(suite: AcmeSuite, admin: Admin) -> None:
    admin.login()
    with listening(suite) as stream:
        admin.vendor("POST", "/accounts/demo/login?lang=en", data={"user": "agent1", "password": "nope"})
        told = stream.exchange()
        admin.vendor("GET", "/nowhere", headers={"User-Agent": "Mozilla/5.0"})
        lost = stream.exchange()
    (entry,) = [entry for entry in admin.get("/spaces/default/journal") if entry["id"] == told["id"]]
    for name in ("id", "at", "kind", "space", "vendor", "endpoint", "scenario", "why", "duration"):
        assert told[name] == entry[name]
    assert told["request"]["query_string"] == "lang=en"
    assert (told["reply"]["id"], told["reply"]["status"], told["reply"]["evidence"]) == ("login.wrong", 401, "documented")
    assert "body" not in told["request"]
    assert (told["by"], lost["by"], lost["endpoint"]) == ("client", "browser", None)


def test_the_past_is_told_first_to_who_asks_for_it(suite: AcmeSuite, admin: Admin) -> None:
    for _ in range(3):
        admin.login()
    with listening(suite, "?after=1") as stream, listening(suite, **{"Last-Event-ID": "2"}) as other:
        admin.login()
        assert [stream.exchange()["id"] for _ in range(3)] == ["2", "3", "4"]
        assert [other.exchange()["id"] for _ in range(2)] == ["3", "4"]


def test_a_space_is_told_of_alone(suite: AcmeSuite, admin: Admin) -> None:
    admin.login(space="mine")
    with listening(suite, "?space=mine") as stream:
        admin.login()
        admin.login(space="mine")
        assert stream.exchange()["space"] == "mine"


def test_calls_of_the_mock_itself_are_told_too(suite: AcmeSuite, admin: Admin) -> None:
    with listening(suite) as stream:
        admin.vendor("GET", "/ask/agent1")
        outbound, exchange = stream.exchange(), stream.exchange()
    assert (outbound["kind"], outbound["by"], outbound["reply"]["status"]) == ("outbound", "mockcc", 200)
    assert exchange["endpoint"] == "ask"


def test_what_is_no_id_or_no_space_is_refused(admin: Admin) -> None:
    assert "whole number" in admin.refuse(422, "GET", "/events?after=soon")
    assert "whole number" in admin.refuse(422, "GET", "/events", headers={"Last-Event-ID": "x"})
    assert "no space 'nobody'" in admin.refuse(404, "GET", "/events?space=nobody")
    assert "query parameter" in admin.refuse(422, "GET", "/events?spaces=x")


def test_too_many_listeners_are_told_so_and_a_place_is_free_again_when_one_leaves(
    suite: AcmeSuite, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_LISTENERS", 1)
    with listening(suite):
        assert "listen to events already" in admin.refuse(503, "GET", "/events")
    with listening(suite):
        pass


def test_one_who_has_gone_is_let_go(suite: AcmeSuite, admin: Admin) -> None:
    with listening(suite) as stream:
        admin.vendor("GET", "/page", headers={"Mockcc-Try": "1"})
        assert stream.exchange()["by"] == "console"
        stream.gone.set()
        with pytest.raises(StopIteration):
            stream.next()


def test_silence_is_broken_by_a_comment(suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.0)
    monkeypatch.setattr(events, "LOOK", 0.001)
    with listening(suite) as stream:
        assert stream.next() == {"": "still here"}


@pytest.mark.parametrize("again", [False, True])
def test_who_listens_hears_that_the_space_is_gone(suite: AcmeSuite, admin: Admin, monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    monkeypatch.setattr(feed, "TICK", 0.01)
    admin.login(space="mine")
    admin.login(space="mine")
    with listening(suite, "?space=mine") as stream:
        admin.do("DELETE", "/spaces/mine")
        if again:
            admin.login(space="mine")
        assert stream.next() == {"event": "dropped", "data": '{"space":"mine"}'}
        with pytest.raises(StopIteration):
            stream.next()


def test_what_comes_too_fast_is_left_out_and_counted(suite: AcmeSuite, admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_BATCH", 2)
    monkeypatch.setattr(feed, "_LONGEST_REST", 0.0)
    held = threading.Event()
    read_log = suite.store.read_log

    def read(space: str, after: int = 0, limit: int | None = None) -> list[tuple[int, bytes]]:
        held.wait(5)
        return read_log(space, after, limit)

    with listening(suite) as stream:
        monkeypatch.setattr(suite.store, "read_log", read)
        for _ in range(6):
            admin.login()
        held.set()
        found = stream.next()
        seen = 0
        while found.get("event") != "missed":
            seen += 1
            found = stream.next()
        missed = json.loads(found["data"])["count"]
        assert missed >= 1
        assert int(stream.exchange()["id"]) == seen + missed + 1


def test_who_does_not_read_costs_a_bounded_amount_and_hears_how_much_was_missed() -> None:
    listener = Listener(0)
    for number in range(feed.MAX_PENDING + 3):
        listener.give(Batch(2, b"%d" % number))
    taken = [listener.take(0) for _ in range(feed.MAX_PENDING)]
    assert all(batch is not None and batch.missed == 0 for batch in taken)
    assert listener.take(0) is None
    listener.give(Batch(1, b"later"))
    assert listener.take(0) == Batch(1, b"later", 6)


def test_a_store_that_is_gone_ends_the_events(suite: AcmeSuite, admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "TICK", 0.01)

    def gone(*_: object) -> Any:
        raise StoreUnavailableError("The store is gone.")

    with listening(suite) as stream:
        monkeypatch.setattr(suite.store, "read_log", gone)
        assert stream.next()["event"] == "dropped"


def test_one_who_left_twice_or_late_harms_nobody(suite: AcmeSuite) -> None:
    found = Feed(suite.store, lambda seq, raw: raw)
    listener = found.join("default")
    assert listener is not None
    listener.end()
    found.leave("default", listener)
    assert found.join("default") is not None


def test_entries_that_a_snapshot_brought_are_told_as_far_as_they_go(suite: AcmeSuite) -> None:
    bare = {"at": "2026-01-01T00:00:00.000Z", "kind": "exchange", "vendor": "acme", "request": {"method": "GET", "path": "/x"}}

    def fill(world: World) -> None:
        world.log(SavedEntry({**bare, "request": {**bare["request"], "headers": 7}}))  # type: ignore[dict-item]
        world.log(SavedEntry(bare))

    suite.store.transact("default", fill)
    with listening(suite, "?after=0") as stream:
        assert "cannot be told" in stream.next()[""]
        assert stream.exchange()["request"]["path"] == "/x"


def test_two_servers_over_one_store_tell_of_each_others_exchanges(acme_python: None, acme_fixtures: Path, redis_url: str) -> None:
    here, there = (AcmeSuite(fixtures=acme_fixtures, store=redis_url) for _ in range(2))
    with listening(here) as stream:
        Admin(there).login()
        assert stream.exchange()["reply"]["id"] == "login.ok"
        Admin(here).login()
        assert stream.exchange()["id"] == "2"
    here.close()
    there.close()


def test_the_part_of_the_vendor_is_that_of_the_reply_else_of_the_endpoint(
    suite: AcmeSuite, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.vendor("GET", "/page")
    admin.login()
    catalogue = suite.catalogue("acme")
    parted = msgspec.structs.replace(
        catalogue,
        replies={**catalogue.replies, "page.ok": msgspec.structs.replace(catalogue.replies["page.ok"], part="Pages")},
        endpoints={**catalogue.endpoints, "login": msgspec.structs.replace(catalogue.endpoints["login"], part="Desk")},
    )
    monkeypatch.setattr(suite, "catalogue", lambda _: parted)
    with listening(suite, "?after=0") as stream:
        assert [stream.exchange()["part"] for _ in range(2)] == ["Pages", "Desk"]
    monkeypatch.setattr(suite, "vendors", [])
    with listening(suite, "?after=1") as stream:
        assert stream.exchange()["part"] == ""
