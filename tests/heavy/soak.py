"""``make soak``: 50,000 requests to one space of each vendor's login, and how much memory they cost the server."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.support.process import serving
from tests.support.quick import QuickClient

REQUESTS = 50_000
WARM_UP = 12_000
"""More than the journal holds, so that it is full before the first reading."""


def main() -> int:
    """Run the soak and print the table."""
    with serving() as served, QuickClient(served.url) as client:
        play(client, WARM_UP)
        before = resident(served.process.pid)
        play(client, REQUESTS)
        after = resident(served.process.pid)
    print(f"{'requests to one space':<28}{REQUESTS:>10}")
    print(f"{'resident before, MB':<28}{before:>10.1f}")
    print(f"{'resident after, MB':<28}{after:>10.1f}")
    print(f"{'growth, MB (at most 20)':<28}{after - before:>10.1f}")
    return 0


def play(client: QuickClient, requests: int) -> None:
    """Log an agent in and out, and one in ten times in once more."""
    for number in range(requests):
        client.agent("soak", "logout" if number % 2 else "login", phone=f"+9199{number % 100:08}")


def resident(pid: int) -> float:
    """The resident memory of a process in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError(f"process {pid} is gone")
    return int(found[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
