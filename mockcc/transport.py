"""How the client reaches a server: over HTTP, or by calling a WSGI app in the same process; both give a status and bytes."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol
from urllib.parse import unquote_to_bytes, urlsplit

from mockcc.errors import MockccError

if TYPE_CHECKING:
    from urllib3 import PoolManager

__tracebackhide__: Final = True
"""A test that fails for want of a server is shown at its own line."""
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class ServerUnreachableError(MockccError):
    """No server answers at the client's address, or not in time."""


class Answered(NamedTuple):
    """A reply: its status, its media type and its body."""

    status: int
    type: str
    body: bytes


class Transport(Protocol):
    """Sends one request; raises ``ServerUnreachableError`` and never tries twice."""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Answered:
        """The reply; ``timeout`` is in seconds, for connecting and for each silence of the server."""
        ...

    def close(self) -> None:
        """Give back what is held open."""
        ...


class HttpTransport:
    """Over HTTP, with connections that are kept."""

    @cached_property
    def _pool(self) -> PoolManager:
        import urllib3  # 60 ms, paid by the first request

        return urllib3.PoolManager(retries=False)

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Answered:
        """See ``Transport.send``."""
        address = _address(url)
        pool = self._pool
        from urllib3.exceptions import HTTPError

        try:
            reply = pool.request(method, url, headers=dict(headers), body=body, timeout=timeout, redirect=False)
        except (HTTPError, ValueError) as error:
            raise ServerUnreachableError(
                f"No mockcc answers at {address} ({_reason(error)}). Start one with 'mockcc serve', or give the address of one that runs."
            ) from None
        return Answered(reply.status, reply.headers.get("Content-Type", ""), reply.data)

    def close(self) -> None:
        """See ``Transport.close``."""
        if "_pool" in self.__dict__:
            self._pool.clear()


class WsgiTransport:
    """Calls a WSGI app in this process."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Answered:  # noqa: ARG002
        """See ``Transport.send``; there is nothing here that could time out."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, fields: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            started.append((status, fields))
            return written.append

        written: list[bytes] = []
        chunks = self._app(_environ(method, url, headers, body or b""), start_response)
        try:
            written += chunks
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, fields = started[-1]
        kind = next((value for name, value in fields if name.lower() == "content-type"), "")
        return Answered(int(status.split(" ", 1)[0]), kind, b"".join(written))

    def close(self) -> None:
        """Nothing is held open."""


def _address(url: str) -> str:
    """Scheme, host and port of a URL; raises ``ServerUnreachableError`` when it has none."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        pass
    found = url.partition("/_mockcc")[0]
    raise ServerUnreachableError(f"{found!r} is no address of a server. Write it as http://127.0.0.1:8080.")


def _environ(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def _reason(error: Exception) -> str:
    """The last words of an error: what went wrong, without the objects that it went through."""
    cause: BaseException = getattr(error, "reason", None) or error
    inner = cause.__cause__ or cause.__context__
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror.lower()
    return str(cause).rpartition(": ")[2].strip(" .") or type(cause).__name__
