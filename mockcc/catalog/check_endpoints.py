"""Check endpoints: routes that parse and do not collide, replies that exist, a behaviour that the vendor's code has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockcc.catalog.draft import Draft, Item, Problem
from mockcc.catalog.load import GROUP, ROUTE
from mockcc.catalog.types import FRAME, EndpointSpec
from mockcc.errors import nearest

ARGUMENT: Final = re.compile(r"<([^<>]*)>")
_METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", FRAME)


def check_endpoints(draft: Draft, behaviours: frozenset[str] | None) -> Iterator[Problem]:
    """Problems of all endpoints of a vendor, and of the groups of replies that they list."""
    yield from _groups(draft)
    for endpoint in draft.endpoints.values():
        yield from _replies(draft, endpoint)
        if behaviours is not None and endpoint.spec.behaviour not in behaviours:
            what = f"There is no behaviour {endpoint.spec.behaviour!r}. {nearest(endpoint.spec.behaviour, behaviours)}"
            yield endpoint.problem(what, "behaviour")
        arguments = {name for route in routes_as_written(endpoint.spec) for name in ARGUMENT.findall(route)}
        for name in endpoint.spec.request.path:
            if name not in arguments:
                yield endpoint.problem(f"No route has the argument {name!r}. {nearest(name, arguments)}", "request", "path", name)
    yield from _routes(draft)


def routes_as_written(endpoint: EndpointSpec) -> list[str]:
    """The routes of an endpoint, as they stand in the file."""
    return [endpoint.route] if isinstance(endpoint.route, str) else endpoint.route


def unknown_reply(draft: Draft, name: str) -> str | None:
    """The sentence for a reply that does not exist; ``None`` when it does."""
    known = draft.names["replies"]
    return None if name in known else f"There is no reply {name!r}. {nearest(name, known)}"


def _replies(draft: Draft, endpoint: Item[EndpointSpec]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(endpoint.spec.replies):
        if name.startswith(GROUP) and name[1:] not in draft.names["groups"]:
            what = f"There is no group of replies {name[1:]!r}. {nearest(name[1:], draft.names['groups'])}"
            yield endpoint.problem(what, "replies", index)
        elif not name.startswith(GROUP) and (sentence := unknown_reply(draft, name)):
            yield endpoint.problem(sentence, "replies", index)
        members = draft.groups[name[1:]].spec if name[1:] in draft.groups and name.startswith(GROUP) else [name]
        for member in members:
            if member in seen:
                yield endpoint.problem(f"The endpoint {endpoint.name!r} lists the reply {member!r} twice. Keep one.", "replies", index)
            seen.add(member)


def _groups(draft: Draft) -> Iterator[Problem]:
    used = {name for endpoint in draft.endpoints.values() for name in endpoint.spec.replies}
    for group in draft.groups.values():
        if GROUP + group.name not in used and draft.endpoints.keys() == draft.names["endpoints"].keys():
            yield group.problem(f"No endpoint lists the group {group.name!r}. List it as '{GROUP}{group.name}', or remove it.")
        for index, name in enumerate(group.spec):
            if sentence := unknown_reply(draft, name):
                yield group.problem(sentence, index)


def _routes(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for endpoint in draft.endpoints.values():
        if endpoint.spec.route == []:
            yield endpoint.problem(f"The endpoint {endpoint.name!r} has no route. Write: METHOD /path/<argument>.", "route")
        for index, route in enumerate(routes_as_written(endpoint.spec)):
            below = ("route",) if isinstance(endpoint.spec.route, str) else ("route", index)
            sentence = _syntax(route)
            if sentence is None:
                owner = owners.setdefault(ARGUMENT.sub("<>", route), endpoint.name)
                sentence = f"The endpoint {owner!r} has the route {route!r} as well. Remove one." if owner != endpoint.name else None
            if sentence:
                yield endpoint.problem(sentence, *below)


def _syntax(route: str) -> str | None:
    """What is wrong with a route as written; ``None`` when nothing is."""
    match = ROUTE.match(route)
    if match is None:
        return f"{route!r} is no route. Write: METHOD /path/<argument>; no spaces, no query string, the method in capitals."
    if match["method"] not in _METHODS:
        return f"{match['method']!r} is no method. {nearest(match['method'], _METHODS)}"
    names = ARGUMENT.findall(route)
    if len(names) != len(set(names)):
        return f"{route!r} has an argument twice. Give each a name of its own."
    return None
