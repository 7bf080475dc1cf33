"""The types of a fixture file, as written and as joined into one vendor's frozen catalogue; the JSON Schema comes from here."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from mockcc.model import Evidence

FRAME: Final = "WS"
"""The method that stands for the frames of a WebSocket."""
Status = Annotated[int, Meta(ge=100, le=599, description="HTTP status code")]
Count = Annotated[int, Meta(ge=0)]
Source = Annotated[str, Meta(min_length=1, description="Where this is known from: the address of the vendor's page, or a sentence")]
Scalar = str | int | float | bool | None
Match = dict[str, Any]
"""Dotted request fields to exact values, or to ``{"regex": "..."}``."""


class Frozen(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of all fixture types: immutable, and a key that is not listed is an error."""


class ReplySpec(Frozen, frozen=True):
    """One reply of the vendor: what goes over the wire, and how sure we are of it. At most one of json, text and page."""

    evidence: Annotated[Evidence, Meta(description="documented by the vendor, observed in a real client, or assumed by us")]
    status: Status = 200
    status_evidence: Evidence | None = None
    """How sure we are of the status, where that differs from the rest; without it as the vendor's file says, else as ``evidence``."""
    reason: str | None = None
    """The reason phrase, where it is not the standard one."""
    title: str = ""
    """When the vendor answers so, in a few words."""
    source: Source | None = None
    """Where this reply is known from, when it is not the file's own source."""
    variant_of: str | None = None
    """The reply of which this is another wording, that a setting asks for: whoever has met the one has met the other."""
    headers: dict[str, str | list[str]] = {}
    json: Any = UNSET
    text: str | UnsetType = UNSET
    page: str | UnsetType = UNSET
    """A file below the vendor's ``pages/``, rendered by Jinja with autoescape."""
    type: str | None = None
    """The media type, where it is not the vendor's usual one."""
    close: Annotated[int, Meta(ge=1000, le=4999)] | None = None
    """The code with which the WebSocket is closed behind this reply to a frame."""
    samples: dict[str, Any] = {}
    """A value for each placeholder, used when the reply is forced and no behaviour fills it."""


class FieldSpec(Frozen, frozen=True):
    """One field of a request, for the reader, the OpenAPI document and the console's form."""

    about: str = ""
    required: bool = False
    sample: Any = None
    type: Literal["string", "integer", "number", "boolean", "object", "array"] = "string"
    values: list[Scalar] = []


class RequestSpec(Frozen, frozen=True):
    """What an endpoint reads from its request."""

    basic: list[str] | None = None
    """Sample user and password of HTTP Basic."""
    bearer: str | None = None
    """A sample bearer token."""
    headers: dict[str, FieldSpec] = {}
    path: dict[str, FieldSpec] = {}
    query: dict[str, FieldSpec] = {}
    form: dict[str, FieldSpec] = {}
    json: dict[str, FieldSpec] = {}
    cookies: dict[str, FieldSpec] = {}


class EndpointSpec(Frozen, frozen=True):
    """One endpoint: its routes (``METHOD /path/<argument>``), the behaviour that decides, the replies that it can give.

    The method ``WS`` stands for the frames of the WebSocket that a GET of the same path has opened with a reply of status 101.
    """

    route: str | list[str]
    replies: Annotated[list[str], Meta(min_length=1)]
    """Ids of replies; ``@name`` stands for all replies of a group."""
    behaviour: str = "static"
    title: str = ""
    source: Source | None = None
    waits: bool = False
    """It waits for somebody else (a long poll, an outbound call) and so runs on a thread of its own."""
    request: RequestSpec = RequestSpec()


class TransportSpec(Frozen, frozen=True):
    """A broken transport: ``status`` answers with a bare status code, the rest is realised by the wire."""

    kind: Literal["delay", "reset", "truncate", "garbage", "status"]
    seconds: Annotated[float, Meta(ge=0, le=3600, description="seconds")] = 0.0
    status: Status = 503
    at: Count | None = None


class ScenarioSpec(Frozen, frozen=True):
    """A failure that can be switched on; exactly one of set, reply and transport."""

    title: str
    set: dict[str, Any] | None = None
    """Fields of the world, ``table.key.field`` to its new value; ``*`` as key means every row."""
    reply: str | None = None
    transport: TransportSpec | None = None
    on: str | list[str] | None = None
    """The endpoints on which it acts; without it every endpoint (for a reply: every endpoint that lists it)."""
    times: Annotated[int, Meta(ge=1)] | None = None
    after: Count = 0
    match: Match = {}
    values: dict[str, Any] = {}


class PersonaSpec(Frozen, frozen=True):
    """A part of the seed that always fails in one way, for clients that can reach nothing but the vendor's own API."""

    title: str
    reply: str
    """The reply that it meets."""
    use: str
    """What the client sends, in one sentence."""
    rows: dict[str, dict[str, Any]] = {}
    """Rows of the seed, ``table.key`` to fields; the vendor's endpoints cannot change them."""


