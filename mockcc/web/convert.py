"""Between WSGI and the model: an environ read once into a ``Request``, a ``Reply`` given to the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from mockcc.model import PHRASES, Fault, Headers, Reply, Request

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

_BODILESS: Final = frozenset({204, 304})
_PHRASES: Final = {status: f"{status} {phrase}" for status, phrase in PHRASES.items()}


def read_request(environ: Environ, base_url: str, path_args: Mapping[str, str]) -> Request:
    """The request as a vendor's endpoint sees it; its parts are parsed when first asked for."""
    headers = environ.get("mockcc.headers")
    return Request(
        environ["REQUEST_METHOD"],
        text_path(environ),
        query_string=environ.get("QUERY_STRING", ""),
        headers=Headers(_foreign_headers(environ) if headers is None else headers),
        body=read_body(environ),
        base_url=base_url,
        client=environ.get("REMOTE_ADDR", ""),
        path_args=path_args,
    )


def text_path(environ: Environ) -> str:
    """The path behind the prefix under which the app is mounted, as text."""
    raw: str = environ.get("PATH_INFO", "")
    return raw if raw.isascii() else raw.encode("latin-1", "replace").decode("utf-8", "replace")


def read_body(environ: Environ) -> bytes:
    """The whole body; what is longer than announced is not ours to read."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdecimal():
        return bytes(environ["wsgi.input"].read(int(length)))
    if environ.get("wsgi.input_terminated"):
        return bytes(environ["wsgi.input"].read())
    return b""


def address(environ: Environ) -> str:
    """Scheme, host and port as the client reached us, and the prefix under which the app is mounted."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    prefix: str = environ.get("SCRIPT_NAME", "")
    return f"{environ['wsgi.url_scheme']}://{host}{prefix}"


def send(reply: Reply, environ: Environ, start_response: StartResponse, extra: Iterable[tuple[str, str]] = ()) -> list[bytes]:
    """Give the reply to the server, its fault by way of the environ."""
    headers = [*reply.headers, *extra]
    if reply.status not in _BODILESS:
        headers.append(("Content-Length", str(len(reply.body))))
    if reply.fault is not None:
        _hand_over(reply.fault, environ)
    line = _PHRASES.get(reply.status) or f"{reply.status} Unknown"
    start_response(line if reply.reason is None else f"{reply.status} {reply.reason}", headers)
    return [reply.body]


def _hand_over(fault: Fault, environ: Environ) -> None:
    environ["mockcc.fault"] = fault
    if "mockcc.wire" not in environ:
        # A foreign server knows nothing of our faults: the delay is all that can be done from here.
        time.sleep(fault.seconds)


def _foreign_headers(environ: Environ) -> list[tuple[str, str]]:
    found = [(key[5:].replace("_", "-").title(), str(value)) for key, value in environ.items() if key.startswith("HTTP_")]
    for key, name in (("CONTENT_TYPE", "Content-Type"), ("CONTENT_LENGTH", "Content-Length")):
        if environ.get(key):
            found.append((name, environ[key]))
    return found
