"""``make startup``: from the start of a process to its first reply, mockcc beside the smallest Flask app on the same server."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from tests.support.process import environment
from tests.support.quick import QuickClient

ROUNDS = 15
SMALLEST = """
from flask import Flask
from mockcc.wire import Server
app = Flask("smallest")
@app.get("/")
def hello(): return "hello"
Server(app, "127.0.0.1", {port}).run(lambda: None)
"""


def main() -> int:
    """Start the two in turn and print the table."""
    took: dict[str, list[float]] = {"smallest Flask app": [], "mockcc, a vendor's answer": [], "mockcc, health": []}
    for _ in range(ROUNDS):
        port = free_port()
        took["smallest Flask app"].append(ready([sys.executable, "-c", SMALLEST.format(port=port)], port, "/"))
        serve = [sys.executable, "-m", "mockcc", "serve", "--port"]
        port = free_port()
        took["mockcc, a vendor's answer"].append(ready([*serve, str(port)], port, "/ozonetel/nowhere"))
        port = free_port()
        took["mockcc, health"].append(ready([*serve, str(port)], port, "/_mockcc/health"))
    base = took["smallest Flask app"]
    print(f"{'server':<28}{'ready after, s (median)':>24}{'ratio':>8}")
    for name, found in took.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(found, base, strict=True))
        print(f"{name:<28}{statistics.median(found):>24.3f}{ratio:>8.2f}")
    return 0


def ready(command: Sequence[str], port: int, path: str) -> float:
    """Seconds from the start of the process to its first reply."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment()) as process:
        while True:
            try:
                with QuickClient(f"http://127.0.0.1:{port}") as client:
                    client.send("GET", path)
                break
            except OSError:
                time.sleep(0.002)
        took = time.perf_counter() - begun
        process.terminate()
    return took


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
