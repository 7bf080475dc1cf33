"""The behaviours that any endpoint may use: ``static`` gives the first reply that the endpoint lists."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Behaviour, Call


def static(call: Call) -> Answer:
    """The endpoint's first reply, whatever was sent."""
    return Answer(call.endpoint.spec.replies[0], why="This endpoint always gives its first reply.")


SHARED: Final[dict[str, Behaviour]] = {"static": static}
