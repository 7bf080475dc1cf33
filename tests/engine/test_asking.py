"""A reply that depends on another server: the call is journaled, and one to the vendor's own address needs no socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockcc.catalog.load import load_vendor
from mockcc.catalog.types import TransportSpec
from mockcc.engine.action import Act
from mockcc.engine.armed import Armed, arm
from mockcc.engine.call import Answer, Ask, Call, Outcome, Wait
from mockcc.engine.pipeline import Pipeline
from mockcc.engine.vendor import Vendor
from mockcc.errors import UnknownNameError
from mockcc.model import Headers, OutboundCall, OutboundResult, Request
from mockcc.runtime.memory import MemoryStore
from mockcc.runtime.tables import Row, SeedRows, Table

BASE = "http://mock.example/acme"
FOREIGN = "http://far.example/who"


class Settings(Row):
    """No settings."""


class Shop(Row):
    """Whom a shop asks, and how."""

    url: str
    timeout: float = 1.0
    redirects: int = 0
    max_bytes: int = 1000


SHOPS = Table("shops", Shop)
vendor = Vendor("acme", [Table("settings", Settings), SHOPS])


@vendor.behaviour
def enter(call: Call) -> Outcome:
    """Asks the shop's server first."""
    shop = call.get(SHOPS, call.request.query["shop"])
    assert shop is not None
    url = f"{call.base_url}{shop.url}" if shop.url.startswith("/") else shop.url
    headers = (("Authorization", "secret"), ("Content-Type", "text/plain"))
    outbound = OutboundCall("POST", url, headers, b"who?", shop.timeout, shop.max_bytes, shop.redirects, name="guard")
    return Ask(outbound, _entered)


def _entered(call: Call, result: OutboundResult) -> Outcome:
    return Answer("entered", found=result.failure or f"{result.status} {result.body.decode()}")


@vendor.behaviour
def guard(call: Call) -> Outcome:
    """Says who is there, at once or late."""
    if call.request.path_args.get("mood") == "sleepy":
        return Wait("never", 30.0, Answer("guard.ok", who="late"))
    if call.request.path_args.get("mood") == "patient":
        return Answer("guard.ok", who="again") if call.again else Wait("never", 0.0, Answer("guard.ok", who="never"))
    if call.request.path_args.get("mood") == "away":
        return Answer("guard.away", to=call.request.query["to"])
    if call.request.path_args.get("mood") == "found":
        return Answer("guard.found")
    return Answer("guard.ok", who=f"{call.request.method} {call.request.headers.get('Authorization')} {call.request.body.decode()}")


@vendor.action
def ask_later(act: Act) -> None:
    """A call in the background, when one is wanted."""
    act.later((OutboundCall("POST", FOREIGN),) if act.given else ())


@vendor.action
def ask_twice(act: Act) -> Any:
    """Two calls, a transaction between them."""
    first = act.ask(OutboundCall("POST", f"{act.base_url}/guard/awake"))
    shops = act.work(lambda call: sorted(call.rows(SHOPS)))
    second = act.ask(OutboundCall("POST", f"{act.base_url}/nowhere"))
    return {"statuses": [first.status, second.status], "shops": shops, "given": dict(act.given)}


PAGE = """
source: Made for this test.
endpoints:
  enter: {route: POST /enter, behaviour: enter, waits: true, replies: [entered]}
  guard: {route: ["POST /guard/<mood>", "GET /guard/<mood>"], behaviour: guard, waits: true, replies: [guard.ok, guard.away, guard.found]}
replies:
  entered: {evidence: assumed, json: {found: $found}, samples: {found: x}}
  guard.ok: {evidence: assumed, text: $who, samples: {who: x}}
  guard.away: {status: 307, evidence: assumed, headers: {Location: $to}, samples: {to: x}}
  guard.found: {status: 302, evidence: assumed, headers: {Location: awake}}
  unknown.path: {status: 404, evidence: assumed, text: nothing}
  unknown.method: {status: 405, evidence: assumed, text: no}
"""


