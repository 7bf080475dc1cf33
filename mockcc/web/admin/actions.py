"""What a vendor offers beyond its tables: actions, such as an event that it pushes."""

from __future__ import annotations

from typing import Any

from flask import request

from mockcc.runtime.space import DEFAULT
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import usable
from mockcc.web.admin.schemas import ANY_OBJECT

calls = Calls()


@calls.add(
    "POST /spaces/<space>/actions/<vendor>/<action>",
    "Have a vendor do something that no request of a client makes it do; the catalogue lists what.",
    schema=ANY_OBJECT,
    optional=True,
    gives={200: {}},
    problems=(400, 404, 415, 422),
)
def run_action(suite: Served, space: str, vendor: str, action: str, body: dict[str, Any]) -> Any:
    """The document that the action gives."""
    base = request.host_url if usable(space) == DEFAULT else f"{request.host_url}~{space}/"
    result = suite.pipeline(vendor).act(space, action, base + vendor, body)
    return {} if result is None else result
