"""Tables: typed rows over the seed, of which the store keeps only what has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest

from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.runtime.fields import read
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.tables import Row, SeedRows, Table, Tables, find_table


class Place(Row):
    """Where somebody is."""

    city: Literal["Oslo", "Rome"]
    floor: Literal[1, 2] = 1


class Person(Row):
    """Somebody."""

    name: str
    place: Place | None = None
    places: dict[str, Place] = {}
    pairs: tuple[Place, ...] = ()
    marks: list[Literal["good", "bad"]] = []


PEOPLE = Table("people", Person)
ROWS = {"people": {"ann": {"name": "Ann"}, "bob": {"name": "Bob"}, "saint": {"name": "Saint"}}}


@pytest.fixture
def run() -> Callable[[Callable[[Tables], Any]], Any]:
    """Runs something in a transaction of one space."""
    store = MemoryStore()
    seed = SeedRows(ROWS, lambda table, key: ROWS[table][key])
    return lambda work: store.transact("a", lambda world: work(Tables(world, "acme", seed, frozenset({"people.saint"}))))


Run = Callable[[Callable[[Tables], Any]], Any]


def test_a_space_starts_with_the_rows_of_the_seed_in_their_order(run: Run) -> None:
    assert list(run(lambda tables: tables.rows(PEOPLE))) == ["ann", "bob", "saint"]
    assert run(lambda tables: tables.get(PEOPLE, "nobody")) is None


def test_a_row_is_a_copy_and_changes_when_it_is_put(run: Run) -> None:
    def change(tables: Tables) -> None:
        row = tables.get(PEOPLE, "ann")
        assert row is not None
        row.name = "Anna"
        unchanged = tables.get(PEOPLE, "ann")
        assert unchanged is not None
        assert unchanged.name == "Ann"
        tables.put(PEOPLE, "ann", row)

    run(change)
    assert run(lambda tables: tables.get(PEOPLE, "ann")).name == "Anna"


def test_new_rows_stand_behind_those_of_the_seed_and_go_without_a_trace(run: Run) -> None:
    for key in ("zoe", "cid"):
        run(lambda tables, key=key: tables.put(PEOPLE, key, Person(name=key)))
    assert run(lambda tables: tables.keys("people")) == ["ann", "bob", "saint", "cid", "zoe"]
    run(lambda tables: tables.delete(PEOPLE, "cid"))
    run(lambda tables: tables.delete(PEOPLE, "ann"))
    assert list(run(lambda tables: tables.rows(PEOPLE))) == ["bob", "saint", "zoe"]


def test_the_row_of_a_persona_stays_but_for_the_admin_api(run: Run) -> None:
    run(lambda tables: tables.put(PEOPLE, "saint", Person(name="Sinner")))
    run(lambda tables: tables.delete(PEOPLE, "saint"))
    assert run(lambda tables: tables.get(PEOPLE, "saint")).name == "Saint"
    run(lambda tables: tables.delete_raw("people", "saint"))
    assert run(lambda tables: tables.get(PEOPLE, "saint")) is None


def test_what_is_read_is_noted_when_somebody_wants_to_know(run: Run) -> None:
    def work(tables: Tables) -> set[str] | None:
        tables.get(PEOPLE, "ann")
        tables.reads = set()
        tables.get(PEOPLE, "bob")
        tables.get(PEOPLE, "nobody")
        return tables.reads

    assert run(work) == {"people.bob", "people.nobody"}


def test_a_table_is_found_by_its_name() -> None:
    assert find_table({"people": PEOPLE}, "people", "acme") is PEOPLE
    with pytest.raises(UnknownNameError, match=r"There is no table 'peopel' in acme. Did you mean 'people'\?"):
        find_table({"people": PEOPLE}, "peopel", "acme")


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"nam": "x"}, "people.ann.nam", "people have no field 'nam'. Did you mean 'name'? Allowed: marks, name, pairs, place, places."),
        ({}, "people.ann.name", "This field is missing."),
        ({"name": 5}, "people.ann.name", "Expected `str`, got `int`."),
        (
            {"name": "x", "place": {"city": "Osl"}},
            "people.ann.place.city",
            "Invalid enum value 'Osl'. Did you mean 'Oslo'? Allowed: Oslo, Rome.",
        ),
        ({"name": "x", "place": {"city": "Oslo", "floor": 3}}, "people.ann.place.floor", "Invalid enum value 3. Allowed: 1, 2."),
        ({"name": "x", "places": {"home": {"city": "Rom"}}}, "people.ann.places[...].city", "Did you mean 'Rome'?"),
        (
            {"name": "x", "pairs": [{"cit": "Rome"}]},
            "people.ann.pairs[0]",
            "unknown field `cit`. Did you mean 'city'? Allowed: city, floor.",
        ),
        ({"name": "x", "marks": ["good", "god"]}, "people.ann.marks[1]", "Did you mean 'good'? Allowed: bad, good."),
        ([], "people.ann", "Expected `object`, got `array`."),
        (None, "people.ann", "Expected `object`, got `null`."),
    ],
)
def test_data_that_is_no_row_is_refused_by_field_with_what_is_allowed(row: object, field: str, said: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        PEOPLE.convert(row, "people.ann")
    assert caught.value.field == field
    assert said in str(caught.value)


def test_data_that_is_a_row_becomes_one() -> None:
    assert PEOPLE.convert({"name": "x", "place": {"city": "Rome"}}, "").place == Place(city="Rome")
    with pytest.raises(InvalidValueError, match=r"There is no field 'x'\. Allowed: marks"):
        read({"x": 1, "name": "x"}, Person)
