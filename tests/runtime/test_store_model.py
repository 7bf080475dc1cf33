"""Random stories told to every store and to a plain dictionary, which must agree."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mockcc.runtime.store import LogCap, Store, World
from tests.runtime.conftest import MakeStore
from tests.support.stores import Line

NAMES = itertools.count()

KEYS = st.sampled_from(["", "k", "\0", "ü"])
COLLECTIONS = st.sampled_from(["agents", "phones"])
STEPS = st.one_of(
    st.tuples(st.just("put"), COLLECTIONS, KEYS, st.binary(max_size=3)),
    st.tuples(st.just("delete"), COLLECTIONS, KEYS),
    st.tuples(st.just("clear")),
    st.tuples(st.just("log"), st.text("abc", max_size=6)),
    st.tuples(st.just("count"), st.sampled_from(["x", "y"])),
)
TRANSACTIONS = st.tuples(st.sampled_from(["commit", "raise", "drop", "clear_log"]), st.lists(STEPS, max_size=6))
CAP = LogCap(entries=4, bytes=12)


class Model:
    """A space as plain Python, copied before each transaction."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], bytes] = {}
        self.entries: list[tuple[int, bytes]] = []
        self.last = 0
        self.counts: dict[str, int] = {}

    def step(self, step: tuple[Any, ...], fresh: list[str]) -> None:
        """Do one step; ``fresh`` collects the log lines of the transaction."""
        match step:
            case ("put", collection, key, value):
                self.rows[collection, key] = value
            case ("delete", collection, key):
                self.rows.pop((collection, key), None)
            case ("clear",):
                self.rows, self.entries, self.counts = {}, [], {}
                fresh.clear()
            case ("log", text):
                fresh.append(text)
            case ("count", name):
                self.counts = {**self.counts, name: self.counts.get(name, 0) + 1}

    def commit(self, fresh: list[str]) -> None:
        """Number and keep the log lines."""
        for text in fresh:
            self.last += 1
            self.entries = [*self.entries, (self.last, text.encode())]
        while len(self.entries) > CAP.entries or sum(len(line) for _, line in self.entries) > CAP.bytes:
            self.entries = self.entries[1:]

    def copy(self) -> Model:
        """The same again."""
        twin = Model()
        twin.__dict__ |= {**self.__dict__, "rows": dict(self.rows)}
        return twin


def tell(world: World, step: tuple[Any, ...]) -> None:
    """Do one step in a world."""
    verb, *arguments = step
    getattr(world, verb)(*([Line(arguments[0])] if verb == "log" else arguments))


def play(store: Store, space: str, model: Model, outcome: str, steps: list[tuple[Any, ...]]) -> Model:
    """Tell store and model one transaction, comparing after each step; the model afterwards."""
    after = model.copy()

    def work(world: World) -> None:
        nonlocal after
        after = model.copy()
        fresh: list[str] = []
        for step in steps:
            tell(world, step)
            after.step(step, fresh)
            compare(world, after)
        if outcome == "raise":
            raise LookupError
        after.commit(fresh)

    try:
        store.transact(space, work)
    except LookupError:
        return model
    return after


def compare(world: World, model: Model) -> None:
    """The world's rows are the model's."""
    seen = {(collection, key): row for collection in world.collections() for key, row in world.rows(collection).items()}
    assert seen == model.rows
    for collection, key in itertools.product(("agents", "phones"), ("", "k", "\0", "ü")):
        assert world.get(collection, key) == model.rows.get((collection, key))


def test_any_story_ends_as_it_does_in_a_dictionary(make_store: MakeStore) -> None:
    stores = [make_store(CAP), make_store(CAP)]

    @settings(max_examples=60, deadline=None)
    @given(st.lists(TRANSACTIONS, max_size=8))
    def holds(story: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
        # Two stores share a Redis, so that their views go out of date; two memories share nothing.
        turns = itertools.cycle(stores if stores[0].kind == "redis" else stores[:1])
        space, model = f"s{next(NAMES)}", Model()
        for outcome, steps in story:
            store = next(turns)
            if outcome == "drop":
                store.drop(space)
                model = Model()
            elif outcome == "clear_log":
                store.clear_log(space)
                model.entries = []
            model = play(store, space, model, outcome, steps)
            assert store.read_log(space) == model.entries
            assert store.counts(space) == model.counts

    holds()
