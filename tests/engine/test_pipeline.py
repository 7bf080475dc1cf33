"""One exchange from the request to the journal, on every store where that matters."""

from __future__ import annotations

import threading
import time

import pytest

from mockcc.engine.behaviours import static
from mockcc.engine.call import Answer, Call, Refuse
from mockcc.engine.vendor import Vendor
from mockcc.model import Headers, Request
from mockcc.runtime.clock import Clock
from mockcc.runtime.ids import Ids
from mockcc.runtime.tables import SETTINGS, Table
from tests.support.acme import AGENTS, AcmeSuite, Settings, login
from tests.support.admin import Admin


def test_a_reply_says_what_it_is_only_when_it_is_asked(admin: Admin) -> None:
    asked = admin.vendor("POST", "/accounts/demo/login")
    assert {name: value for name, value in asked.headers if name.startswith("Mockcc")} == {
        "Mockcc-Reply": "login.ok",
        "Mockcc-Evidence": "documented",
        "Mockcc-Exchange": "1",
        "Mockcc-Space": "default",
    }
    silent = admin.vendor("POST", "/accounts/demo/login", headers={"Mockcc-Explain": "0"})
    assert [name for name in silent.headers.keys() if name.startswith("Mockcc")] == []  # noqa: SIM118 - a multi dict


def test_a_long_poll_is_answered_as_soon_as_there_is_something(admin: Admin) -> None:
    timer = threading.Timer(0.03, admin.login)
    timer.start()
    started = time.monotonic()
    assert admin.vendor("GET", "/poll").get_json() == {"ready": True}
    assert time.monotonic() - started < 4
    timer.join()


def test_a_long_poll_that_meets_nothing_is_answered_when_its_time_is_over(admin: Admin) -> None:
    admin.do("PATCH", "/spaces/default/tables/acme/settings/current", {"patience": 0.02})
    assert admin.vendor("GET", "/poll").get_json() == {"ready": False}


def test_a_refusal_keeps_what_was_changed_before_it_and_compares_in_the_open(admin: Admin) -> None:
    admin.vendor("POST", "/accounts/demo/login", data={"password": "x"})
    assert admin.get("/spaces/default/journal")[0]["compared"] == [{"what": "form.password", "expected": "secret", "found": "x"}]


def test_calls_behind_a_reply_are_journaled_in_their_order(admin: Admin, suite: AcmeSuite) -> None:
    admin.vendor("POST", "/push")
    assert suite.deliveries.drain()
    entries = admin.get("/spaces/default/journal?kind=outbound")
    assert [(entry["request"]["path"], entry["request"]["query"], entry["reply"]["status"]) for entry in entries] == [
        ("/one", {"n": "1"}, 200),
        ("/two", {"n": "1"}, 200),
    ]


def test_a_call_is_all_that_a_behaviour_needs(suite: AcmeSuite) -> None:
    pipeline = suite.pipeline("acme")

    def work(world: object) -> None:
        request = Request("POST", "/", headers=Headers(), base_url="http://x/acme")
        endpoint = pipeline.catalogue.endpoints["login"]
        call = Call(request, endpoint, world, pipeline.tables(world), Clock(world), Ids(world, 0))  # type: ignore[arg-type]
        assert (call.space, call.base_url, call.now() > 0) == ("a", "http://x/acme", True)
        assert set(call.rows(AGENTS)) == {"agent1", "agent2", "locked1"}
        call.delete(AGENTS, "agent1")
        call.delete(AGENTS, "locked1")
        assert set(call.rows(AGENTS)) == {"agent2", "locked1"}
        assert static(call).reply == "login.ok"

    suite.store.transact("a", work)


def test_a_vendor_needs_settings_and_one_behaviour_of_a_name() -> None:
    with pytest.raises(TypeError, match="Vendor 'x' needs a table 'settings'"):
        Vendor("x", [AGENTS])
    vendor = Vendor("x", [Table(SETTINGS, Settings)])
    vendor.behaviour(login)
    with pytest.raises(TypeError, match="Vendor 'x' has two behaviours 'login'"):
        vendor.behaviour(login)


@pytest.mark.parametrize("refused", [False, True])
def test_a_setting_may_choose_another_status_than_the_fixture(
    admin: Admin, suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    def busy(call: Call) -> Answer:
        if refused:
            raise Refuse("login.wrong", status_code=403)
        return Answer("login.wrong", status_code=403)

    monkeypatch.setitem(suite.pipeline("acme").vendor.behaviours, "login", busy)
    reply = admin.vendor("POST", "/accounts/demo/login")
    assert (reply.status_code, reply.get_json()) == (403, {"error": "wrong"})
