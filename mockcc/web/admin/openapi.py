"""OpenAPI 3.1: of the admin API itself, and of each vendor's mocked API."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from flask import request

from mockcc import __version__
from mockcc.catalog.openapi import VERSION, vendor_document
from mockcc.web.admin.calls import Call, Calls, Schema, Served
from mockcc.web.admin.schemas import ANY_OBJECT, PROBLEM

calls = Calls()
_ARGUMENT: Final = re.compile(r"<(?:path:)?([a-z]+)>")
_TITLES: Final = {
    400: "The body is no JSON",
    401: "The admin token is missing or wrong",
    403: "The call comes from another site, or at a host that is not this server's",
    404: "No such space, vendor or name",
    409: "Not as things are",
    415: "The body is not application/json",
    422: "A field is wrong; the detail names it and what is allowed",
    503: "The store is gone",
}


@calls.add("GET /openapi.json", "The admin API as OpenAPI 3.1.", gives={200: ANY_OBJECT})
def admin_openapi(suite: Served) -> dict[str, Any]:
    """Made from the calls themselves."""
    from mockcc.web.admin.app import CALLS  # the app is put together from this module too

    return admin_document(CALLS, request.host_url.rstrip("/"), token=suite.admin_token is not None)


@calls.add("GET /catalogue/<vendor>/openapi.json", "A vendor's mocked API as OpenAPI 3.1.", gives={200: ANY_OBJECT}, problems=(404,))
def vendor_openapi(suite: Served, vendor: str) -> dict[str, Any]:
    """Made from the vendor's catalogue."""
    return vendor_document(suite.catalogue(vendor), __version__, f"{request.host_url}{vendor}")


def admin_document(all_calls: tuple[Call, ...], server: str, *, token: bool = False) -> dict[str, Any]:
    """The admin API's document; with ``token`` every call but health needs one."""
    bodies = [call.body for call in all_calls if call.body is not None]
    references, components = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    schema_of = dict(zip(bodies, references, strict=True))
    paths: dict[str, Any] = {}
    for call in all_calls:
        path = "/_mockcc" + _ARGUMENT.sub(r"{\1}", call.path)
        body = call.schema if call.body is None else schema_of[call.body]
        paths.setdefault(path, {})[call.method.lower()] = _operation(call, body, token)
    document: dict[str, Any] = {
        "openapi": VERSION,
        "info": {"title": "mockcc admin API", "version": __version__, "description": "Steer and read every space of a mockcc server."},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": {**components, "Problem": PROBLEM}},
    }
    if token:
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return document


def _operation(call: Call, body: Schema | None, token: bool) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _ARGUMENT.findall(call.path)
    ]
    parameters += [
        {"name": name, "in": "query", "required": False, "schema": parameter.schema, "description": parameter.about}
        for name, parameter in call.query.items()
    ]
    operation: dict[str, Any] = {"operationId": call.name, "summary": call.about, "parameters": parameters}
    if body is not None:
        operation["requestBody"] = {"required": not call.optional, "content": {"application/json": {"schema": body}}}
    needs_token = token and call.name != "health"
    if needs_token:
        operation["security"] = [{"token": []}]
    responses = {
        str(status): {"description": "Done"}
        if schema is None
        else {"description": "Done", "content": {"application/json": {"schema": schema}}}
        for status, schema in call.gives.items()
    }
    for status in sorted({*call.problems, 403, 422} | ({401} if needs_token else set())):
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[str(status)] = {"description": _TITLES[status], "content": content}
    return {**operation, "responses": responses}
