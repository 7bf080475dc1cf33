"""Render replies: placeholders filled, JSON printed as the vendor prints it, header fields in the order of the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET

from mockcc.catalog import template
from mockcc.catalog.template import MissingPlaceholderError, Values
from mockcc.catalog.types import JsonStyle, ReplySpec, VendorCatalogue, VendorFile
from mockcc.catalog.types import Reply as CatalogueReply
from mockcc.errors import UnknownNameError
from mockcc.model import Reply

if TYPE_CHECKING:
    from jinja2 import Environment

Fields = list[tuple[str, str]]
Compiled = Callable[[Values], Reply]
_TEXT: Final = "text/plain; charset=utf-8"
_PAGE: Final = "text/html; charset=utf-8"
_UNSAFE: Final = re.compile(r"[\r\n\x00]+")


class Renderer:
    """Renders the replies of one vendor; each is compiled at its first use. Safe to share between threads."""

    def __init__(self, catalogue: VendorCatalogue) -> None:
        self._catalogue = catalogue
        self._compiled: dict[tuple[str, tuple[str, ...]], Compiled] = {}

    def render(self, reply_id: str, values: Values, without: tuple[str, ...] = ()) -> Reply:
        """The reply with its placeholders filled from ``values``, and its JSON object without the members that ``without`` names.

        Raises UnknownNameError for an id that the vendor does not have, MissingPlaceholderError for a placeholder without value.
        """
        compiled = self._compiled.get((reply_id, without))
        if compiled is None:
            compiled = self._compiled[reply_id, without] = self._compile(reply_id, without)
        return compiled(values)

    def sample_values(self, reply_id: str) -> dict[str, Any]:
        """The sample of each placeholder of a reply, for when it is forced; raises UnknownNameError for an unknown id."""
        return sample_values(self._reply(reply_id))

    def _reply(self, reply_id: str) -> CatalogueReply:
        reply = self._catalogue.replies.get(reply_id)
        if reply is None:
            raise UnknownNameError("reply", reply_id, self._catalogue.replies, f"in {self._catalogue.name}")
        return reply

    def _compile(self, reply_id: str, without: tuple[str, ...]) -> Compiled:
        spec = self._reply(reply_id).spec
        if without and isinstance(spec.json, dict):
            spec = msgspec.structs.replace(spec, json={name: value for name, value in spec.json.items() if name not in without})
        status, reason = spec.status, spec.reason
        body, fields = self._body(spec), _fields(spec, self._catalogue.file)
        if isinstance(fields, list):
            fixed = fields
            if isinstance(body, bytes):
                fixed_body = body
                return lambda _values: Reply(status, fixed.copy(), fixed_body, reason)
            make_body = body
            return lambda values: Reply(status, fixed.copy(), make_body(values), reason)
        make_fields = fields
        body_of = body if callable(body) else template.compile(body)
        return lambda values: Reply(status, make_fields(values), body_of(values), reason)

    def _body(self, spec: ReplySpec) -> bytes | Callable[[Values], bytes]:
        if spec.page is not UNSET:
            return self._page(spec.page)
        style = self._catalogue.file.json
        value, to_bytes = ("" if spec.text is UNSET else spec.text, _text_bytes) if spec.json is UNSET else (spec.json, _printer(style))
        filler = template.compile(value)
        if not template.placeholders(value):
            return to_bytes(filler({}))
        return lambda values: to_bytes(filler(values))

    def _page(self, name: str) -> Callable[[Values], bytes]:
        from jinja2 import UndefinedError

        page = self._environment.get_template(name)

        def render(values: Values) -> bytes:
            try:
                return page.render(values).encode("utf-8", "replace")
            except UndefinedError as error:
                raise MissingPlaceholderError(f"page {name}: {error.message}", values) from error

        return render

    @cached_property
    def _environment(self) -> Environment:
        import jinja2  # only replies with a page pay for it

        loader = jinja2.FileSystemLoader(f"{self._catalogue.folder}/pages")
        return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)


def sample_values(reply: CatalogueReply, given: Values = MappingProxyType({})) -> dict[str, Any]:
    """A value for each placeholder of the reply, for when it is forced: the one ``given``, else its sample.

    Dotted names also stand as nested mappings, for pages.
    """
    samples = {**reply.spec.samples, **given}
    found = dict(samples)
    for name, value in samples.items():
        first, *steps = name.split(".")
        if not steps:
            continue
        place = found[first] = dict(found.get(first) or {})
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return found


def json_bytes(value: Any, style: JsonStyle) -> bytes:
    """``value`` as JSON in the vendor's style: key order kept, no trailing newline, UTF-8 unless the style escapes it."""
    return _printer(style)(value)


def _printer(style: JsonStyle) -> Callable[[Any], bytes]:
    separate = _spaced if style.separators == "spaced" else _encode
    if not style.ascii:
        return separate
    separators = (", ", ": ") if style.separators == "spaced" else (",", ":")

    def escaped(value: Any) -> bytes:
        body = separate(value)
        return body if body.isascii() else json.dumps(json.loads(body), separators=separators).encode("ascii")

    return escaped


def _encode(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # a client sent a lone surrogate and the reply repeats it
        plain = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
        return plain.encode("utf-8", "replace")


def _spaced(value: Any) -> bytes:
    return msgspec.json.format(_encode(value), indent=0)


def _text_bytes(value: Any) -> bytes:
    return template.as_text(value).encode("utf-8", "replace")


def _fields(spec: ReplySpec, vendor: VendorFile) -> Fields | Callable[[Values], Fields]:
    """The header fields in the order of the wire; a function of the values when a field holds a placeholder."""
    own = {name.lower() for name in spec.headers}
    fields = [(name, value) for name, value in vendor.headers.items() if name.lower() not in own]
    kind = _content_type(spec, vendor)
    if kind and "content-type" not in own:
        fields = [field for field in fields if field[0].lower() != "content-type"] + [("Content-Type", kind)]
    written = [(name, text) for name, value in spec.headers.items() for text in ([value] if isinstance(value, str) else value)]
    fixed = [(name, _one_line(value)) for name, value in fields]
    if not any(template.placeholders(text) for _, text in written):
        return fixed + [(name, _one_line(template.compile(text)({}))) for name, text in written]
    fillers = [(name, template.compile(text), bool(template.placeholders(text))) for name, text in written]

    def fill(values: Values) -> Fields:
        made = fixed.copy()
        for name, filler, moving in fillers:
            value = filler(values)
            for item in value if isinstance(value, list | tuple) else (value,):
                if item is not None and not (item == "" and moving):
                    made.append((name, _one_line(template.as_text(item))))
        return made

    return fill


def _content_type(spec: ReplySpec, vendor: VendorFile) -> str | None:
    """The media type of the reply's body; ``None`` when there is no body and no type is written."""
    if spec.type is not None:
        return spec.type
    if spec.json is not UNSET:
        return vendor.json.type
    if spec.page is not UNSET:
        return _PAGE
    return None if spec.text is UNSET else _TEXT


def _one_line(value: str) -> str:
    """A header value that cannot split the reply, its characters the bytes of UTF-8 as WSGI wants them."""
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode("latin-1")
    return value if value.isprintable() else _UNSAFE.sub(" ", value)
