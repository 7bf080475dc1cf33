"""Which replies and scenarios a space's clients have met."""

from __future__ import annotations

from typing import Any

from mockcc.engine.coverage import coverage
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import existing
from mockcc.web.admin.schemas import COVERAGE, keyed

calls = Calls()


@calls.add(
    "GET /spaces/<space>/coverage",
    "By vendor: what exists, what was seen, what never was.",
    gives={200: keyed(COVERAGE)},
    problems=(404, 422),
)
def show_coverage(suite: Served, space: str) -> dict[str, Any]:
    """Counted since the space was made or reset, however long the journal is."""
    counts = suite.store.counts(existing(suite, space))
    return {vendor: coverage(suite.catalogue(vendor), counts) for vendor in suite.vendors}
