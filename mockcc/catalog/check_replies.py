"""Check replies: used by an endpoint, one body, lawful header fields, a sample for each placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from mockcc.catalog import template
from mockcc.catalog.check_endpoints import unknown_reply
from mockcc.catalog.draft import Draft, Item, Problem
from mockcc.catalog.types import ReplySpec
from mockcc.errors import nearest

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.nodes import Template

_FIELD_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_LINE_BREAK: Final = re.compile(r"[\r\n\0]")
_BODILESS: Final = (204, 304)


def check_replies(draft: Draft) -> Iterator[Problem]:
    """Problems of all replies of a vendor, and of what ``vendor.yaml`` says of replies."""
    used = {name for endpoint in draft.endpoints.values() for name in draft.replies_of(endpoint.spec)}
    whole = draft.vendor_spec is not None and draft.endpoints.keys() == draft.names["endpoints"].keys()
    vendor = draft.vendor_spec
    if vendor is not None:
        for field, name in (("unknown_path", vendor.unknown_path), ("unknown_method", vendor.unknown_method)):
            used.add(name)
            if sentence := unknown_reply(draft, name):
                yield draft.vendor_file.problem((field,), f"{field}: {sentence}")
        for name, value in vendor.headers.items():
            for sentence in _header(name, value):
                yield draft.vendor_file.problem(("headers", name), sentence)
            if template.placeholders(value):
                what = f"The header {name!r} of every reply holds a placeholder. Only headers of a single reply may."
                yield draft.vendor_file.problem(("headers", name), what)
    for reply in draft.replies.values():
        if whole and reply.name not in used:
            yield reply.problem(f"No endpoint lists the reply {reply.name!r}. List it under the 'replies' of an endpoint, or remove it.")
        yield from _variant(draft, reply)
        yield from _body(draft.folder / "pages", reply)
        yield from _headers(reply)
        yield from _samples(draft.folder / "pages", reply)


def _variant(draft: Draft, reply: Item[ReplySpec]) -> Iterator[Problem]:
    base = reply.spec.variant_of
    if base is None:
        return
    if sentence := unknown_reply(draft, base):
        yield reply.problem(sentence, "variant_of")
    elif base in draft.replies and draft.replies[base].spec.variant_of is not None:
        what = f"{base!r} is a variant of {draft.replies[base].spec.variant_of!r} itself. Name the reply that is not a variant."
        yield reply.problem(what, "variant_of")


def _body(pages: Path, reply: Item[ReplySpec]) -> Iterator[Problem]:
    spec = reply.spec
    bodies = [name for name in ("json", "text", "page") if getattr(spec, name) is not UNSET]
    if len(bodies) > 1:
        yield reply.problem(f"The reply {reply.name!r} has {' and '.join(bodies)}. Allowed: at most one of json, text and page.", bodies[1])
    if bodies and (spec.status in _BODILESS or spec.status < 200):
        yield reply.problem(f"A reply with status {spec.status} has no body, but this one has {bodies[0]}. Remove it.", bodies[0])
    if spec.page is not UNSET and not _page_exists(pages, spec.page):
        known = [path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()]
        yield reply.problem(f"There is no file pages/{spec.page}. {nearest(spec.page, known)}", "page")
    for name in ("json", "text", "headers"):
        for text in template.stray_dollars(getattr(spec, name)):
            what = f"{text!r} holds a dollar sign that begins no placeholder."
            yield reply.problem(f"{what} Write $$ for a dollar sign, $name or ${{name}} for a placeholder.", name)


def _page_exists(pages: Path, name: str) -> bool:
    return (pages / name).is_file() and (pages / name).resolve().is_relative_to(pages.resolve())


def _headers(reply: Item[ReplySpec]) -> Iterator[Problem]:
    for name, value in reply.spec.headers.items():
        for text in [value] if isinstance(value, str) else value:
            for sentence in _header(name, text):
                yield reply.problem(sentence, "headers", name)
    for field in ("reason", "type"):
        if _LINE_BREAK.search(getattr(reply.spec, field) or ""):
            yield reply.problem(f"{field!r} holds a line break. Allowed: one line.", field)


def _header(name: str, value: str) -> Iterator[str]:
    if not _FIELD_NAME.match(name):
        yield f"{name!r} is no name of a header field. Allowed: letters, digits and !#$%&'*+-.^_`|~"
    if _LINE_BREAK.search(value):
        yield f"The header {name!r} holds a line break. Allowed: one line; a list of values repeats the field."


def _samples(pages: Path, reply: Item[ReplySpec]) -> Iterator[Problem]:
    spec = reply.spec
    needed = template.placeholders([spec.json, spec.text, *spec.headers.values()])
    below: tuple[str, ...] = ("samples",) if spec.samples else ()
    if spec.page is not UNSET and _page_exists(pages, spec.page):
        try:
            needed |= _page_names(pages, spec.page)
        except SyntaxError as error:
            yield reply.problem(f"pages/{error.filename}:{error.lineno}: {error.msg} Correct the page.", "page")
            return
    for name in sorted(needed):
        if not _has_sample(name, spec.samples):
            yield reply.problem(f"The placeholder ${name} has no sample. Add it under 'samples' of the reply {reply.name!r}.", *below)
    for name in spec.samples:
        if not any(
            placeholder == name or placeholder.startswith(name + ".") or name.startswith(placeholder + ".") for placeholder in needed
        ):
            yield reply.problem(f"The sample {name!r} belongs to no placeholder. {nearest(name, needed)}", "samples", name)


def _has_sample(name: str, samples: dict[str, Any]) -> bool:
    try:
        template.compile("$" + name)(samples)
    except template.MissingPlaceholderError:
        return any(sample.startswith(name + ".") for sample in samples)
    return True


def _page_names(pages: Path, name: str) -> set[str]:
    """The top names that a page reads, with the pages that it extends or includes; raises SyntaxError when one is no template."""
    from jinja2 import Environment, meta

    environment = Environment(autoescape=True)
    found: set[str] = set()
    known, open_ = {name}, [name]
    while open_:
        tree = _parsed(environment, pages, open_.pop())
        found |= meta.find_undeclared_variables(tree)
        below = {other for other in meta.find_referenced_templates(tree) if other is not None}
        open_.extend(below - known)
        known |= below
    return found


def _parsed(environment: Environment, pages: Path, name: str) -> Template:
    from jinja2 import TemplateSyntaxError

    if not _page_exists(pages, name):
        raise SyntaxError(f"There is no file pages/{name}.", (name, 1, 0, ""))
    try:
        return environment.parse((pages / name).read_text("utf-8"))
    except TemplateSyntaxError as error:
        raise SyntaxError(f"{error.message}.", (name, error.lineno, 0, "")) from None
    except UnicodeDecodeError:
        raise SyntaxError("No UTF-8.", (name, 1, 0, "")) from None
