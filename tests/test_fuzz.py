"""Whatever bytes come to whatever endpoint: the vendor's own answer, never an exception, never a reply that no fixture lists."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.catalog.types import Endpoint, VendorCatalogue
from mockcc.model import OutboundCall, OutboundResult
from mockcc.suite import Suite
from mockcc.web.convert import Environ

CATALOGUES: dict[str, VendorCatalogue] = {name: load_vendor(fixtures_root(), name) for name in vendor_names(fixtures_root())}
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=40))
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=8
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]


class Offline(Suite):
    """A suite whose calls to other servers find nobody."""

    def ask(self, call: OutboundCall) -> OutboundResult:
        return OutboundResult(failure="unreachable", detail="nobody is there")


SUITES: dict[str, Suite] = {}


def suite_of(vendor: str) -> Suite:
    """One suite a vendor for all examples of a run."""
    if vendor not in SUITES:
        SUITES[vendor] = Offline(vendors=[vendor])
    return SUITES[vendor]


def known(specs: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the fields that an endpoint documents: the sample, something else, or nothing."""
    return st.fixed_dictionaries({}, optional={name: st.one_of(st.just(spec.sample), SCALARS, ANY_JSON) for name, spec in specs.items()})


@st.composite
def requests_to(draw: st.DrawFn, endpoint: Endpoint) -> Environ:
    """A request near what the endpoint documents, or far from it."""
    route = draw(st.sampled_from(endpoint.routes))
    path = route.path
    for name in _arguments(path):
        sample = endpoint.spec.request.path.get(name)
        text = draw(st.one_of(st.just(str(sample.sample) if sample else "1"), st.text(min_size=1, max_size=12)))
        path = path.replace(f"<{name}>", quote(text.encode("utf-8", "surrogatepass"), safe=""))
    spec = endpoint.spec.request
    kind = draw(st.sampled_from(["form", "json", "json", "bytes", "multipart"]))
    if kind == "form":
        fields = {name: _text(value) for name, value in draw(known(spec.form)).items()}
        body, content = urlencode(fields, errors="replace").encode(), "application/x-www-form-urlencoded"
    elif kind == "json":
        body, content = json.dumps(draw(st.one_of(known(spec.json), ANY_JSON))).encode(), "application/json; charset=utf-8"
    else:
        body = draw(st.binary(max_size=200))
        content = (
            "multipart/form-data; boundary=x" if kind == "multipart" else draw(st.sampled_from(["", "text/plain", "application/json"]))
        )
    headers = {name: _text(value) for name, value in draw(known(spec.headers)).items()}
    authorization = draw(
        st.sampled_from(["", "Basic", "Basic ===", "Basic YWdlbnQxOmFnZW50MS1zZWNyZXQ=", "Bearer", "Bearer x", "OAuth x=1", "é"])
    )
    fields_sent = [(name, _latin(value)) for name, value in headers.items()]
    fields_sent += [("Content-Type", content), ("Content-Length", str(len(body))), ("Mockcc-Explain", "1")]
    if authorization:
        fields_sent.append(("Authorization", authorization))
    if draw(st.booleans()):
        fields_sent.append(("Cookie", _latin(draw(st.text(max_size=30)))))
    return {
        "REQUEST_METHOD": draw(st.one_of(st.just(route.method), st.sampled_from(METHODS))),
        "SCRIPT_NAME": "",
        "PATH_INFO": _wsgi_path(path),
        "QUERY_STRING": draw(
            st.one_of(st.just(""), known(spec.query).map(lambda q: urlencode({k: _text(v) for k, v in q.items()}, errors="replace")))
        ),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_MOCKCC_EXPLAIN": "1",
        "CONTENT_TYPE": content,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "mockcc.headers": fields_sent,
        "mockcc.wire": True,
    }


@pytest.mark.parametrize("vendor", CATALOGUES)
def test_no_request_meets_an_exception_or_a_reply_that_is_not_listed(vendor: str) -> None:
    catalogue = CATALOGUES[vendor]
    endpoints = list(catalogue.endpoints.values())

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        endpoint = data.draw(st.sampled_from(endpoints))
        environ = data.draw(requests_to(endpoint))
        environ["PATH_INFO"] = f"/~fuzz/{vendor}{environ['PATH_INFO']}"
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        body = b"".join(suite_of(vendor).wsgi(environ, lambda status, headers, info=None: seen.append((status, headers))))  # type: ignore[arg-type]

        status, headers = seen[0]
        reply = dict(headers).get("Mockcc-Reply")
        assert reply in catalogue.replies, (status, body[:300])

    try_one()


def _arguments(path: str) -> list[str]:
    return [part.partition(">")[0] for part in path.split("<")[1:]]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _latin(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1").replace("\r", " ").replace("\n", " ").replace("\0", " ")


def _wsgi_path(path: str) -> str:

    return unquote_to_bytes(path).decode("latin-1")
