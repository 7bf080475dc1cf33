"""Which of the armed things act on one exchange, and what is left of them after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockcc.catalog.types import TransportSpec
from mockcc.engine.armed import Armed, apply_set, load, put_back, save
from mockcc.model import Request
from mockcc.runtime.store import World
from mockcc.runtime.tables import Table, Tables


class Effects:
    """What is armed, held against one exchange inside one transaction.

    A forced reply takes the place of the behaviour; the first in the order of arming wins. A transport fault comes on top of
    any reply. A ``set`` has changed the world before the behaviour looks at it.
    """

    def __init__(self) -> None:
        self.forced: Armed | None = None
        self.transport: TransportSpec | None = None
        self.names: list[str] = []
        self._sets: list[Armed] = []
        self._reads: set[str] | None = None

    def name(self) -> str | None:
        """The names of what acted, for the journal and the annotation; ``None`` when nothing did."""
        return ", ".join(self.names) or None

    def acted(self, armed: Armed) -> None:
        """Count that it acted."""
        armed.fired += 1
        if armed.kind == "scenario" and armed.name not in self.names:
            self.names.append(armed.name)

    def before(
        self, world: World, tables: Tables, types: Mapping[str, Table[Any]], vendor: str, endpoint: str | None, request: Request
    ) -> None:
        """Choose what acts, change the world where a ``set`` waited for this exchange, and count."""
        for armed in load(world, vendor):
            if armed.spent or not armed.concerns(endpoint, request):
                continue
            if armed.set is not None:
                self._before_set(world, tables, types, armed)
            elif not (armed.reply is not None and self.forced is not None):
                armed.seen += 1
                if armed.seen > armed.after:
                    self.acted(armed)
                    if armed.reply is not None:
                        self.forced = armed
                    else:
                        self.transport = armed.transport
                save(world, armed)

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
            self._reads = tables.reads = set()
        return tables

    def after(self, world: World, tables: Tables) -> None:
        """Count each ``set`` of which a changed row was read, and put back those that have acted as often as they may."""
        for armed in self._sets:
            if self._reads is None or self._reads.isdisjoint(armed.undo):
                continue
            self.acted(armed)
            if armed.spent:
                put_back(tables, armed)
            save(world, armed)

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
            for armed in self._sets
            if armed.name in self.names
        ]
        if self.transport is not None:
            said.append(f"The transport is broken on purpose: {self.transport.kind}.")
        return " ".join([*said, why]).strip()


def _often(armed: Armed) -> str:
    return f"time {armed.fired}" if armed.times is None else f"time {armed.fired} of {armed.times}"
