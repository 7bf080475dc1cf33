"""Server-sent events: one for each exchange of a space, as it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Final
from weakref import WeakKeyDictionary

import msgspec
from flask import Response, request
from msgspec import Struct

from mockcc.runtime.clock import stopwatch
from mockcc.runtime.space import DEFAULT
from mockcc.web.admin.calls import Calls, Parameter, Served
from mockcc.web.admin.feed import MAX_LISTENERS, Feed, Listener
from mockcc.web.admin.fields import existing, whole
from mockcc.web.admin.schemas import TEXT
from mockcc.web.problem import ProblemError

calls = Calls()
HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment is sent, so that whoever stands between keeps the connection."""
LOOK: Final = 1.0
"""Seconds after which a listener who has gone is noticed."""
QUERY: Final = {
    "space": Parameter({**TEXT, "default": DEFAULT}, "the space whose exchanges are told"),
    "after": Parameter(
        {"type": "integer", "minimum": 0}, "begin with those that the journal holds after this id; Last-Event-ID does the same"
    ),
}
_feeds: WeakKeyDictionary[Any, Feed] = WeakKeyDictionary()
_making: Final = threading.Lock()


@calls.add(
    "GET /events",
    "One server-sent event for each exchange of the space: its journal entry without headers and bodies. `missed` tells how many were left "
    "out where there were too many to tell, `dropped` that the space is gone.",
    query=QUERY,
    gives={200: None},
    problems=(404, 422, 503),
)
def stream_events(suite: Served, query: dict[str, str]) -> Response:
    """It goes on until either side ends it."""
    space = existing(suite, query.get("space", DEFAULT))
    after = _after(query)
    feed = _feed(suite)
    listener = feed.join(space)
    if listener is None:
        detail = f"{MAX_LISTENERS} listen to events already, which is all that this server serves. End one of them, or poll the journal."
        raise ProblemError(503, detail, allowed=MAX_LISTENERS)
    gone = request.environ.get("mockcc.gone") or threading.Event()
    response = Response(_told(feed, space, listener, after, gone), content_type="text/event-stream; charset=utf-8")
    response.call_on_close(lambda: feed.leave(space, listener))
    return response


def _after(query: dict[str, str]) -> int | None:
    last = request.headers.get("Last-Event-ID")
    if "after" not in query and last is None:
        return None
    return whole({"after": query["after"]} if "after" in query else {"after": last or ""}, "after", 0)


def _told(feed: Feed, space: str, listener: Listener, after: int | None, gone: threading.Event) -> Iterator[bytes]:
    # At once, so that the listener knows that it listens.
    yield b": listening\n\n"
    if after is not None:
        yield from feed.past(space, after, listener.first)
    spoken = stopwatch()
    while not gone.is_set():
        batch = listener.take(LOOK)
        if batch is not None:
            yield (_event("missed", {"count": batch.missed}) if batch.missed else b"") + batch.data
        elif listener.over:
            yield _event("dropped", {"space": space})
            return
        elif stopwatch() - spoken < HEARTBEAT:
            continue
        else:
            yield b": still here\n\n"
        spoken = stopwatch()


def _event(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data))


def _feed(suite: Served) -> Feed:
    with _making:
        found = _feeds.get(suite)
        if found is None:
            found = _feeds[suite] = Feed(suite.store, _renderer(suite))
        return found


# An entry that a snapshot brought may lack what only a reader needs.
class _Asked(Struct):
    method: str
    path: str
    query_string: str = ""
    base_url: str = ""
    client: str = ""
    headers: dict[str, str] = {}


class _Answered(Struct):
    id: str
    evidence: str = "assumed"
    source: str = ""
    status: int = 0
    headers: dict[str, str] = {}
    fault: Any = None


class _Entry(Struct):
    at: str
    kind: str
    vendor: str
    request: _Asked
    space: str = ""
    why: str = ""
    duration: float = 0.0
    endpoint: str | None = None
    reply: _Answered | None = None
    scenario: str | None = None
    error: str | None = None


_decode: Final = msgspec.json.Decoder(_Entry).decode
_encode: Final = msgspec.json.Encoder().encode


def _renderer(suite: Served) -> Callable[[int, bytes], bytes]:
    def render(seq: int, raw: bytes) -> bytes:
        try:
            entry = _decode(raw)
        except msgspec.ValidationError as error:
            return f": entry {seq} cannot be told: {error}\n\n".encode()
        return b"id: %d\ndata: %b\n\n" % (seq, _encode(_summary(suite, seq, entry)))

    return render


def _summary(suite: Served, seq: int, entry: _Entry) -> dict[str, Any]:
    asked, reply = entry.request, entry.reply
    answered = reply and {
        "id": reply.id,
        "evidence": reply.evidence,
        "source": reply.source,
        "status": reply.status,
        "location": _field(reply.headers, "location"),
        "fault": reply.fault,
    }
    return {
        "id": str(seq),
        "at": entry.at,
        "kind": entry.kind,
        "space": entry.space,
        "vendor": entry.vendor,
        "endpoint": entry.endpoint,
        "part": _part(suite, entry),
        "by": _sender(asked),
        "request": {
            "method": asked.method,
            "path": asked.path,
            "query_string": asked.query_string,
            "base_url": asked.base_url,
            "client": asked.client,
        },
        "reply": answered,
        "scenario": entry.scenario,
        "why": entry.why,
        "error": entry.error,
        "duration": entry.duration,
    }


def _part(suite: Served, entry: _Entry) -> str:
    """The part of the vendor that answered: an address that two parts share is told apart by what was answered."""
    if entry.vendor not in suite.vendors:
        return ""
    catalogue = suite.catalogue(entry.vendor)
    reply = catalogue.replies.get(entry.reply.id) if entry.reply else None
    endpoint = catalogue.endpoints.get(entry.endpoint or "")
    return (reply and reply.part) or (endpoint.part if endpoint else "")


def _sender(asked: _Asked) -> str:
    """Who sent the request, as far as it can be told."""
    if asked.client == "mockcc":
        return "mockcc"
    if _field(asked.headers, "mockcc-try") is not None:
        return "console"
    return "browser" if (_field(asked.headers, "user-agent") or "").startswith("Mozilla/") else "client"


def _field(headers: dict[str, str], wanted: str) -> str | None:
    return next((value for name, value in headers.items() if name.lower() == wanted), None)
