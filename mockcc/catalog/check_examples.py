"""Check examples: they call endpoints, scenarios and routes that exist, in an order that ends, with what the route needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from mockcc.catalog import template
from mockcc.catalog.check_endpoints import ARGUMENT, routes_as_written, unknown_reply
from mockcc.catalog.draft import Draft, Item, Problem
from mockcc.catalog.load import ROUTE
from mockcc.catalog.types import EndpointSpec, ExampleSpec
from mockcc.errors import nearest

_DURATION: Final = re.compile(r"P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\Z")
_TAKEN: Final = re.compile(r"(json(\.[^.]+)+|header\.[^.\s]+|cookie\.\S+)\Z")


def check_examples(draft: Draft) -> Iterator[Problem]:
    """Problems of all examples of a vendor."""
    by_name = {example.name: example for example in draft.examples}
    for example in draft.examples:
        spec = example.spec
        yield from _names(draft, example)
        yield from _order(by_name, example)
        yield from _taken(by_name, example)
        if spec.advance is not None and not _DURATION.match(spec.advance):
            yield example.problem(f"{spec.advance!r} is no ISO 8601 duration. Write for example PT30M, PT8H or P1DT12H.", "advance")
        if spec.basic is not None and len(spec.basic) != 2:
            yield example.problem(f"'basic' has {len(spec.basic)} entries. Allowed: [user, password].", "basic")
        bodies = [name for name, value in (("form", spec.form), ("json", spec.json), ("text", spec.text)) if value not in (None, UNSET)]
        if len(bodies) > 1:
            yield example.problem(f"The example sends {' and '.join(bodies)}. Allowed: at most one of form, json and text.", bodies[1])


def _names(draft: Draft, example: Item[ExampleSpec]) -> Iterator[Problem]:
    spec, endpoints, scenarios = example.spec, draft.names["endpoints"], draft.names["scenarios"]
    for index, name in enumerate(spec.given):
        if name not in scenarios:
            yield example.problem(f"There is no scenario {name!r}. {nearest(name, scenarios)}", "given", index)
    if " " in spec.call:
        if not ROUTE.match(spec.call) or "<" in spec.call:
            yield example.problem(f"{spec.call!r} is no request line. Write 'METHOD /path', or the name of an endpoint.", "call")
    elif spec.call not in endpoints:
        yield example.problem(f"There is no endpoint {spec.call!r}. {nearest(spec.call, endpoints)}", "call")
    if sentence := unknown_reply(draft, spec.expect):
        yield example.problem(sentence, "expect")
    elif spec.call in draft.endpoints:
        listed = draft.replies_of(draft.endpoints[spec.call].spec)
        if spec.expect not in listed:
            yield example.problem(f"The endpoint {spec.call!r} does not list {spec.expect!r}. {nearest(spec.expect, listed)}", "expect")
    if spec.call in draft.endpoints:
        yield from _route(draft.endpoints[spec.call].spec, example)


def _route(endpoint: EndpointSpec, example: Item[ExampleSpec]) -> Iterator[Problem]:
    routes = routes_as_written(endpoint)
    if example.spec.route is not None and example.spec.route not in routes:
        yield example.problem(f"The endpoint has no route {example.spec.route!r}. {nearest(example.spec.route, routes)}", "route")
        return
    needed = ARGUMENT.findall(example.spec.route or "".join(routes[:1]))
    for name in needed:
        if name not in example.spec.path:
            yield example.problem(f"The route's argument <{name}> has no value. Add it under 'path'.", "path")
    for name in example.spec.path:
        if name not in needed:
            yield example.problem(f"The route has no argument {name!r}. {nearest(name, needed)}", "path", name)


def _order(by_name: dict[str, Item[ExampleSpec]], example: Item[ExampleSpec]) -> Iterator[Problem]:
    for index, name in enumerate(example.spec.first):
        if name not in by_name:
            yield example.problem(f"There is no example {name!r}. {nearest(name, by_name)}", "first", index)
        elif name == example.name or example.name in _before(by_name, name):
            what = f"The example {example.name!r} comes before itself, through {name!r}. Remove one of the two from 'first'."
            yield example.problem(what, "first", index)


def _before(by_name: dict[str, Item[ExampleSpec]], name: str) -> set[str]:
    """The names of all examples that are called before the one of that name."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        item = by_name.get(open_.pop())
        for earlier in item.spec.first if item else ():
            if earlier not in found:
                found.add(earlier)
                open_.append(earlier)
    return found


def _taken(by_name: dict[str, Item[ExampleSpec]], example: Item[ExampleSpec]) -> Iterator[Problem]:
    spec = example.spec
    for name, place in spec.take.items():
        if not _TAKEN.match(place):
            yield example.problem(f"{place!r} is no part of a reply. Write json.a.b, header.X or cookie.c.", "take", name)
    earlier = [by_name[name] for name in _before(by_name, example.name) if name in by_name]
    known = {name for item in earlier for name in item.spec.take}
    for field in ("path", "bearer", "headers", "query", "form", "json"):
        for name in sorted(template.placeholders(getattr(spec, field))):
            if name not in known:
                what = f"Nothing before this example takes ${name}. {nearest(name, known)} Write $$ for a dollar sign."
                yield example.problem(what, field)