class World:
    """The vendor over a store of its own; ``foreign`` are the calls that went to somebody else."""

    def __init__(self, folder: Path) -> None:
        (folder / "acme").mkdir()
        (folder / "acme" / "vendor.yaml").write_text("source: Made up.\ntitle: Acme\nsummary: A shop.\n")
        (folder / "acme" / "page.yaml").write_text(PAGE)
        self.catalogue = load_vendor(folder, "acme")
        self.store = MemoryStore()
        self.foreign: list[OutboundCall] = []
        self.later: list[tuple[str, str, tuple[OutboundCall, ...]]] = []
        seed = SeedRows({"settings": {"current": {}}}, lambda table, key: {})
        self.pipeline = Pipeline(self.catalogue, vendor, self.store, lambda _: seed, 0, self._ask, lambda *calls: self.later.append(calls))

    def _ask(self, call: OutboundCall) -> OutboundResult:
        self.foreign.append(call)
        return OutboundResult(200, (), b"somebody")

    def enter(self, url: str, **more: Any) -> str:
        self.store.transact("s", lambda world: self.pipeline.tables(world).put(SHOPS, "x", Shop(url=url, **more)))
        entry = self.pipeline.handle(
            "s", self.catalogue.endpoints["enter"], Request("POST", "/enter", query_string="shop=x", headers=Headers(), base_url=BASE)
        )
        assert entry.reply is not None
        return str(json.loads(entry.reply.body)["found"])

    def arm(self, kind: Any, seconds: float = 0.0) -> None:
        armed = Armed(vendor="acme", kind="fault", name="f", on=["guard"], transport=TransportSpec(kind=kind, seconds=seconds))
        self.store.transact("s", lambda world: arm(world, self.pipeline.tables(world), vendor.tables, armed))

    def journal(self) -> list[dict[str, Any]]:
        return [json.loads(raw) for _, raw in self.store.read_log("s")]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path)
    yield found
    found.store.close()


def test_a_call_to_somebody_else_is_journaled_with_its_whole_exchange(world: World) -> None:
    assert world.enter(FOREIGN) == "200 somebody"

    asked, entered = world.journal()
    assert (asked["kind"], asked["endpoint"], asked["reply"]["body"]) == ("outbound", "guard", "somebody")
    assert asked["request"]["body"] == "who?"
    assert entered["kind"] == "exchange"


def test_a_call_to_an_address_that_is_none_is_journaled_too(world: World) -> None:
    assert world.enter("http://[half") == "200 somebody"

    assert world.journal()[0]["request"]["base_url"] == "http://[half"


def test_a_call_to_the_vendors_own_address_is_answered_without_a_socket(world: World) -> None:
    assert world.enter("/guard/awake") == "200 POST secret who?"

    assert world.foreign == []
    assert [entry["kind"] for entry in world.journal()] == ["exchange", "outbound", "exchange"]
    assert world.enter("/guard") == "404 nothing"


def test_an_address_that_only_begins_like_ours_is_somebody_elses(world: World) -> None:
    assert world.enter(BASE + "-2/guard/awake") == "200 somebody"


def test_a_call_to_oneself_ends_at_its_timeout_whatever_is_waited_for(world: World) -> None:
    assert world.enter("/guard/sleepy", timeout=0.05) == "timeout"
    world.arm("delay", 20)
    assert world.enter("/guard/awake", timeout=0.05) == "timeout"


@pytest.mark.parametrize("kind", ["reset", "truncate", "garbage"])
def test_a_broken_transport_breaks_a_call_to_oneself(world: World, kind: str) -> None:
    world.arm(kind)

    assert world.enter("/guard/awake") == "broken"


def test_a_short_delay_is_waited_for(world: World) -> None:
    world.arm("delay", 0.01)

    assert world.enter("/guard/awake").startswith("200 ")


def test_a_body_over_the_cap_is_too_large(world: World) -> None:
    assert world.enter("/guard/awake", max_bytes=3) == "too_large"


def test_redirects_are_followed_as_often_as_allowed(world: World) -> None:
    assert world.enter("/guard/away?to=/acme/guard/awake") == "redirect"
    assert world.enter("/guard/away?to=/acme/guard/awake", redirects=1) == "200 POST secret who?"


def test_a_302_is_followed_with_a_get_and_no_body(world: World) -> None:
    assert world.enter("/guard/found", redirects=1) == "200 GET secret "


def test_a_redirect_to_somebody_else_does_not_carry_the_credentials(world: World) -> None:
    assert world.enter(f"/guard/away?to={FOREIGN}", redirects=1) == "200 somebody"

    assert [name for name, _ in world.foreign[0].headers] == ["Content-Type"]


def test_an_action_asks_and_works_in_turn(world: World) -> None:
    assert world.pipeline.act("s", "ask_twice", BASE, {"a": 1}) == {"statuses": [200, 404], "shops": [], "given": {"a": 1}}


def test_an_action_may_leave_its_calls_to_the_background(world: World) -> None:
    assert world.pipeline.act("s", "ask_later", BASE, {}) is None
    world.pipeline.act("s", "ask_later", BASE, {"now": False})
    assert world.later == [("s", "acme", (OutboundCall("POST", FOREIGN),))]
    assert not world.foreign


def test_a_behaviour_is_told_that_it_has_waited(world: World) -> None:
    assert world.enter("/guard/patient") == "200 again"


def test_an_action_that_does_not_exist_is_named_with_those_that_do(world: World) -> None:
    with pytest.raises(UnknownNameError, match="Allowed: ask_later, ask_twice"):
        world.pipeline.act("s", "ask_trice", BASE, {})
