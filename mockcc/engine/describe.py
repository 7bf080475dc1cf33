"""A vendor as one JSON document: its endpoints, replies, scenarios, personas, tables and settings."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec
from msgspec import UNSET

from mockcc.catalog.types import Endpoint, Reply, ScenarioSpec, VendorCatalogue
from mockcc.engine.arming import placeholders
from mockcc.engine.vendor import Vendor
from mockcc.runtime.tables import SETTINGS, Table


def describe(catalogue: VendorCatalogue, vendor: Vendor) -> dict[str, Any]:
    """The vendor as the admin API's catalogue shows it."""
    file = catalogue.file
    return {
        "title": file.title,
        "summary": file.summary,
        "source": file.source,
        "hosts": file.hosts,
        "endpoints": {name: _endpoint(endpoint) for name, endpoint in catalogue.endpoints.items()},
        "replies": {name: _reply(catalogue, reply) for name, reply in catalogue.replies.items()},
        "scenarios": {name: _scenario(catalogue, name, spec) for name, spec in catalogue.scenarios.items()},
        "personas": {name: msgspec.to_builtins(spec) for name, spec in catalogue.personas.items()},
        "settings": {
            name: {"default": spec.default, "about": spec.about, "evidence": spec.evidence, "source": spec.source or file.source}
            for name, spec in file.settings.items()
        },
        "actions": {name: inspect.getdoc(action) or "" for name, action in vendor.actions.items()},
        "tables": {name: _table(catalogue, table) for name, table in vendor.tables.items()},
    }


def effect(spec: ScenarioSpec) -> str:
    """What a scenario does, in one sentence."""
    on = [spec.on] if isinstance(spec.on, str) else spec.on
    where = f" on {', '.join(on)}" if on else ""
    if spec.reply is not None:
        return f"Gives the reply {spec.reply}{where or ' on every endpoint that lists it'}."
    if spec.transport is not None:
        status = f" {spec.transport.status}" if spec.transport.kind == "status" else ""
        seconds = f", after {spec.transport.seconds:g} seconds" if spec.transport.seconds else ""
        return f"Breaks the transport{where or ' on every endpoint'}: {spec.transport.kind}{status}{seconds}."
    changes = ", ".join(f"{place} = {msgspec.json.encode(value).decode()}" for place, value in (spec.set or {}).items())
    return f"Changes the world{f' at a call{where}' if where else ''}: {changes}."


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    spec = endpoint.spec
    return {
        "title": spec.title,
        "method": endpoint.routes[0].method,
        "path": endpoint.routes[0].path,
        "routes": [{"method": route.method, "path": route.path} for route in endpoint.routes],
        "behaviour": spec.behaviour,
        "waits": spec.waits,
        "source": endpoint.source,
        "part": endpoint.part,
        "request": msgspec.to_builtins(spec.request),
        "replies": spec.replies,
    }


def _reply(catalogue: VendorCatalogue, reply: Reply) -> dict[str, Any]:
    spec = reply.spec
    bodies = {name: value for name in ("json", "text", "page") if (value := getattr(spec, name)) is not UNSET}
    return {
        "title": spec.title,
        "status": spec.status,
        "status_evidence": reply.status_evidence,
        "evidence": spec.evidence,
        "source": reply.source,
        "variant_of": spec.variant_of,
        "headers": spec.headers,
        "body": bodies,
        "placeholders": {name: spec.samples.get(name) for name in sorted(placeholders(catalogue, reply.id))},
    }


def _scenario(catalogue: VendorCatalogue, name: str, spec: ScenarioSpec) -> dict[str, Any]:
    shown = {example.call: example.expect for example in catalogue.examples if name in example.given}
    return {"title": spec.title, "does": effect(spec), "leads_to": shown, **msgspec.to_builtins(spec)}


def _table(catalogue: VendorCatalogue, table: Table[Any]) -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components([table.type], ref_template="#/types/{name}")
    own = components.pop(schema["$ref"].rpartition("/")[2])
    document: dict[str, Any] = {
        "about": catalogue.file.tables.get(table.name, ""),
        "fields": own["properties"],
        "required": own.get("required", []),
        "seed": ["current"] if table.name == SETTINGS else list(catalogue.seed.get(table.name, {})),
    }
    return {**document, "types": components} if components else document
