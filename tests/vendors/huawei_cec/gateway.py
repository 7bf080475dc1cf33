"""A client of the gateway in one space, and the means to change that space's world and clock."""

from __future__ import annotations

import itertools
import json as json_
from typing import Any, NamedTuple

from werkzeug.test import Client

from mockcc.engine.armed import change_world
from mockcc.runtime.clock import Clock
from mockcc.runtime.store import World
from mockcc.suite import Suite

VENDOR = "huawei-cec"
RESOURCE = "/agentgateway/resource"
_SPACES = itertools.count()


class Seen(NamedTuple):
    """One reply: which of the catalogue it is, and what came over the wire."""

    reply: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def doc(self) -> Any:
        """The body as JSON."""
        return json_.loads(self.body)

    @property
    def retcode(self) -> str:
        """The retcode of the body."""
        return str(self.doc["retcode"])

    @property
    def guid(self) -> str:
        """The Guid of a sign-in, or of a renewal."""
        return self.headers["Set-GUID"].removeprefix("JSESSIONID=")


class Gateway:
    """Calls a suite in process, in a space of its own, as a client of the gateway would."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.space = f"huawei-{next(_SPACES)}"
        self._client = Client(suite.wsgi)

    def send(self, method: str, path: str, json: Any = None, *, guid: str | None = None, root: str = RESOURCE, **options: Any) -> Seen:
        """One call of ``root`` + ``path``."""
        headers = {"Host": "localhost", "Mockcc-Explain": "1", **options.pop("headers", {})}
        if guid is not None:
            headers["Guid"] = guid
        if json is not None:
            options["data"] = json_.dumps(json)
            headers.setdefault("Content-Type", "application/json; charset=UTF-8")
        # As the wire hands them over: names with underscores stay what they are.
        options["environ_overrides"] = {"mockcc.headers": list(headers.items())}
        reply = self._client.open(f"/~{self.space}/{VENDOR}{root}{path}", method=method, headers=headers, **options)
        return Seen(reply.headers["Mockcc-Reply"], reply.status_code, dict(reply.headers), reply.get_data())

    def configure(self, number: Any = 101, password: Any = "admin-secret") -> Seen:
        """Sign a configuration user in."""
        return self.send("POST", "/config/login", {"agentId": number, "password": password})

    def sign_in(self, agent: int = 1001, how: str = "", **fields: Any) -> Seen:
        """Sign an agent in, with the phone 7 and the last four digits of the agent's number."""
        form = {"password": "agent-secret", "phonenum": f"7{agent % 10000:04d}", **fields}
        return self.send("PUT", f"/onlineagent/{agent}{how}", {name: value for name, value in form.items() if value is not ...})

    def poll(self, guid: str | None, agent: int = 1001) -> Seen:
        """Fetch the next event."""
        return self.send("GET", f"/agentevent/{agent}", guid=guid)

    def events(self, guid: str, agent: int = 1001) -> list[str]:
        """The types of all events that are waiting."""
        found = []
        while (seen := self.poll(guid, agent)).reply == "poll.event":
            found.append(seen.doc["event"]["eventType"])
        assert seen.reply == "poll.empty"
        return found

    def set(self, **changes: Any) -> None:
        """Change the world; ``a__b__c`` stands for ``a.b.c``."""
        pipeline = self.suite.pipeline(VENDOR)

        def work(world: World) -> None:
            change_world(
                pipeline.tables(world), pipeline.vendor.tables, {name.replace("__", "."): value for name, value in changes.items()}
            )

        self.suite.store.transact(self.space, work)

    def row(self, table: str, key: str) -> Any:
        """A row as plain data, or ``None``."""
        pipeline = self.suite.pipeline(VENDOR)
        raw = self.suite.store.transact(self.space, lambda world: pipeline.tables(world).raw(table, key))
        return None if raw is None else json_.loads(raw)

    def wait(self, seconds: float) -> None:
        """Let the space's clock go on; no real time passes."""
        self.suite.store.transact(self.space, lambda world: Clock(world).advance(seconds))

    def act(self, action: str, **given: Any) -> Any:
        """Have something happen that no request of a client brings about."""
        return self.suite.pipeline(VENDOR).act(self.space, action, "http://localhost/huawei-cec", given)

    def journal(self) -> list[dict[str, Any]]:
        """The journal, oldest first, once all background calls are done."""
        assert self.suite.deliveries.drain()
        return [json_.loads(raw) for _, raw in self.suite.store.read_log(self.space)]
