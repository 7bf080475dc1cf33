"""What happens to one exchange of a vendor, in order: what is armed, the behaviour, the reply's bytes, the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from mockcc.catalog.render import Renderer, sample_values
from mockcc.catalog.types import Endpoint, EndpointSpec, TransportSpec, VendorCatalogue
from mockcc.engine.action import Act
from mockcc.engine.armed import Armed
from mockcc.engine.call import Answer, Ask, Call, Outcome, Refuse, Wait
from mockcc.engine.deliveries import Deliver, record
from mockcc.engine.effects import Effects
from mockcc.engine.inside import Inside
from mockcc.engine.vendor import Vendor
from mockcc.errors import UnknownNameError
from mockcc.model import Evidence, Fault, FaultKind, OutboundCall, OutboundResult, Reply, Request
from mockcc.runtime.clock import Clock, stopwatch
from mockcc.runtime.ids import Ids
from mockcc.runtime.journal import JOURNAL, Entry
from mockcc.runtime.store import Store, World, watch
from mockcc.runtime.tables import SeedRows, Tables

T = TypeVar("T")
Decide = Callable[[Call], Outcome]
Done = tuple[Entry, tuple[OutboundCall, ...]]
"""An exchange that has been answered, and the calls that are to be made because of it."""
BARE_STATUS = "mockcc.status"
"""The id of the reply that a ``status`` fault gives; no vendor has it."""
NOWHERE = Endpoint(name="", spec=EndpointSpec(route="", replies=[""]), routes=(), source="")
"""The endpoint of a request that meets none."""


class Exchange:
    """One exchange under way: the request, the endpoint it met, and when it began."""

    __slots__ = ("decide", "effects", "endpoint", "fresh", "patience", "request", "started")

    def __init__(self, endpoint: Endpoint, request: Request, decide: Decide, patience: float = float("inf")) -> None:
        self.endpoint = endpoint
        self.request = request
        self.decide = decide
        self.effects = Effects()
        self.patience = patience
        """How many seconds whoever sent the request waits at most."""
        self.fresh = True
        """Whether what is armed has not been asked yet."""
        self.started = stopwatch()


class Pipeline:
    """All exchanges of one vendor, in every space."""

    def __init__(
        self,
        catalogue: VendorCatalogue,
        vendor: Vendor,
        store: Store,
        seeds: Callable[[World], SeedRows],
        server_seed: int,
        ask: Callable[[OutboundCall], OutboundResult],
        deliver: Deliver,
    ) -> None:
        self.catalogue = catalogue
        self.vendor = vendor
        self.store = store
        self.renderer = Renderer(catalogue)
        self._seeds = seeds
        self._server_seed = server_seed
        self._ask = ask
        self._deliver = deliver
        self._inside = Inside(catalogue, self._serve)

    def tables(self, world: World) -> Tables:
        """The vendor's tables in the space of a transaction."""
        return Tables(world, self.vendor.name, self._seeds(world), self.catalogue.pinned)

    def handle(
        self,
        space: str,
        endpoint: Endpoint | None,
        request: Request,
        fallback: Answer | None = None,
        patience: float = float("inf"),
    ) -> Entry:
        """Answer one request; ``fallback`` is the answer where the vendor has no such endpoint, ``patience`` caps a wait (seconds)."""
        if endpoint is None:
            answer = fallback or Answer(self.catalogue.file.unknown_path)
            exchange = Exchange(NOWHERE, request, lambda _: answer, patience)
        else:
            exchange = Exchange(endpoint, request, self.vendor.behaviours[endpoint.spec.behaviour], patience)
        result = self._step(space, exchange)
        while not isinstance(result, tuple):
            exchange.fresh = False
            result = self._wait(space, exchange, result) if isinstance(result, Wait) else self._ask_first(space, exchange, result)
        entry, then = result
        if then:
            self.deliver(space, then)
        return entry

    def outbound(self, space: str, base_url: str, call: OutboundCall) -> OutboundResult:
        """Make a call outside any transaction and journal it; one to an address below ``base_url`` is answered by this vendor itself."""
        result = self._inside.ask(space, base_url, call, self._ask)
        record(self.store, space, self.vendor.name, call, result)
        return result

    def deliver(self, space: str, calls: tuple[OutboundCall, ...]) -> None:
        """Make calls in the background, in order, each journaled with what came of it."""
        self._deliver(space, self.vendor.name, calls)

    def act(self, space: str, name: str, base_url: str, given: Mapping[str, Any]) -> Any:
        """Run one of the vendor's actions; raises ``UnknownNameError`` for a name that it does not have."""
        action = self.vendor.actions.get(name)
        if action is None:
            raise UnknownNameError("action", name, self.vendor.actions, f"of {self.vendor.name}")
        return action(Act(self, space, base_url, given))

    def inspect(self, space: str, base_url: str, work: Callable[[Call], T]) -> T:
        """Run ``work`` in a transaction of the space, on a call that no request has made."""

        def run(world: World) -> T:
            request = Request("POST", "/", base_url=base_url, client="mockcc")
            return work(Call(request, NOWHERE, world, self.tables(world), Clock(world), Ids(world, self._server_seed)))

        return self.store.transact(space, run)

    def _serve(self, space: str, endpoint: Endpoint | None, request: Request, patience: float) -> Reply:
        reply = self.handle(space, endpoint, request, Answer(self.catalogue.file.unknown_path, allow=""), patience).reply
        return reply or Reply(0, [], b"")

    def hear(self, space: str, endpoint: Endpoint, request: Request) -> Entry | None:
        """Answer one frame of a WebSocket, its text the request's body; ``None`` when the behaviour has nothing to say (a ``Wait``).

        An empty body asks whether something is to be said unasked; what is armed does not act on that.
        """
        exchange = Exchange(endpoint, request, self.vendor.behaviours[endpoint.spec.behaviour])
        exchange.fresh = bool(request.body)
        result = self._step(space, exchange)
        if not isinstance(result, tuple):
            return None
        entry, then = result
        if then:
            self.deliver(space, then)
        return entry

    def _wait(self, space: str, exchange: Exchange, wait: Wait) -> Done | Wait | Ask:
        with self.store.listen(space, wait.channel) as event:
            for _ in watch(event, min(wait.seconds, exchange.patience)):
                result = self._step(space, exchange)
                if not isinstance(result, Wait):
                    return result
        exchange.decide = lambda _: wait.otherwise
        return self._step(space, exchange)

    def _ask_first(self, space: str, exchange: Exchange, ask: Ask) -> Done | Wait | Ask:
        result = self.outbound(space, exchange.request.base_url, ask.outbound)
        exchange.decide = lambda call: ask.resume(call, result)
        return self._step(space, exchange)

    def _step(self, space: str, exchange: Exchange) -> Done | Wait | Ask:
        return self.store.transact(space, lambda world: self._decide(world, exchange))

    def _decide(self, world: World, exchange: Exchange) -> Done | Wait | Ask:
        endpoint, request = exchange.endpoint, exchange.request
        tables = self.tables(world)
        if exchange.fresh:
            exchange.effects = Effects()
            exchange.effects.before(world, tables, self.vendor.tables, self.vendor.name, endpoint.name, request)
        effects = exchange.effects
        call = Call(request, endpoint, world, tables, Clock(world), Ids(world, self._server_seed), not exchange.fresh)
        if effects.turned_away:
            answer = Answer(BARE_STATUS)
        elif effects.forced is not None:
            answer = self._forced(effects.forced, request)
        else:
            outcome = _run(exchange.decide, call, effects.watch(tables))
            if not isinstance(outcome, Answer):
                return outcome
            answer = outcome
            effects.after(world, tables)
        return self._finish(world, exchange, call, answer), answer.then

    def _forced(self, forced: Armed, request: Request) -> Answer:
        reply = forced.reply or ""
        answer = Answer(reply)
        # Not as keywords: a placeholder may be called as one of the parameters is. An address of ours is never a sample.
        answer.values = sample_values(self.catalogue.replies[reply], {"base": request.base_url, **forced.values})
        return answer

    def _finish(self, world: World, exchange: Exchange, call: Call, answer: Answer) -> Entry:
        effects = exchange.effects
        reply, reply_id, evidence, source = self._reply(answer, effects.transport)
        entry = Entry(
            space=world.space,
            vendor=self.vendor.name,
            endpoint=exchange.endpoint.name or None,
            request=exchange.request,
            reply=reply,
            reply_id=reply_id,
            evidence=evidence,
            source=source,
            scenario=effects.name(),
            why=effects.explain(answer.why),
            compared=call.compared,
            at=call.clock.now(),
            duration=stopwatch() - exchange.started,
        )
        world.log(entry)
        world.notify(JOURNAL)
        world.count(f"reply/{self.vendor.name}/{entry.endpoint or '-'}/{reply_id}")
        for name in effects.names:
            world.count(f"scenario/{self.vendor.name}/{name}")
        return entry

    def _reply(self, answer: Answer, transport: TransportSpec | None) -> tuple[Reply, str, Evidence, str]:
        if transport is not None and transport.kind == "status":
            bare = Reply(transport.status, [], b"", fault=Fault("delay", transport.seconds) if transport.seconds else None)
            return bare, BARE_STATUS, "assumed", "A fault armed by the test."
        known = self.catalogue.replies[answer.reply]
        reply = self.renderer.render(answer.reply, answer.values, answer.without)
        if answer.status_code is not None:
            reply = reply._replace(status=answer.status_code)
        if known.spec.close is not None:
            reply = reply._replace(close=known.spec.close)
        if transport is not None:
            reply = reply._replace(fault=Fault(cast(FaultKind, transport.kind), transport.seconds, transport.at))
        return reply, answer.reply, known.spec.evidence, known.source


def _run(decide: Decide, call: Call, tables: Tables) -> Outcome:
    try:
        return decide(call)
    except Refuse as refusal:
        return refusal.answer
    finally:
        tables.reads = None
