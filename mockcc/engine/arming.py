"""Make what is to be armed out of what somebody asked for, checked against the vendor's catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from mockcc.catalog import template
from mockcc.catalog.types import TransportSpec, VendorCatalogue
from mockcc.engine.armed import Armed
from mockcc.engine.match import check_match
from mockcc.errors import InvalidValueError, UnknownNameError, nearest

Times = Annotated[int, Meta(ge=1, le=1_000_000_000, description="how often it acts; null: as long as it is armed")]
After = Annotated[int, Meta(ge=0, le=1_000_000_000, description="how many exchanges that it could act on go by first")]
MatchBody = Annotated[
    dict[str, Any], Meta(description='Dotted request fields to exact values or {"regex": "..."}, such as {"form.action": "login"}')
]
On = Annotated[str | list[str], Meta(description="the endpoint, or the endpoints, on which it acts")]


class ScenarioOptions(Struct, forbid_unknown_fields=True, kw_only=True):
    """How a scenario is armed; what is left out is as the scenario itself says."""

    times: Times | UnsetType | None = UNSET
    after: After | UnsetType = UNSET
    match: MatchBody | UnsetType = UNSET
    on: On | UnsetType = UNSET


class ReplyOptions(Struct, forbid_unknown_fields=True, kw_only=True):
    """A reply to force in place of the endpoint's own rule; once, unless ``times`` says otherwise."""

    reply: str
    values: Annotated[dict[str, Any], Meta(description="placeholders of the reply to their values; the rest keep their samples")] = {}
    times: Times | None = 1
    after: After = 0
    match: MatchBody = {}


class FaultOptions(Struct, forbid_unknown_fields=True, kw_only=True):
    """A fault of the transport; ``delay`` needs ``seconds``, ``status`` needs ``status``."""

    kind: Literal["delay", "reset", "truncate", "garbage", "status"]
    on: On | UnsetType = UNSET
    seconds: Annotated[float, Meta(ge=0, le=3600, description="how long the server waits before it acts")] | UnsetType = UNSET
    status: Annotated[int, Meta(ge=200, le=599)] | UnsetType = UNSET
    at: Annotated[int, Meta(ge=0, description="body bytes that go out before the cut; without it half of them")] | UnsetType = UNSET
    times: Times | None = None
    after: After = 0
    match: MatchBody = {}


def scenario(catalogue: VendorCatalogue, name: str, options: ScenarioOptions) -> Armed:
    """The scenario as it is to be armed.

    Raises ``UnknownNameError`` when the vendor has none of that name and ``InvalidValueError`` for an option that does not fit.
    """
    spec = catalogue.scenarios.get(name)
    if spec is None:
        raise UnknownNameError("scenario", name, catalogue.scenarios, f"of {catalogue.name}")
    on = _endpoints(catalogue, options.on if options.on is not UNSET else spec.on or [])
    return Armed(
        vendor=catalogue.name,
        kind="scenario",
        name=name,
        on=on if spec.reply is None else _that_list(catalogue, spec.reply, on),
        match=check_match(spec.match if options.match is UNSET else options.match),
        times=spec.times if options.times is UNSET else options.times,
        after=spec.after if options.after is UNSET else options.after,
        set=spec.set,
        reply=spec.reply,
        values=spec.values,
        transport=spec.transport,
    )


def forced_reply(catalogue: VendorCatalogue, endpoint: str, options: ReplyOptions) -> Armed:
    """A reply that the endpoint gives in place of what its own rule would choose; raises as ``scenario`` does."""
    spec = find_endpoint(catalogue, endpoint).spec
    if options.reply not in spec.replies:
        raise InvalidValueError("reply", f"{endpoint} does not list the reply {options.reply!r}. {nearest(options.reply, spec.replies)}")
    known = placeholders(catalogue, options.reply)
    for name in options.values:
        if name not in known:
            raise InvalidValueError(f"values.{name}", f"The reply {options.reply!r} has no placeholder {name!r}. {nearest(name, known)}")
    return Armed(
        vendor=catalogue.name,
        kind="reply",
        name=endpoint,
        on=[endpoint],
        match=check_match(options.match),
        times=options.times,
        after=options.after,
        reply=options.reply,
        values=options.values,
    )


