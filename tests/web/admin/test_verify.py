"""Verifying that a vendor was called as a test expects."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.support.acme import AcmeSuite
from tests.support.admin import Admin

VERIFY = "/spaces/default/verify"


def verify(admin: Admin, **expected: Any) -> int:
    return int(admin.do("POST", VERIFY, {"vendor": "acme", **expected})["matched"])


def misses(admin: Admin, **expected: Any) -> dict[str, Any]:
    return admin.problem(admin.send("POST", VERIFY, {"vendor": "acme", **expected}), 409)


def test_at_least_one_exchange_is_expected_when_nothing_is_said(admin: Admin) -> None:
    assert misses(admin)["detail"] == "Expected at least 1 exchange with acme, found 0."
    admin.login()
    admin.logout()
    assert verify(admin) == 2


@pytest.mark.parametrize(
    ("expected", "matched"),
    [
        ({"endpoint": "login"}, 2),
        ({"endpoint": "login", "times": 2}, 2),
        ({"reply": "login.ok", "times": 1}, 1),
        ({"endpoint": "logout", "times": 0}, 0),
        ({"at_least": 2, "at_most": 5}, 2),
        ({"at_most": 2}, 2),
        ({"match": {"form.user": "agent1", "path_arg.account": "demo", "method": "POST", "path": "/accounts/demo/login"}}, 2),
        ({"match": {"form.user": {"regex": "^agent\\d$"}}}, 2),
        ({"reply": "mockcc.status", "times": 0}, 0),
        ({"reply": "unknown.path", "times": 0}, 0),
    ],
)
def test_what_is_as_expected_is_counted(admin: Admin, expected: dict[str, Any], matched: int) -> None:
    admin.login()
    admin.login()
    assert verify(admin, **expected) == matched


@pytest.mark.parametrize(
    ("expected", "detail"),
    [
        ({"times": 1}, "Expected exactly 1 exchange with acme, found 2."),
        ({"endpoint": "login", "times": 3}, "Expected exactly 3 exchanges with acme login, found 2."),
        ({"at_most": 1}, "Expected at most 1 exchange with acme, found 2."),
        ({"at_least": 3, "at_most": 5}, "Expected 3 to 5 exchanges with acme, found 2."),
        ({"reply": "login.wrong"}, "Expected at least 1 exchange with acme answered with login.wrong, found 0."),
        ({"match": {"form.user": "b"}}, "Expected at least 1 exchange with acme with form.user as wanted, found 0."),
    ],
)
def test_what_is_not_is_a_conflict_that_says_how_many(admin: Admin, expected: dict[str, Any], detail: str) -> None:
    admin.login()
    admin.login()
    assert misses(admin, **expected)["detail"] == detail


def test_the_nearest_misses_come_first_and_name_each_field(admin: Admin) -> None:
    admin.logout()
    admin.login("agent2")
    admin.login("agent1", device="phone")
    problem = misses(admin, endpoint="login", reply="login.ok", match={"form.user": "agent1", "form.device": "web"})
    assert problem["matched"] == 0
    assert [miss["id"] for miss in problem["misses"]] == ["3", "2", "1"]
    assert problem["misses"][0]["request"] == "POST /accounts/demo/login"
    assert problem["misses"][0]["differs"] == [{"field": "form.device", "expected": "web", "found": "phone"}]
    assert problem["misses"][1]["differs"] == [
        {"field": "form.user", "expected": "agent1", "found": "agent2"},
        {"field": "form.device", "expected": "web", "found": None},
    ]
    assert [differs["field"] for differs in problem["misses"][2]["differs"]] == ["endpoint", "reply", "form.user", "form.device"]


def test_no_more_than_five_misses_are_shown_the_newest_of_equal_ones(admin: Admin) -> None:
    for _ in range(8):
        admin.login()
    admin.login("agent2")
    problem = misses(admin, endpoint="login", match={"form.user": "agent2"}, times=2)
    assert [miss["id"] for miss in problem["misses"]] == ["8", "7", "6", "5", "4"]
    assert (problem["matched"], problem["matches"]) == (1, ["9"])


def test_calls_that_the_mock_itself_makes_are_counted_only_when_asked_for(admin: Admin, suite: AcmeSuite) -> None:
    admin.vendor("POST", "/push")
    assert suite.deliveries.drain()
    assert verify(admin, times=1) == 1
    assert verify(admin, kind="outbound", endpoint="event", match={"path": "/two", "query.n": "1"}, times=1) == 1
    assert "outbound calls with acme" in misses(admin, kind="outbound", times=5)["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "vendor: This field is missing."),
        ({"vendor": "acne"}, "vendor: There is no vendor 'acne'. Did you mean 'acme'?"),
        ({"vendor": "acme", "endpoint": "logn"}, "endpoint: There is no endpoint 'logn' of acme. Did you mean 'login'?"),
        ({"vendor": "acme", "reply": "login.okay"}, "reply: There is no reply 'login.okay' of acme. Did you mean 'login.ok'?"),
        ({"vendor": "acme", "match": {"jsn.a": 1}}, "match.jsn.a: 'jsn.a' is no field of a request."),
        ({"vendor": "acme", "times": 1, "at_most": 2}, "times: Give either times, or at_least and at_most."),
        ({"vendor": "acme", "at_least": 3, "at_most": 2}, "at_least: at_least (3) is more than at_most (2)."),
        ({"vendor": "acme", "within": 601}, "within: Expected `float` <= 600.0."),
        ({"vendor": "acme", "within": "1s"}, "within: Expected `float`, got `str`."),
        ({"vendor": "acme", "kind": "x"}, "kind: Invalid enum value 'x'. Allowed: exchange, outbound."),
        ({"vendor": "acme", "atleast": 1}, "atleast: There is no field 'atleast'. Did you mean 'at_least'?"),
    ],
)
def test_an_expectation_that_makes_no_sense_is_refused_naming_why(admin: Admin, body: object, said: str) -> None:
    assert admin.refuse(422, "POST", VERIFY, body).startswith(said)


def test_within_waits_until_the_exchange_comes(admin: Admin) -> None:
    timer = threading.Timer(0.05, admin.login)
    timer.start()
    assert verify(admin, endpoint="login", times=1, within=5) == 1
    timer.join()


def test_within_gives_up_when_the_time_is_over(admin: Admin) -> None:
    admin.logout()
    started = time.monotonic()
    problem = misses(admin, endpoint="login", within=0.05)
    assert 0.04 < time.monotonic() - started < 2
    assert problem["misses"][0]["differs"] == [{"field": "endpoint", "expected": "login", "found": "logout"}]


def test_too_many_fail_at_once_and_an_upper_bound_alone_is_watched_for_the_whole_time(admin: Admin) -> None:
    started = time.monotonic()
    timer = threading.Timer(0.03, admin.login)
    timer.start()
    assert misses(admin, at_most=0, within=30)["matched"] == 1
    assert misses(admin, times=0, within=30)["matched"] == 1
    timer.join()
    assert time.monotonic() - started < 10
    assert verify(admin, at_most=1, within=0.02) == 1
    assert verify(admin, at_least=1, at_most=1, within=30) == 1


def test_a_space_that_is_not_used_yet_can_be_waited_for(admin: Admin) -> None:
    timer = threading.Timer(0.03, lambda: admin.login(space="mine"))
    timer.start()
    assert admin.do("POST", "/spaces/mine/verify", {"vendor": "acme", "within": 5}) == {"matched": 1}
    timer.join()
