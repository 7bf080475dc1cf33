"""Replies as bytes: the head exactly as the application spelled it, and the framing of its body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import TracebackType
from typing import Any, NamedTuple

from mockcc.wire.refusal import Refused, plain

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Fields = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

_token = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_status_shape = re.compile(r"([2-9][0-9]{2})(?: (.*))?", re.DOTALL)
_special = frozenset({"content-length", "transfer-encoding", "date", "connection"})


class Starter:
    """Receives what one application call says through ``start_response``; reused for call after call."""

    __slots__ = ("headers", "status", "written")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the last call."""
        self.status = ""
        self.headers: Fields = []
        self.written: list[bytes] = []

    def call(self, app: App, environ: dict[str, Any]) -> bytes:
        """Call ``app`` and return its whole body; raises whatever it raises."""
        self.reset()
        result = app(environ, self.start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return b"".join([*self.written, body]) if self.written else body

    def start_response(self, status: str, headers: Fields, exc_info: ExcInfo | None = None) -> Callable[[bytes], None]:
        """PEP 3333's ``start_response``; what goes through the ``write`` it returns is sent with the first piece of body."""
        if self.status and exc_info is None:
            raise RuntimeError("start_response was called twice without exc_info")
        self.status = status
        self.headers = list(headers)
        return self.written.append


class Head(NamedTuple):
    """A rendered reply head.

    ``room`` is how many body bytes may follow (``None``: any number), ``chunked`` whether they go out in chunks, and
    ``keep`` whether the connection may serve another request.
    """

    data: bytes
    room: int | None
    chunked: bool
    keep: bool

    def payload(self, body: bytes) -> bytes:
        """The whole body ``body`` as it goes over the wire, cut to what the head allows."""
        if self.room is not None:
            return body[: self.room]
        return chunk(body) + LAST_CHUNK if self.chunked else body


LAST_CHUNK = b"0\r\n\r\n"


def chunk(data: bytes) -> bytes:
    """``data`` as one chunk; nothing for no data, because an empty chunk would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


def refusal(refused: Refused, *, head_only: bool, date: str) -> bytes:
    """The whole answer to a request that the wire refuses; the connection closes after it."""
    status, headers, body = plain(refused.status, str(refused))
    fields = [*headers, ("Connection", "close")]
    head = render(status, fields, len(body), head_only=head_only, http10=False, keep=False, date=date)
    return head.data + head.payload(body)


def render(status: str, headers: Fields, length: int | None, *, head_only: bool, http10: bool, keep: bool, date: str) -> Head:
    """Render a head for a body of ``length`` bytes (``None``: not known yet).

    The application's fields go out as they are; added is only what framing needs, and ``Date``. An application that asks
    for ``Transfer-Encoding: chunked`` gets its body chunked. Raises ``ValueError`` or ``TypeError`` for a head that would
    not be HTTP.
    """
    line, code = _status_line(status)
    wish = _read(headers)
    lines = [line, *[name + ": " + value for name, value in headers if not (http10 and _kind(name) == "transfer-encoding")]]
    bodyless = head_only or code in (204, 304)
    room, chunked = wish.length, wish.chunked and not http10
    if wish.length is None and not chunked and length is not None:
        room = length
        lines += [f"Content-Length: {length}"] if not bodyless or (head_only and length) else []
    elif wish.length is None and not bodyless:
        keep = keep and not http10
        if not http10 and not chunked:
            chunked = True
            lines.append("Transfer-Encoding: chunked")
    elif wish.length is not None and length is not None and length < wish.length:
        keep = keep and bodyless
    if bodyless:
        room, chunked = 0, False
    if wish.connection is not None:
        keep = keep and "close" not in wish.connection.lower()
    else:
        lines += _connection_lines(keep, http10)
    if not wish.dated:
        lines.append(date)
    return Head(_joined(lines), room, chunked, keep)


def _connection_lines(keep: bool, http10: bool) -> tuple[str, ...]:
    if not keep:
        return ("Connection: close",)
    return ("Connection: keep-alive",) if http10 else ()


class _Wish(NamedTuple):
    """What the application's own fields ask of the framing."""

    length: int | None
    chunked: bool
    connection: str | None
    dated: bool


def _read(headers: Fields) -> _Wish:
    found: dict[str, str] = {}
    for name, value in headers:
        kind = _kind(name)
        if kind:
            if kind in found and kind != "connection":
                raise ValueError(f"a reply has two {kind} fields")
            found[kind] = value
    length, coding = found.get("content-length"), found.get("transfer-encoding")
    if length is not None and (coding is not None or not (length.isascii() and length.isdigit())):
        raise ValueError(f"Content-Length {length!r} is no number, or stands beside Transfer-Encoding")
    if coding is not None and coding.strip().lower() != "chunked":
        raise ValueError(f"Transfer-Encoding {coding!r} is not chunked")
    return _Wish(None if length is None else int(length), coding is not None, found.get("connection"), "date" in found)


def _joined(lines: list[str]) -> bytes:
    text = "\r\n".join(lines) + "\r\n\r\n"
    if text.count("\n") != len(lines) + 1 or text.count("\r") != len(lines) + 1 or "\0" in text:
        raise ValueError("a reply's status or header field has a line break or a NUL in it")
    return text.encode("latin-1")


@lru_cache(256)
def _status_line(status: str) -> tuple[str, int]:
    match = _status_shape.fullmatch(status)
    if match is None:
        raise ValueError(f"{status!r} is not a final HTTP status")
    return f"HTTP/1.1 {match[1]} {match[2] or ''}", int(match[1])


@lru_cache(1024)
def _kind(name: str) -> str:
    if _token.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not a header field name")
    lower = name.lower()
    return lower if lower in _special else ""
