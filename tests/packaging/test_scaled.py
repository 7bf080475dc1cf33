"""Three mockcc, a Redis and the proxy of compose.yaml in front: one address, one world, and nothing lost on the way."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.process import ROOT, serving
from tests.support.quick import QuickClient
from tests.support.redis_server import RedisServer, free_port
from tests.support.tools import need

CONFIG = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
UP_WITHIN = 10


@pytest.fixture
def proxy(redis_server: RedisServer, tmp_path: Path) -> Iterator[str]:
    """The address of the proxy; its configuration is the shipped one but for the addresses."""
    program, port = need("haproxy"), free_port()
    with ExitStack() as stack:
        config = CONFIG.replace("bind :8080", f"bind 127.0.0.1:{port}")
        for number in (1, 2, 3):
            served = stack.enter_context(serving("--vendor", "ozonetel", "--store", redis_server.url))
            config = config.replace(f"mockcc-{number}:8080", served.url.removeprefix("http://"))
        assert not re.search(r"mockcc-\d:8080", config)
        file = tmp_path / "haproxy.cfg"
        file.write_text(config)
        process = stack.enter_context(subprocess.Popen([program, "-db", "-f", str(file)], stderr=subprocess.DEVNULL))
        stack.callback(process.terminate)
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield url


def wait_for(url: str) -> None:
    """Wait until the proxy has found its members."""
    end = time.monotonic() + UP_WITHIN
    while time.monotonic() < end:
        try:
            with QuickClient(url) as client:
                if client.admin("GET", "/health")[0] == 200:
                    return
        except OSError:
            pass
        time.sleep(0.05)
    pytest.fail(f"The proxy was not up within {UP_WITHIN} seconds.")


def test_a_login_on_one_member_is_known_to_all(proxy: str) -> None:
    said = []
    for _ in range(9):
        with QuickClient(proxy) as client:
            said.append(client.agent("scaled", "login"))

    assert said == ["Agent agent1 logged in successfully"] + ["Agent has already logged in"] * 8


def test_a_header_name_with_an_underscore_comes_through(proxy: str) -> None:
    with QuickClient(proxy) as client:
        client.send("GET", "/~scaled-headers/ozonetel/events/subscriptions/list", headers="api_key: KK1\r\n")
        status, journal = client.admin("GET", "/spaces/scaled-headers/journal")

    assert status == 200
    assert journal[-1]["request"]["headers"]["api_key"] == "KK1"
