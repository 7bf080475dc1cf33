"""Several processes on one port, watched by a parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from mockcc.wire import Server, ServerError, serve_workers
from tests.wire.conftest import Raw, text_app

SCRIPT = """
import os, sys
from mockcc.wire import Listener, serve_workers
def make_app():
    if len(sys.argv) > 1:
        raise RuntimeError("this worker cannot start")
    def app(environ, start_response):
        start_response("200 OK", [("Multi", str(environ["wsgi.multiprocess"]))])
        return [str(os.getpid()).encode()]
    return app
def ready(listeners):
    print(*[each.port for each in listeners], flush=True)
sys.exit(serve_workers(make_app, 2, more=[Listener()], on_ready=ready))
"""


class Workers:
    """A parent with two workers."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-W", "error", "-c", SCRIPT, *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ports(self) -> list[int]:
        """The ports, once all workers accept."""
        assert self.process.stdout is not None
        return [int(word) for word in self.process.stdout.readline().split()]

    def end(self) -> tuple[int, str]:
        """The exit status and what stands on stderr."""
        _, errors = self.process.communicate(timeout=5)
        return self.process.returncode, errors.decode()


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Two workers that serve."""
    running = Workers()
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.communicate()


def ask(port: int) -> int:
    """The process id of the worker that answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        client = Raw(sock)
        client.get("/")
        return int(client.reply()[1])


def test_connections_are_shared_out_and_a_signal_ends_all_well(workers: Workers) -> None:
    first, second = workers.ports()
    assert len({ask(first) for _ in range(40)}) == 2
    assert len({ask(second) for _ in range(40)}) == 2
    begin = time.monotonic()
    workers.process.send_signal(signal.SIGTERM)
    assert workers.end() == (0, "")
    assert time.monotonic() - begin < 2


def test_a_worker_that_dies_ends_the_others_with_status_1(workers: Workers) -> None:
    port, _ = workers.ports()
    os.kill(ask(port), signal.SIGKILL)
    status, errors = workers.end()
    assert status == 1
    assert "has died" in errors
    with pytest.raises(ConnectionRefusedError):
        ask(port)


def test_a_worker_that_does_not_end_is_killed(workers: Workers) -> None:
    port, _ = workers.ports()
    os.kill(ask(port), signal.SIGSTOP)
    begin = time.monotonic()
    workers.process.send_signal(signal.SIGINT)
    assert workers.end()[0] == 0
    assert time.monotonic() - begin < 3


def test_workers_do_not_outlive_their_parent(workers: Workers) -> None:
    port, _ = workers.ports()
    workers.process.kill()
    workers.end()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            ask(port)
        except OSError:
            return
    pytest.fail("a worker still answers")


def test_a_worker_that_cannot_start_says_why() -> None:
    status, errors = Workers("broken").end()
    assert status == 1
    assert "this worker cannot start" in errors


def test_a_taken_port_is_noticed_though_workers_share_theirs() -> None:
    with Server(text_app) as server, pytest.raises(ServerError, match="in use"):
        serve_workers(lambda: text_app, 2, port=server.port)


def test_the_parent_leaves_its_caller_as_it_was() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    status = serve_workers(lambda: text_app, 1, on_ready=lambda _: os.kill(os.getpid(), signal.SIGTERM))
    assert status == 0
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == handlers