def fault(catalogue: VendorCatalogue, options: FaultOptions) -> Armed:
    """A fault of the transport, named after the endpoints on which it acts, so that several may stand; raises as ``scenario`` does."""
    _check_parts(options)
    on = _endpoints(catalogue, [] if options.on is UNSET else options.on)
    given = {name: value for name in ("seconds", "status", "at") if (value := getattr(options, name)) is not UNSET}
    return Armed(
        vendor=catalogue.name,
        kind="fault",
        name=",".join(sorted(on)) or "*",
        on=on,
        match=check_match(options.match),
        times=options.times,
        after=options.after,
        transport=msgspec.convert({"kind": options.kind, **given}, TransportSpec),
    )


def find_endpoint(catalogue: VendorCatalogue, name: str) -> Any:
    """The endpoint of that name; raises ``UnknownNameError`` that lists the vendor's endpoints."""
    if name not in catalogue.endpoints:
        raise UnknownNameError("endpoint", name, catalogue.endpoints, f"of {catalogue.name}")
    return catalogue.endpoints[name]


def placeholders(catalogue: VendorCatalogue, reply: str) -> set[str]:
    """The names of everything in a reply that can be filled with a value."""
    spec = catalogue.replies[reply].spec
    return template.placeholders([spec.json, spec.text, *spec.headers.values()]) | spec.samples.keys()


def _check_parts(options: FaultOptions) -> None:
    if options.kind == "delay" and not options.seconds:
        raise InvalidValueError("seconds", "A fault of kind 'delay' needs the seconds to wait, more than 0.")
    if options.kind == "status" and options.status is UNSET:
        raise InvalidValueError("status", "A fault of kind 'status' needs the status to answer with, from 200 to 599.")
    if options.kind != "status" and options.status is not UNSET:
        raise InvalidValueError("status", f"A fault of kind {options.kind!r} has no status; only one of kind 'status' has.")
    if options.kind != "truncate" and options.at is not UNSET:
        raise InvalidValueError("at", f"A fault of kind {options.kind!r} has no place to cut at; only one of kind 'truncate' has.")


def _endpoints(catalogue: VendorCatalogue, on: str | Iterable[str]) -> list[str]:
    names = list(dict.fromkeys([on] if isinstance(on, str) else on))
    for name in names:
        if name not in catalogue.endpoints:
            raise InvalidValueError("on", f"There is no endpoint {name!r} of {catalogue.name}. {nearest(name, catalogue.endpoints)}")
    return names


def _that_list(catalogue: VendorCatalogue, reply: str, on: list[str]) -> list[str]:
    """The endpoints on which a reply may be forced: those of ``on``, else all that list it."""
    listing = [name for name, endpoint in catalogue.endpoints.items() if reply in endpoint.spec.replies]
    for name in on:
        if name not in listing:
            raise InvalidValueError("on", f"{name} does not list the reply {reply!r}, which this scenario gives. {nearest(name, listing)}")
    if not listing:
        raise InvalidValueError("on", f"No endpoint of {catalogue.name} lists the reply {reply!r}, which this scenario gives.")
    return on or listing


def described(armed: Armed) -> dict[str, Any]:
    """Something armed, as the admin API lists it."""
    return {
        "vendor": armed.vendor,
        "kind": armed.kind,
        "name": armed.name,
        **_effect(armed),
        "on": armed.on,
        "match": armed.match,
        "times": armed.times,
        "after": armed.after,
        "seen": armed.seen,
        "fired": armed.fired,
        "spent": armed.spent,
    }


def _effect(armed: Armed) -> Mapping[str, Any]:
    if armed.reply is not None:
        return {"reply": armed.reply, "values": armed.values}
    if armed.transport is not None:
        return {"transport": msgspec.to_builtins(armed.transport)}
    return {"set": armed.set or {}}
