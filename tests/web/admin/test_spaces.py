"""Spaces: made, listed, looked at, dropped, and put back to the seed."""

from __future__ import annotations

import statistics
import time

import pytest

from tests.support.acme import AcmeSuite
from tests.support.admin import Admin
from tests.support.stores import race


def test_a_space_is_made_with_addresses_of_the_host_that_was_called(admin: Admin) -> None:
    reply = admin.send("POST", "/spaces", {"id": "mine"}, base_url="http://127.0.0.1:9999")
    assert reply.status_code == 201
    assert reply.headers["Location"] == "http://127.0.0.1:9999/_mockcc/spaces/mine"
    assert reply.get_json() == {"id": "mine", "seed": None, "urls": {"acme": "http://127.0.0.1:9999/~mine/acme"}}


def test_a_space_without_an_id_gets_a_name_of_its_own(admin: Admin) -> None:
    names = {admin.ok(admin.send("POST", "/spaces"))["id"] for _ in range(3)}
    assert len(names) == 3
    assert names < {space["id"] for space in admin.get("/spaces")}


def test_spaces_of_one_seed_draw_the_same_ids_and_others_do_not(admin: Admin) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", None)):
        admin.do("POST", "/spaces", {"id": name, "seed": seed})
    one, two, three = (admin.vendor("POST", "/accounts/demo/login", name).get_json()["why"] for name in ("one", "two", "three"))
    assert one == two != three
    assert admin.get("/spaces/one")["seed"] == 7


def test_a_space_can_start_with_scenarios_armed(admin: Admin) -> None:
    scenarios = [{"vendor": "acme", "name": "wrong-once", "times": 2}, {"vendor": "acme", "name": "taken"}]
    admin.do("POST", "/spaces", {"id": "mine", "scenarios": scenarios})
    assert [admin.login(space="mine") for _ in range(3)] == ["login.wrong", "login.wrong", "login.taken"]
    assert admin.get("/spaces/mine")["armed"] == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"id": "a b"}, "id: 'a b' cannot name a space. Allowed: 1 to 64 of the characters"),
        ({"id": ""}, "id: '' cannot name a space."),
        ({"id": 5}, "id: Expected `str | null`, got `int`."),
        ({"seed": "x"}, "seed: Expected `int | null`, got `str`."),
        ({"seed": 2**60}, "seed: Expected `int` <= 9007199254740992."),
        ({"sed": 5}, "sed: There is no field 'sed'. Did you mean 'seed'? Allowed: id, scenarios, seed."),
        ({"scenarios": [{"vendor": "acne", "name": "taken"}]}, "scenarios[0].vendor: There is no vendor 'acne'. Did you mean 'acme'?"),
        (
            {"scenarios": [{"vendor": "acme", "name": "takn"}]},
            "scenarios[0].name: There is no scenario 'takn' of acme. Did you mean 'taken'?",
        ),
        ({"scenarios": [{"vendor": "acme", "name": "taken", "on": "x"}]}, "scenarios[0].on: There is no endpoint 'x' of acme."),
        ({"scenarios": [{"vendor": "acme", "nam": "taken"}]}, "scenarios[0]: Object contains unknown field `nam`. Did you mean 'name'?"),
        ({"scenarios": [{"vendor": "acme"}]}, "scenarios[0].name: This field is missing."),
        ([], "body: Expected `object`, got `array`."),
    ],
)
def test_a_space_that_cannot_be_made_is_refused_and_is_not_there(admin: Admin, suite: AcmeSuite, body: object, said: str) -> None:
    assert admin.refuse(422, "POST", "/spaces", body).startswith(said)
    assert suite.store.spaces() == []


def test_an_id_that_is_taken_is_a_conflict(admin: Admin) -> None:
    admin.do("POST", "/spaces", {"id": "mine"})
    admin.login(space="used")
    for name in ("mine", "used"):
        assert f"There is a space '{name}' already." in admin.refuse(409, "POST", "/spaces", {"id": name})


def test_of_many_who_make_the_same_space_at_once_one_does(admin: Admin) -> None:
    replies = race(16, lambda _: admin.send("POST", "/spaces", {"id": "mine"}).status_code)
    assert sorted(replies) == [201] + [409] * 15


