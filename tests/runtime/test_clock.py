"""The clock of a space, and how moments and durations are written."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from mockcc.errors import InvalidValueError
from mockcc.runtime.clock import LATEST, Clock, iso, parse_duration, parse_moment
from mockcc.runtime.memory import MemoryStore

NEW_YEAR = 1767225600.0


def run(store: MemoryStore, work: Callable[[Clock], Any]) -> Any:
    return store.transact("a", lambda world: work(Clock(world)))


def test_a_clock_nobody_touched_shows_the_real_time() -> None:
    store = MemoryStore()
    assert abs(run(store, Clock.now) - time.time()) < 1
    assert run(store, lambda clock: (clock.frozen, round(clock.offset, 1))) == (False, 0.0)
    assert abs(run(store, lambda clock: clock.datetime()).timestamp() - time.time()) < 1


def test_time_stands_still_within_a_transaction() -> None:
    assert len(set(run(MemoryStore(), lambda clock: [clock.now() for _ in range(1000)]))) == 1


def test_a_clock_is_moved_frozen_moved_and_resumed() -> None:
    store = MemoryStore()
    run(store, lambda clock: clock.advance(3600))
    run(store, lambda clock: clock.advance(-60))
    assert run(store, lambda clock: clock.offset) == pytest.approx(3540, abs=0.5)
    run(store, lambda clock: clock.freeze(NEW_YEAR))
    run(store, lambda clock: clock.advance(1.5))
    assert run(store, lambda clock: (clock.now(), clock.frozen)) == (NEW_YEAR + 1.5, True)
    run(store, lambda clock: clock.resume())
    assert run(store, lambda clock: (clock.now() - NEW_YEAR, clock.frozen)) == (pytest.approx(1.5, abs=0.5), False)
    run(store, lambda clock: clock.resume())
    frozen = run(store, lambda clock: (clock.freeze(), clock.now())[1])
    assert run(store, Clock.now) == frozen


@pytest.mark.parametrize("at", [-1.0, LATEST, 1e300, float("nan"), float("inf")])
def test_a_clock_stays_among_the_years_that_dates_can_show(at: float) -> None:
    store = MemoryStore()
    with pytest.raises(InvalidValueError, match="The clock would leave the years 1970 to 8999"):
        run(store, lambda clock: clock.freeze(at))
    assert not run(store, lambda clock: clock.frozen)


def test_moments_are_written_in_utc_with_milliseconds() -> None:
    assert iso(NEW_YEAR + 0.25) == "2026-01-01T00:00:00.250Z"
    assert parse_moment("2026-01-01T01:00:00+01:00", "at") == parse_moment("2026-01-01T00:00:00Z", "at") == NEW_YEAR


@pytest.mark.parametrize("text", ["", "now", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", 5, None, True, []])
def test_what_is_no_moment_is_refused(text: object) -> None:
    with pytest.raises(InvalidValueError, match=r"is no moment\. Write ISO 8601 with the zone") as caught:
        parse_moment(text, "freeze")
    assert caught.value.field == "freeze"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT8H", 28800), ("P1D", 86400), ("P1W", 604800), ("P1DT1H1M1.5S", 90061.5), ("-PT1S", -1), ("PT0S", 0),
        ("8h", 28800), ("1h30m", 5400), ("2w3d", 1468800), ("0.5s", 0.5), ("-30m", -1800),
    ],
)  # fmt: skip
def test_durations_are_read_in_both_ways_of_writing(text: str, seconds: float) -> None:
    assert parse_duration(text, "advance") == seconds


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "-", "8", "8 h", "h8", "1m1h", "P1Y", "PT8H ", "9" * 30 + "w", "P9999999D", 8, None, ["8h"]]
)
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(InvalidValueError, match="is no duration of at most 100 years") as caught:
        parse_duration(text, "advance")
    assert caught.value.field == "advance"
