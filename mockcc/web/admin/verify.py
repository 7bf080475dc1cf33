"""Verify that a vendor was called as a test expects."""

from __future__ import annotations

from typing import Any

from mockcc.engine.verify import Expectation, verify
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import pipeline_of, usable
from mockcc.web.admin.schemas import WHOLE, record
from mockcc.web.problem import ProblemError

calls = Calls()


@calls.add(
    "POST /spaces/<space>/verify",
    "Count the exchanges that match; 409 with the nearest misses when there are not as many as expected.",
    body=Expectation,
    gives={200: record(matched=WHOLE)},
    problems=(400, 409, 415, 422),
)
def verify_exchanges(suite: Served, space: str, body: Expectation) -> dict[str, Any]:
    """With ``within`` the answer waits until it is so, or the time is over."""
    body.check(pipeline_of(suite, body.vendor, "vendor").catalogue)
    verdict = verify(suite.store, usable(space), body)
    if not verdict.ok:
        near = [miss._asdict() for miss in verdict.misses]
        raise ProblemError(409, verdict.detail, matched=verdict.matched, matches=verdict.ids, misses=near)
    return {"matched": verdict.matched}
