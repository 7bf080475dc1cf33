"""Multipart bodies, by the ``multipart`` library; a body that is broken gives the parts up to the break."""

from __future__ import annotations

import io
from typing import NamedTuple


class Upload(NamedTuple):
    """One file of a multipart form: its file name, media type and size in bytes."""

    filename: str
    content_type: str
    size: int


def parse_multipart(content_type: str, body: bytes) -> list[tuple[str, str | Upload]]:
    """The fields (as text) and files (as their description) of a ``multipart/form-data`` body, in order."""
    from multipart import MultipartError, MultipartParser, parse_options_header

    _, options = parse_options_header(content_type)
    found: list[tuple[str, str | Upload]] = []
    try:
        for part in MultipartParser(io.BytesIO(body), options.get("boundary", ""), charset="utf8", memory_limit=2 * len(body) + 1024):
            if part.filename is None:
                found.append((part.name, part.raw.decode("utf-8", "replace")))
            else:
                found.append((part.name, Upload(part.filename, part.content_type or "application/octet-stream", part.size)))
    except (MultipartError, ValueError, LookupError):
        pass
    return found
