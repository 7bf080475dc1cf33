"""The values that all layers speak: a request, a reply, a transport fault."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from mockcc.multipart import Upload, parse_multipart

Evidence = Literal["documented", "observed", "assumed"]
"""Where a reply is known from: the vendor's page, a real client, or nobody but us."""

EVIDENCES: Final[tuple[Evidence, ...]] = ("documented", "observed", "assumed")

FaultKind = Literal["delay", "reset", "truncate", "garbage"]
"""What the wire does to a reply: wait, cut the connection, cut the body, or send bytes that are not HTTP."""


PHRASES: Final[dict[int, str]] = {
    **{status.value: status.phrase for status in HTTPStatus},
    # Python renames these from release to release; a reply is the same on all of them.
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
"""The standard reason phrase of each status."""


class Fault(NamedTuple):
    """A transport fault as a value; the web layer hands it to the server in the WSGI environ.

    ``seconds`` is how long the server waits before it acts (any kind may wait first). ``at`` is the
    number of body bytes that still go out before a ``truncate`` cuts the connection; ``None`` cuts in the middle.
    """

    kind: FaultKind
    seconds: float = 0.0
    at: int | None = None


class Headers:
    """Header fields in the order and the spelling in which they came; look-ups ignore case.

    Names keep underscores: ``api_key`` and ``api-key`` are two different fields.
    """

    __slots__ = ("items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self.items: list[tuple[str, str]] = list(items)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of field ``name``, in any letter case; ``default`` when there is none."""
        wanted = name.lower()
        for key, value in self.items:
            if key.lower() == wanted:
                return value
        return default

    def all(self, name: str) -> list[str]:
        """Every value of field ``name``, in the order of the wire."""
        wanted = name.lower()
        return [value for key, value in self.items if key.lower() == wanted]


class Basic(NamedTuple):
    """The user and password of an ``Authorization: Basic`` field."""

    user: str
    password: str


def _no_json(constant: str) -> None:
    """Refuse NaN and Infinity, which Python's reader takes although they are no JSON."""
    raise ValueError(f"{constant} is no JSON.")


_JSON: Final = json.JSONDecoder(parse_constant=_no_json)


class Request:
    """One request as a vendor's endpoint sees it; what costs time is parsed when first asked for.

    ``path`` is decoded and starts with ``/`` after the vendor's prefix; ``base_url`` is the address (scheme, host,
    port and prefix, no trailing slash) under which the client reached this vendor, for absolute URLs in replies.
    """

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query_string: str = "",
        headers: Headers | None = None,
        body: bytes = b"",
        base_url: str = "http://localhost",
        client: str = "",
        path_args: Mapping[str, str] | None = None,
    ) -> None:
        self.method = method
        self.path = path
        self.query_string = query_string
        self.headers = headers if headers is not None else Headers()
        self.body = body
        self.base_url = base_url
        self.client = client
        self.path_args: Mapping[str, str] = path_args if path_args is not None else {}

    @cached_property
    def content_type(self) -> str:
        """The media type of the body, lower case, without parameters; empty when the field is missing."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters; of a repeated one the first."""
        return first_values(parse_pairs(self.query_string))

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of an urlencoded or multipart body; of a repeated one the first; empty for another media type."""
        kind = self.content_type
        if kind == "application/x-www-form-urlencoded":
            return first_values(parse_pairs(self.body.decode("utf-8", "replace")))
        if kind == "multipart/form-data":
            return first_values((name, value) for name, value in self._parts if isinstance(value, str))
        return {}

    @cached_property
    def uploads(self) -> list[tuple[str, Upload]]:
        """Every file of a multipart body with its field's name, in the order of the body."""
        if self.content_type != "multipart/form-data":
            return []
        return [(name, value) for name, value in self._parts if isinstance(value, Upload)]

    @cached_property
    def files(self) -> dict[str, Upload]:
        """The files of a multipart body by field name; of a repeated one the first."""
        return dict(reversed(self.uploads))

    @cached_property
    def json(self) -> Any:
        """The body read as JSON whatever its media type; ``None`` when it is empty or no JSON."""
        try:
            return parse_json(self.body.decode(json.detect_encoding(self.body), "surrogatepass")) if self.body else None
        except (ValueError, RecursionError):
            return None

    @cached_property
    def json_object(self) -> dict[str, Any]:
        """The body's JSON object; empty when the body is anything else."""
        value = self.json
        return value if isinstance(value, dict) else {}

    @cached_property
    def basic(self) -> Basic | None:
        """The credentials of ``Authorization: Basic``; ``None`` when missing or malformed."""
        scheme, _, encoded = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        user, colon, password = decoded.partition(":")
        return Basic(user, password) if colon else None

    @cached_property
    def bearer(self) -> str | None:
        """The token of ``Authorization: Bearer``; ``None`` when there is none."""
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The request's cookies, names as sent; of a repeated name the first."""
        found: dict[str, str] = {}
        for field in self.headers.all("Cookie"):
            for pair in field.split(";"):
                name, equals, value = pair.strip().partition("=")
                if equals and name:
                    found.setdefault(name, value.strip('"'))
        return found

    @cached_property
    def _parts(self) -> list[tuple[str, str | Upload]]:
        return parse_multipart(self.headers.get("Content-Type") or "", self.body)


class Reply(NamedTuple):
    """What goes back to the client: status, header fields in the spelling of the wire, body, and at most one fault."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    reason: str | None = None
    fault: Fault | None = None
    close: int | None = None
    """The code with which the WebSocket is closed behind it, where it is a frame of one."""


def parse_json(text: str) -> Any:
    """The value of a JSON text, as RFC 8259 has it: ``NaN`` and ``Infinity``, which Python's own reader takes, are no JSON.

    Raises ``ValueError``, and ``RecursionError`` for what is nested too deeply.
    """
    return _JSON.decode(text)


def parse_pairs(text: str) -> list[tuple[str, str]]:
    """The ``name=value`` pairs of a query string or an urlencoded body; never raises.

    The same pairs as ``urllib.parse.parse_qsl`` with blank values kept, in a third of its time: every request comes by here.
    """
    pairs = [part.partition("=") for part in text.split("&") if part]
    return [(_unescaped(name), _unescaped(value)) for name, _, value in pairs]


def _unescaped(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    return unquote(text) if "%" in text else text


def first_values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A dictionary of the pairs in which the first of several equal names wins."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def decode_path(raw: str) -> str:
    """The path of a request line with its percent escapes read as UTF-8; what is not UTF-8 becomes U+FFFD."""
    return unquote_to_bytes(raw).decode("utf-8", "replace")


class OutboundCall(NamedTuple):
    """A call that the mock makes to somebody else's server, as a value; a vendor asks for it and the suite makes it.

    ``timeout`` is in seconds over the whole call, ``max_bytes`` caps the reply's body, ``redirects`` is how many may be followed.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    timeout: float = 5.0
    max_bytes: int = 1024 * 1024
    redirects: int = 0
    name: str = "outbound"
    """What the call is for: the journal shows it as its endpoint."""


OutboundFailure = Literal["refused", "unreachable", "timeout", "tls", "redirect", "too_large", "broken"]
"""Why a call got no usable reply: not an address that we call, nobody there, too slow, a bad certificate,
a redirect that is not followed, a body over the cap, a reply that is no HTTP or ends half-way."""


class OutboundResult(NamedTuple):
    """What came of an outbound call: a reply, or the reason why there is none.

    Then ``status`` is 0, but for a ``redirect``: the reply that redirects is there, and still a failure.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: OutboundFailure | None = None
    detail: str = ""
    """The failure in one sentence."""
    seconds: float = 0.0
