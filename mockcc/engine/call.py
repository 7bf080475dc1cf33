"""What a behaviour gets (a ``Call``) and what it gives back: an ``Answer``, a ``Refuse``, a ``Wait`` or an ``Ask``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

from mockcc.catalog.types import Endpoint
from mockcc.model import OutboundCall, OutboundResult, Request
from mockcc.runtime.clock import Clock
from mockcc.runtime.ids import Ids
from mockcc.runtime.journal import Comparison
from mockcc.runtime.store import World
from mockcc.runtime.tables import CURRENT, Row, Table, Tables

R = TypeVar("R", bound=Row)


class Answer:
    """The reply that a behaviour picked, by id, and the values of its placeholders.

    ``why`` is the rule that chose it, in one sentence for the journal. ``then`` are calls to other servers that are
    made in the background once the state is committed. ``status_code`` is for a status that a setting of the vendor chose
    in place of the fixture's, ``without`` names members of the reply's JSON object that a setting left out.
    """

    __slots__ = ("reply", "status_code", "then", "values", "why", "without")

    def __init__(
        self,
        reply: str,
        /,
        *,
        why: str = "",
        then: tuple[OutboundCall, ...] = (),
        status_code: int | None = None,
        without: tuple[str, ...] = (),
        **values: Any,
    ) -> None:
        self.reply = reply
        self.why = why
        self.then = then
        self.status_code = status_code
        self.without = without
        self.values = values


class Refuse(Exception):  # noqa: N818 - the vendor refuses; for us that is an answer, not an error
    """A vendor's refusal, raised from anywhere below a behaviour; what was changed before it stays changed."""

    def __init__(
        self,
        reply: str,
        /,
        *,
        why: str = "",
        then: tuple[OutboundCall, ...] = (),
        status_code: int | None = None,
        without: tuple[str, ...] = (),
        **values: Any,
    ) -> None:
        super().__init__(reply)
        self.answer = Answer(reply, why=why, then=then, status_code=status_code, without=without, **values)


class Wait:
    """Nothing to say yet: the behaviour runs again when ``channel`` is notified, and ``otherwise`` is the answer after ``seconds``.

    The endpoint has to be marked ``waits`` in its fixture.
    """

    __slots__ = ("channel", "otherwise", "seconds")

    def __init__(self, channel: str, seconds: float, otherwise: Answer) -> None:
        self.channel = channel
        self.seconds = seconds
        self.otherwise = otherwise


class Ask:
    """Another server has to be asked first: ``outbound`` is made outside the transaction, then ``resume`` decides in a new one.

    The endpoint has to be marked ``waits`` in its fixture.
    """

    __slots__ = ("outbound", "resume")

    def __init__(self, outbound: OutboundCall, resume: Callable[[Call, OutboundResult], Outcome]) -> None:
        self.outbound = outbound
        self.resume = resume


Outcome = Answer | Wait | Ask
Behaviour = Callable[["Call"], Outcome]


class Call:
    """One call of an endpoint: the request, the vendor's world as it is now, and its clock and ids."""

    def __init__(
        self, request: Request, endpoint: Endpoint, world: World, tables: Tables, clock: Clock, ids: Ids, again: bool = False
    ) -> None:
        self.request = request
        self.endpoint = endpoint
        self.tables = tables
        self.clock = clock
        self.ids = ids
        self.compared: list[Comparison] = []
        self.again = again
        """Whether the behaviour has run for this request before and waited."""
        self._world = world

    @property
    def space(self) -> str:
        """The name of the space."""
        return self._world.space

    def now(self) -> float:
        """The space's time in unix seconds."""
        return self.clock.now()

    def get(self, table: Table[R], key: str) -> R | None:
        """A copy of a row, or ``None``."""
        return self.tables.get(table, key)

    def put(self, table: Table[R], key: str, row: R) -> None:
        """Write a row."""
        self.tables.put(table, key, row)

    def delete(self, table: Table[R], key: str) -> None:
        """Remove a row."""
        self.tables.delete(table, key)

    def rows(self, table: Table[R]) -> dict[str, R]:
        """Copies of all rows by key."""
        return self.tables.rows(table)

    def views(self, table: Table[R]) -> dict[str, R]:
        """All rows by key, to look at only: they are shared, and cost a fraction of copies."""
        return self.tables.views(table)

    def settings(self, table: Table[R]) -> R:
        """The vendor's settings in this space, to look at only; ``table`` is the vendor's ``settings`` table."""
        return cast(R, self.tables.view(table, CURRENT))

    def same(self, what: str, expected: object, found: object) -> bool:
        """Whether the two are equal; the journal shows both beside ``what`` was compared."""
        self.compared.append(Comparison(what, expected, found))
        return expected == found

    def notify(self, channel: str) -> None:
        """Wake the calls that wait on ``channel``, once this one's changes are committed."""
        self._world.notify(channel)

    @cached_property
    def base_url(self) -> str:
        """The address under which the client reached this vendor in this space, without a slash at the end."""
        return self.request.base_url


__all__ = ["Answer", "Ask", "Behaviour", "Call", "Outcome", "Refuse", "Wait"]
