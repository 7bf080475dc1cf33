"""Transport faults made real on a connection: a reset, a cut body, bytes that are no HTTP."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final

from mockcc.model import Fault
from mockcc.wire.reply import Head, chunk

GARBAGE: Final = b"\x00\xffmockcc\x00 these bytes are no HTTP \xfe\r\n\x7f\x00"


def act(transport: asyncio.Transport, fault: Fault, head: Head, body: bytes) -> None:
    """Do what ``fault`` says instead of sending the reply; the caller closes the connection afterwards."""
    if fault.kind == "reset":
        reset(transport)
    elif fault.kind == "truncate":
        transport.write(truncated(head, body, fault.at))
    else:
        transport.write(GARBAGE)


def truncated(head: Head, body: bytes, at: int | None) -> bytes:
    """The reply with its full head and only the first ``at`` bytes of its body (``None``: half of them)."""
    if head.room == 0:
        return head.data
    kept = body[: len(body) // 2 if at is None else max(0, at)]
    if not head.chunked or not body:
        return head.data + kept
    announced, _, _ = chunk(body).partition(b"\r\n")
    return head.data + announced + b"\r\n" + kept


def reset(transport: asyncio.Transport) -> None:
    """Close with a TCP reset: with a linger time of zero the kernel sends RST instead of FIN."""
    sock = transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
