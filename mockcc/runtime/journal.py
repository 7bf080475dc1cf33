"""The journal: one entry an exchange, kept as it happened and rendered as a document when somebody reads it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from mockcc.model import Evidence, Headers, Reply, Request
from mockcc.runtime.clock import iso

JOURNAL: Final = "mockcc/journal"
"""The channel that is notified of every new entry."""


class Comparison(NamedTuple):
    """One thing that a behaviour compared on the way to its reply."""

    what: str
    expected: Any
    found: Any


class Entry:
    """One exchange: a request and its reply, or a call that the mock itself made (``kind`` is ``outbound``).

    ``at`` is the space's time in unix seconds, ``duration`` real seconds. ``why`` is the rule that chose the reply.
    """

    __slots__ = (
        "at", "compared", "duration", "endpoint", "error", "evidence", "kind", "reply", "reply_id",
        "request", "scenario", "seq", "source", "space", "vendor", "why",
    )  # fmt: skip

    def __init__(
        self,
        *,
        space: str,
        vendor: str,
        endpoint: str | None,
        request: Request,
        reply: Reply | None,
        reply_id: str,
        evidence: Evidence,
        source: str,
        scenario: str | None,
        why: str,
        compared: list[Comparison],
        at: float,
        duration: float,
        kind: str = "exchange",
        error: str | None = None,
    ) -> None:
        self.seq = 0
        self.space = space
        self.vendor = vendor
        self.endpoint = endpoint
        self.request = request
        self.reply = reply
        self.reply_id = reply_id
        self.evidence = evidence
        self.source = source
        self.scenario = scenario
        self.why = why
        self.compared = compared
        self.at = at
        self.duration = duration
        self.kind = kind
        self.error = error

    def weight(self) -> int:
        """Roughly the bytes that it holds on to."""
        reply = 0 if self.reply is None else len(self.reply.body)
        return 1500 + len(self.request.body) + reply

    def document(self) -> dict[str, Any]:
        """The entry as the admin API shows it, without its id."""
        return {
            "at": iso(self.at),
            "kind": self.kind,
            "space": self.space,
            "vendor": self.vendor,
            "endpoint": self.endpoint,
            "request": describe_request(self.request),
            "reply": None if self.reply is None else self._describe_reply(self.reply),
            "scenario": self.scenario,
            "why": self.why,
            "compared": [comparison._asdict() for comparison in self.compared],
            "error": self.error,
            "duration": round(self.duration, 6),
        }

    def encode(self) -> bytes:
        """The document as JSON bytes."""
        document = self.document()
        try:
            return msgspec.json.encode(document, enc_hook=str)
        except UnicodeEncodeError:
            return msgspec.json.encode(_writable(document), enc_hook=str)

    def _describe_reply(self, reply: Reply) -> dict[str, Any]:
        fault = None if reply.fault is None else reply.fault._asdict()
        return {
            "id": self.reply_id,
            "evidence": self.evidence,
            "source": self.source,
            "status": reply.status,
            "headers": joined(Headers(reply.headers)),
            "header_list": [list(pair) for pair in reply.headers],
            "fault": fault,
            **describe_body(reply.body),
        }


class SavedEntry:
    """An entry that comes back from a snapshot as the document that it was."""

    __slots__ = ("_raw", "seq")

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.seq = 0
        self._raw = msgspec.json.encode(document)

    def weight(self) -> int:
        """Its size in bytes."""
        return len(self._raw)

    def encode(self) -> bytes:
        """The document as JSON bytes."""
        return self._raw


def _writable(value: Any) -> Any:
    """The value with each lone surrogate, which JSON's escapes can bring and UTF-8 cannot hold, as a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_writable(key): _writable(item) for key, item in value.items()}
    return [_writable(item) for item in value] if isinstance(value, list | tuple) else value


def describe_request(request: Request) -> dict[str, Any]:
    """A request as a document: as it was parsed and as it was sent."""
    basic = request.basic
    return {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "query_string": request.query_string,
        "headers": joined(request.headers),
        "header_list": [list(pair) for pair in request.headers.items],
        "path_args": dict(request.path_args),
        "base_url": request.base_url,
        "client": request.client,
        "basic": None if basic is None else basic._asdict(),
        "cookies": request.cookies,
        "form": request.form or None,
        "files": {name: upload._asdict() for name, upload in request.files.items()} or None,
        "json": request.json,
        **describe_body(request.body),
    }


def revive_request(document: dict[str, Any]) -> Request:
    """The request that ``describe_request`` described."""
    encoded = document.get("body_base64")
    return Request(
        document["method"],
        document["path"],
        query_string=document["query_string"],
        headers=Headers([(name, value) for name, value in document["header_list"]]),
        body=document["body"].encode() if encoded is None else base64.b64decode(encoded),
        base_url=document["base_url"],
        client=document["client"],
        path_args=document["path_args"],
    )


def describe_body(body: bytes) -> dict[str, str]:
    """Bytes in a JSON document: ``body`` as text, and ``body_base64`` beside it where they are no UTF-8."""
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body": body.decode("utf-8", "replace"), "body_base64": base64.b64encode(body).decode("ascii")}


def joined(headers: Headers) -> dict[str, str]:
    """Header fields by name as sent; the values of a repeated one joined by a comma."""
    found: dict[str, str] = {}
    for name, value in headers.items:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


__all__ = ["Comparison", "Entry", "SavedEntry", "describe_body", "describe_request", "joined", "revive_request"]
