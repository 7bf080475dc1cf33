"""The clock of a space through the admin API."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.admin import Admin

CLOCK = "/spaces/default/clock"


def test_a_clock_starts_with_the_real_time(admin: Admin) -> None:
    clock = admin.get(CLOCK)
    assert abs((datetime.fromisoformat(clock["now"]) - datetime.now(UTC)).total_seconds()) < 5
    assert (clock["frozen"], clock["offset"]) == (False, 0.0)


def test_a_clock_that_runs_is_moved_forth_and_back(admin: Admin) -> None:
    assert admin.do("PUT", CLOCK, {"advance": "PT8H"})["offset"] == pytest.approx(8 * 3600, abs=0.1)
    assert admin.do("PUT", CLOCK, {"advance": "-30m"})["offset"] == pytest.approx(7.5 * 3600, abs=0.1)
    admin.login()
    at = datetime.fromisoformat(admin.get("/spaces/default/journal")[0]["at"])
    assert (at - datetime.now(UTC)).total_seconds() == pytest.approx(7.5 * 3600, abs=5)


def test_a_frozen_clock_stands_is_moved_and_goes_on(admin: Admin) -> None:
    assert admin.do("PUT", CLOCK, {"freeze": "2026-01-01T00:00:00Z"})["now"] == "2026-01-01T00:00:00.000Z"
    assert admin.do("PUT", CLOCK, {"advance": "P1D"})["now"] == "2026-01-02T00:00:00.000Z"
    assert admin.get(CLOCK)["frozen"] is True
    resumed = admin.do("PUT", CLOCK, {"resume": True})
    assert (resumed["now"][:16], resumed["frozen"]) == ("2026-01-02T00:00", False)
    assert admin.do("PUT", CLOCK, {"freeze": True})["frozen"] is True


def test_resuming_a_clock_that_runs_changes_nothing(admin: Admin) -> None:
    assert admin.do("PUT", CLOCK, {"resume": True})["offset"] == 0.0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "advance: Give exactly one of advance, freeze and resume, not none of them."),
        ({"advance": "PT1H", "resume": True}, "resume: Give exactly one of advance, freeze and resume, not advance and resume."),
        ({"resume": False}, "resume: false does nothing."),
        ({"freeze": False}, "freeze: "),
        ({"freeze": "tomorrow"}, "freeze: 'tomorrow' is no moment. Write ISO 8601 with the zone"),
        ({"freeze": "2026-01-01T00:00:00"}, "freeze: '2026-01-01T00:00:00' is no moment."),
        ({"freeze": "1969-01-01T00:00:00Z"}, "freeze: The clock would leave the years 1970 to 8999"),
        ({"freeze": "9999-12-31T23:59:59Z"}, "freeze: The clock would leave the years 1970 to 8999"),
        ({"advance": "8 hours"}, "advance: '8 hours' is no duration of at most 100 years."),
        ({"advance": 5}, "advance: Expected `str | null`, got `int`."),
        ({"advance": "-P30000D"}, "advance: The clock would leave the years 1970 to 8999"),
        ({"advanse": "PT1H"}, "advanse: There is no field 'advanse'. Did you mean 'advance'?"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_the_clock_stays(admin: Admin, body: object, said: str) -> None:
    assert admin.refuse(422, "PUT", CLOCK, body).startswith(said)
    assert admin.get(CLOCK)["offset"] == 0.0
