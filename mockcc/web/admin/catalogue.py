"""What the server can mock: the vendors with all that they have."""

from __future__ import annotations

from typing import Any

from mockcc.engine.describe import describe
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.schemas import VENDOR, keyed

calls = Calls()


@calls.add("GET /catalogue", "All vendors by name.", gives={200: keyed(VENDOR)})
def catalogue(suite: Served) -> dict[str, Any]:
    """Each vendor as ``vendor_catalogue`` shows it."""
    return {name: vendor_catalogue(suite, name) for name in suite.vendors}


@calls.add(
    "GET /catalogue/<vendor>",
    "One vendor: endpoints, replies, scenarios, personas, settings and tables.",
    gives={200: VENDOR},
    problems=(404,),
)
def vendor_catalogue(suite: Served, vendor: str) -> dict[str, Any]:
    """The vendor's catalogue as one document."""
    pipeline = suite.pipeline(vendor)
    return describe(pipeline.catalogue, pipeline.vendor)
