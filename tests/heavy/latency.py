"""``make latency``: what 500 requests that are delayed by 5 seconds at once cost everybody else."""

from __future__ import annotations

import socket
import statistics
import sys
import time
from urllib.parse import urlsplit

from tests.support.process import serving
from tests.support.quick import LOGIN_PATH, QuickClient

DELAYED = 500
SECONDS = 5
CALLS = 2000


def main() -> int:
    """Measure an idle server and the same one while the delayed requests are under way, and print the table."""
    with serving() as served, QuickClient(served.url) as client:
        measure(client)
        idle = measure(client)
        client.admin("PUT", "/spaces/slow/faults/ozonetel", {"kind": "delay", "seconds": SECONDS})
        waiting = [ask(served.url) for _ in range(DELAYED)]
        begun = time.perf_counter()
        busy = measure(client)
        still = time.perf_counter() - begun < SECONDS
        answered = sum(reply.recv(64).startswith(b"HTTP/1.1 200") for reply in waiting)
        for reply in waiting:
            reply.close()
    print(f"{'median latency of other requests, idle server':<58}{idle * 1e6:>8.0f} us")
    print(f"{f'the same while {DELAYED} requests are delayed by {SECONDS} s':<58}{busy * 1e6:>8.0f} us")
    print(f"{'ratio (at most 2)':<58}{busy / idle:>8.2f}")
    print(f"{'all were still delayed when it was measured':<58}{'yes' if still else 'no':>8}")
    print(f"{'delayed requests that were answered in the end':<58}{answered:>8}")
    return 0


def measure(client: QuickClient) -> float:
    """The median seconds of a login or logout."""
    took = []
    for number in range(CALLS):
        begun = time.perf_counter()
        client.agent("quick", "logout" if number % 2 else "login")
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def ask(url: str) -> socket.socket:
    """Send a request to the slow space and do not wait for its reply."""
    parts = urlsplit(url)
    found = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS * 3)
    found.sendall(f"POST /~slow{LOGIN_PATH} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 0\r\n\r\n".encode())
    return found


if __name__ == "__main__":
    sys.exit(main())
