"""Spaces: make, list, look, drop, and back to the seed."""

from __future__ import annotations

from typing import Annotated, Any

from flask import request
from msgspec import Meta, Struct

from mockcc.engine import arming
from mockcc.engine.armed import Armed, arm, load
from mockcc.engine.pipeline import Pipeline
from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.runtime.ids import fresh_name
from mockcc.runtime.space import COLLECTION, DEFAULT, KEY, SpaceMeta, check_name, read_meta, reset, write_meta
from mockcc.runtime.store import World
from mockcc.web.admin.calls import Calls, Given, Served
from mockcc.web.admin.fields import MAX_NUMBER, existing, pipeline_of
from mockcc.web.admin.schemas import SPACE, listed
from mockcc.web.problem import ProblemError

calls = Calls()


class ArmedAtStart(arming.ScenarioOptions, kw_only=True):
    """A scenario that is armed as soon as the space is there."""

    vendor: str
    name: str


class NewSpace(Struct, forbid_unknown_fields=True, kw_only=True):
    """A space to make; without an id it gets a name of its own."""

    id: Annotated[str, Meta(description="1 to 64 of the characters A-Z a-z 0-9 . _ -")] | None = None
    seed: Annotated[int, Meta(ge=0, le=MAX_NUMBER, description="the number from which invented people and ids come")] | None = None
    scenarios: list[ArmedAtStart] = []


@calls.add("GET /spaces", "The spaces that there are.", gives={200: listed(SPACE)})
def list_spaces(suite: Served) -> list[dict[str, Any]]:
    """All spaces; the default one always is there."""
    return [describe_space(suite, name) for name in sorted({*suite.store.spaces(), DEFAULT})]


@calls.add(
    "POST /spaces",
    "Make a space that starts with the seed data.",
    body=NewSpace,
    optional=True,
    gives={201: SPACE},
    problems=(400, 409, 415, 422),
)
def make_space(suite: Served, body: NewSpace) -> Given:
    """All or nothing: where a scenario cannot be armed there is no space either."""
    name = fresh_name() if body.id is None else check_name(body.id, "id")
    wanted = [_armed(suite, scenario, f"scenarios[{place}]") for place, scenario in enumerate(body.scenarios)]
    if suite.store.exists(name):
        raise _taken(name)

    def work(world: World) -> None:
        # Somebody else may have made it since; a space that was made on purpose has this row.
        if world.get(COLLECTION, KEY) is not None:
            raise _taken(name)
        write_meta(world, SpaceMeta(seed=body.seed))
        for pipeline, armed in wanted:
            arm(world, pipeline.tables(world), pipeline.vendor.tables, armed)

    suite.store.transact(name, work)
    document = {"id": name, "seed": body.seed, "urls": urls(suite, name)}
    return Given(201, document, (("Location", f"{request.host_url}_mockcc/spaces/{name}"),))


@calls.add("GET /spaces/<space>", "One space.", gives={200: {**SPACE, "required": [*SPACE["required"], "armed"]}}, problems=(404, 422))
def show_space(suite: Served, space: str) -> dict[str, Any]:
    """Its seed, its addresses, and how much is in it."""
    return describe_space(suite, existing(suite, space), counts=True)


@calls.add("DELETE /spaces/<space>", "Drop the space with all that is in it.", gives={204: None}, problems=(404, 422))
def drop_space(suite: Served, space: str) -> None:
    """The default space is there again at once, from the seed."""
    suite.store.drop(existing(suite, space))


@calls.add(
    "POST /spaces/<space>/reset",
    "Back to the seed: tables, clock, journal, counters and everything armed.",
    gives={200: SPACE},
    problems=(404, 422),
)
def reset_space(suite: Served, space: str) -> dict[str, Any]:
    """The space keeps the seed that it was made with."""
    suite.store.transact(existing(suite, space), reset)
    return describe_space(suite, space)


def urls(suite: Served, space: str) -> dict[str, str]:
    """Where each vendor is in this space, by the address at which the caller reached us."""
    base = request.host_url if space == DEFAULT else f"{request.host_url}~{space}/"
    return {vendor: base + vendor for vendor in suite.vendors}


def describe_space(suite: Served, name: str, *, counts: bool = False) -> dict[str, Any]:
    """The space's id, seed and addresses; with ``counts`` also how many things are armed in it."""
    if not suite.store.exists(name):
        found: dict[str, Any] = {"seed": None, "armed": 0}
    else:
        found = suite.store.transact(name, lambda world: {"seed": read_meta(world).seed, "armed": len(load(world))})
    document = {"id": name, "seed": found["seed"], "urls": urls(suite, name)}
    return {**document, "armed": found["armed"]} if counts else document


def _armed(suite: Served, scenario: ArmedAtStart, field: str) -> tuple[Pipeline, Armed]:
    pipeline = pipeline_of(suite, scenario.vendor, f"{field}.vendor")
    try:
        return pipeline, arming.scenario(pipeline.catalogue, scenario.name, scenario)
    except UnknownNameError as error:
        raise InvalidValueError(f"{field}.name", str(error)) from None
    except InvalidValueError as error:
        raise InvalidValueError(f"{field}.{error.field}", str(error)) from None


def _taken(name: str) -> ProblemError:
    return ProblemError(409, f"id: There is a space {name!r} already. Choose another id, leave it out, or reset that space.", field="id")
