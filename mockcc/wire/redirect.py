"""Follows a redirect as browsers do: which calls become GET, and what is not shown to another server."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from mockcc.model import OutboundCall
from mockcc.wire.failure import CallFailed, shown
from mockcc.wire.target import Target, read_target

FOLLOWED: Final = (301, 302, 303, 307, 308)
"""The statuses that lead elsewhere (RFC 9110, section 15.4)."""

_OF_A_BODY: Final = ("content-encoding", "content-language", "content-location", "content-type", "content-length")
_OF_A_SERVER: Final = ("authorization", "cookie", "host", "proxy-authorization")


def redirected(call: OutboundCall, target: Target, status: int, location: str) -> OutboundCall:
    """The call that follows; raises ``CallFailed`` (``refused``) when the location is not an address that is called."""
    try:
        url = urljoin(call.url, location)
    except ValueError as error:
        raise CallFailed("refused", f"{shown(location)} is no address ({error}): let the server send a valid Location.") from None
    drop: tuple[str, ...] = ()
    if read_target(url).origin != target.origin:
        drop = _OF_A_SERVER
    if (status == 303 and call.method not in ("GET", "HEAD")) or (status in (301, 302) and call.method == "POST"):
        call = call._replace(method="GET", body=b"")
        drop += _OF_A_BODY
    return call._replace(url=url, headers=tuple(field for field in call.headers if field[0].lower() not in drop))
