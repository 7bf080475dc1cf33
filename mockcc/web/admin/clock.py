"""The clock of a space: read it, move it, stop it, let it go on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from mockcc.errors import InvalidValueError
from mockcc.runtime.clock import Clock, iso, parse_duration, parse_moment
from mockcc.runtime.store import World
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.fields import existing, usable
from mockcc.web.admin.schemas import CLOCK

calls = Calls()


class ClockChange(Struct, forbid_unknown_fields=True, kw_only=True):
    """What to do with the clock; exactly one of these."""

    advance: Annotated[str, Meta(description="a duration such as PT8H or 8h; with a minus in front it goes back")] | None = None
    freeze: Annotated[str | Literal[True], Meta(description="a moment such as 2026-01-01T00:00:00Z, or true: where it stands")] | None = (
        None
    )
    resume: Annotated[bool, Meta(description="true lets a frozen clock go on from where it stands")] | None = None


@calls.add("GET /spaces/<space>/clock", "The space's time.", gives={200: CLOCK}, problems=(404, 422))
def show_clock(suite: Served, space: str) -> dict[str, Any]:
    """``offset`` is how many seconds it is ahead of the real time."""
    return suite.store.transact(existing(suite, space), lambda world: _describe(Clock(world)))


@calls.add(
    "PUT /spaces/<space>/clock",
    "Move the clock, freeze it, or let it go on; sessions and tokens expire by it.",
    body=ClockChange,
    gives={200: CLOCK},
    problems=(400, 415, 422),
)
def change_clock(suite: Served, space: str, body: ClockChange) -> dict[str, Any]:
    """A frozen clock that is moved stands still at its new place."""
    given = [name for name in ("advance", "freeze", "resume") if getattr(body, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise InvalidValueError(given[1] if given else "advance", f"Give exactly one of advance, freeze and resume, not {found}.")
    if body.resume is False:
        raise InvalidValueError("resume", "false does nothing. Allowed: true; to stop the clock, freeze it.")
    seconds = 0.0 if body.advance is None else parse_duration(body.advance, "advance")
    moment = parse_moment(body.freeze, "freeze") if isinstance(body.freeze, str) else None

    def work(world: World) -> dict[str, Any]:
        clock = Clock(world)
        if body.advance is not None:
            clock.advance(seconds)
        elif body.freeze is not None:
            clock.freeze(moment)
        else:
            clock.resume()
        return _describe(clock)

    return suite.store.transact(usable(space), work)


def _describe(clock: Clock) -> dict[str, Any]:
    return {"now": iso(clock.now()), "frozen": clock.frozen, "offset": round(clock.offset, 3) + 0.0}  # no minus before a zero
