"""The console's scripts and style, from the package: compressed once, and asked for again only when they have changed."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from mockcc.model import Reply
from mockcc.web.convert import Environ
from mockcc.web.problem import problem

_NAME: Final = re.compile(r"(?:pages/)?[a-z]+\.(js|css|svg)")
_TYPES: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file of the package as it is sent."""

    plain: bytes
    packed: bytes
    mark: str


def asset(name: str, environ: Environ) -> Reply:
    """The reply to a request for an asset."""
    match = _NAME.fullmatch(name)
    found = _read(name) if match else None
    if match is None or found is None:
        return problem(404, f"The console has no file {name!r}.")
    fields = [("ETag", found.mark), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding")]
    if environ.get("HTTP_IF_NONE_MATCH") == found.mark:
        return Reply(304, fields, b"")
    fields.append(("Content-Type", _TYPES[match[1]]))
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Reply(200, [*fields, ("Content-Encoding", "gzip")], found.packed)
    return Reply(200, fields, found.plain)


@lru_cache(64)
def _read(name: str) -> Asset | None:
    file = files("mockcc.web.console").joinpath("static", *name.split("/"))
    if not file.is_file():
        return None
    plain = file.read_bytes()
    return Asset(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')
