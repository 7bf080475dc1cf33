"""Whatever is sent to whichever endpoint, with credentials good enough to get far: a reply that the endpoint lists, never an exception."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.catalog.types import Endpoint, FieldSpec
from mockcc.engine.armed import change_world
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.store import World
from mockcc.suite import Suite
from mockcc.web.convert import Environ
from tests.vendors.ozonetel.caller import KEY

CATALOGUE = load_vendor(fixtures_root(), "ozonetel")
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["\ud800", "\x00", "é" * 60, "x" * 3000, "+91 99000", " 9900000001", "2026-01-01 00:00:00", "9999-12-31 23:59:59"]),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)
WORDS = (
    "agent1 agent2 agent3 always-in always-busy nobody Ready Pause Lunch Phone1 Phone2 Demo_Campaign create edit delete get Create Edit "
    "Delete login logout call agent both true General xml +919900000001 +919900000002 +919900000099 inbound manual http://127.0.0.1:1/ http://["
)
KNOWN = st.sampled_from(WORDS.split())
AUTHORIZATIONS = [
    "",
    "Basic YWdlbnQxOmFnZW50MS1zZWNyZXQ=",
    "Basic YWx3YXlzLWluOmFsd2F5cy1pbi1zZWNyZXQ=",
    "Basic é",
    "Bearer",
    "Bearer a.b.c",
    KEY,
]
SETTINGS: list[dict[str, Any]] = [
    {},
    {"http_errors": "in_body", "docs_verbatim": True},
    {"accept_any_encoding": True, "phones_registered": True, "name_in_messages": "agent_name", "logged_out_details": "empty_list"},
    {"api_authentication": "TOKEN_AUTH", "accept_bare_token": True},
    {"legacy_endpoints": False, "token_needs_token_auth": False},
]
ENOUGH = {
    "get_agent_logins_per_minute": 10**6,
    "agent_details_per_minute": 10**6,
    "agent_accounts_per_minute": 10**6,
    "summary_report_per_minute": 10**6,
    "legacy_seconds_between": 0,
}


class Offline(Suite):
    """A suite whose calls to other servers find nobody."""

    def ask(self, call: OutboundCall, space: str = "", vendor: str = "") -> OutboundResult:
        return OutboundResult(failure="unreachable", detail="nobody is there")


@pytest.fixture(scope="module")
def offline() -> Suite:
    """One suite for all examples; each sort of settings has a space."""
    suite = Offline(vendors=["ozonetel"])
    pipeline = suite.pipeline("ozonetel")

    def change(world: World) -> None:
        values = {**ENOUGH, **SETTINGS[int(world.space.removeprefix("fuzz"))]}
        change_world(pipeline.tables(world), pipeline.vendor.tables, {f"settings.current.{name}": value for name, value in values.items()})

    for number in range(len(SETTINGS)):
        suite.store.transact(space(number), change)
    return suite


def values_of(specs: dict[str, FieldSpec]) -> st.SearchStrategy[dict[str, Any]]:
    """The documented fields, the account's credentials mostly right."""
    right = {name: spec.sample for name, spec in specs.items() if name.lower() in ("username", "apikey", "api_key", "action")}
    others = {name: st.one_of(st.just(spec.sample), KNOWN, ODD) for name, spec in specs.items() if name not in right}
    credentials = {name: st.one_of(st.just(value), st.just(value), ODD) for name, value in right.items()}
    return st.fixed_dictionaries(credentials, optional=others)


@st.composite
def requests_to(draw: st.DrawFn, endpoint: Endpoint) -> Environ:
    """A request near what the endpoint documents, in a space of any sort of settings."""
    spec = endpoint.spec.request
    as_form: bool = draw(st.booleans())
    if spec.form and as_form:
        fields = {key: as_text(value) for key, value in draw(values_of(spec.form)).items()}
        body, kind = urlencode(fields, errors="replace").encode(), "application/x-www-form-urlencoded"
    else:
        document = st.one_of(values_of(spec.json), ODD).map(lambda value: json.dumps(value).encode())
        body, kind = draw(st.one_of(document, document, st.binary(max_size=60))), "application/json"
    headers = {key: as_text(value) for key, value in draw(values_of(spec.headers)).items()}
    headers["Authorization"] = draw(st.sampled_from(AUTHORIZATIONS))
    route = draw(st.sampled_from(endpoint.routes))
    method = draw(st.one_of(st.just(route.method), st.just(route.method), st.sampled_from(["GET", "POST", "HEAD", "BREW"])))
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/~{space(draw(st.integers(0, len(SETTINGS) - 1)))}/ozonetel{route.path}",
        "QUERY_STRING": urlencode({key: as_text(value) for key, value in draw(values_of(spec.query)).items()}, errors="replace"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "HTTP_HOST": draw(st.sampled_from(["127.0.0.1:8080", "[", "in1-ccaas-api.ozonetel.com", "subscription.ozonetel.com"])),
        "HTTP_MOCKCC_EXPLAIN": "1",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "mockcc.headers": [(key, value) for key, value in headers.items() if value] + [("Content-Type", kind)],
        "mockcc.wire": True,
    }


@pytest.mark.parametrize("name", CATALOGUE.endpoints)
def test_every_reply_is_one_that_the_endpoint_lists_and_the_journal_can_be_read(offline: Suite, name: str) -> None:
    endpoint = CATALOGUE.endpoints[name]
    allowed = {*endpoint.spec.replies, "unknown.method", "unknown.path"}

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(requests_to(endpoint))
    def try_one(environ: Environ) -> None:
        fields: dict[str, str] = {}

        def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
            fields.update(headers)

        printed = b"".join(offline.wsgi(environ, start_response))
        assert fields["Mockcc-Reply"] in allowed
        if fields.get("Content-Type") == "application/json" and not fields["Mockcc-Reply"].endswith(".verbatim"):
            json.loads(printed)

    try_one()
    for number in range(len(SETTINGS)):
        for _, entry in offline.store.read_log(space(number), limit=200):
            json.loads(entry)


def space(number: int) -> str:
    """The space with the settings of this number."""
    return f"fuzz{number}"


def as_text(value: Any) -> str:
    """A value as a form or a header would carry it."""
    return (value if isinstance(value, str) else json.dumps(value)).replace("\r", " ").replace("\n", " ")
