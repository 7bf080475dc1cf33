"""The behaviours that any endpoint may use: ``static`` gives the first reply that the endpoint lists."""

from __future__ import annotations

from typing import Final

from mockcc.catalog.types import FRAME
from mockcc.engine.call import Answer, Behaviour, Call, Outcome, Wait


def static(call: Call) -> Outcome:
    """The endpoint's first reply, whatever was sent; over a WebSocket only to what was sent."""
    if call.request.method == FRAME and not call.request.body:
        return Wait("", 0, Answer(call.endpoint.spec.replies[0]))
    return Answer(call.endpoint.spec.replies[0], why="This endpoint always gives its first reply.")


SHARED: Final[dict[str, Behaviour]] = {"static": static}
