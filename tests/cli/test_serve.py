"""``mockcc serve`` as a process: what it prints, how it ends, and what it says when it cannot start."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from mockcc.catalog.locate import fixtures_root
from tests.support.process import environment, serving
from tests.support.quick import QuickClient
from tests.support.redis_server import RedisServer

ENDS_WITHIN = 2.0


def refused(*arguments: str, **variables: str) -> str:
    """What a server that cannot start says; it ends with status 2 and no traceback."""
    command = [sys.executable, "-m", "mockcc", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(**variables), timeout=20, check=False)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_it_prints_one_table_the_other_addresses_and_that_it_is_ready() -> None:
    with serving("--vendor", "ozonetel") as served:
        lines = served.printed.splitlines()

    assert lines[2].split() == ["vendor", "base", "URL", "endpoints", "scenarios"]
    assert re.fullmatch(rf"ozonetel  {served.url}/ozonetel +\d+ +\d+", lines[3])
    assert any(f"{served.url}/_mockcc" in line for line in lines)
    assert lines[-1] == f"mockcc ready on {served.url}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_two_seconds_with_status_0(number: signal.Signals) -> None:
    with serving("--vendor", "ozonetel") as served, QuickClient(served.url) as client:
        client.agent("default", "login")
        begun = time.monotonic()
        served.process.send_signal(number)
        status = served.process.wait(10)
        took = time.monotonic() - begun

    assert status == 0
    assert took < ENDS_WITHIN


def test_one_vendor_alone_is_served_at_the_root_as_well() -> None:
    with serving("--vendor", "ozonetel") as served:
        at_root = requests.post(f"{served.url}/CAServices/AgentAuthenticationV2/index.php", timeout=5)
        by_name = requests.post(f"{served.url}/ozonetel/CAServices/AgentAuthenticationV2/index.php", timeout=5)

    assert at_root.json() == by_name.json()
    assert at_root.json()["status"] == "error"


def test_every_option_can_come_from_the_environment() -> None:
    with serving(MOCKCC_VENDOR="ozonetel", MOCKCC_ANNOTATE="1") as served:
        reply = requests.get(f"{served.url}/ozonetel/nowhere", timeout=5)

    assert reply.headers["Mockcc-Reply"] == "unknown.path"


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("--port", str(port))

    assert len(said.splitlines()) == 1
    assert str(port) in said


def test_an_unknown_vendor_is_named_with_the_nearest_one() -> None:
    assert "There is no vendor 'ozontel'" in refused("--vendor", "ozontel")
    assert "Did you mean 'ozonetel'" in refused("--vendor", "ozontel")


def test_broken_fixtures_are_named_with_file_and_line_all_at_once(tmp_path: Path) -> None:
    copy = tmp_path / "fixtures"
    shutil.copytree(fixtures_root(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    page = copy / "ozonetel" / "agent-authentication.yaml"
    page.write_text(page.read_text().replace("evidence: documented", "evidence: certain", 2))

    said = refused("--fixtures", str(copy))

    assert len(re.findall(r"fixtures/ozonetel/agent-authentication\.yaml:\d+: ", said)) == 2
    assert "Allowed: assumed, documented, observed" in said


def test_a_redis_out_of_reach_and_a_store_of_another_kind_are_one_line_each() -> None:
    assert "127.0.0.1:9" in refused("--store", "redis://127.0.0.1:9/0")
    assert "memory" in refused("--store", "postgres://x")


def test_several_workers_need_a_store_that_they_share() -> None:
    assert "--store redis://" in refused("--workers", "2")


def test_several_workers_share_one_world(redis_server: RedisServer) -> None:
    with serving("--workers", "2", "--store", redis_server.url) as served:
        said = set()
        for _ in range(20):
            with QuickClient(served.url) as client:
                said.add(client.agent("workers", "login"))

    assert said == {"Agent agent1 logged in successfully", "Agent has already logged in"}


def test_off_loopback_without_a_token_it_warns_and_with_one_it_asks_for_it() -> None:
    command = [sys.executable, "-m", "mockcc", "serve", "--port", "0", "--host", "0.0.0.0", "--vendor", "ozonetel"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        next(line for line in process.stdout if line.startswith("mockcc ready"))
        process.terminate()
        warned = process.stderr.read()
    with serving("--admin-token", "let-me-in", "--vendor", "ozonetel") as served:
        without = requests.get(f"{served.url}/_mockcc/spaces", timeout=5).status_code
        with_it = requests.get(f"{served.url}/_mockcc/spaces", headers={"Authorization": "Bearer let-me-in"}, timeout=5).status_code
        health = requests.get(f"{served.url}/_mockcc/health", timeout=5).status_code

    assert "--admin-token" in warned
    assert (without, with_it, health) == (401, 200, 200)
