"""Runs one example of the fixtures over HTTP, in a space of its own, as a client of the vendor would."""

from __future__ import annotations

import contextlib
import json
from typing import Any, NamedTuple

import requests
from msgspec import UNSET
from wsproto.utilities import LocalProtocolError

from mockcc.catalog import template
from mockcc.catalog.types import FRAME, ExampleSpec, Route, ScenarioSpec, VendorCatalogue
from mockcc.engine.armed import Armed, arm, change_world
from mockcc.runtime.clock import Clock, parse_duration
from mockcc.suite import Suite
from tests.support.talk import Talk

TIMEOUT = 10


class Outcome(NamedTuple):
    """What came back of an example's last call."""

    reply: str
    evidence: str
    response: requests.Response


class Runner:
    """Runs the examples of one vendor against a running server of the same suite."""

    def __init__(self, suite: Suite, base: str, vendor: str) -> None:
        self.suite = suite
        self.base = base
        self.vendor = vendor
        self.catalogue: VendorCatalogue = suite.catalogue(vendor)
        self.named = {example.name: example for example in self.catalogue.examples}

    def run(self, example: ExampleSpec, space: str) -> Outcome:
        """Make the example's calls in ``space`` and return the last one's reply."""
        return self._run(example, space, {})

    def _run(self, example: ExampleSpec, space: str, kept: dict[str, Any]) -> Outcome:
        for name in example.first:
            self._run(self.named[name], space, kept)
        self._arrange(example, space)
        for _ in range(example.repeat):
            outcome = self._call(example, space, kept)
        kept.update({name: self._take(outcome.response, place) for name, place in example.take.items()})
        return outcome

    def _arrange(self, example: ExampleSpec, space: str) -> None:
        pipeline = self.suite.pipeline(self.vendor)

        def work(world: Any) -> None:
            tables = pipeline.tables(world)
            change_world(tables, pipeline.vendor.tables, example.set)
            for name in example.given:
                arm(world, tables, pipeline.vendor.tables, _armed(self.vendor, name, self.catalogue.scenarios[name]))
            if example.advance:
                Clock(world).advance(parse_duration(example.advance, "advance"))
            if example.forced:
                forced = Armed(vendor=self.vendor, kind="reply", name=example.call, on=[example.call], reply=example.expect)
                arm(world, tables, pipeline.vendor.tables, forced)

        self.suite.store.transact(space, work)

    def _call(self, example: ExampleSpec, space: str, kept: dict[str, Any]) -> Outcome:
        route = self._route(example)

        def filled(value: Any) -> Any:
            return template.compile(value)(kept) if template.placeholders(value) <= kept.keys() and kept else value

        path = route.path
        for name, value in example.path.items():
            path = path.replace(f"<{name}>", str(filled(value)))
        headers = {"Mockcc-Explain": "1", **filled(dict(example.headers))}
        if example.bearer is not None:
            headers["Authorization"] = f"Bearer {filled(example.bearer)}"
        data: Any = None
        if example.form is not None:
            data = {name: _text(filled(value)) for name, value in example.form.items()}
        elif example.json is not UNSET:
            data = json.dumps(filled(example.json)).encode()
            headers.setdefault("Content-Type", "application/json")
        elif example.text is not None:
            data = filled(example.text).encode()
        url = f"{self.base}/~{space}/{self.vendor}{path}"
        if route.method == FRAME:
            return self._frame(space, url, data or b"")
        response = requests.request(
            route.method,
            url,
            params={name: _text(filled(value)) for name, value in example.query.items()},
            headers=headers,
            data=data,
            auth=(example.basic[0], example.basic[1]) if example.basic else None,
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        return Outcome(response.headers.get("Mockcc-Reply", ""), response.headers.get("Mockcc-Evidence", ""), response)

    def _frame(self, space: str, url: str, data: bytes) -> Outcome:
        """Send one frame through a WebSocket of its own; the journal knows what became of it."""
        with Talk(url) as talk:
            with contextlib.suppress(LocalProtocolError):  # the server may have closed before it was told anything
                talk.say(data.decode())
            talk.hear()
        entry = json.loads(self.suite.store.read_log(space)[-1][1])
        response = requests.Response()
        response.status_code = entry["reply"]["status"]
        return Outcome(entry["reply"]["id"], entry["reply"]["evidence"], response)

    def _route(self, example: ExampleSpec) -> Route:
        if " " in example.call:
            method, _, path = example.call.partition(" ")
            return Route(method, path)
        endpoint = self.catalogue.endpoints[example.call]
        written = [endpoint.spec.route] if isinstance(endpoint.spec.route, str) else endpoint.spec.route
        return endpoint.routes[written.index(example.route) if example.route else 0]

    def _take(self, response: requests.Response, place: str) -> Any:
        root, _, rest = place.partition(".")
        if root == "header":
            return response.headers[rest]
        if root == "cookie":
            return response.cookies[rest]
        value = response.json()
        for part in rest.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value


def _armed(vendor: str, name: str, scenario: ScenarioSpec) -> Armed:
    on = [scenario.on] if isinstance(scenario.on, str) else scenario.on or []
    return Armed(
        vendor=vendor,
        kind="scenario",
        name=name,
        on=on,
        match=scenario.match,
        times=scenario.times,
        after=scenario.after,
        set=scenario.set,
        reply=scenario.reply,
        values=scenario.values,
        transport=scenario.transport,
    )


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | type(None)) else str(value)
