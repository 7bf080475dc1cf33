"""A whole space as one document, and back."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.support.admin import Admin

SNAPSHOT = "/spaces/default/snapshot"


def fill(admin: Admin) -> dict[str, Any]:
    """A space in which everything has happened; its snapshot."""
    admin.do("POST", "/spaces", {"id": "mine", "seed": 7})
    admin.login(space="mine")
    admin.vendor("POST", "/logout", "mine", data=b"\xff", headers={"Content-Type": "application/octet-stream"})
    admin.do("PUT", "/spaces/mine/scenarios/acme/taken", {"times": 3})
    admin.login("agent2", "mine")
    admin.do("PUT", "/spaces/mine/replies/acme/logout", {"reply": "common.limit", "times": 2})
    admin.do("PUT", "/spaces/mine/faults/acme", {"kind": "delay", "seconds": 0.001, "on": "push"})
    admin.do("DELETE", "/spaces/mine/tables/acme/agents/locked1")
    admin.do("PUT", "/spaces/mine/clock", {"freeze": "2026-01-01T00:00:00Z"})
    found: dict[str, Any] = admin.get("/spaces/mine/snapshot")
    return found


def test_a_space_is_put_back_as_it_was(admin: Admin) -> None:
    document = fill(admin)
    assert (document["version"], document["seed"], document["taken"]) == (1, 7, "2026-01-01T00:00:00.000Z")
    before = {what: admin.get(f"/spaces/mine/{what}") for what in ("scenarios", "tables/acme/agents", "clock", "coverage")}
    admin.do("POST", "/spaces/mine/reset")
    admin.login(space="mine")
    assert admin.do("PUT", "/spaces/mine/snapshot", document) == {"id": "mine", "seed": 7, "urls": {"acme": "http://localhost/~mine/acme"}}
    after = {what: admin.get(f"/spaces/mine/{what}") for what in before}
    assert after["clock"]["now"] == before["clock"]["now"]
    after["clock"] = before["clock"]
    assert after == before
    again = admin.get("/spaces/mine/snapshot")
    assert (again["rows"], again["counts"]) == (document["rows"], document["counts"])


def test_the_journal_comes_back_with_new_ids_and_can_be_verified(admin: Admin) -> None:
    document = fill(admin)
    admin.do("PUT", "/spaces/other/snapshot", document)
    entries = admin.get("/spaces/other/journal")
    assert [(entry["space"], entry["reply"]["id"]) for entry in entries] == [
        ("other", "login.ok"),
        ("other", "logout.ok"),
        ("other", "login.taken"),
    ]
    assert admin.do("POST", "/spaces/other/verify", {"vendor": "acme", "match": {"form.user": "agent2"}, "times": 1}) == {"matched": 1}


def test_what_a_restored_scenario_changed_is_put_back_when_it_is_disarmed(admin: Admin) -> None:
    admin.do("PUT", SNAPSHOT, fill(admin))
    assert admin.login("agent2") == "login.taken"
    admin.do("DELETE", "/spaces/default/scenarios/acme/taken")
    assert admin.login("agent2") == "login.ok"


def test_a_snapshot_of_a_fresh_space_resets(admin: Admin) -> None:
    document = admin.get(SNAPSHOT)
    assert document["rows"] == {}
    admin.login()
    admin.do("PUT", SNAPSHOT, {"version": 1, "rows": {}})
    assert admin.get("/spaces/default/journal") == []
    assert admin.login() == "login.ok"


def without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    place = document
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return document


def armed(**changes: Any) -> dict[str, Any]:
    row = {"vendor": "acme", "kind": "scenario", "name": "taken", "set": {"agents.*.state": "READY"}, **changes}
    return {"mockcc/armed": {"acme/scenario/taken": row}}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"acme/agent": {}}, "rows.acme/agent: There is no table 'acme/agent' here. Did you mean 'acme/agents'?"),
        ({"acne/agents": {}}, "rows.acne/agents: There is no table 'acne/agents' here."),
        ({"acme/agents": {"x": {"id": "x"}}}, "rows.acme/agents.x.password: This field is missing."),
        ({"acme/agents": {"x": {"id": "x", "nick": 1}}}, "rows.acme/agents.x.nick: agents have no field 'nick'."),
        ({"acme/settings": {"current": None}}, "rows.acme/settings.current: The settings cannot be removed."),
        ({"acme/agents": []}, "rows[...]: Expected `object`, got `array`."),
        ({"mockcc/ids": {"next": -1}}, "rows.mockcc/ids.next: This is the number of ids drawn so far, a whole number, not -1."),
        ({"mockcc/ids": {"next": True}}, "rows.mockcc/ids.next: This is the number of ids"),
        ({"mockcc/clock": {"clock": {"frozen": "x"}}}, "rows.mockcc/clock.clock.frozen: Expected `float | null`, got `str`."),
        ({"mockcc/clock": {"clock": None}}, "rows.mockcc/clock.clock: Expected `object`, got `null`."),
        ({"mockcc/clock": {"clock": {"frozen": 1e300}}}, "mockcc/clock: The clock would leave the years 1970 to 8999"),
        (armed(kind="scenaro"), "rows.mockcc/armed.acme/scenario/taken.kind: Invalid enum value 'scenaro'. Did you mean 'scenario'?"),
        (armed(vendor="acne"), "rows.mockcc/armed.acme/scenario/taken: This row belongs at 'acne/scenario/taken'"),
        (armed(set={"agents.*.state": "BUSY"}), "rows.mockcc/armed.acme/scenario/taken: acme has no scenario 'taken' with this effect."),
        (armed(reply="nope"), "rows.mockcc/armed.acme/scenario/taken.reply: There is no reply 'nope'."),
        (armed(match={"x": 1}), "rows.mockcc/armed.acme/scenario/taken.match.x: 'x' is no field of a request."),
        (armed(undo={"agent.a": [None, None]}), "rows.mockcc/armed.acme/scenario/taken.undo: There is no table 'agent'."),
        (armed(undo={"agents.a": [{"id": 1}, None]}), "rows.mockcc/armed.acme/scenario/taken.undo.agents.a.before.id: Expected `str`"),
    ],
)
def test_rows_that_do_not_fit_are_refused_and_the_space_stays_as_it_was(admin: Admin, rows: object, said: str) -> None:
    admin.login()
    assert admin.refuse(422, "PUT", SNAPSHOT, {"version": 1, "rows": rows}).startswith(said)
    assert len(admin.get("/spaces/default/journal")) == 1
    assert admin.login() == "login.taken"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version: Invalid enum value 2. Allowed: 1."),
        ({"rows": None}, "rows: Expected `object`, got `null`."),
        ({"counts": {"a": -1}}, "counts[...]: Expected `int` >= 0."),
        ({"journal": [5]}, "journal[0]: Expected `object`, got `int`."),
        ({"journal": [{}]}, "journal[0].at: This field is missing."),
        ({"shape": 1}, "shape: There is no field 'shape'."),
        ({"seed": "x"}, "seed: Expected `int | null`, got `str`."),
    ],
)
def test_another_shape_is_refused_naming_the_place(admin: Admin, change: dict[str, Any], said: str) -> None:
    assert admin.refuse(422, "PUT", SNAPSHOT, {**fill(admin), **change}).startswith(said)


def test_journal_entries_that_could_not_be_read_again_are_refused(admin: Admin) -> None:
    document = fill(admin)
    broken = copy.deepcopy(document)
    broken["journal"][1]["request"]["body_base64"] = "x"
    assert admin.refuse(422, "PUT", SNAPSHOT, broken).startswith("journal[1].request: The request cannot be read")
    for missing in ("method", "header_list", "path_args"):
        text = admin.refuse(422, "PUT", SNAPSHOT, without(copy.deepcopy(document), "journal", *[0], "request", missing))  # type: ignore[list-item]
        assert text == f"journal[0].request.{missing}: This field is missing."


def test_rows_without_a_clock_leave_the_real_time(admin: Admin) -> None:
    admin.do("PUT", SNAPSHOT, {"version": 1, "rows": {"mockcc/ids": {"next": 5}}})
    assert admin.get("/spaces/default/clock")["frozen"] is False
    assert admin.vendor("POST", "/accounts/demo/login").status_code == 200
