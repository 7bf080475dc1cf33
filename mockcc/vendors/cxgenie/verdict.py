"""Judges what the customer's authentication server answered: rule by rule, and which reply a refusal becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec import Struct

from mockcc.model import OutboundResult, parse_json
from mockcc.vendors.cxgenie.fields import is_text
from mockcc.vendors.cxgenie.identity import identity_key
from mockcc.vendors.cxgenie.tables import Authentication, Settings

Standing = Literal["pass", "fail", "warn", "skipped"]

_FAILURES: Final = {
    "refused": "upstream.refused_address",
    "unreachable": "upstream.unreachable",
    "timeout": "upstream.timeout",
    "tls": "upstream.tls",
    "redirect": "upstream.redirect",
    "too_large": "upstream.too_large",
    "broken": "upstream.broken",
}
PROFILE: Final = ("name", "phone_number", "country_code", "email", "avatar", "label")


class Rule(Struct):
    """One rule of the report: how the server stands to it and why."""

    rule: str
    result: Standing
    why: str
    expected: Any = None
    found: Any = None


class Person(Struct):
    """What the customer's server said of the visitor; ``None`` is what it did not say."""

    external_id: str | None = None
    name: str | None = None
    phone_number: str | None = None
    country_code: str | None = None
    email: str | None = None
    avatar: str | None = None
    label: str | None = None


class Verdict(Struct):
    """Accepted with a ``person``, or refused with the ``reply`` that the session call gives; ``values`` fill its placeholders."""

    rules: list[Rule]
    why: str
    reply: str = ""
    values: dict[str, Any] = {}
    person: Person | None = None
    key: str = ""
    """The person's identity, by the selected method."""

    @property
    def accepted(self) -> bool:
        """Whether the visitor is let in."""
        return self.person is not None


class _Rejected(Exception):  # noqa: N818 - a verdict on the other server, not an error of ours
    def __init__(self, reply: str, why: str, expected: Any = None, found: Any = None, **values: Any) -> None:
        super().__init__(reply)
        self.reply, self.why, self.expected, self.found, self.values = reply, why, expected, found, values


class _Case:
    """One answer under judgement, and what the rules have found in it so far."""

    def __init__(self, result: OutboundResult, login: Authentication, settings: Settings) -> None:
        self.result = result
        self.login = login
        self.settings = settings
        self.document: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self.person = Person()
        self.key = ""


def judge(result: OutboundResult, login: Authentication, settings: Settings) -> Verdict:
    """The verdict on an answer; the first rule that it breaks decides, those behind it are skipped."""
    case = _Case(result, login, settings)
    rules: list[Rule] = []
    for number, (name, step) in enumerate(_STEPS):
        try:
            rules.append(Rule(name, "pass", step(case)))
        except _Rejected as rejected:
            rules.append(Rule(name, "fail", rejected.why, rejected.expected, rejected.found))
            rules += [Rule(later, "skipped", "An earlier rule was broken.") for later, _ in _STEPS[number + 1 :]]
            return Verdict(rules, rejected.why, rejected.reply, rejected.values)
    rules += _advice(case)
    return Verdict(rules, f"The server vouches for {login.identity_method} {case.key!r}.", person=case.person, key=case.key)


def _reached(case: _Case) -> str:
    if case.result.failure is not None:
        raise _Rejected(_FAILURES[case.result.failure], case.result.detail, "a reply", case.result.failure)
    return f"It answered after {case.result.seconds:.3f} seconds."


def _http_status(case: _Case) -> str:
    status = case.result.status
    if not 200 <= status < 300:
        raise _Rejected("upstream.http_error", f"The HTTP status is {status}, not 2xx.", "2xx", status, status=status)
    return f"The HTTP status is {status}."


