"""A vendor's mocked API as an OpenAPI 3.1 document, made from its catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from mockcc.catalog.render import Renderer, sample_values
from mockcc.catalog.types import Endpoint, FieldSpec, RequestSpec, Route, VendorCatalogue

Document = dict[str, Any]


class Sample(NamedTuple):
    """A reply filled with its samples: the body, and its media type where it has one."""

    body: bytes
    kind: str | None


Samples = dict[str, Sample]
VERSION: Final = "3.1.0"
_METHODS: Final = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})
_ARGUMENT: Final = re.compile(r"<([A-Za-z_][A-Za-z0-9_]*)>")
_NOT_A_PARAMETER: Final = frozenset({"accept", "authorization", "content-type"})
"""Header fields that OpenAPI describes elsewhere."""
MOST_TITLES: Final = 8
"""How many replies the description of a response names; all of them stand among its examples."""


def vendor_document(catalogue: VendorCatalogue, version: str, server: str) -> Document:
    """The document; ``server`` is the address of the vendor, ``version`` that of mockcc."""
    samples = _samples(catalogue)
    paths: dict[str, Document] = {}
    for endpoint in catalogue.endpoints.values():
        for number, route in enumerate(endpoint.routes, 1):
            if route.method in _METHODS:
                item = paths.setdefault(_ARGUMENT.sub(r"{\1}", route.path), {})
                item[route.method.lower()] = _operation(catalogue, samples, endpoint, route, number)
    return {
        "openapi": VERSION,
        "info": {"title": f"{catalogue.file.title}, as mocked by mockcc", "version": version, "description": catalogue.file.summary},
        "x-mockcc-source": catalogue.file.source,
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "examples": _examples(catalogue, samples),
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}, "bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(catalogue: VendorCatalogue, samples: Samples, endpoint: Endpoint, route: Route, number: int) -> Document:
    request = endpoint.spec.request
    operation: Document = {
        "operationId": endpoint.name if number == 1 else f"{endpoint.name}_{number}",
        "summary": endpoint.spec.title or endpoint.name,
        "x-mockcc-endpoint": endpoint.name,
        "x-mockcc-source": endpoint.source,
        "parameters": list(_parameters(request, route)),
    }
    security: list[Document] = [{name: []} for name in ("basic", "bearer") if getattr(request, name) is not None]
    if security:
        operation["security"] = security
    content = _content(request)
    if content:
        operation["requestBody"] = {"content": content}
    replies = [*endpoint.spec.replies, catalogue.file.unknown_path, catalogue.file.unknown_method]
    operation["responses"] = _responses(catalogue, samples, dict.fromkeys(reply for reply in replies if reply in catalogue.replies))
    return operation


def _parameters(request: RequestSpec, route: Route) -> Iterable[Document]:
    for name in _ARGUMENT.findall(route.path):
        yield _parameter("path", name, request.path.get(name, FieldSpec()))
    for place, fields in (("query", request.query), ("header", request.headers), ("cookie", request.cookies)):
        for name, field in fields.items():
            if not (place == "header" and name.lower() in _NOT_A_PARAMETER):
                yield _parameter(place, name, field)


def _parameter(place: str, name: str, field: FieldSpec) -> Document:
    schema = _schema(field)
    examples = schema.pop("examples", None)
    parameter: Document = {"name": name, "in": place, "required": place == "path" or field.required, "schema": schema}
    if field.about:
        parameter["description"] = field.about
    return parameter | ({"example": examples[0]} if examples else {})


def _content(request: RequestSpec) -> Document:
    content: Document = {}
    if request.form:
        content["application/x-www-form-urlencoded"] = {"schema": _object(request.form)}
    if request.json:
        content["application/json"] = {"schema": _object(request.json)}
    return content


def _object(fields: Mapping[str, FieldSpec]) -> Document:
    """The schema of an object whose fields may be written with dots where they lie deeper."""
    schema: Document = {"type": "object", "properties": {}}
    for name, field in fields.items():
        *outer, last = name.split(".")
        place = schema
        for step in outer:
            inner = place.setdefault("properties", {}).setdefault(step, {"type": "object"})
            _need(place, step, field)
            place = inner
        place.setdefault("properties", {})[last] = _schema(field) | place.get("properties", {}).get(last, {})
        _need(place, last, field)
    return schema


def _need(place: Document, name: str, field: FieldSpec) -> None:
    if field.required and name not in place.setdefault("required", []):
        place["required"].append(name)


def _schema(field: FieldSpec) -> Document:
    schema: Document = {"type": field.type}
    if field.values:
        schema = {"enum": field.values}
    if field.about:
        schema["description"] = field.about
    if field.sample is not None:
        schema["examples"] = [field.sample]
    return schema


def _responses(catalogue: VendorCatalogue, samples: Samples, replies: Iterable[str]) -> Document:
    responses: Document = {}
    titles: dict[str, list[str]] = {}
    for name in replies:
        reply = catalogue.replies[name]
        status = str(reply.spec.status)
        response = responses.setdefault(status, {"description": "", "x-mockcc-replies": []})
        title = reply.spec.title or name
        titles.setdefault(status, []).append(title)
        response["x-mockcc-replies"].append(name)
        kind = samples[name].kind
        if kind is not None:
            media = response.setdefault("content", {}).setdefault(kind.partition(";")[0].strip(), {"examples": {}})
            media["examples"][_component(name)] = {"$ref": f"#/components/examples/{_component(name)}"}
    for status, response in responses.items():
        more = len(titles[status]) - MOST_TITLES
        response["description"] = "; ".join(titles[status][:MOST_TITLES]) + (f"; and {more} more" if more > 0 else "")
    return responses


def _examples(catalogue: VendorCatalogue, samples: Samples) -> Document:
    """Each reply with a body, once for all operations that can give it."""
    return {
        _component(name): {
            "summary": reply.spec.title or name,
            "value": _value(samples[name].body, samples[name].kind or ""),
            "x-mockcc-reply": name,
            "x-mockcc-evidence": reply.spec.evidence,
            "x-mockcc-status-evidence": reply.status_evidence,
            "x-mockcc-source": reply.source,
        }
        for name, reply in catalogue.replies.items()
        if samples[name].kind is not None
    }


def _samples(catalogue: VendorCatalogue) -> Samples:
    renderer = Renderer(catalogue)
    found: Samples = {}
    for name, reply in catalogue.replies.items():
        sample = renderer.render(name, sample_values(reply))
        found[name] = Sample(sample.body, next((value for field, value in sample.headers if field.lower() == "content-type"), None))
    return found


def _value(body: bytes, kind: str) -> Any:
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _component(name: str) -> str:
    """A reply's id as OpenAPI allows it for the key of an example."""
    return re.sub(r"[^a-zA-Z0-9._-]", "_", name)
