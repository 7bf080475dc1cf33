"""Steers a running mockcc from a test or a script: a typed verb for each call of the admin API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import TracebackType
from typing import Any, ClassVar, Final, Protocol, Self
from urllib.parse import quote, urlencode

from mockcc.client_views import ClockView, TableView
from mockcc.errors import MockccError
from mockcc.transport import HttpTransport, ServerUnreachableError, Transport, Wsgi, WsgiTransport

__tracebackhide__: Final = True
"""A test that fails in one of these verbs is shown at its own line."""
Json = dict[str, Any]


class InProcess(Protocol):
    """Something with a WSGI app that serves mockcc, such as a ``Suite``."""

    @property
    def wsgi(self) -> Wsgi:
        """The app."""
        ...


class ClientError(MockccError):
    """The server refused a call; ``str(error)`` is its one sentence, ``status`` and ``problem`` the HTTP status and the document."""

    def __init__(self, message: str, status: int = 0, problem: Json | None = None) -> None:
        self.status = status
        self.problem: Json = problem or {}
        super().__init__(message)


class VerificationError(ClientError, AssertionError):
    """A vendor was not called as expected; ``misses`` are the nearest exchanges, with each field in which they differ."""

    def __init__(self, status: int, problem: Json) -> None:
        self.matched: int = problem.get("matched", 0)
        self.misses: list[Json] = problem.get("misses", [])
        super().__init__(_explain(problem), status, problem)


class Client:
    """One space of a mockcc server.

    ``token`` is the server's admin token where it has one, ``timeout`` how many seconds a call may take. With ``suite`` it calls
    that in this process instead of an address. Every verb raises ``ClientError`` when the server refuses, saying which field
    is wrong and what is allowed, and ``ServerUnreachableError`` when no server answers; nothing is tried twice.
    """

    IN_PROCESS: ClassVar = "http://localhost"
    """The address of a suite that is called in this process and that nobody serves."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8080",
        space: str = "default",
        token: str | None = None,
        timeout: float = 10.0,
        *,
        suite: InProcess | None = None,
    ) -> None:
        self.base_url = self.IN_PROCESS if suite is not None else url.rstrip("/")
        self.suite = suite
        self.space = space
        self.token = token
        self.timeout = timeout
        self.transport: Transport = HttpTransport() if suite is None else WsgiTransport(suite.wsgi)

    def url(self, vendor: str) -> str:
        """The address of a vendor in this space: what the client under test gets as its base URL."""
        return f"{self.base_url}/{vendor}" if self.space == "default" else f"{self.base_url}/~{self.space}/{vendor}"

    # What fails, and how

    def arm(
        self,
        vendor: str,
        scenario: str,
        *,
        times: int | None = None,
        after: int | None = None,
        match: Mapping[str, Any] | None = None,
        on: str | Iterable[str] | None = None,
    ) -> Json:
        """Arm a scenario; what is not given is as the scenario says. The thing armed, with its counters."""
        body = _given(times=times, after=after, match=match, on=_names(on))
        return self._object("PUT", ["scenarios", vendor, scenario], body)

    def disarm(self, vendor: str, scenario: str) -> None:
        """Disarm a scenario; the rows that it changed go back, unless something has changed them since."""
        self._call("DELETE", ["scenarios", vendor, scenario])

    def armed(self) -> list[Json]:
        """All that is armed in the space, and how often it acted."""
        found: list[Json] = self._call("GET", ["scenarios"])
        return found

    def force(
        self,
        vendor: str,
        endpoint: str,
        reply: str,
        *,
        values: Mapping[str, Any] | None = None,
        times: int | None = 1,
        after: int | None = None,
        match: Mapping[str, Any] | None = None,
    ) -> Json:
        """Force a reply of the endpoint: once, so many ``times``, or until ``unforce`` with ``times=None``."""
        body = {"reply": reply, "times": times, **_given(values=values, after=after, match=match)}
        return self._object("PUT", ["replies", vendor, endpoint], body)

    def unforce(self, vendor: str, endpoint: str) -> None:
        """Take a forced reply back."""
        self._call("DELETE", ["replies", vendor, endpoint])

    def fault(
        self,
        vendor: str,
        kind: str,
        *,
        on: str | Iterable[str] | None = None,
        seconds: float | None = None,
        status: int | None = None,
        at: int | None = None,
        times: int | None = None,
        after: int | None = None,
        match: Mapping[str, Any] | None = None,
    ) -> Json:
        """Break the transport: ``kind`` is delay, reset, truncate, garbage or status."""
        body = _given(kind=kind, on=_names(on), seconds=seconds, status=status, at=at, times=times, after=after, match=match)
        return self._object("PUT", ["faults", vendor], body)

    def mend(self, vendor: str) -> None:
        """Take back all faults of the vendor."""
        self._call("DELETE", ["faults", vendor])

    # What happened

    def journal(
        self,
        vendor: str | None = None,
        endpoint: str | None = None,
        *,
        reply: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        after: str | int | None = None,
    ) -> list[Json]:
        """The newest exchanges (100 without ``limit``), newest last; ``after`` is the id of the last one that is known already."""
        query = _given(vendor=vendor, endpoint=endpoint, reply=reply, kind=kind, limit=limit, after=after)
        found: list[Json] = self._call("GET", ["journal"], query=query)
        return found

    def entry(self, id: str | int) -> Json:
        """One exchange of the journal."""
        return self._object("GET", ["journal", str(id)])

    def clear_journal(self) -> None:
        """Forget the exchanges."""
        self._call("DELETE", ["journal"])

    def verify(
        self,
        vendor: str,
        endpoint: str | None = None,
        *,
        reply: str | None = None,
        match: Mapping[str, Any] | None = None,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        within: float | None = None,
        kind: str | None = None,
    ) -> int:
        """How many exchanges matched; raises ``VerificationError`` when that is not as expected (at least one, if nothing is said).

        ``within`` is how many seconds the server may wait for it.
        """
        counts = _given(times=times, at_least=at_least, at_most=at_most)
        body = {"vendor": vendor, **_given(endpoint=endpoint, reply=reply, match=match, within=within, kind=kind), **counts}
        return int(self._object("POST", ["verify"], body, wait=within or 0.0)["matched"])

    def coverage(self) -> Json:
        """By vendor: which replies and scenarios exist, were seen, and never were."""
        return self._object("GET", ["coverage"])

    # The world

    def table(self, vendor: str, table: str) -> TableView:
        """A table of the vendor, to read and to change."""
        return TableView(self._call, ["tables", vendor, table])

    @cached_property
    def clock(self) -> ClockView:
        """The space's clock."""
        return ClockView(self._call)

    def snapshot(self) -> Json:
        """The whole space as one document."""
        return self._object("GET", ["snapshot"])

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Make the space what the snapshot says."""
        self._call("PUT", ["snapshot"], dict(snapshot))

    def reset(self) -> None:
        """Back to the seed: tables, clock, journal, and everything armed."""
        self._call("POST", ["reset"])

    # Spaces and the server

    def new_space(
        self, id: str | None = None, *, seed: int | None = None, scenarios: Iterable[tuple[str, str] | Mapping[str, Any]] = ()
    ) -> Client:
        """Make a space, with a name of its own if none is given; a client for it."""
        named = [dict(zip(("vendor", "name"), item, strict=True)) if isinstance(item, tuple) else dict(item) for item in scenarios]
        made = self._root("POST", ["spaces"], {**_given(id=id, seed=seed), "scenarios": named})
        return self.in_space(made["id"])

    def in_space(self, space: str) -> Client:
        """A client for another space of the same server."""
        other = Client(self.base_url, space, self.token, self.timeout)
        other.transport, other.suite = self.transport, self.suite
        return other

    def spaces(self) -> list[Json]:
        """The spaces that there are."""
        found: list[Json] = self._root("GET", ["spaces"])
        return found

    def drop(self) -> None:
        """Drop the space with all that is in it."""
        self._call("DELETE", [])

    def catalogue(self, vendor: str | None = None) -> Json:
        """All vendors by name, or one of them: endpoints, replies, scenarios, personas, settings, tables."""
        found: Json = self._root("GET", ["catalogue", *([vendor] if vendor else [])])
        return found

    def health(self) -> Json:
        """The server's version, vendors and store; raises when it is not well."""
        found: Json = self._root("GET", ["health"])
        return found

    def close(self) -> None:
        """Give back the connections; the space stays."""
        self.transport.close()

    def __repr__(self) -> str:
        return f"<mockcc space {self.space} at {self.base_url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _object(self, method: str, parts: list[str], body: Json | None = None, *, wait: float = 0.0) -> Json:
        found: Json = self._call(method, parts, body, wait=wait)
        return found

    def _call(self, method: str, parts: list[str], body: Any = None, *, query: Json | None = None, wait: float = 0.0) -> Any:
        return self._root(method, ["spaces", self.space, *parts], body, query=query, wait=wait)

    def _root(self, method: str, parts: list[str], body: Any = None, *, query: Json | None = None, wait: float = 0.0) -> Any:
        url = "/".join([self.base_url, "_mockcc", *(quote(part, safe="") for part in parts)])
        if query:
            url += f"?{urlencode(query)}"
        headers = {"Accept": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = _encoded(body)
        answered = self.transport.send(method, url, headers, data, self.timeout + wait)
        if answered.status == 204:
            return None
        document = _decoded(answered.body) if "json" in answered.type else None
        if answered.status < 300 and document is not None:
            return document
        if not isinstance(document, dict) or "detail" not in document:
            raise ClientError(f"{self.base_url} answered {method} with {answered.status}, which is no answer of mockcc.", answered.status)
        if answered.status == 409 and "misses" in document:
            raise VerificationError(answered.status, document)
        raise ClientError(document["detail"], answered.status, document)


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _names(on: str | Iterable[str] | None) -> str | list[str] | None:
    return on if on is None or isinstance(on, str) else list(on)


def _encoded(body: Any) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ClientError(f"This cannot be sent as JSON: {error}.") from None


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _explain(problem: Json) -> str:
    """The problem in lines: what was expected, and the nearest misses field by field."""
    lines = [problem["detail"]]
    if problem.get("misses"):
        lines.append("Nearest misses:")
    for miss in problem.get("misses", []):
        lines.append(f"  exchange {miss['id']}: {miss['request']} -> {miss['endpoint'] or 'no endpoint'}, {miss['reply'] or 'no reply'}")
        lines += [
            f"    {differs['field']}: expected {_shown(differs['expected'])}, found {_shown(differs['found'])}"
            for differs in miss["differs"]
        ]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"regex"}:
        return f"something like /{value['regex']}/"
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


__all__ = ["Client", "ClientError", "ServerUnreachableError", "VerificationError"]
