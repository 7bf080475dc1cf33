"""Sends calls of ``requests`` and ``httpx`` for the vendors' real hosts to a space of mockcc, for code that has an address built in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from mockcc.errors import MockccError, UnknownNameError
from mockcc.runtime.space import DEFAULT

if TYPE_CHECKING:
    import httpx
    import requests

    from mockcc.client import Client

SPACE_FIELD = "Mockcc-Space"
TARGET = "mockcc_target"


class Interception(NamedTuple):
    """Where calls go while it is open: to ``space`` of the server at ``url``, if they are for one of ``hosts`` (each with its vendor)."""

    url: str
    space: str
    hosts: Mapping[str, str]

    def takes(self, host: str | None) -> bool:
        """Whether calls to this host are sent to the server."""
        return (host or "").rstrip(".").lower() in self.hosts

    def fields(self) -> dict[str, str]:
        """The header fields that name the space; the host names the vendor."""
        return {} if self.space == DEFAULT else {SPACE_FIELD: self.space}


@contextmanager
def intercept(client: Client, *vendors: str) -> Iterator[Interception]:
    """While it is open, send calls of ``requests`` and ``httpx`` for the vendors' real hosts to the client's space.

    ``vendors`` are those whose hosts are meant, all that are served without it. Calls to other hosts go where they always went. The
    request reaches the server over a socket with its own address in the request line, so that header fields, time-outs and broken
    connections are real; no certificate is needed. Raises ``UnknownNameError`` for an unknown vendor, and ``MockccError`` when
    neither library is there.
    """
    libraries = [patch for name, patch in (("requests", _patch_requests), ("httpx", _patch_httpx)) if find_spec(name) is not None]
    if not libraries:
        raise MockccError("intercept() sends calls of requests and httpx elsewhere, and neither is installed here.")
    with ExitStack() as stack:
        hosts = _hosts(client, vendors)
        interception = Interception(_address(client, stack), client.space, hosts)
        for patch in libraries:
            patch(interception, stack)
        yield interception


def _hosts(client: Client, vendors: tuple[str, ...]) -> dict[str, str]:
    served: list[str] = client.health()["vendors"]
    for vendor in vendors:
        if vendor not in served:
            raise UnknownNameError("vendor", vendor, served)
    return {host: vendor for vendor in vendors or served for host in client.catalogue(vendor)["hosts"]}


def _address(client: Client, stack: ExitStack) -> str:
    """Where the client's server can be called; a suite that nobody serves is served while this is open."""
    if client.suite is None or client.base_url != client.IN_PROCESS:
        return client.base_url
    from mockcc.wire import Server

    app = client.suite.wsgi
    return stack.enter_context(Server(app, waits=getattr(app, "waits", None))).url


def _replace(stack: ExitStack, owner: type, name: str, make: Callable[[Any], Any]) -> None:
    original = getattr(owner, name)
    setattr(owner, name, make(original))
    stack.callback(setattr, owner, name, original)


def _patch_requests(interception: Interception, stack: ExitStack) -> None:
    from requests.adapters import HTTPAdapter
    from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

    def make_send(original: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
        def send(self: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            target = urlsplit(request.url or "")
            if not interception.takes(target.hostname):
                return original(self, request, *args, **options)
            diverted = request.copy()
            setattr(diverted, TARGET, f"{target.scheme}://{target.netloc.rpartition('@')[2]}{request.path_url}")
            diverted.url = interception.url + request.path_url
            diverted.headers.update(interception.fields())
            # Proxies of the environment are for the real host.
            reply = original(self, diverted, *args, **{**options, "proxies": {}})
            reply.request, reply.url, reply.cookies = request, request.url or "", RequestsCookieJar()
            extract_cookies_to_jar(reply.cookies, request, reply.raw)  # type: ignore[no-untyped-call]
            return reply

        return send

    def make_request_url(original: Callable[..., str]) -> Callable[..., str]:
        def request_url(self: HTTPAdapter, request: requests.PreparedRequest, proxies: Any) -> str:
            target: str | None = getattr(request, TARGET, None)
            return original(self, request, proxies) if target is None else target

        return request_url

    _replace(stack, HTTPAdapter, "send", make_send)
    _replace(stack, HTTPAdapter, "request_url", make_request_url)


def _patch_httpx(interception: Interception, stack: ExitStack) -> None:
    import ssl

    import httpx

    # A transport of our own for each call, which keeps no connection: the client's may lead through a proxy, or belong to another loop.
    options: dict[str, Any] = {
        "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        "trust_env": False,
        "limits": httpx.Limits(max_keepalive_connections=0),
    }

    def divert(request: httpx.Request) -> httpx.Request:
        url = request.url
        target = b"%s://%s%s" % (url.raw_scheme, url.netloc, url.raw_path)
        fields = [(name.encode(), value.encode()) for name, value in interception.fields().items()]
        return httpx.Request(
            request.method,
            interception.url,
            headers=[*request.headers.raw, *fields],
            stream=request.stream,
            extensions={**request.extensions, "target": target},
        )

    def make_handle(original: Callable[..., httpx.Response]) -> Callable[..., httpx.Response]:
        def handle_request(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            if not interception.takes(request.url.host):
                return original(self, request)
            return original(httpx.HTTPTransport(**options), divert(request))

        return handle_request

    def make_handle_async(original: Callable[..., Any]) -> Callable[..., Any]:
        async def handle_async_request(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            if not interception.takes(request.url.host):
                found: httpx.Response = await original(self, request)
                return found
            diverted: httpx.Response = await original(httpx.AsyncHTTPTransport(**options), divert(request))
            return diverted

        return handle_async_request

    _replace(stack, httpx.HTTPTransport, "handle_request", make_handle)
    _replace(stack, httpx.AsyncHTTPTransport, "handle_async_request", make_handle_async)
