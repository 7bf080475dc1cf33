"""Verify that a vendor was called as a test expects: counting in the journal, waiting for it, and the nearest misses."""

from __future__ import annotations

import heapq
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from mockcc.catalog.types import VendorCatalogue
from mockcc.engine.match import check_match, misses
from mockcc.engine.pipeline import BARE_STATUS
from mockcc.errors import InvalidValueError, nearest
from mockcc.runtime.journal import JOURNAL, revive_request
from mockcc.runtime.store import Store, watch

NEAREST: Final = 5
"""How many of the nearest misses are shown."""
Number = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Expectation(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which exchanges are counted, and how many there should be: at least one, unless it says otherwise.

    ``within`` is how many seconds of real time may pass until it is so. A lower bound (``times``, ``at_least``) holds as soon as it
    is reached, and ``times`` does not look whether more come later; an upper bound alone (``at_most``, ``times`` 0) is watched
    for the whole time. Too many fail at once, for no waiting makes them fewer.
    """

    vendor: str
    endpoint: str | None = None
    reply: str | None = None
    match: Annotated[dict[str, Any], Meta(description="dotted request fields to exact values or regular expressions")] = {}
    times: Number | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    within: Annotated[float, Meta(ge=0, le=600, description="seconds of real time to wait for it")] = 0.0
    kind: Annotated[Literal["exchange", "outbound"], Meta(description="requests of clients, or calls that the mock itself made")] = (
        "exchange"
    )

    @property
    def least(self) -> int:
        """The lowest number that will do."""
        if self.times is not None:
            return self.times
        if self.at_least is not None:
            return self.at_least
        return 0 if self.at_most is not None else 1

    @property
    def most(self) -> int | None:
        """The highest number that will do; ``None`` when any is."""
        return self.at_most if self.times is None else self.times

    def check(self, catalogue: VendorCatalogue) -> None:
        """Raise ``InvalidValueError`` naming the field that asks for something that the vendor does not have."""
        check_match(self.match)
        if self.times is not None and (self.at_least is not None or self.at_most is not None):
            raise InvalidValueError("times", "Give either times, or at_least and at_most.")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise InvalidValueError("at_least", f"at_least ({self.at_least}) is more than at_most ({self.at_most}).")
        if self.kind == "outbound":
            return
        if self.endpoint is not None and self.endpoint not in catalogue.endpoints:
            allowed = nearest(self.endpoint, catalogue.endpoints)
            raise InvalidValueError("endpoint", f"There is no endpoint {self.endpoint!r} of {catalogue.name}. {allowed}")
        replies = {*catalogue.replies, BARE_STATUS}
        if self.reply is not None and self.reply not in replies:
            raise InvalidValueError("reply", f"There is no reply {self.reply!r} of {catalogue.name}. {nearest(self.reply, replies)}")

    def sentence(self) -> str:
        """What is expected, in words."""
        least, most = self.least, self.most
        if most is None:
            count = f"at least {least}"
        elif least == most:
            count = f"exactly {least}"
        else:
            count = f"at most {most}" if least == 0 else f"{least} to {most}"
        what = "outbound call" if self.kind == "outbound" else "exchange"
        where = f"{self.vendor} {self.endpoint}" if self.endpoint else self.vendor
        reply = f" answered with {self.reply}" if self.reply else ""
        match = f" with {', '.join(self.match)} as wanted" if self.match else ""
        return f"{count} {what}{'' if 1 in (most, least if most is None else 0) else 's'} with {where}{reply}{match}"


class NearMiss(NamedTuple):
    """An exchange that was not counted, and the fields in which it differs from what was wanted."""

    id: str
    at: str
    endpoint: str | None
    reply: str | None
    request: str
    differs: list[dict[str, Any]]


class Verdict(NamedTuple):
    """How many exchanges matched, whether that is as expected, and the nearest misses, best first."""

    matched: int
    ok: bool
    detail: str
    ids: list[str]
    misses: list[NearMiss]


class Tally:
    """Counts the entries of a journal against an expectation."""

    def __init__(self, expected: Expectation) -> None:
        self.expected = expected
        self.last = 0
        self.ids: list[str] = []
        self._near: list[tuple[int, int, NearMiss]] = []

    def add(self, entries: list[tuple[int, bytes]]) -> None:
        """Count these entries, which are newer than those before."""
        for seq, raw in entries:
            self.last = seq
            document = msgspec.json.decode(raw)
            if document["kind"] != self.expected.kind or document["vendor"] != self.expected.vendor:
                continue
            differs = self._differs(document)
            if differs:
                self._keep(seq, document, differs)
            else:
                self.ids.append(str(seq))

    def settled(self) -> bool:
        """Whether waiting longer can change nothing."""
        count, least, most = len(self.ids), self.expected.least, self.expected.most
        return (most is not None and count > most) or count >= least > 0

    def verdict(self) -> Verdict:
        """The outcome as it is now."""
        count, most = len(self.ids), self.expected.most
        ok = count >= self.expected.least and (most is None or count <= most)
        near = [miss for _, _, miss in sorted(self._near, reverse=True)]
        return Verdict(count, ok, f"Expected {self.expected.sentence()}, found {count}.", self.ids, near)

    def _differs(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        wanted = self.expected
        differs = []
        reply = document["reply"] and document["reply"]["id"]
        for field, expected, found in (("endpoint", wanted.endpoint, document["endpoint"]), ("reply", wanted.reply, reply)):
            if expected is not None and expected != found:
                differs.append({"field": field, "expected": expected, "found": found})
        if wanted.match:
            differs += [miss._asdict() for miss in misses(wanted.match, revive_request(document["request"]))]
        return differs

    def _keep(self, seq: int, document: dict[str, Any], differs: list[dict[str, Any]]) -> None:
        request, reply = document["request"], document["reply"]
        miss = NearMiss(
            str(seq), document["at"], document["endpoint"], reply and reply["id"], f"{request['method']} {request['path']}", differs
        )
        # The number is in every tuple once, so that two misses themselves are never compared.
        heapq.heappush(self._near, (-len(differs), seq, miss))
        if len(self._near) > NEAREST:
            heapq.heappop(self._near)


def verify(store: Store, space: str, expected: Expectation) -> Verdict:
    """Count what the space's journal holds; with ``within``, wait for more of it."""
    tally = Tally(expected)
    with store.listen(space, JOURNAL) as event:
        for _ in watch(event, expected.within):
            tally.add(store.read_log(space, after=tally.last))
            if tally.settled():
                break
    return tally.verdict()
