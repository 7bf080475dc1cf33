"""Whatever is sent to whichever endpoint, with credentials good enough to get far: a reply that the endpoint lists, never an exception."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.catalog.types import Endpoint, FieldSpec
from mockcc.suite import Suite
from mockcc.web.convert import Environ
from tests.vendors.cognigy.world import CLIENT, PKCE

CATALOGUE = load_vendor(fixtures_root(), "cognigy")
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["\ud800", "\x00", "é" * 60, "x" * 3000, "https://[", "//x", "javascript:x", "a@b", "a/b@c", "%00", "../..", "W10=", "e30="]
    ),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)
KNOWN = st.sampled_from(
    [
        *("agent1@demo.example", "agent1-secret", "several1@demo.example", "several1-secret", "old1@demo.example", "old1-secret", "code"),
        *("authorization_code", "password", "refresh_token", "client_credentials", "S256", "liveAgentAgent", "64f000000000000000000101"),
        *("64f000000000000000000d01", "64f0000000000000000000a1", "1", "2", "7", "newWindow", "org:64f0000000000000000000b2"),
        *CLIENT.values(),
        *PKCE.values(),
    ]
)
CREDENTIALS = [
    ("X-API-Key", "admin1-api-key"),
    ("api_access_token", "old1-api-token-000000000"),
    ("api_access_token", "platform-token-000000001"),
    ("Authorization", "Bearer x"),
    ("Authorization", "Basic bWFuYWdlbWVudDptYW5hZ2VtZW50LXNlY3JldA=="),
    ("Authorization", "Basic Y29nbmlneS1saXZlLWFnZW50OmxpdmUtYWdlbnQtc2VjcmV0"),
    ("Cookie", "_live_agent_session=x; cw_d_session_info=%7B%22client%22%3A%5B%5D%7D"),
]


@st.composite
def requests_to(draw: st.DrawFn, endpoint: Endpoint) -> Environ:
    """A request near what the endpoint documents, with odd values in places."""
    spec = endpoint.spec.request

    def fields(of: dict[str, FieldSpec]) -> dict[str, Any]:
        return {name: draw(st.one_of(st.just(each.sample), KNOWN, ODD)) for name, each in of.items() if draw(st.integers(0, 9))}

    route = draw(st.sampled_from(endpoint.routes))
    path = route.path
    for name, each in spec.path.items():
        text = draw(st.one_of(st.just(str(each.sample)), KNOWN, st.text(min_size=1, max_size=9).filter(lambda it: "/" not in it)))
        path = path.replace(f"<{name}>", _wsgi(text))
    if spec.form:
        body, kind = (
            urlencode({name: _text(value) for name, value in fields(spec.form).items()}, errors="replace").encode(),
            "application/x-www-form-urlencoded",
        )
    else:
        body, kind = json.dumps(fields(spec.json) if spec.json else draw(ODD)).encode(), "application/json"
    query = urlencode({name: _text(value) for name, value in fields(spec.query).items()}, errors="replace", quote_via=quote)
    headers = [("Content-Type", kind), *draw(st.lists(st.sampled_from(CREDENTIALS), max_size=3))]
    return {
        "REQUEST_METHOD": route.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/cognigy{path}",
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_MOCKCC_EXPLAIN": "1",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "mockcc.headers": headers,
        "mockcc.wire": True,
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _wsgi(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1")


def test_no_request_meets_an_exception_or_a_reply_that_its_endpoint_does_not_list() -> None:
    suite = Suite(vendors=["cognigy"])
    endpoints = list(CATALOGUE.endpoints.values())

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        endpoint = data.draw(st.sampled_from(endpoints))
        environ = data.draw(requests_to(endpoint))
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        body = b"".join(suite.wsgi(environ, lambda status, headers, info=None: seen.append((status, headers))))

        status, headers = seen[0]
        assert dict(headers).get("Mockcc-Reply") in endpoint.spec.replies, (status, body[:300])

    try_one()
    suite.close()
