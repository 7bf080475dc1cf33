"""Who may call the admin API: no web page of elsewhere, nobody without the token where there is one, and nothing that is no JSON."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

from mockcc.model import Reply
from mockcc.web.admin.calls import Served
from mockcc.web.problem import problem

_WILDCARDS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to recognise it, not to bind it


def refusal(suite: Served, headers: Headers, path: str, has_body: bool) -> Reply | None:
    """The problem with a call that must not be made; ``None`` when it may."""
    return _host(suite, headers) or _origin(suite, headers) or _token(suite, headers, path) or _media_type(headers, has_body)


def known_host(name: str, bound: Iterable[str], listed: Iterable[str]) -> bool:
    """Whether a host name or address is this server's: loopback, bound to, or listed.

    Where the server is bound to every address, each address is; a name never is, for a name can be made to point here.
    """
    own = {_plain(host) for host in bound}
    if name == "localhost" or name.endswith(".localhost") or name in own or name in {_plain(host) for host in listed}:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or not _WILDCARDS.isdisjoint(own)


def _host(suite: Served, headers: Headers) -> Reply | None:
    host = headers.get("Host")
    if not host or known_host(_split(host)[0], suite.bound, suite.admin_hosts):
        return None
    name = _split(host)[0] or host
    return problem(
        403,
        f"Host: {host!r} is not an address of this server, so the admin API does not answer there. "
        f"Call it at localhost, or start it with --admin-host {name}.",
        field="Host",
    )


def _origin(suite: Served, headers: Headers) -> Reply | None:
    origin = headers.get("Origin")
    if origin is None:
        return None
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        netloc = ""
    (name, port), (_, own_port) = _split(netloc), _split(headers.get("Host", ""))
    if netloc and port == own_port and known_host(name, suite.bound, suite.admin_hosts):
        return None
    return problem(403, f"Origin: {origin!r} is another site, and a web page of another site must not steer this server.", field="Origin")


def _token(suite: Served, headers: Headers, path: str) -> Reply | None:
    token = suite.admin_token
    if token is None or path == "/_mockcc/health":
        return None
    scheme, _, found = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(found.strip().encode("utf-8", "replace"), token.encode("utf-8", "replace")):
        return None
    what = "is not the admin token" if scheme else "is missing"
    detail = f"Authorization {what}. Send 'Authorization: Bearer <token>' with the token that the server was started with (--admin-token)."
    refused = problem(401, detail, field="Authorization")
    return refused._replace(headers=[*refused.headers, ("WWW-Authenticate", 'Bearer realm="mockcc"')])


def _media_type(headers: Headers, has_body: bool) -> Reply | None:
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not has_body or kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
        return None
    found = f"Content-Type is {kind!r}" if kind else "Content-Type is missing"
    return problem(415, f"{found}. Send the body as application/json.", field="Content-Type")


def _plain(host: str) -> str:
    return _split(host)[0]


def _split(netloc: str) -> tuple[str, str]:
    """Host and port of ``host``, ``host:port`` or ``[address]:port``; the host in lower case, without brackets and last dot."""
    host, port = netloc.rpartition("@")[2].strip().lower(), ""
    if host.startswith("["):
        host, _, port = host[1:].partition("]")
        return host, port.removeprefix(":")
    if host.count(":") == 1:
        host, _, port = host.partition(":")
    return host.rstrip("."), port
