"""What a vendor offers to the admin API and the command line beyond its tables: an action, which may ask other servers on its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mockcc.engine.call import Call
from mockcc.model import OutboundCall, OutboundResult

if TYPE_CHECKING:
    from mockcc.engine.pipeline import Pipeline

T = TypeVar("T")


class Act:
    """One run of an action: what was given to it, the vendor's world in transactions, and calls to other servers between them.

    ``base_url`` is the address under which the vendor is reached in this space.
    """

    def __init__(self, pipeline: Pipeline, space: str, base_url: str, given: Mapping[str, Any]) -> None:
        self.base_url = base_url
        self.given = given
        self._pipeline = pipeline
        self._space = space

    def work(self, work: Callable[[Call], T]) -> T:
        """Run ``work``, which may run twice, in one transaction of the space; raises whatever it raises, and then nothing is changed."""
        return self._pipeline.inspect(self._space, self.base_url, work)

    def ask(self, call: OutboundCall) -> OutboundResult:
        """Make a call to another server, journaled with what came of it; never inside ``work``."""
        return self._pipeline.outbound(self._space, self.base_url, call)

    def later(self, calls: tuple[OutboundCall, ...]) -> None:
        """Make the calls in the background, in order, journaled with what came of them."""
        if calls:
            self._pipeline.deliver(self._space, calls)


Action = Callable[[Act], Any]
"""Does its work and returns a document of plain data; raises ``InvalidValueError`` or ``UnknownNameError`` for what it cannot take."""
