"""Request heads as WSGI environs (PEP 3333), with the fields as they stood on the wire beside them."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from mockcc.wire.refusal import Refused

Environ = dict[str, Any]

_host_shape = re.compile(r"(?:\[[0-9A-Fa-f:.%A-Za-z_~-]+\]|[A-Za-z0-9._~!$&'()*+;=%-]*)(?::[0-9]*)?")
_target_shape = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)


def base_environ(sockname: Any, peername: Any, scheme: str, *, multiprocess: bool = False) -> Environ:
    """What the environs of all requests of one connection share, from its two socket addresses."""
    host, port = _address(sockname)
    remote_host, remote_port = _address(peername)
    return {
        "SERVER_SOFTWARE": "mockcc",
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": remote_host,
        "REMOTE_PORT": remote_port,
        "SCRIPT_NAME": "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": multiprocess,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "mockcc.wire": True,
    }


def add_fields(environ: Environ, fields: list[tuple[bytes, bytes]]) -> None:
    """Put the header fields into ``environ``: as ``HTTP_*`` keys and, untouched, as ``mockcc.headers``.

    A name with an underscore gets no key: ``Content_Length`` would be read as ``Content-Length``, which another
    server in front may have checked or set.
    """
    headers: list[tuple[str, str]] = []
    environ["mockcc.headers"] = headers
    for raw_name, raw_value in fields:
        name, key = _spelling(raw_name)
        value = raw_value.decode("latin-1").rstrip(" \t")
        headers.append((name, value))
        if key is None:
            continue
        if key in environ:
            environ[key] += (";" if key == "HTTP_COOKIE" else ",") + (" " if key == "HTTP_COOKIE" else "") + value
        else:
            environ[key] = value


def add_target(environ: Environ, method: str, target: str) -> None:
    """Put the request line's target into ``environ``, in whichever of HTTP's four forms it came.

    Raises ``Refused`` (400) for a target that does not fit its method.
    """
    environ["REQUEST_METHOD"] = method
    environ["mockcc.raw_target"] = target
    if method == "CONNECT":
        path = ""
        if not _is_host(target) or ":" not in target:
            raise Refused(400, "CONNECT needs host:port as its target.")
    elif target.startswith("/"):
        path = target
    elif target == "*":
        path = target
        if method != "OPTIONS":
            raise Refused(400, "Only OPTIONS may have * as its target.")
    else:
        path = _absolute(environ, method, target)
    path, _, environ["QUERY_STRING"] = path.partition("?")
    environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1") if "%" in path else path


def check_host(environ: Environ, *, required: bool) -> None:
    """Raise ``Refused`` (400) when ``Host`` is missing though HTTP/1.1 requires it, repeated, or no host."""
    host = environ.get("HTTP_HOST")
    if host is None:
        if required:
            raise Refused(400, "HTTP/1.1 needs a Host field.")
    elif not _is_host(host):
        raise Refused(400, "The Host field is not one host.")


def _absolute(environ: Environ, method: str, target: str) -> str:
    match = _target_shape.fullmatch(target)
    if match is None or match[1].lower() not in ("http", "https"):
        raise Refused(400, "The request target is neither a path nor an http address.")
    authority = match[2].rpartition("@")[2]
    if not authority or not _is_host(authority):
        raise Refused(400, "The request target has no valid host.")
    # The target is then the request's whole address, whatever carried it here.
    environ["HTTP_HOST"], environ["wsgi.url_scheme"] = authority, match[1].lower()
    rest = match[3]
    if rest.startswith("/"):
        return rest
    return "*" if method == "OPTIONS" and not rest else "/" + rest


@lru_cache(1024)
def _spelling(raw: bytes) -> tuple[str, str | None]:
    name = raw.decode("latin-1")
    if "_" in name:
        return name, None
    key = name.upper().replace("-", "_")
    return name, key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


@lru_cache(256)
def _is_host(text: str) -> bool:
    return _host_shape.fullmatch(text) is not None


def _address(name: Any) -> tuple[str, str]:
    # Unix socket pairs have no host and port; a peer that is gone already has no name at all.
    return (str(name[0]), str(name[1])) if isinstance(name, tuple) else ("", "")