class ExampleSpec(Frozen, frozen=True):
    """One call with its reply: documentation that is run by the tests over HTTP, in a space of its own."""

    name: str
    call: str
    """The endpoint; or, for a request that meets none, ``METHOD /path``."""
    expect: str
    """The reply's id."""
    route: str | None = None
    """Which of several routes, as written in the endpoint; the first without it."""
    given: list[str] = []
    """Scenarios that are armed first."""
    first: list[str] = []
    """Examples of this vendor that are called first, in the same space."""
    set: dict[str, Any] = {}
    """Changes of the world that are made first, as in a scenario."""
    advance: str | None = None
    """How far the clock moves between ``first`` and this call, as an ISO 8601 duration."""
    forced: bool = False
    """The reply cannot come about by itself: it is forced through the admin API."""
    repeat: Annotated[int, Meta(ge=1)] = 1
    """How often the call is made; ``expect`` is the last reply."""
    path: dict[str, Scalar] = {}
    basic: list[str] | None = None
    bearer: str | None = None
    headers: dict[str, str] = {}
    query: dict[str, Scalar] = {}
    form: dict[str, Scalar] | None = None
    json: Any = UNSET
    text: str | None = None
    take: dict[str, str] = {}
    """Values kept for later examples that name this one in ``first``: a name to ``json.a.b``, ``header.X`` or ``cookie.c`` of the reply;
    they fill ``$name`` in path, bearer, headers, query, form and json."""


class PageFile(Frozen, frozen=True):
    """One file of the fixtures: one page of the vendor's reference (``common.yaml`` holds what several share)."""

    source: Source
    part: str = ""
    """The part of the vendor to which the page's endpoints belong, as a diagram names it; without it the vendor itself."""
    endpoints: dict[str, EndpointSpec] = {}
    replies: dict[str, ReplySpec] = {}
    groups: dict[str, Annotated[list[str], Meta(min_length=1)]] = {}
    """Replies that many endpoints share, by a name that an endpoint lists as ``@name``."""
    scenarios: dict[str, ScenarioSpec] = {}
    personas: dict[str, PersonaSpec] = {}
    examples: list[ExampleSpec] = []


class SettingSpec(Frozen, frozen=True):
    """One switch of the vendor's conduct; it is a field of the row ``settings.current`` in every space."""

    default: Any
    about: str
    evidence: Evidence = "assumed"
    source: Source | None = None


class JsonStyle(Frozen, frozen=True):
    """How the vendor prints JSON."""

    separators: Literal["compact", "spaced"] = "compact"
    ascii: bool = False
    """Escape everything outside ASCII."""
    type: str = "application/json"
    """The Content-Type of its JSON replies."""


class VendorFile(Frozen, frozen=True):
    """``vendor.yaml``: what holds for the whole vendor."""

    source: Source
    title: str
    summary: str
    hosts: list[str] = []
    status_evidence: Evidence | None = None
    """How sure we are of the replies' statuses, where the vendor's pages print bodies alone."""
    json: JsonStyle = JsonStyle()
    headers: dict[str, str] = {}
    """Header fields of every reply."""
    settings: dict[str, SettingSpec] = {}
    tables: dict[str, str] = {}
    """What each table of the world holds, in one sentence."""
    merge_slashes: bool = False
    """The vendor takes several slashes in a row in a path for one."""
    unknown_path: str = "unknown.path"
    """The id of the reply to a path that the vendor does not have."""
    unknown_method: str = "unknown.method"
    """The id of the reply to a method that a path does not have; it gets the placeholder ``$allow``."""


class SeedFile(Frozen, frozen=True):
    """``seed.yaml``: the rows that a new space starts with, by table and key; ``{faker: name}`` stands for invented data."""

    source: Source
    rows: dict[str, dict[str, dict[str, Any]]]


class Reply(Frozen, frozen=True):
    """A reply of a vendor's catalogue: what the file says, with its id and its source settled."""

    id: str
    spec: ReplySpec
    source: str
    status_evidence: Evidence
    part: str = ""


class Route(Frozen, frozen=True):
    """One method and path pattern of an endpoint."""

    method: str
    path: str


class Endpoint(Frozen, frozen=True):
    """An endpoint of a vendor's catalogue."""

    name: str
    spec: EndpointSpec
    routes: tuple[Route, ...]
    source: str
    part: str = ""


class VendorCatalogue(Frozen, frozen=True):
    """All fixtures of one vendor, joined; pure data, read once."""

    name: str
    file: VendorFile
    endpoints: dict[str, Endpoint]
    replies: dict[str, Reply]
    scenarios: dict[str, ScenarioSpec]
    personas: dict[str, PersonaSpec]
    examples: list[ExampleSpec]
    seed: dict[str, dict[str, dict[str, Any]]]
    """Rows by table and key, personas' rows included."""
    pinned: frozenset[str]
    """``table.key`` of the personas' rows, which the vendor's endpoints cannot change."""
    folder: str
    """Where the vendor's files are, for its pages."""


__all__ = [name for name, value in globals().items() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
