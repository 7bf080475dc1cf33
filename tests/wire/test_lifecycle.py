"""Starting, stopping, and what goes wrong with addresses."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from mockcc.wire import Limits, Listener, Server, ServerError
from mockcc.wire.pool import Pool
from mockcc.wire.server import _log_exception
from tests.wire.conftest import Wire, text_app


def test_limits_look_at_the_clock_once_a_second_or_often_enough() -> None:
    assert Limits().tick_seconds == 1
    assert Limits(head_seconds=2).tick_seconds == 0.5


def test_stop_lets_the_running_request_end_and_closes_the_rest(wire: Wire) -> None:
    entered, release = threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            entered.set()
            environ["mockcc.gone"].wait(2)
            assert release.wait(2)
        return text_app(environ, start_response)

    server = wire.serve(app, waits=lambda environ: environ["PATH_INFO"] == "/slow")
    idle, half, busy = (wire.connect(server) for _ in range(3))
    idle.get("/")
    idle.reply()
    half.send("GET / HTTP/1.1\r\n")
    busy.get("/slow")
    assert entered.wait(2)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    assert idle.rest() == b""
    assert half.rest() == b""
    with pytest.raises(ConnectionRefusedError):
        wire.connect(server)
    release.set()
    head, body = busy.reply()
    assert dict(head.headers)[b"connection"] == b"close"
    assert body == b"GET /slow "
    stopping.join(2)
    assert not stopping.is_alive()


def test_stop_waits_no_longer_than_it_is_told(wire: Wire) -> None:
    entered, release = threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        entered.set()
        assert release.wait(5)
        return text_app(environ, start_response)

    server = wire.serve(app, waits=lambda environ: True)
    client = wire.connect(server)
    client.get("/")
    assert entered.wait(2)
    begin = time.monotonic()
    server.stop(0.2)
    assert 0.2 <= time.monotonic() - begin < 1
    release.set()
    assert client.rest() == b""


def test_a_server_starts_once_stops_often_and_starts_again() -> None:
    server = Server(text_app)
    with server:
        port = server.port
        with pytest.raises(RuntimeError, match="already"):
            server.start()
    server.stop()
    with server:
        assert server.port == port


def test_a_socket_that_is_bound_already_is_used() -> None:
    sock = socket.create_server(("127.0.0.1", 0))
    port = sock.getsockname()[1]
    with Server(text_app, sock=sock) as server:
        assert server.port == port


def test_a_taken_port_is_said_in_one_sentence() -> None:
    with Server(text_app) as server, pytest.raises(ServerError, match=rf"^Port {server.port} on 127.0.0.1 is in use: stop .* or choose"):
        Server(text_app, port=server.port).start()


@pytest.mark.parametrize(
    ("host", "port", "text"),
    [
        ("no such host", 0, "not an address of this machine"),
        ("192.0.2.1", 0, "not an address of this machine"),
        ("\udcff", 0, "not an address of this machine"),
        ("127.0.0.1", 70000, "choose one from 1 to 65535"),
    ],
)
def test_an_address_that_cannot_be_had_is_said_in_one_sentence(host: str, port: int, text: str) -> None:
    with pytest.raises(ServerError, match=text):
        Server(text_app, host, port).run()


@pytest.mark.parametrize(("error", "text"), [(PermissionError(13, "denied"), "above 1023"), (OSError(99999, "odd"), "odd")])
def test_other_errors_of_the_system_are_explained(monkeypatch: pytest.MonkeyPatch, error: OSError, text: str) -> None:
    def bind(self: socket.socket, address: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(ServerError, match=text):
        Listener().bind()


def test_a_listener_that_cannot_be_served_is_an_error_of_start() -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    with pytest.raises(ValueError, match="Stream Socket"):
        Server(text_app, sock=sock).start()


def test_what_asyncio_reports_goes_to_the_wires_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "mockcc.wire")
    loop: Any = None
    _log_exception(loop, {"message": "gone", "exception": ConnectionResetError()})
    _log_exception(loop, {"message": "bad"})
    assert [(record.levelname, record.message) for record in caplog.records] == [("DEBUG", "gone"), ("ERROR", "bad")]


def test_the_pool_reuses_its_threads_lets_them_go_and_makes_no_more_than_it_may() -> None:
    pool = Pool(size=2, idle_seconds=0.05)
    names: list[int] = []
    done, release = threading.Semaphore(0), threading.Event()

    def work() -> None:
        names.append(threading.get_ident())
        assert release.wait(2)
        done.release()

    for _ in range(5):
        pool.submit(work)
    release.set()
    for _ in range(5):
        assert done.acquire(timeout=2)
    assert len(set(names)) == 2
    threads = [thread for thread in threading.enumerate() if thread.name == "mockcc-wait" and thread.ident in names]
    for thread in threads:
        thread.join(2)
        assert not thread.is_alive()
    pool.submit(work)
    assert done.acquire(timeout=2)


FOREGROUND = """
import sys
from mockcc.wire import Server
def app(environ, start_response):
    if environ["PATH_INFO"] == "/wait":
        environ["mockcc.hijack"]
        print("waiting", flush=True)
        import threading; threading.Event().wait()
    start_response("200 OK", [])
    return [b"ok"]
server = Server(app, waits=lambda environ: environ["PATH_INFO"] == "/wait")
server.run(on_ready=lambda: print(server.port, flush=True))
print("ended well", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_within_two_seconds_even_with_a_request_that_never_ends(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-W", "error", "-c", FOREGROUND], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            assert process.stdout.readline() == b"waiting\n"
            begin = time.monotonic()
            process.send_signal(number)
            assert process.wait(5) == 0
            assert time.monotonic() - begin < 2
        assert process.stdout.read() == b"ended well\n"


def test_run_serves_in_the_foreground_and_ends_at_a_signal(wire: Wire) -> None:
    server = Server(text_app)
    client_got: list[bytes] = []

    def use() -> None:
        client = wire.connect(server)
        client.get("/fore")
        client_got.append(client.reply()[1])
        os.kill(os.getpid(), signal.SIGTERM)

    server.run(on_ready=threading.Thread(target=use).start)
    assert client_got == [b"GET /fore "]
