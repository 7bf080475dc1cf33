"""LivePerson as a test meets it: a server on a real socket, a space of the test's own, and clients' calls."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import requests

from mockcc.catalog.types import TransportSpec
from mockcc.engine.armed import Armed, arm, change_world
from mockcc.runtime.clock import Clock
from mockcc.runtime.store import World as Rows
from mockcc.suite import Suite

ACCOUNT = "12345678"
KEY = {
    "appKey": "app-key-1",
    "secret": "app-secret-1",
    "accessToken": "access-token-1",
    "accessTokenSecret": "access-token-secret-1",
}
TIMEOUT = 10


class World:
    """One space on a running server; ``base`` is the vendor's address in it."""

    def __init__(self, suite: Suite, server: str, space: str) -> None:
        self.suite = suite
        self.space = space
        self.server = server
        self.base = f"{server}/~{space}/liveperson"

    # What a client does.

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request; ``path`` comes behind the vendor's address."""
        headers = {"Mockcc-Explain": "1", **more.pop("headers", {})}
        url = path if path.startswith("http") else self.base + path
        return requests.request(method, url, headers=headers, timeout=TIMEOUT, allow_redirects=False, **more)

    def login(self, name: str = "agent1", password: str | None = None, account: str = ACCOUNT) -> requests.Response:
        """Sign a person in."""
        body = {"username": name, "password": password or f"{name}-secret"}
        return self.call("POST", f"/api/account/{account}/login?v=1.3", json=body)

    def bot(self, name: str = "bot1", **values: str | None) -> requests.Response:
        """Sign a bot in; a value of ``None`` is left out."""
        given: dict[str, str | None] = {"username": name, **KEY, **values}
        body = {key: value for key, value in given.items() if value is not None}
        return self.call("POST", f"/api/account/{ACCOUNT}/login?v=1.3", json=body)

    def keep(self, login: dict[str, Any], verb: str = "refresh", cookie: str = "Session_id", **body: Any) -> requests.Response:
        """Refresh (or ``logout``) the session of a login."""
        headers = {"Cookie": f"{cookie}={login['sessionId']}"}
        return self.call("POST", f"/api/account/{ACCOUNT}/{verb}", headers=headers, json=body or {"csrf": login["csrf"]})

    def users(self, bearer: str, **more: Any) -> requests.Response:
        """What a bearer is good for."""
        headers = {"Authorization": f"Bearer {bearer}", **more.pop("headers", {})}
        return self.call("GET", f"/api/account/{ACCOUNT}/configuration/le-users/users?v=6.0", headers=headers, **more)

    # What a test does.

    def set(self, **changes: Any) -> None:
        """Change settings."""
        self.change({f"settings.current.{name}": value for name, value in changes.items()})

    def change(self, changes: dict[str, Any]) -> None:
        """Change the world: ``table.key.field`` to its new value."""
        pipeline = self.suite.pipeline("liveperson")
        self._in_space(lambda rows: change_world(pipeline.tables(rows), pipeline.vendor.tables, changes))

    def arm(self, name: str) -> None:
        """Arm a scenario."""
        pipeline = self.suite.pipeline("liveperson")
        spec = pipeline.catalogue.scenarios[name]
        on = [spec.on] if isinstance(spec.on, str) else spec.on or []
        armed = Armed(vendor="liveperson", kind="scenario", name=name, on=on, times=spec.times, set=spec.set, reply=spec.reply)
        self._in_space(lambda rows: arm(rows, pipeline.tables(rows), pipeline.vendor.tables, armed))

    def break_transport(self, kind: Any, on: str) -> None:
        """Break the transport of an endpoint."""
        pipeline = self.suite.pipeline("liveperson")
        armed = Armed(vendor="liveperson", kind="fault", name=kind, on=[on], transport=TransportSpec(kind=kind))
        self._in_space(lambda rows: arm(rows, pipeline.tables(rows), pipeline.vendor.tables, armed))

    def advance(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Move the clock."""
        self._in_space(lambda rows: Clock(rows).advance(hours * 3600 + seconds))

    def freeze(self, at: str) -> None:
        """Stop the clock at a time of ISO 8601."""
        self._in_space(lambda rows: Clock(rows).freeze(datetime.fromisoformat(at).timestamp()))

    def rows(self, table: str) -> dict[str, Any]:
        """All rows of a table."""
        pipeline = self.suite.pipeline("liveperson")
        found: dict[str, Any] = self._in_space(lambda rows: pipeline.tables(rows).rows(pipeline.vendor.tables[table]))
        return found

    def journal(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """The exchanges of the space, of one endpoint or all."""
        entries = [json.loads(raw) for _, raw in self.suite.store.read_log(self.space)]
        return [entry for entry in entries if endpoint in (None, entry["endpoint"])]

    def why(self) -> str:
        """Why the last exchange ended as it did."""
        return str(self.journal()[-1]["why"])

    def _in_space(self, work: Any) -> Any:
        def run(rows: Rows) -> Any:
            return work(rows)

        return self.suite.store.transact(self.space, run)


def reply(response: requests.Response) -> str:
    """The id of a reply."""
    return response.headers["Mockcc-Reply"]


__all__ = ["ACCOUNT", "KEY", "World", "reply"]
