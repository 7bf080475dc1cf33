"""Coverage: which replies and scenarios the clients of a space have met."""

from __future__ import annotations

from mockcc.engine.coverage import coverage, merge, percent
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


def test_coverage_says_what_exists_was_seen_and_never_was(admin: Admin) -> None:
    admin.do("PUT", "/spaces/default/scenarios/acme/taken", {"times": 1})
    for _ in range(3):
        admin.login()
    admin.do("DELETE", "/spaces/default/journal")
    report = admin.get("/spaces/default/coverage")["acme"]
    assert report["replies"]["seen"] == {"login.ok": 1, "login.taken": 2}
    assert "login.wrong" in report["replies"]["never_seen"]
    assert set(report["replies"]["exist"]) == {*report["replies"]["seen"], *report["replies"]["never_seen"]}
    assert report["scenarios"]["seen"] == {"taken": 1}
    assert "limited" in report["scenarios"]["never_seen"]
    assert report["endpoints"]["login"]["replies"]["never_seen"] == ["login.wrong", "common.limit"]
    assert report["endpoints"]["logout"]["replies"]["seen"] == {}


def test_a_reply_outside_every_endpoint_and_a_bare_status_are_no_gaps(admin: Admin) -> None:
    admin.vendor("GET", "/nowhere")
    admin.do("PUT", "/spaces/default/faults/acme", {"kind": "status", "status": 503})
    admin.login()
    report = admin.get("/spaces/default/coverage")["acme"]
    assert report["replies"]["seen"] == {"unknown.path": 1}


def test_reports_of_several_spaces_make_one(admin: Admin) -> None:
    admin.login(space="one")
    admin.login(space="two")
    admin.login(space="two")
    admin.logout(space="two")
    one, two = admin.get("/spaces/one/coverage"), admin.get("/spaces/two/coverage")
    merged = merge([one, two, {"other": one["acme"]}])
    assert merged["acme"]["replies"]["seen"] == {"login.ok": 2, "login.taken": 1, "logout.ok": 1}
    assert merged["acme"]["endpoints"]["login"]["replies"]["seen"] == {"login.ok": 2, "login.taken": 1}
    assert merged["acme"]["replies"]["exist"] == one["acme"]["replies"]["exist"]
    assert list(merged) == ["acme", "other"]
    assert percent(merged) == 100 * 4 / 26
    assert percent({}) == 100


def test_reports_of_different_releases_make_one_too() -> None:
    old = {"acme": {"replies": {"exist": ["a"], "seen": {"a": 1}, "never_seen": []}, "endpoints": {}}}
    new = {"acme": {"replies": {"exist": ["a", "b"], "seen": {}, "never_seen": ["a", "b"]}, "endpoints": {"x": {}}, "scenarios": {}}}
    merged = merge([old, new])["acme"]
    assert merged["replies"] == {"exist": ["a", "b"], "seen": {"a": 1}, "never_seen": ["b"]}
    assert merged["endpoints"] == {"x": {}}
    assert merge([new, old])["acme"]["replies"]["never_seen"] == ["b"]


def test_counters_of_other_vendors_and_other_kinds_are_none_of_a_vendors_coverage(suite: AcmeSuite) -> None:
    counts = {"reply/other/login/login.ok": 1, "reply/acme/login/login.ok": 2, "event/acme/x": 1, "scenario/acme/taken": 3, "strange": 1}
    report = coverage(suite.catalogue("acme"), counts)
    assert (report["replies"]["seen"], report["scenarios"]["seen"]) == ({"login.ok": 2}, {"taken": 3})
