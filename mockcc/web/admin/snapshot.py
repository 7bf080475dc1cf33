"""A whole space as one JSON document, and back."""

from __future__ import annotations

from typing import Any

from mockcc.engine.snapshot import Known, Snapshot, put_back, save
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import existing, usable
from mockcc.web.admin.schemas import ANY_OBJECT, SPACE, keyed, record
from mockcc.web.admin.spaces import describe_space

calls = Calls()
SNAPSHOT = record(
    version={"const": 1}, seed={"type": ["integer", "null"]}, rows=keyed(ANY_OBJECT), journal={"type": "array"}, counts=ANY_OBJECT
)


@calls.add("GET /spaces/<space>/snapshot", "The whole space as one document.", gives={200: SNAPSHOT}, problems=(404, 422))
def take_snapshot(suite: Served, space: str) -> dict[str, Any]:
    """Rows that differ from the seed, all that is armed, the clock, the ids drawn, the journal and the counters."""
    return save(suite.store, existing(suite, space))


@calls.add(
    "PUT /spaces/<space>/snapshot",
    "Make the space what a snapshot says; its journal's entries get new ids.",
    body=Snapshot,
    gives={200: SPACE},
    problems=(400, 415, 422),
)
def restore_snapshot(suite: Served, space: str, body: Snapshot) -> dict[str, Any]:
    """All or nothing: a row that does not fit leaves the space as it was."""
    known = {name: Known(pipeline.catalogue, pipeline.vendor) for name in suite.vendors for pipeline in [suite.pipeline(name)]}
    suite.store.transact(usable(space), lambda world: put_back(world, body, known))
    return describe_space(suite, space)
