"""Whatever comes, the answer is one of the vendor's; and nothing that clients do makes a space grow without end."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from mockcc.model import Headers, Request
from mockcc.runtime.store import LogCap
from mockcc.suite import Suite
from tests.vendors.liveperson.world import ACCOUNT, World, reply

SUITE = Suite(vendors=["liveperson"], cap=LogCap(entries=5))
CATALOGUE = SUITE.catalogue("liveperson")
ROUTES = [(endpoint, route) for endpoint in CATALOGUE.endpoints.values() for route in endpoint.routes if route.method != "WS"]
TOKENS = st.sampled_from(
    ["agent1", "agent1-secret", "bot1", "client-1", "client-secret-1", "app-key-1", "x", "", "\x00", "é", "💥", "9" * 400]
)
SCALARS = st.one_of(TOKENS, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TOKENS, inner, max_size=3), max_leaves=5)
FIELDS = sorted(
    {
        name
        for endpoint in CATALOGUE.endpoints.values()
        for part in ("query", "form", "json")
        for name in getattr(endpoint.spec.request, part)
    }
)
HEADERS = st.dictionaries(
    st.sampled_from(["Authorization", "Cookie", "If-Match", "X-HTTP-Method-Override", "Content-Type", "Upgrade", "Connection"]),
    st.one_of(
        st.sampled_from(
            [
                "Bearer x.y.z",
                "OAuth",
                'OAuth oauth_nonce="',
                "Session_id=x",
                "Session_id",
                "application/json",
                "text/plain",
                "PUT",
                "websocket",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20),
    ),
    max_size=4,
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    which=st.sampled_from(ROUTES),
    args=st.lists(st.sampled_from([ACCOUNT, "00000000", "agentVep", "x", "é", "%00", "a b"]), min_size=3, max_size=3),
    query=st.dictionaries(st.sampled_from(FIELDS), TOKENS, max_size=3),
    headers=HEADERS,
    body=st.one_of(st.binary(max_size=30), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5)),
    as_form=st.booleans(),
)
def test_any_request_gets_one_of_the_endpoints_replies(
    which: Any, args: list[str], query: dict[str, str], headers: dict[str, str], body: Any, as_form: bool
) -> None:
    endpoint, route = which
    path = route.path
    for value, name in zip(args, ["account", "service", "session"], strict=True):
        path = path.replace(f"<{name}>", quote(value)).replace("<base>", quote(args[1])).replace("<bearer>", quote(args[2]))
    more: dict[str, Any] = {"data": body}
    if isinstance(body, dict):
        more = {"data": {name: str(value) for name, value in body.items()}} if as_form else {"json": body}
    headers = {**headers, "Mockcc-Explain": "1"}
    found = Client(SUITE.app("liveperson")).open(path, method=route.method, query_string=query, headers=headers, **more)

    assert found.status_code != 500
    assert found.headers.get("Mockcc-Reply") in {*endpoint.spec.replies, "unknown.path", "unknown.method"} or found.status_code == 501


@settings(max_examples=100, deadline=None)
@given(
    body=st.one_of(
        st.binary(min_size=1, max_size=40), st.text(min_size=1, max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
def test_any_frame_gets_an_answer(body: bytes) -> None:
    pipeline = SUITE.pipeline("liveperson")
    path = f"/api/account/{ACCOUNT}/login"
    login = Client(SUITE.app("liveperson")).post(path, json={"username": "agent2", "password": "agent2-secret"}).get_json()
    request = Request("WS", "/", headers=Headers(), body=body, path_args={"account": ACCOUNT, "bearer": login["bearer"]})
    entry = pipeline.hear("default", CATALOGUE.endpoints["messaging_frame"], request)

    assert entry is not None
    assert entry.reply_id in CATALOGUE.endpoints["messaging_frame"].spec.replies


def test_a_surrogate_and_a_huge_number_are_the_vendors_business(world: World) -> None:
    path = f"/api/account/{ACCOUNT}/login"
    json_type = {"Content-Type": "application/json"}
    body = b'{"username":"\\ud800","password":"\\ud800"}'
    assert reply(world.call("POST", path, data=body, headers=json_type)) == "login.unauthorized.credentials"
    for body in (b'{"username":"agent1","password":1e999}', b"[" * 100_000, b'{"a":' * 5000, b"\xff\xfe", b"NaN"):
        assert reply(world.call("POST", path, data=body, headers=json_type)) == "login.bad_body"


def test_a_big_body_is_read_and_refused(world: World) -> None:
    body = {"username": "agent1", "password": "x" * 1_000_000}
    assert reply(world.call("POST", f"/api/account/{ACCOUNT}/login", json=body)) == "login.unauthorized.credentials"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_another_method_is_not_taken(world: World, method: str) -> None:
    found = world.call(method, f"/api/account/{ACCOUNT}/login")
    assert found.status_code == 405
    assert found.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "path", ["/api/account/12345678/login]", "/api/account/12345678/login/", "/api/account//login", "/api/account/1/2/login"]
)
def test_an_address_that_is_misspelt_is_nowhere(world: World, path: str) -> None:
    assert world.call("POST", path, json={"username": "agent1", "password": "agent1-secret"}).status_code == 404


def test_many_logins_do_not_make_a_space_grow() -> None:
    suite = Suite(vendors=["liveperson"], cap=LogCap(entries=100))
    client = Client(suite.app("liveperson"))
    body = {"username": "agent1", "password": "agent1-secret"}

    def log_in(times: int) -> None:
        for _ in range(times):
            assert client.post(f"/api/account/{ACCOUNT}/login", json=body).status_code == 200

    tracemalloc.start()
    log_in(300)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    log_in(500)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    suite.close()

    # 50,000 logins may cost 20 MB, which is 400 bytes each; what stays the same over 500 stays the same over 50,000.
    assert grown < 500 * 100
