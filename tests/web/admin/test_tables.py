"""Seeing and changing the world through the admin API."""

from __future__ import annotations

import pytest

from tests.support.admin import Admin

AGENTS = "/spaces/default/tables/acme/agents"
SETTINGS = "/spaces/default/tables/acme/settings"
AGENT1 = {"id": "agent1", "password": "secret", "state": "OUT", "tags": []}


def test_a_table_is_an_object_of_rows_by_key_and_settings_are_one_of_them(admin: Admin) -> None:
    assert list(admin.get(AGENTS)) == ["agent1", "agent2", "locked1"]
    assert admin.get(f"{AGENTS}/agent1") == AGENT1
    assert admin.get(SETTINGS) == {"current": {"patience": 5.0}}


def test_a_row_is_written_whole_changed_in_part_and_removed(admin: Admin) -> None:
    made = admin.send("PUT", f"{AGENTS}/new", {"id": "new", "password": "secret"})
    assert (made.status_code, made.get_json()["state"]) == (201, "OUT")
    written = admin.send("PUT", f"{AGENTS}/new", {"id": "new", "password": "other", "tags": ["a"]})
    assert (written.status_code, written.get_json()["tags"]) == (200, ["a"])
    assert admin.do("PATCH", f"{AGENTS}/new", {"password": "secret"})["tags"] == ["a"]
    assert admin.login("new") == "login.ok"
    assert admin.get(f"{AGENTS}/new")["state"] == "READY"
    assert admin.do("DELETE", f"{AGENTS}/new") is None
    assert admin.login("new") == "login.wrong"


def test_a_row_of_the_seed_stays_away_once_removed_until_the_reset(admin: Admin) -> None:
    admin.do("DELETE", f"{AGENTS}/agent2")
    assert list(admin.get(AGENTS)) == ["agent1", "locked1"]
    assert "There is no row 'agent2' in agents." in admin.refuse(404, "DELETE", f"{AGENTS}/agent2")
    admin.do("POST", "/spaces/default/reset")
    assert "agent2" in admin.get(AGENTS)


def test_the_row_of_a_persona_can_be_changed_here_though_not_by_the_vendor(admin: Admin) -> None:
    admin.logout("locked1")
    assert admin.login("locked1") == "login.taken"
    admin.do("PATCH", f"{AGENTS}/locked1", {"state": "OUT"})
    assert admin.login("locked1") == "login.ok"


def test_settings_change_what_the_vendor_does(admin: Admin) -> None:
    assert admin.do("PATCH", f"{SETTINGS}/current", {"patience": 0}) == {"patience": 0.0}
    assert admin.vendor("GET", "/poll").get_json() == {"ready": False}


def test_the_settings_are_one_row_that_cannot_be_removed(admin: Admin) -> None:
    assert "The settings cannot be removed." in admin.refuse(409, "DELETE", f"{SETTINGS}/current")
    assert "There is no row 'curent' in settings. Did you mean 'current'?" in admin.refuse(
        404, "PUT", f"{SETTINGS}/curent", {"patience": 1}
    )
    assert "There is no row 'x' in settings." in admin.refuse(404, "DELETE", f"{SETTINGS}/x")


def test_a_key_may_have_slashes_and_signs(admin: Admin) -> None:
    for key in ("a/b", "a%3Fb%23", "%C3%A4@demo.example"):
        admin.do("PUT", f"{AGENTS}/{key}", {"id": "x", "password": "y"})
        assert admin.get(f"{AGENTS}/{key}")["id"] == "x"
    assert {"a/b", "a?b#", "ä@demo.example"} < set(admin.get(AGENTS))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"stat": "OUT"}, "stat: agents have no field 'stat'. Did you mean 'state'? Allowed: id, password, state, tags."),
        ({"state": "OUTT"}, "state: Invalid enum value 'OUTT'. Did you mean 'OUT'? Allowed: BUSY, OUT, READY."),
        ({"state": 5}, "state: Expected `str`, got `int`."),
        ({"tags": ["a", 5]}, "tags[1]: Expected `str`, got `int`."),
        ({"password": None}, "password: Expected `str`, got `null`."),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_name_and_nothing_changes(admin: Admin, body: dict[str, object], said: str) -> None:
    assert admin.refuse(422, "PATCH", f"{AGENTS}/agent1", body).startswith(said)
    assert admin.refuse(422, "PUT", f"{AGENTS}/agent1", {**AGENT1, **body}).startswith(said)
    assert admin.get(f"{AGENTS}/agent1") == AGENT1


def test_a_whole_row_needs_all_its_fields(admin: Admin) -> None:
    assert admin.refuse(422, "PUT", f"{AGENTS}/agent1", {"id": "agent1"}) == "password: This field is missing."
    assert admin.refuse(422, "PUT", f"{AGENTS}/agent1", [1]) == "body: An object is expected, not [1]."
    assert admin.refuse(422, "PUT", f"{AGENTS}/agent1", "x" * 99).startswith('body: An object is expected, not "xxx')


def test_unknown_names_are_404_and_name_the_nearest(admin: Admin) -> None:
    for key in ("aa", "bb"):
        admin.do("PUT", f"{AGENTS}/{key}", {"id": "x", "password": "y"})
    for method, body in (("GET", None), ("PATCH", {"state": "OUT"}), ("DELETE", None)):
        assert "There is no row 'agent11' in agents. Did you mean 'agent1'?" in admin.refuse(404, method, f"{AGENTS}/agent11", body)
    assert "There is no table 'agent' in acme. Did you mean 'agents'?" in admin.refuse(404, "GET", "/spaces/default/tables/acme/agent")
    assert "There is no vendor 'acne'." in admin.refuse(404, "GET", "/spaces/default/tables/acne/agents")
