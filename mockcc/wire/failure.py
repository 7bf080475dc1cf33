"""How a call to another server ends without a reply: a failure with its sentence, and the deadline that all its steps share."""

from __future__ import annotations

from typing import Final

from mockcc.model import OutboundFailure, OutboundResult
from mockcc.runtime.clock import stopwatch

LONGEST: Final = 3600.0
"""The longest that a call may take, in seconds, whatever its timeout says."""


class CallFailed(Exception):  # noqa: N818 - a verdict on the other server, not an error of ours
    """The call has no usable reply; ``detail`` says in one sentence what was found, what is allowed and what to do.

    ``reply`` is one that came and is of no use, where it came whole.
    """

    def __init__(self, failure: OutboundFailure, detail: str, reply: OutboundResult | None = None) -> None:
        super().__init__(detail)
        self.failure: OutboundFailure = failure
        self.detail = detail
        self.reply = reply or OutboundResult()


class Deadline:
    """The moment at which a call ends, whatever it is doing."""

    def __init__(self, seconds: float) -> None:
        # Written so that a "not a number" becomes zero.
        self.seconds = min(seconds, LONGEST) if seconds > 0 else 0.0
        self._end = stopwatch() + self.seconds

    def left(self, doing: str) -> float:
        """The seconds that remain, more than 0; raises ``CallFailed`` once there are none."""
        left = self._end - stopwatch()
        if left <= 0:
            raise self.passed(doing)
        return left

    def passed(self, doing: str) -> CallFailed:
        """The failure of a call that came to its end while it was ``doing`` something."""
        return CallFailed(
            "timeout",
            f"After {self.seconds:g} seconds, all that the call may take, it was still {doing}: make that faster or allow more time.",
        )


def shown(text: str, longest: int = 200) -> str:
    """Text of unknown length and content as a sentence can carry it."""
    return repr(text if len(text) <= longest else text[:longest] + "...")