def _json(case: _Case) -> str:
    raw = case.result.body
    if not raw.strip():
        raise _Rejected("upstream.empty", "The body is empty; a JSON object is needed.", "an object", "nothing")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"0x{raw[error.start]:02x}"
        raise _Rejected("upstream.not_utf8", f"The body is no UTF-8: byte {error.start} is {found}.", "UTF-8", found) from None
    try:
        document = parse_json(text)
    except (ValueError, RecursionError):
        what = "an HTML page" if text.lstrip()[:1] == "<" else "no JSON"
        raise _Rejected("upstream.not_json", f"The body is {what}: it begins with {text.strip()[:40]!r}.", "an object", what) from None
    if not is_text(json.dumps(document, ensure_ascii=False)):
        raise _Rejected("upstream.not_utf8", "The JSON holds half of a surrogate pair, which is no character.", "UTF-8", "half of a pair")
    if not isinstance(document, dict):
        raise _Rejected("upstream.not_object", f"The body is JSON, but {_kind(document)} and no object.", "an object", _kind(document))
    case.document = document
    return "The body is a JSON object in UTF-8."


def _status(case: _Case) -> str:
    if "status" not in case.document:
        raise _Rejected("upstream.status_missing", 'The object has no "status"; it has to be true.', True, None)
    status = case.document["status"]
    if status is True:
        return "status is true."
    if status is False:
        raise _Rejected("upstream.status_false", "status is false: the server does not vouch for the visitor.", True, False)
    if case.login.lenient_status and (status == 1 or (isinstance(status, str) and status.lower() == "true")):
        return f"status is {_shown(status)}, which the lenient setting takes for true."
    why = f"status is {_shown(status)}, {_kind(status)}; it has to be the JSON boolean true."
    raise _Rejected("upstream.status_not_boolean", why, True, _shown(status))


def _data(case: _Case) -> str:
    data = case.document.get("data")
    if not isinstance(data, dict):
        found = "missing" if "data" not in case.document else _kind(data)
        raise _Rejected("upstream.no_data", f"data is {found}; an object with the user's fields is needed.", "an object", found)
    case.data = data
    return f"data holds {', '.join(map(str, data)) or 'nothing'}."


def _identity(case: _Case) -> str:
    field = case.login.identity_method
    value = case.data.get(field)
    if case.login.lenient_status and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        why = f"data.{field} is {_shown(value)}, {_kind(value)}; the identity method {field!r} needs a text."
        raise _Rejected("upstream.identity_type", why, "a text", _shown(value), field=field)
    texts = {name: case.data[name] for name in PROFILE if isinstance(case.data.get(name), str)}
    external = value if field == "id" else case.data.get("id")
    case.person = Person(external_id=external if isinstance(external, str) else None, **texts)
    key = identity_key(field, case.person, case.settings)
    if key is None:
        found = "missing" if field not in case.data else _shown(value)
        why = f"data.{field} is {found}; the identity method is {field!r}, so it has to say who the user is."
        raise _Rejected("upstream.identity_missing", why, "a text that is not blank", _shown(value), field=field)
    case.key = key
    return f"data.{field} is {_shown(value)}" + (f", which is compared as {key!r}." if key != value else ".")


_STEPS: Final[tuple[tuple[str, Callable[[_Case], str]], ...]] = (
    ("reached", _reached),
    ("http_status", _http_status),
    ("json", _json),
    ("status", _status),
    ("data", _data),
    ("identity", _identity),
)


def _advice(case: _Case) -> list[Rule]:
    """What does not refuse the visitor but will surprise somebody."""
    found: list[Rule] = []
    kind = next((value for name, value in case.result.headers if name.lower() == "content-type"), "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        found.append(Rule("content_type", "warn", f"Content-Type is {kind!r}; JSON is sent as application/json.", "application/json", kind))
    for name in ("id", *PROFILE):
        value = case.data.get(name)
        if name != case.login.identity_method and value is not None and not isinstance(value, str):
            why = f"data.{name} is {_kind(value)} and is left out; it has to be a text."
            found.append(Rule(f"data.{name}", "warn", why, "a text", _shown(value)))
    person = case.person
    if person.phone_number and not person.phone_number.strip().startswith(("+", "00")) and not person.country_code:
        why = "A national number without country_code is another person than the same number with it."
        found.append(Rule("data.country_code", "warn", why, "+84, for example", None))
    if person.country_code and not person.country_code.startswith("+"):
        found.append(Rule("data.country_code", "warn", "country_code is written with a plus.", "+84, for example", person.country_code))
    return found


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
