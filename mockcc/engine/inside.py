"""Calls of a vendor to an address of its own: answered without a socket, so they work in process and behind any port mapping."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin

from mockcc.catalog.types import Endpoint, Route, VendorCatalogue
from mockcc.model import Fault, Headers, OutboundCall, OutboundFailure, OutboundResult, Reply, Request, decode_path
from mockcc.runtime.clock import stopwatch

Serve = Callable[[str, Endpoint | None, Request, float], Reply]
"""Answer a request: space, endpoint, request, the seconds that whoever sent it waits at most."""
Elsewhere = Callable[[OutboundCall], OutboundResult]
"""Make a call to somebody else's server."""

_ARGUMENT: Final = re.compile(r"<(\w+)>")
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_BROKEN: Final[dict[str, tuple[OutboundFailure, str]]] = {
    "reset": ("broken", "The connection was cut before the reply."),
    "truncate": ("broken", "The connection was closed half-way through the body."),
    "garbage": ("broken", "What came back is no HTTP."),
}


class _Known(NamedTuple):
    """One route with the pattern that its paths match."""

    endpoint: Endpoint
    route: Route
    pattern: re.Pattern[str]


class Inside:
    """Answers the calls of one vendor whose address lies below the vendor's own base URL."""

    def __init__(self, catalogue: VendorCatalogue, serve: Serve) -> None:
        self._serve = serve
        known = [_Known(endpoint, route, _pattern(route.path)) for endpoint in catalogue.endpoints.values() for route in endpoint.routes]
        self._routes = sorted(known, key=lambda one: one.route.path.count("<"))

    def ask(self, space: str, base_url: str, call: OutboundCall, elsewhere: Elsewhere) -> OutboundResult:
        """What comes of the call; one whose address is not below ``base_url`` is made ``elsewhere``, a redirect may lead there too."""
        path = _below(base_url, call.url)
        if path is None:
            return elsewhere(call)
        started = stopwatch()
        endpoint, args = self._find(call.method, decode_path(path.partition("?")[0]))
        request = Request(
            call.method,
            decode_path(path.partition("?")[0]),
            query_string=path.partition("?")[2],
            headers=Headers(call.headers),
            body=call.body,
            base_url=base_url,
            client="mockcc",
            path_args=args,
        )
        reply = self._serve(space, endpoint, request, call.timeout)
        failed = _failure(reply, call, stopwatch() - started)
        if failed is not None:
            return failed._replace(seconds=stopwatch() - started)
        if reply.status in _REDIRECTS and call.redirects > 0:
            left = call.timeout - (stopwatch() - started)
            return self.ask(space, base_url, _redirected(call, reply, base_url)._replace(timeout=left), elsewhere)
        return OutboundResult(reply.status, tuple(reply.headers), reply.body, seconds=stopwatch() - started)

    def _find(self, method: str, path: str) -> tuple[Endpoint | None, Mapping[str, str]]:
        for endpoint, route, pattern in self._routes:
            match = pattern.fullmatch(path) if route.method == method else None
            if match is not None:
                return endpoint, match.groupdict()
        return None, {}


def _pattern(path: str) -> re.Pattern[str]:
    parts = _ARGUMENT.split(path)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def _below(base_url: str, url: str) -> str | None:
    """The path and query of ``url`` behind ``base_url``; ``None`` when it is somebody else's."""
    rest = url.partition("#")[0].removeprefix(base_url)
    return rest if rest != url.partition("#")[0] and rest.startswith("/") else None


def _failure(reply: Reply, call: OutboundCall, seconds: float) -> OutboundResult | None:
    """What a caller over the wire would have made of the reply, where that is no reply."""
    fault = reply.fault or Fault("delay")
    left = call.timeout - seconds
    if fault.seconds > 0 and left > 0:
        threading.Event().wait(min(fault.seconds, left))
    if fault.seconds >= left:
        return OutboundResult(failure="timeout", detail=f"After {call.timeout:g} seconds, all that the call may take, there was no reply.")
    if fault.kind in _BROKEN:
        failure, detail = _BROKEN[fault.kind]
        return OutboundResult(failure=failure, detail=detail)
    if len(reply.body) > call.max_bytes:
        detail = f"The reply has a body of more than {call.max_bytes} bytes, all that is read."
        return OutboundResult(failure="too_large", detail=detail)
    if reply.status in _REDIRECTS and call.redirects <= 0:
        where = Headers(reply.headers).get("Location", "")
        detail = f"The reply redirects ({reply.status}) to {where!r}, and no more redirects may be followed."
        return OutboundResult(reply.status, tuple(reply.headers), reply.body, "redirect", detail)
    return None


def _redirected(call: OutboundCall, reply: Reply, base_url: str) -> OutboundCall:
    url = urljoin(call.url, Headers(reply.headers).get("Location") or "")
    headers, method, body = call.headers, call.method, call.body
    if _below(base_url, url) is None:
        headers = tuple(field for field in headers if field[0].lower() != "authorization")
    if reply.status in (301, 302, 303):
        headers = tuple(field for field in headers if field[0].lower() != "content-type")
        method, body = "GET", b""
    return call._replace(method=method, url=url, headers=headers, body=body, redirects=call.redirects - 1)
