"""LivePerson's own SDK for Node, unmodified, over TLS: logs in, stays in, and is thrown out as in production."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

import pytest

from tests.support.node import CLIENTS, install
from tests.support.tools import need
from tests.vendors.liveperson.conftest import Running
from tests.vendors.liveperson.world import ACCOUNT, KEY, World

PASSWORD = {"username": "agent1", "password": "agent1-secret"}
BOT = {"username": "bot1", **KEY}
ASSERTION = {"accountId": "87654321", "assertion": "saml-assertion-1"}
PATIENCE = 20
"""Seconds that the SDK may take on a busy machine; it needs a few tenths of one."""


@pytest.fixture(scope="session")
def node() -> str:
    """The path of node, with the pinned packages installed."""
    found = need("node")
    install()
    return found


@pytest.fixture(scope="session")
def ca_file(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority that the SDK is told to trust."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    running.ca.cert_pem.write_to_path(path)
    return path


class Sdk:
    """A running SDK and what it says."""

    def __init__(self, node: str, ca_file: Path, domain: str, conf: dict[str, Any]) -> None:
        conf = {"accountId": ACCOUNT, "csdsDomain": domain, "refreshSessionInterval": 100, **conf}
        self._process = subprocess.Popen(
            [node, "--no-deprecation", "liveperson/agent.js", json.dumps(conf)],
            cwd=CLIENTS,
            env={"NODE_EXTRA_CA_CERTS": str(ca_file)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._said.put(json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def tell(self, line: str) -> None:
        """Give it a command."""
        if self._process.stdin:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def says(self, event: str) -> dict[str, Any]:
        """What it says of that event, once it does."""
        while True:
            said = self._said.get(timeout=PATIENCE)
            if said["event"] == event:
                return said


class Sdks:
    """Starts SDKs in the space of a test."""

    def __init__(self, node: str, ca_file: Path, domain: str) -> None:
        self._parts = node, ca_file, domain

    def __call__(self, conf: dict[str, Any]) -> Sdk:
        return Sdk(*self._parts, conf)


@pytest.fixture
def sdk(node: str, ca_file: Path, running: Running, world: World) -> Sdks:
    """Starts the SDK with the Domain API of the test's space."""
    return Sdks(node, ca_file, f"localhost:{running.tls.port}/~{world.space}/liveperson")


def wait_for_refresh(world: World, count: int = 1) -> None:
    """Wait until the SDK has refreshed so many times."""
    listen = world.suite.store.listen(world.space, "mockcc/journal")
    with listen as event:
        for _ in range(PATIENCE * 10):
            if len(world.journal("refresh")) >= count:
                return
            event.wait(0.1)
            event.clear()
    raise AssertionError("the SDK does not refresh")


@pytest.mark.parametrize("conf", [PASSWORD, BOT, ASSERTION], ids=["password", "app-key", "assertion"])
def test_it_logs_in_connects_asks_the_time_and_stays_in(world: World, sdk: Sdks, conf: dict[str, Any]) -> None:
    with sdk(conf) as agent:
        said = agent.says("connected")
        assert said["userId"]
        assert said["agentId"]
        agent.tell("clock")
        clock = agent.says("clock")
        assert clock["body"]["currentTime"] > 1_700_000_000_000
        wait_for_refresh(world, 2)

    assert {entry["reply"]["id"] for entry in world.journal("refresh")} == {"refresh.ok"}
    (login,) = world.journal("login")
    assert login["request"]["headers"]["User-Agent"] == "NodeAgentSDK/1.2.0"


def test_it_finds_every_service_at_a_base_of_its_own(world: World, sdk: Sdks) -> None:
    world.arm("services-have-bases-of-their-own")
    with sdk(PASSWORD) as agent:
        agent.says("connected")
        agent.tell("clock")
        agent.says("clock")
        wait_for_refresh(world)

    assert world.journal("login")[0]["request"]["path"] == f"/agentVep/api/account/{ACCOUNT}/login"
    assert world.journal("messaging")[0]["request"]["path"].startswith("/asyncMessagingEnt/ws_api/")


def test_a_bot_logs_in_with_an_oauth2_client_after_the_end_of_oauth1(world: World, sdk: Sdks) -> None:
    world.arm("oauth1-eol")
    dummies = {"accessToken": "dummy", "accessTokenSecret": "dummy"}
    with sdk({"username": "bot1", "appKey": "client-1", "secret": "client-secret-1", **dummies}) as agent:
        agent.says("connected")


def test_a_session_that_expires_ends_the_refreshing_and_the_socket(world: World, sdk: Sdks) -> None:
    with sdk(PASSWORD) as agent:
        agent.says("connected")
        world.advance(hours=8)
        assert agent.says("error") == {"event": "error", "message": "session unauthorized", "code": 401}

    with sdk({**PASSWORD, "refreshSessionInterval": 60_000}) as agent:
        agent.says("connected")
        world.advance(hours=8)
        assert agent.says("closed")["code"] == 4407


def test_it_logs_in_anew_when_it_is_told_to(world: World, sdk: Sdks) -> None:
    with sdk({**PASSWORD, "refreshSessionInterval": 60_000}) as agent:
        first = agent.says("connected")["token"]
        world.advance(hours=8)
        agent.says("closed")
        agent.tell("reconnect")
        assert agent.says("connected")["token"] != first


def test_a_broken_csrf_token_ends_the_refreshing(world: World, sdk: Sdks) -> None:
    with sdk(PASSWORD) as agent:
        agent.says("connected")
        world.arm("csrf-broken")
        assert agent.says("error") == {"event": "error", "message": "session unauthorized", "code": 401}
    assert world.journal("refresh")[-1]["reply"]["id"] == "session.csrf"


NO_USER = "invalid login state, userId is undefined"


@pytest.mark.parametrize(
    ("shape", "message"), [("empty", NO_USER), ("envelope", "[object Object]"), ("text", "Unauthorized")], ids=["empty", "envelope", "text"]
)
def test_a_refused_login_is_what_its_body_lets_the_sdk_see(world: World, sdk: Sdks, shape: str, message: str) -> None:
    world.set(login_errors=shape)
    with sdk({**PASSWORD, "password": "wrong"}) as agent:
        said = agent.says("error")
    assert said["message"] == message
    assert said.get("code") is None


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("throttled1", "empty", NO_USER),
        ("crash1", "envelope", "LeLogin1 failed - invalid url received from app server"),
        ("blocked1", "text", "Unavailable For Legal Reasons"),
    ],
    ids=["429", "500", "451"],
)
def test_personas_fail_in_the_sdk_as_in_production(world: World, sdk: Sdks, name: str, shape: str, message: str) -> None:
    world.set(login_errors=shape)
    with sdk({"username": name, "password": f"{name}-secret"}) as agent:
        assert agent.says("error")["message"] == message


def test_a_login_without_a_user_id_is_an_invalid_state(world: World, sdk: Sdks) -> None:
    world.arm("login-without-user-id")
    with sdk(PASSWORD) as agent:
        assert agent.says("error")["message"] == NO_USER


def test_an_unknown_account_has_no_domains(world: World, sdk: Sdks) -> None:
    with sdk({**PASSWORD, "accountId": "00000000"}) as agent:
        assert agent.says("error")["message"] == "could not fetch domains"


def test_a_socket_that_is_not_available_is_told(world: World, sdk: Sdks) -> None:
    world.arm("messaging-unavailable")
    with sdk(PASSWORD) as agent:
        assert agent.says("error")["message"] == "unexpected server response (503)"
        wait_for_refresh(world)
