"""What is armed, as rows of a space: changing the world, and putting it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from mockcc.engine.armed import Armed, arm, change_world, disarm, find, load
from mockcc.errors import InvalidValueError
from mockcc.runtime.store import World
from mockcc.runtime.tables import Tables
from tests.support.acme import AGENTS, AcmeSuite, vendor

T = TypeVar("T")


def within(suite: AcmeSuite, work: Callable[[World, Tables], T]) -> T:
    return suite.store.transact("a", lambda world: work(world, suite.pipeline("acme").tables(world)))


def scenario(**fields: object) -> Armed:
    return Armed(vendor="acme", kind="scenario", name="s", **fields)  # type: ignore[arg-type]


def states(suite: AcmeSuite) -> dict[str, str]:
    return within(suite, lambda _, tables: {key: row.state for key, row in tables.rows(AGENTS).items()})


def test_things_are_listed_in_the_order_of_arming_of_one_vendor_or_of_all(suite: AcmeSuite) -> None:
    def work(world: World, tables: Tables) -> list[list[str]]:
        for owner, name in (("b", "2"), ("acme", "1"), ("acme", "0"), ("b", "2")):
            arm(world, tables, vendor.tables, Armed(vendor=owner, kind="reply", name=name, reply="x"))
        return [[armed.key for armed in load(world, owner)] for owner in (None, "acme")]

    assert within(suite, work) == [["acme/reply/1", "acme/reply/0", "b/reply/2"], ["acme/reply/1", "acme/reply/0"]]


def test_a_change_for_everybody_is_put_back_for_everybody(suite: AcmeSuite) -> None:
    within(suite, lambda world, tables: arm(world, tables, vendor.tables, scenario(set={"agents.*.state": "BUSY"})))
    assert set(states(suite).values()) == {"BUSY"}
    assert within(suite, lambda world, tables: disarm(world, tables, "acme/scenario/s"))
    assert states(suite) == {"agent1": "OUT", "agent2": "OUT", "locked1": "READY"}
    assert not within(suite, lambda world, tables: disarm(world, tables, "acme/scenario/s"))


def test_a_change_that_waits_for_an_exchange_is_not_made_at_once(suite: AcmeSuite) -> None:
    within(suite, lambda world, tables: arm(world, tables, vendor.tables, scenario(set={"agents.*.state": "BUSY"}, after=1)))
    assert states(suite)["agent1"] == "OUT"
    found = within(suite, lambda world, _: find(world, "acme/scenario/s"))
    assert found is not None
    assert (found.applied, found.spent, found.conditional) == (False, False, True)


def test_several_changes_of_a_row_are_put_back_to_what_was_before_the_first(suite: AcmeSuite) -> None:
    changes = {
        "agents.agent1.state": "BUSY",
        "agents.agent1.tags": ["x"],
        "agents.new": {"id": "new", "password": "p"},
        "agents.new.state": "BUSY",
    }
    undo = within(suite, lambda _, tables: change_world(tables, vendor.tables, changes))
    assert undo["agents.agent1"].before == {"id": "agent1", "password": "secret"}
    assert undo["agents.agent1"].after == {"id": "agent1", "password": "secret", "state": "BUSY", "tags": ["x"]}
    assert undo["agents.new"].before is None


def test_a_row_that_is_removed_comes_back_unless_somebody_made_another(suite: AcmeSuite) -> None:
    armed = scenario(set={"agents.agent1": None, "agents.agent2": None})
    within(suite, lambda world, tables: arm(world, tables, vendor.tables, armed))
    assert states(suite) == {"locked1": "READY"}
    within(suite, lambda _, tables: tables.put_raw("agents", "agent2", b'{"id":"other","password":"x"}'))
    within(suite, lambda world, tables: disarm(world, tables, armed.key))
    rows = within(suite, lambda _, tables: tables.rows(AGENTS))
    assert (rows["agent1"].id, rows["agent2"].id) == ("agent1", "other")


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("agent.agent1.state", "OUT", "agent.agent1.state"),
        ("agents.agent1.stat", "OUT", "agents.agent1.stat"),
        ("agents.agent1.state", "OUTT", "agents.agent1.state"),
        ("agents.agent1", {"id": 5, "password": "x"}, "agents.agent1.id"),
        ("agents.nobody.state", "OUT", "agents.nobody.id"),
    ],
)
def test_a_change_that_does_not_fit_the_tables_names_its_place(suite: AcmeSuite, place: str, value: object, field: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        within(suite, lambda _, tables: change_world(tables, vendor.tables, {place: value}))
    assert caught.value.field == field
    assert states(suite)["agent1"] == "OUT"
