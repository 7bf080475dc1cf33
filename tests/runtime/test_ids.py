"""The ids of a space: the same seed gives the same ones, another space never does."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from mockcc.runtime.ids import Ids, fresh_name
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.space import SpaceMeta, valid_name, write_meta
from mockcc.runtime.store import World


def draw(space: str, work: Callable[[Ids], Any], seed: int | None = None, server_seed: int = 0) -> Any:
    def run(world: World) -> Any:
        if seed is not None:
            write_meta(world, SpaceMeta(seed=seed))
        return work(Ids(world, server_seed))

    return MemoryStore().transact(space, run)


def several(ids: Ids) -> list[str]:
    return [ids.hex(8), ids.text(12), ids.digits(6), ids.uuid()]


def test_the_same_seed_gives_the_same_ids_in_the_same_order() -> None:
    assert draw("a", several, seed=5) == draw("b", several, seed=5)
    assert draw("a", several) == draw("a", several)


def test_other_seeds_and_other_spaces_give_others() -> None:
    drawn = [
        draw("a", several, seed=5),
        draw("a", several, seed=6),
        draw("a", several),
        draw("b", several),
        draw("a", several, server_seed=1),
    ]
    assert len({each[0] for each in drawn}) == len(drawn)


def test_no_id_is_drawn_twice() -> None:
    def work(ids: Ids) -> list[str]:
        return [ids.hex(16) for _ in range(1000)]

    assert len(set(draw("a", work))) == 1000


def test_numbers_go_on_from_one_transaction_to_the_next() -> None:
    store = MemoryStore()
    assert [store.transact("a", lambda world: Ids(world, 0).sequence()) for _ in range(3)] == [1, 2, 3]


def test_ids_have_the_length_and_the_letters_that_were_asked_for() -> None:
    assert len(draw("a", lambda ids: ids.bytes(150))) == 150
    assert re.fullmatch("[0-9a-f]{7}", draw("a", lambda ids: ids.hex(7)))
    assert re.fullmatch("[A-Za-z0-9]{40}", draw("a", lambda ids: ids.text(40)))
    assert re.fullmatch("[xy]{9}", draw("a", lambda ids: ids.text(9, "xy")))
    assert re.fullmatch("[1-9][0-9]{11}", draw("a", lambda ids: ids.digits(12)))
    assert re.fullmatch("[1-9]", draw("a", lambda ids: ids.digits(1)))
    assert uuid.UUID(draw("a", lambda ids: ids.uuid())).version == 4


def test_a_fresh_name_can_name_a_space_and_is_never_the_same() -> None:
    names = {fresh_name() for _ in range(100)}
    assert len(names) == 100
    assert all(valid_name(name) for name in names)