def test_a_space_that_somebody_made_between_the_look_and_the_making_is_a_conflict_too(
    admin: Admin, suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.do("POST", "/spaces", {"id": "mine", "seed": 1})
    monkeypatch.setattr(suite.store, "exists", lambda _: False)
    assert "There is a space 'mine' already." in admin.refuse(409, "POST", "/spaces", {"id": "mine", "seed": 2})


def test_the_default_space_is_always_there(admin: Admin) -> None:
    assert admin.get("/spaces") == [{"id": "default", "seed": None, "urls": {"acme": "http://localhost/acme"}}]
    assert admin.get("/spaces/default")["armed"] == 0
    assert admin.do("DELETE", "/spaces/default") is None
    assert admin.get("/spaces/default/journal") == []
    assert admin.do("POST", "/spaces", {"id": "default", "seed": 5})["seed"] == 5


def test_a_dropped_space_is_gone(admin: Admin) -> None:
    admin.login(space="mine")
    assert admin.do("DELETE", "/spaces/mine") is None
    assert "There is no space 'mine' yet" in admin.refuse(404, "GET", "/spaces/mine")
    assert admin.login(space="mine") == "login.ok"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("DELETE", ""), ("POST", "/reset"), ("GET", "/scenarios"), ("GET", "/journal"), ("GET", "/journal/1"),
        ("DELETE", "/journal"), ("GET", "/tables/acme/agents"), ("GET", "/tables/acme/agents/agent1"), ("GET", "/clock"),
        ("GET", "/snapshot"), ("GET", "/coverage"), ("DELETE", "/faults/acme"), ("DELETE", "/tables/acme/agents/agent1"),
    ],
)  # fmt: skip
def test_a_space_that_nobody_has_used_is_unknown_and_the_nearest_is_named(admin: Admin, method: str, path: str) -> None:
    admin.login(space="checkout")
    assert (
        "There is no space 'chekout' yet; it is made at its first use or by POST /_mockcc/spaces. Did you mean 'checkout'?"
        in admin.refuse(404, method, f"/spaces/chekout{path}")
    )


def test_a_name_that_no_space_can_have_is_refused(admin: Admin) -> None:
    assert admin.refuse(422, "GET", "/spaces/a%20b/clock").startswith("space: 'a b' cannot name a space.")
    assert admin.refuse(422, "PUT", "/spaces/a%20b/clock", {"resume": True}).startswith("space: 'a b' cannot name a space.")


def test_reset_puts_everything_back_to_the_seed(admin: Admin) -> None:
    admin.do("POST", "/spaces", {"id": "mine", "seed": 7})
    first = admin.vendor("POST", "/accounts/demo/login", "mine").get_json()["why"]
    admin.do("PUT", "/spaces/mine/scenarios/acme/limited")
    admin.do("PUT", "/spaces/mine/clock", {"freeze": "2026-01-01T00:00:00Z"})
    admin.do("DELETE", "/spaces/mine/tables/acme/agents/agent2")
    assert admin.do("POST", "/spaces/mine/reset") == {"id": "mine", "seed": 7, "urls": {"acme": "http://localhost/~mine/acme"}}
    assert (admin.get("/spaces/mine/scenarios"), admin.get("/spaces/mine/journal")) == ([], [])
    assert admin.get("/spaces/mine/clock")["frozen"] is False
    assert list(admin.get("/spaces/mine/tables/acme/agents")) == ["agent1", "agent2", "locked1"]
    assert admin.get("/spaces/mine/coverage")["acme"]["replies"]["seen"] == {}
    assert admin.vendor("POST", "/accounts/demo/login", "mine").get_json()["why"] == first


def test_making_and_resetting_a_space_takes_less_than_five_milliseconds(admin: Admin) -> None:
    admin.do("POST", "/spaces")
    took = []
    for number in range(30):
        started = time.perf_counter()
        admin.do("POST", "/spaces", {"id": f"s{number}"})
        admin.do("POST", f"/spaces/s{number}/reset")
        took.append((time.perf_counter() - started) / 2)
    assert statistics.median(took) < 0.005
