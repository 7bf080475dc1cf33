"""A mock of CX Genie over a real socket, as its clients and an integrator see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
import requests

from mockcc.engine.armed import change_world
from mockcc.runtime.clock import Clock
from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.far_server import Conduct, FarServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BOT = "00000000-0000-4000-8000-000000000001"
BY_EMAIL = "00000000-0000-4000-8000-000000000002"
OF_WORKSPACE = "00000000-0000-4000-8000-000000000003"
WORKSPACE = "00000000-0000-4000-8000-0000000000a1"
START = "/api/v1/bot-sessions/guest-auth/start-bot-session"


class Seen(NamedTuple):
    """What came of a call: the reply's id and status, its body, and the response itself."""

    reply: str
    status: int
    body: Any
    response: requests.Response


class Mock:
    """One space of a running mock."""

    def __init__(self, suite: Suite, url: str, space: str) -> None:
        self.suite = suite
        self.space = space
        self.root = url
        self.url = f"{url}/~{space}/cxgenie"
        self.pipeline = suite.pipeline("cxgenie")

    def call(self, method: str, path: str, **more: Any) -> Seen:
        headers = {"Mockcc-Explain": "1", **more.pop("headers", {})}
        response = requests.request(method, self.url + path, headers=headers, timeout=15, allow_redirects=False, **more)
        kind = response.headers.get("Content-Type", "")
        body = response.json() if kind.startswith("application/json") and response.content else response.text
        return Seen(response.headers["Mockcc-Reply"], response.status_code, body, response)

    def start(self, token: Any = "USER_TOKEN", bot: str = BOT, headers: dict[str, str] | None = None, **more: Any) -> Seen:
        """Start a session as the widget does."""
        return self.call("POST", START, json={"bot_id": bot, "customer_auth_token": token, **more}, headers=headers or {})

    def customer(self, token: str = "USER_TOKEN", bot: str = BOT) -> str:
        """Log somebody in; the chat user's id."""
        seen = self.start(token, bot)
        assert seen.reply == "session.started", seen.body
        return str(seen.body["data"]["customer"]["id"])

    def guest(self, email: str, bot: str = BOT) -> str:
        seen = self.call("POST", START, json={"bot_id": bot, "name": "Gwen Guest", "email": email})
        return str(seen.body["data"]["customer"]["id"])

    def set(self, **changes: Any) -> None:
        """Change the first bot's row."""
        self.change({f"bots.{BOT}.{name}": value for name, value in changes.items()})

    def knows(self, token: str, **fields: Any) -> None:
        """Tell the reference server of somebody."""
        self.change({f"reference_users.{token}": fields})

    def change(self, changes: dict[str, Any]) -> None:
        pipeline = self.pipeline
        self.suite.store.transact(self.space, lambda world: change_world(pipeline.tables(world), pipeline.vendor.tables, changes))

    def advance(self, seconds: float) -> None:
        self.suite.store.transact(self.space, lambda world: Clock(world).advance(seconds))

    def table(self, name: str) -> dict[str, Any]:
        table = self.pipeline.vendor.tables[name]
        rows = self.suite.store.transact(self.space, lambda world: self.pipeline.tables(world).rows(table))
        return {key: msgspec.to_builtins(row) for key, row in rows.items()}

    def journal(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(raw) for _, raw in self.suite.store.read_log(self.space)]


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Suite, str]]:
    suite = Suite()
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield suite, server.url
    suite.close()


@pytest.fixture
def mock(running: tuple[Suite, str], request: pytest.FixtureRequest) -> Mock:
    """A fresh space."""
    return Mock(*running, f"cx-{abs(hash(request.node.nodeid))}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from tests.support.browser import chromium

    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    from tests.support.browser import new_page

    with new_page(browser) as found:
        yield found


Far = Callable[[bytes | Conduct], AbstractContextManager[FarServer]]


def answer(body: bytes, status: str = "200 OK", headers: str = "Content-Type: application/json\r\n") -> bytes:
    """An HTTP reply as bytes."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def far(mock: Mock) -> Far:
    """Put somebody else's server behind the first bot's Authentication URL."""

    @contextmanager
    def serve(conduct: bytes | Conduct) -> Iterator[FarServer]:
        with FarServer(conduct) as server:
            mock.set(authentication_url=server.url)
            yield server

    return serve
