"""Which of the armed things act on one exchange, and what is left of them after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockcc.catalog.types import TransportSpec
from mockcc.engine.armed import Armed, apply_set, find, load, put_back, save
from mockcc.model import Request
from mockcc.runtime.store import World
from mockcc.runtime.tables import Table, Tables


class Effects:
    """What is armed, held against one exchange inside one transaction.

    A fault of the transport comes on top of any reply; one that answers with a bare status turns the request away before it meets
    anything else. A forced reply takes the place of the behaviour. Of several, the first in the order of arming acts. A ``set``
    has changed the world before the behaviour looks at it.
    """

    def __init__(self) -> None:
        self.forced: Armed | None = None
        self.transport: TransportSpec | None = None
        self._names: list[str] = []
        self._sets: list[Armed] = []
        self._acted: list[Armed] = []
        self._reads: set[str] = set()

    @property
    def names(self) -> list[str]:
        """The scenarios that acted."""
        return list(dict.fromkeys([*self._names, *(armed.name for armed in self._acted)]))

    @property
    def turned_away(self) -> bool:
        """Whether the request never reaches the vendor."""
        return self.transport is not None and self.transport.kind == "status"

    def name(self) -> str | None:
        """The names of what acted, for the journal and the annotation; ``None`` when nothing did."""
        return ", ".join(self.names) or None

    def before(
        self, world: World, tables: Tables, types: Mapping[str, Table[Any]], vendor: str, endpoint: str | None, request: Request
    ) -> None:
        """Choose what acts, change the world where a ``set`` waited for this exchange, and count."""
        candidates = [armed for armed in load(world, vendor) if not armed.spent and armed.concerns(endpoint, request)]
        for armed in candidates:
            if armed.transport is not None and self.transport is None and self._acts(world, armed):
                self.transport = armed.transport
        if self.turned_away:
            return
        for armed in candidates:
            if armed.set is not None:
                self._before_set(world, tables, types, armed)
            elif armed.reply is not None and self.forced is None and self._acts(world, armed):
                self.forced = armed

    def _acts(self, world: World, armed: Armed) -> bool:
        armed.seen += 1
        acts = armed.seen > armed.after
        if acts:
            armed.fired += 1
            if armed.kind == "scenario":
                self._names.append(armed.name)
        save(world, armed)
        return acts

    def _before_set(self, world: World, tables: Tables, types: Mapping[str, Table[Any]], armed: Armed) -> None:
        if not armed.applied:
            armed.seen += 1
            if armed.seen > armed.after:
                apply_set(tables, types, armed)
            save(world, armed)
        if armed.applied:
            self._sets.append(armed)

    def watch(self, tables: Tables) -> Tables:
        """Have the tables note what is read from now on, where a ``set`` is in force."""
        if self._sets:
            tables.reads = self._reads
        return tables

    def after(self, world: World, tables: Tables) -> None:
        """Count each ``set`` of which a changed row was read, and put back those that have acted as often as they may.

        An exchange that waited meets them as they are now: those that were disarmed or spent by others are left alone.
        """
        self._acted = []
        for armed in self._sets:
            now = find(world, armed.key)
            if now is None or now.spent or self._reads.isdisjoint(now.undo):
                continue
            now.fired += 1
            self._acted.append(now)
            if now.fired == now.times:
                put_back(tables, now)
            save(world, now)

    def explain(self, why: str) -> str:
        """What the armed things did to this exchange, in sentences, and ``why`` behind them."""
        if not self.names and self.forced is None and self.transport is None:
            return why
        said = []
        if self.forced is not None:
            scenario = self.forced.kind == "scenario"
            what = f"The scenario {self.forced.name!r} is armed" if scenario else "A reply is forced for this endpoint"
            said.append(f"{what} and gives this reply in place of the vendor's own rule ({_often(self.forced)}).")
        said += [
            f"The scenario {armed.name!r} is armed and has changed {', '.join(sorted(armed.set or {}))} ({_often(armed)})."
            for armed in self._acted
        ]
        if self.turned_away:
            said.append("The request is turned away with a bare status before it reaches the vendor.")
        elif self.transport is not None:
            said.append(f"The transport is broken on purpose: {self.transport.kind}.")
        return " ".join([*said, why]).strip()


def _often(armed: Armed) -> str:
    return f"time {armed.fired}" if armed.times is None else f"time {armed.fired} of {armed.times}"
