"""Arm and disarm scenarios, forced replies and faults."""

from __future__ import annotations

from typing import Any

from mockcc.engine import arming
from mockcc.engine.armed import Armed, arm, disarm, load
from mockcc.engine.pipeline import Pipeline
from mockcc.errors import UnknownNameError
from mockcc.runtime.store import World
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import existing, usable
from mockcc.web.admin.schemas import ARMED, listed
from mockcc.web.problem import ProblemError

calls = Calls()


@calls.add("GET /spaces/<space>/scenarios", "All that is armed, and how often it acted.", gives={200: listed(ARMED)}, problems=(404, 422))
def list_armed(suite: Served, space: str) -> list[dict[str, Any]]:
    """Scenarios, forced replies and faults, in the order in which they were armed."""
    found = suite.store.transact(existing(suite, space), load)
    return [arming.described(armed) for armed in found]


@calls.add(
    "PUT /spaces/<space>/scenarios/<vendor>/<name>",
    "Arm a scenario; what the body says takes the place of what the scenario says.",
    body=arming.ScenarioOptions,
    optional=True,
    gives={200: ARMED},
    problems=(400, 404, 415, 422),
)
def arm_scenario(suite: Served, space: str, vendor: str, name: str, body: arming.ScenarioOptions) -> dict[str, Any]:
    """Arming it again starts its counters anew."""
    pipeline = suite.pipeline(vendor)
    return _arm(suite, space, pipeline, arming.scenario(pipeline.catalogue, name, body))


@calls.add("DELETE /spaces/<space>/scenarios/<vendor>/<name>", "Disarm a scenario.", gives={204: None}, problems=(404, 422))
def disarm_scenario(suite: Served, space: str, vendor: str, name: str) -> None:
    """Rows that it changed go back, unless something has changed them since."""
    pipeline = suite.pipeline(vendor)
    if name not in pipeline.catalogue.scenarios:
        raise UnknownNameError("scenario", name, pipeline.catalogue.scenarios, f"of {vendor}")
    _disarm(suite, space, pipeline, "scenario", name)


@calls.add(
    "PUT /spaces/<space>/replies/<vendor>/<endpoint>",
    "Force a reply of the endpoint: once, or as often as `times` says (null: until it is taken back).",
    body=arming.ReplyOptions,
    gives={200: ARMED},
    problems=(400, 404, 415, 422),
)
def force_reply(suite: Served, space: str, vendor: str, endpoint: str, body: arming.ReplyOptions) -> dict[str, Any]:
    """It takes the place of a reply that was forced for this endpoint before."""
    pipeline = suite.pipeline(vendor)
    return _arm(suite, space, pipeline, arming.forced_reply(pipeline.catalogue, endpoint, body))


@calls.add("DELETE /spaces/<space>/replies/<vendor>/<endpoint>", "Take a forced reply back.", gives={204: None}, problems=(404, 422))
def unforce_reply(suite: Served, space: str, vendor: str, endpoint: str) -> None:
    """The endpoint's own rule decides again."""
    pipeline = suite.pipeline(vendor)
    arming.find_endpoint(pipeline.catalogue, endpoint)
    _disarm(suite, space, pipeline, "reply", endpoint)


@calls.add(
    "PUT /spaces/<space>/faults/<vendor>",
    "Break the transport; several faults may stand, one for each choice of `on`.",
    body=arming.FaultOptions,
    gives={200: ARMED},
    problems=(400, 404, 415, 422),
)
def arm_fault(suite: Served, space: str, vendor: str, body: arming.FaultOptions) -> dict[str, Any]:
    """It takes the place of a fault with the same ``on``."""
    pipeline = suite.pipeline(vendor)
    return _arm(suite, space, pipeline, arming.fault(pipeline.catalogue, body))


@calls.add(
    "DELETE /spaces/<space>/faults/<vendor>", "Mend the transport: all faults of the vendor go.", gives={204: None}, problems=(404, 422)
)
def disarm_faults(suite: Served, space: str, vendor: str) -> None:
    """Where none is armed, none is there to go: that is no error."""
    pipeline = suite.pipeline(vendor)

    def work(world: World) -> None:
        for armed in load(world, vendor):
            if armed.kind == "fault":
                disarm(world, pipeline.tables(world), armed.key)

    suite.store.transact(existing(suite, space), work)


def _arm(suite: Served, space: str, pipeline: Pipeline, armed: Armed) -> dict[str, Any]:
    def work(world: World) -> None:
        arm(world, pipeline.tables(world), pipeline.vendor.tables, armed)

    suite.store.transact(usable(space), work)
    return arming.described(armed)


def _disarm(suite: Served, space: str, pipeline: Pipeline, kind: str, name: str) -> None:
    key = f"{pipeline.vendor.name}/{kind}/{name}"
    if not suite.store.transact(existing(suite, space), lambda world: disarm(world, pipeline.tables(world), key)):
        what = "The scenario" if kind == "scenario" else "A reply for"
        raise ProblemError(404, f"{what} {name!r} of {pipeline.vendor.name} is not armed in the space {space!r}.")
