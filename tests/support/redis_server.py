"""Starts the system's ``redis-server`` for tests: on a unix socket and a free port, keeping nothing on disk."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from pathlib import Path

STARTUP = 10.0
"""Seconds that the server has to answer."""


class RedisServer:
    """One server with its directory; ``stop`` and ``start`` play a Redis that goes away and comes back on the same addresses."""

    def __init__(self) -> None:
        # A short path: the name of a unix socket may not exceed some hundred bytes.
        self._folder = tempfile.TemporaryDirectory(prefix="mockcc-redis-", ignore_cleanup_errors=True)
        self._socket = Path(self._folder.name) / "s"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """The address of the unix socket."""
        return f"unix://{self._socket}"

    @property
    def tcp_url(self) -> str:
        """The address of the port."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "unixsocket": self._socket, "save": "", "appendonly": "no"}
        command = ["redis-server", "--dir", self._folder.name]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + STARTUP
        while not answers(self._socket):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"redis-server did not start: {' '.join(command)}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End the server."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End the server and remove its directory."""
        self.stop()
        self._folder.cleanup()


def answers(path: Path) -> bool:
    """Whether a Redis answers on the unix socket."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(1.0)
        try:
            sock.connect(str(path))
            sock.sendall(b"PING\r\n")
            return sock.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
