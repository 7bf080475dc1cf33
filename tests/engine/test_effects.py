"""Which of the armed things act on an exchange, in which order, and how they are counted."""

from __future__ import annotations

from typing import Any

import pytest

from mockcc.model import OutboundCall, OutboundResult
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin

SCENARIOS = "/spaces/default/scenarios"


def counters(admin: Admin) -> dict[str, tuple[int, int]]:
    return {each["name"]: (each["seen"], each["fired"]) for each in admin.get(SCENARIOS)}


def newest(admin: Admin) -> Any:
    return admin.get("/spaces/default/journal?limit=1")[0]


def test_of_two_forced_replies_the_first_armed_acts_and_the_other_is_not_used_up(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/wrong-once")
    admin.do("PUT", "/spaces/default/replies/acme/login", {"reply": "login.taken"})
    assert [admin.login() for _ in range(3)] == ["login.wrong", "login.taken", "login.ok"]
    assert counters(admin) == {"wrong-once": (1, 1), "login": (1, 1)}


def test_of_two_faults_the_first_armed_acts(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/down")
    admin.do("PUT", f"{SCENARIOS}/acme/slow", {"match": {"form.user": "agent2"}})
    assert admin.vendor("POST", "/accounts/demo/login", data={"user": "agent2"}).status_code == 502
    assert newest(admin)["scenario"] == "down"
    assert counters(admin) == {"down": (1, 1), "slow": (0, 0)}


def test_a_fault_comes_on_top_of_a_forced_reply_and_both_are_named(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/wrong-once")
    admin.do("PUT", "/spaces/default/faults/acme", {"kind": "truncate", "at": 3})
    assert admin.login() == "login.wrong"
    entry = newest(admin)
    assert entry["scenario"] == "wrong-once"
    assert entry["reply"]["fault"] == {"kind": "truncate", "seconds": 0.0, "at": 3}
    assert entry["why"] == (
        "The scenario 'wrong-once' is armed and gives this reply in place of the vendor's own rule (time 1 of 1). "
        "The transport is broken on purpose: truncate."
    )


def test_a_reply_that_was_forced_says_so(admin: Admin) -> None:
    admin.do("PUT", "/spaces/default/replies/acme/login", {"reply": "login.wrong", "times": None})
    admin.login()
    assert newest(admin)["why"] == "A reply is forced for this endpoint and gives this reply in place of the vendor's own rule (time 1)."


def test_a_bare_status_after_a_delay_is_named_and_nothing_else_is_used_up(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/wrong-once")
    admin.do("PUT", "/spaces/default/faults/acme", {"kind": "status", "status": 500, "seconds": 0.001, "times": 1})
    assert [admin.login(), admin.login(), admin.login()] == ["mockcc.status", "login.wrong", "login.ok"]
    first = admin.get("/spaces/default/journal")[0]
    assert (first["reply"]["status"], first["reply"]["evidence"], first["reply"]["body"]) == (500, "assumed", "")
    assert first["reply"]["fault"] == {"kind": "delay", "seconds": 0.001, "at": None}


def test_a_change_of_the_world_that_waits_is_made_at_its_exchange_and_taken_back_when_spent(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/taken-later", {"times": 2, "after": 1})
    assert admin.login("agent2") == "login.ok"
    assert [admin.login() for _ in range(4)] == ["login.taken", "login.taken", "login.ok", "login.taken"]
    assert counters(admin) == {"taken-later": (2, 2)}


def test_a_change_counts_only_exchanges_that_read_what_it_changed(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/gone")
    admin.login("agent1")
    admin.vendor("GET", "/page")
    assert counters(admin) == {"gone": (0, 0)}
    assert newest(admin)["scenario"] is None
    assert admin.login("agent2") == "login.wrong"
    assert counters(admin) == {"gone": (0, 1)}


def test_what_a_scenario_changed_before_a_poll_is_noticed_when_it_ends(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/taken", {"times": 1})
    assert admin.vendor("GET", "/poll").get_json() == {"ready": True}
    assert newest(admin)["scenario"] == "taken"
    assert admin.login() == "login.ok"


@pytest.mark.parametrize(
    ("meanwhile", "found", "left"),
    [
        (("GET", f"{SCENARIOS}", None), "200 READY", {"taken": (0, 1)}),
        (("DELETE", f"{SCENARIOS}/acme/taken", None), "200 OUT", {}),
        (("PUT", f"{SCENARIOS}/acme/taken", {"times": 2}), "200 READY", {"taken": (0, 1)}),
    ],
)
def test_an_exchange_that_asks_meets_what_is_armed_as_it_is_when_the_answer_comes(
    admin: Admin, suite: AcmeSuite, meanwhile: tuple[str, str, Any], found: str, left: dict[str, tuple[int, int]]
) -> None:
    def far(call: OutboundCall) -> OutboundResult:
        admin.do(*meanwhile)
        return OutboundResult(200)

    suite.far = far
    admin.do("PUT", f"{SCENARIOS}/acme/taken", {"times": 1})
    assert admin.vendor("GET", "/ask/agent1").get_json() == {"found": found}
    assert counters(admin) == left


def test_what_others_used_up_while_an_exchange_asked_is_not_counted_again(admin: Admin, suite: AcmeSuite) -> None:
    def far(call: OutboundCall) -> OutboundResult:
        assert admin.login() == "login.taken"
        return OutboundResult(failure="timeout")

    suite.far = far
    admin.do("PUT", f"{SCENARIOS}/acme/taken", {"times": 1})
    assert admin.vendor("GET", "/ask/agent1").get_json() == {"found": "timeout OUT"}
    assert counters(admin) == {"taken": (0, 1)}
