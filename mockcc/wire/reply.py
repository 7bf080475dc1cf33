"""Replies as bytes: the head exactly as the application spelled it, and the framing of its body."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import NamedTuple

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


def render(status: str, headers: Fields, length: int | None, *, head_only: bool, http10: bool, keep: bool, date: str) -> Head:
    """Render a head for a body of ``length`` bytes (``None``: not known yet).

    The application's fields go out as they are; added is only what framing needs, and ``Date``. An application that asks
    for ``Transfer-Encoding: chunked`` gets its body chunked. Raises ``ValueError`` or ``TypeError`` for a head that would
    not be HTTP.
    """
    line, code = _status_line(status)
    lines = [line]
    declared: int | None = None
    chunked = dated = False
    connection: str | None = None
    for name, value in headers:
        kind = _kind(name)
        if kind:
            if kind == "content-length":
                declared = _length(value, declared)
            elif kind == "transfer-encoding":
                chunked = _is_chunked(value)
                if http10:
                    continue
            elif kind == "connection":
                connection = value
            else:
                dated = True
        lines.append(name + ": " + value)
    if chunked and declared is not None:
        raise ValueError("a reply has both Content-Length and Transfer-Encoding")
    room: int | None = declared
    bodyless = head_only or code in (204, 304)
    if declared is None and not chunked and length is not None:
        room = length
        if not bodyless or (head_only and length):
            lines.append(f"Content-Length: {length}")
    elif declared is None and not bodyless:
        if http10:
            chunked = keep = False
        elif not chunked:
            chunked = True
            lines.append("Transfer-Encoding: chunked")
    if bodyless:
        room, chunked = 0, False
    elif declared is not None and length is not None and length < declared:
        keep = False
    if connection is not None:
        keep = keep and "close" not in connection.lower()
    elif not keep:
        lines.append("Connection: close")
    elif http10:
        lines.append("Connection: keep-alive")
    if not dated:
        lines.append(date)
    return Head(_joined(lines), room, chunked, keep)


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


def _length(value: str, earlier: int | None) -> int:
    if earlier is not None or not (value.isascii() and value.isdigit()):
        raise ValueError(f"Content-Length {value!r} is not one number")
    return int(value)


def _is_chunked(value: str) -> bool:
    if value.strip().lower() != "chunked":
        raise ValueError(f"Transfer-Encoding {value!r} is not chunked")
    return True
