"""The gateway's bytes as they come out of a socket, and two hundred agents that poll at once."""

from __future__ import annotations

import json
import re
import socket
import statistics
import threading
import time
from collections.abc import Iterator

import pytest

from mockcc.engine.armed import change_world
from mockcc.suite import Suite
from mockcc.vendors.huawei_cec.tables import SESSIONS
from mockcc.wire import Server
from tests.support.quick import QuickClient

LOGIN = b'{"agentId": 101, "password": "admin-secret"}'
AGENT = '{"password": "agent-secret", "phonenum": "%s"}'
JSON = "Content-Type: application/json; charset=UTF-8\r\n"
AGENTS = 200


@pytest.fixture
def server(huawei_suite: Suite) -> Iterator[Server]:
    """The suite behind a real socket."""
    with Server(huawei_suite.wsgi, waits=huawei_suite.wsgi.waits) as server:
        yield server


def exchange(server: Server, method: str, path: str, body: bytes = b"", headers: str = JSON) -> tuple[list[str], bytes]:
    """The header lines and the body of one raw request."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        sock.sendall(head.encode("latin-1") + body)
        data = b""
        while more := sock.recv(65536):
            data += more
    head_bytes, _, found = data.partition(b"\r\n\r\n")
    return head_bytes.decode("latin-1").split("\r\n"), found


def test_header_names_have_exactly_this_case(server: Server) -> None:
    base = "/~case/huawei-cec/agentgateway/resource"
    for method, path, body in (
        ("POST", "/config/login", LOGIN),
        ("PUT", "/onlineagent/1001", (AGENT % "70001").encode()),
    ):
        lines, found = exchange(server, method, base + path, body)
        assert lines[0] == "HTTP/1.1 200 OK"
        assert "Content-Type: application/json; charset=UTF-8" in lines
        guid = next(line.removeprefix("Guid: ") for line in lines if line.startswith("Guid: "))
        assert f"Set-GUID: JSESSIONID={guid}" in lines
        assert re.fullmatch(r"[0-9a-f-]{36}\.AgentGateway1", guid)
        assert not [line for line in lines if line.startswith("Mockcc-")]
        assert json.loads(found)["retcode"] == "0"
    lines, found = exchange(server, "GET", f"{base}/onlineagent/1001/agentstatus", headers=f"guid: {guid}\r\n")
    assert found == b'{"message":"","retcode":"0","result":{"agentState":4,"isWorking":false}}'


def test_what_generated_clients_send_is_taken(server: Server) -> None:
    base = "/~javascript/huawei-cec/agentgateway/resource/"
    lines, _ = exchange(server, "PUT", base + "/onlineagent//1001?resteasy_jsapi_anti_cache=1", (AGENT % "70001").encode())
    guid = next(line.removeprefix("Guid: ") for line in lines if line.startswith("Guid: "))
    cookie = "Cookie: JSESSIONID=a; Path/agentgateway; HttpOnly; \xe9=\xff;;;=\r\n"
    _, found = exchange(server, "GET", base + "/agentevent/1001?x=1&calldata=", headers=f"Guid: {guid}\r\n{cookie}{JSON}")
    assert json.loads(found)["event"]["eventType"] == "AgentOther_InService"


def test_a_service_token_with_an_underscore_reaches_the_handshake(server: Server) -> None:
    base = "/~token/huawei-cec/agentgateway/resource"
    form = b'{"password": "agent-secret", "phonenum": "70001", "callBackUri": "http://127.0.0.1:9", "serviceToken": "st-1"}'
    lines, _ = exchange(server, "PUT", base + "/onlineagent/1001", form)
    guid = next(line for line in lines if line.startswith("Guid: "))
    codes = []
    for token in ("st-1", "st-2"):
        _, found = exchange(server, "POST", base + "/onlineagent/1001/handshake", headers=f"{guid}\r\nservice_token: {token}\r\n")
        codes.append(json.loads(found)["retcode"])
    assert codes == ["0", "100-001"]


class Poller:
    """One agent: polls once for the events of its sign-in, then waits for its own."""

    def __init__(self, url: str, base: str, number: int, guid: str) -> None:
        self.number = number
        self.guid = guid
        self.path = f"{base}/agentevent/{number}"
        self.client = QuickClient(url)
        self.done = 0.0
        self.event: dict[str, object] = {}
        for _ in range(2):
            self.poll()
        self.thread = threading.Thread(target=self._wait)

    def poll(self) -> dict[str, object]:
        status, body = self.client.send("GET", self.path, headers=f"Guid: {self.guid}\r\n")
        assert status == 200
        found: dict[str, object] = json.loads(body)
        return found

    def _wait(self) -> None:
        self.event = self.poll()
        self.done = time.perf_counter()


def test_two_hundred_agents_wait_at_once_and_each_gets_its_own_event(huawei_suite: Suite, server: Server) -> None:
    space, base = "many", "/~many/huawei-cec/agentgateway/resource"
    pipeline = huawei_suite.pipeline("huawei-cec")
    numbers = range(2000, 2000 + AGENTS)
    rows = {
        f"agents.{number}": {"id": number, "name": "a", "full_name": "A", "password": "agent-secret", "vdn": 1} for number in numbers
    } | {"settings.current.poll_wait": 30}
    huawei_suite.store.transact(space, lambda world: change_world(pipeline.tables(world), pipeline.vendor.tables, rows))
    with QuickClient(server.url) as client:
        pollers = []
        for number in numbers:
            client.send("PUT", f"{base}/onlineagent/{number}", (AGENT % f"1{number}").encode(), JSON)
            guid = huawei_suite.store.transact(space, lambda world, key=str(number): pipeline.tables(world).get(SESSIONS, key)).guid  # type: ignore[misc, union-attr]
            pollers.append(Poller(server.url, base, number, guid))
        for poller in pollers:
            poller.thread.start()
        waiting = huawei_suite.store._signals._waiting  # type: ignore[attr-defined]
        while sum(channel.startswith("agent/") for of_space, channel in list(waiting) if of_space == space) < AGENTS:
            time.sleep(0.01)

        queued = {}
        logins = []
        for poller in pollers:
            queued[poller.number] = time.perf_counter()
            client.send("POST", f"{base}/onlineagent/{poller.number}/saybusy?reason=200", headers=f"Guid: {poller.guid}\r\n")
            started = time.perf_counter()
            status, _ = client.send("POST", f"{base}/config/login", LOGIN, JSON)
            logins.append(time.perf_counter() - started)
            assert status == 200
        for poller in pollers:
            poller.thread.join(10)
            poller.client.__exit__(None, None, None)

    late = [poller.done - queued[poller.number] for poller in pollers]
    assert [poller.event["event"] for poller in pollers] == [
        {"eventType": "AgentState_SetNotReady_Success", "workNo": str(number), "content": {"reason": "200"}} for number in numbers
    ]
    assert statistics.median(late) < 0.2, late
    assert statistics.median(logins) < 0.2, logins
