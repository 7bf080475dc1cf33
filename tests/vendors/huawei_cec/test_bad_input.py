"""Whatever bytes come, signed in or not: a reply that the endpoint lists, and a journal that can be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.catalog.types import Endpoint
from mockcc.model import OutboundCall, OutboundResult
from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=[]), max_size=12),
    st.sampled_from(["", "0", "true", "\x00", "\ud800", "x" * 400, 10**40, "1001", "70001", "agent-secret"]),
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6
)
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=12)


class Offline(Suite):
    """A suite whose calls to other servers find nobody."""

    def ask(self, call: OutboundCall) -> OutboundResult:
        return OutboundResult(failure="unreachable", detail="nobody is there")


SUITE = Offline(vendors=[VENDOR])
ENDPOINTS = list(SUITE.catalogue(VENDOR).endpoints.values())


def near(specs: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The documented fields, each with its sample, something else, or not at all."""
    return st.fixed_dictionaries({}, optional={name: st.one_of(st.just(spec.sample), values) for name, spec in specs.items()})


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=[endpoint.name for endpoint in ENDPOINTS])
def test_an_endpoint_answers_with_what_it_lists(endpoint: Endpoint) -> None:
    spec = endpoint.spec.request
    gateway = Gateway(SUITE)
    gateway.set(settings__current__poll_wait=0, settings__current__lock_threshold=1_000_000)

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        agent, admin = gateway.sign_in(how="/forcelogin").guid, gateway.configure().guid
        route = data.draw(st.sampled_from(endpoint.routes))
        path = route.path
        for name, field in spec.path.items():
            path = path.replace(
                f"<{name}>", str(data.draw(st.one_of(st.just(field.sample), st.sampled_from(["0", "x", "1002", "99999", "-1"]))))
            )
        headers = {name: str(value) for name, value in data.draw(near(spec.headers, TEXT)).items()}
        headers["Guid"] = data.draw(st.one_of(st.just(agent), st.just(agent), st.just(admin), st.just(admin), TEXT))
        headers["Cookie"] = data.draw(TEXT)
        query = {name: str(value) for name, value in data.draw(near(spec.query, SCALARS)).items()}
        query["resteasy_jsapi_anti_cache"] = "1"
        body = data.draw(st.one_of(near(spec.json, ANY_JSON).map(json.dumps), ANY_JSON.map(json.dumps), st.just("{"), st.just("")))

        seen = gateway.send(
            route.method,
            path.replace("/", data.draw(st.sampled_from(["/", "//"]))),
            root="",
            headers={**headers, "Content-Type": data.draw(st.sampled_from(["application/json", "application/json", "text/plain"]))},
            query_string={name: value.encode("utf-8", "replace").decode() for name, value in query.items()},
            data=body.encode("utf-8", "replace"),
        )

        assert seen.reply in endpoint.spec.replies
        if seen.reply != "unknown.path" and seen.body:
            assert isinstance(seen.doc, dict)

    try_one()
    assert gateway.journal()
