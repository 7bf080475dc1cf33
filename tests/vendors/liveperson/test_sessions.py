"""Sessions: refreshed, logged out, and over by the clock of the space."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.liveperson.world import ACCOUNT, World, reply

CSRF = "CSRF token invalid! The CSRF token on request does not match the CSRF token on the session"


def test_a_refresh_has_no_body_and_gives_the_cookie_again(world: World) -> None:
    login = world.login().json()
    found = world.keep(login)

    assert (found.status_code, found.content) == (200, b"")
    assert found.headers["Set-Cookie"] == f"Session_id={login['sessionId']}; Path=/; HttpOnly"
    assert "Content-Type" not in found.headers
    assert world.users(login["bearer"]).status_code == 200


@pytest.mark.parametrize("cookie", ["Session_id", "session_id", "SESSION_ID"])
def test_the_cookie_is_taken_in_any_case(world: World, cookie: str) -> None:
    assert world.keep(world.login().json(), cookie=cookie).status_code == 200


def test_a_session_lasts_eight_hours_and_refreshing_does_not_make_it_longer(world: World) -> None:
    login = world.login().json()
    world.advance(hours=7, seconds=3590)
    assert world.keep(login).status_code == 200
    assert world.users(login["bearer"]).status_code == 200
    world.advance(seconds=10)

    assert world.users(login["bearer"]).status_code == 401
    assert reply(world.keep(login)) == "session.dead"
    assert "28800 s" in world.why()


def test_refreshing_keeps_a_session_from_idling_out(world: World) -> None:
    world.arm("sessions-idle-out")
    login, idle = world.login().json(), world.login().json()
    for _ in range(4):
        world.advance(seconds=600)
        assert world.keep(login).status_code == 200

    assert reply(world.keep(idle)) == "session.dead"
    assert "last refreshed 2400 s ago" in world.why()
    assert world.users(idle["bearer"]).status_code == 401
    world.advance(seconds=900)
    assert world.users(login["bearer"]).status_code == 401


@pytest.mark.parametrize("verb", ["refresh", "logout"])
def test_a_wrong_csrf_token_is_told_in_the_vendors_words(world: World, verb: str) -> None:
    login = world.login().json()
    found = world.keep(login, verb, csrf="wrong")

    assert found.status_code == 401
    error = found.json()["error"]
    assert list(error) == ["time", "message", "internalCode", "responseStatus"]
    assert (error["message"], error["internalCode"], error["responseStatus"]) == (CSRF, 10, "UNAUTHORIZED")
    assert world.keep(login, verb).status_code == 200


@pytest.mark.parametrize("verb", ["refresh", "logout"])
def test_cookie_and_csrf_token_both_have_to_be_there(world: World, verb: str) -> None:
    login = world.login().json()
    path = f"/api/account/{ACCOUNT}/{verb}"

    assert reply(world.call("POST", path, json={"csrf": login["csrf"]})) == "session.no_cookie"
    bearer = {"Authorization": f"Bearer {login['bearer']}"}
    assert reply(world.call("POST", path, json={"csrf": login["csrf"]}, headers=bearer)) == "session.no_cookie"
    cookie = {"Cookie": f"Session_id={login['sessionId']}"}
    for body in ({}, {"Csrf": login["csrf"]}, {"csrf": ""}, {"csrf": [login["csrf"]]}, []):
        assert reply(world.call("POST", path, json=body, headers=cookie)) == "session.no_csrf"
    assert reply(world.call("POST", path, headers=cookie)) == "session.no_csrf"
    assert reply(world.call("POST", path, data={"csrf": login["csrf"]}, headers=cookie)) == "unsupported.media_type"
    stranger = {"Cookie": "Session_id=unknown"}
    assert reply(world.call("POST", path, json={"csrf": login["csrf"]}, headers=stranger)) == "session.dead"


@pytest.mark.parametrize("change", [{"users.agent2.is_enabled": False}, {"users.agent2.deleted": True}, {"users.agent2": None}])
def test_an_agent_who_is_no_more_cannot_stay(world: World, change: dict[str, Any]) -> None:
    login = world.login("agent2").json()
    assert world.keep(login).status_code == 200
    world.change(change)

    for verb in ("refresh", "logout"):
        found = world.keep(login, verb)
        assert (found.status_code, reply(found)) == (401, "session.agent")


def test_a_session_belongs_to_its_account(world: World) -> None:
    login = world.login().json()
    headers = {"Cookie": f"Session_id={login['sessionId']}"}
    body = {"csrf": login["csrf"]}

    assert reply(world.call("POST", "/api/account/87654321/refresh", json=body, headers=headers)) == "session.dead"
    assert reply(world.call("POST", "/api/account/00000000/refresh", json=body, headers=headers)) == "session.site"


def test_after_a_logout_everything_is_dead(world: World) -> None:
    login, other = world.login().json(), world.login().json()
    found = world.keep(login, "logout")

    assert (found.status_code, found.content) == (200, b"")
    assert found.headers["Set-Cookie"].startswith("Session_id=; Max-Age=0;")
    assert reply(world.keep(login, "logout")) == "session.dead"
    assert reply(world.keep(login)) == "session.dead"
    assert world.users(login["bearer"]).status_code == 401
    assert world.users(other["bearer"]).status_code == 200
    assert len(world.rows("sessions")) == len(world.rows("bearers")) == 1


def test_what_is_armed_ends_the_sessions_of_now_and_not_those_of_later(world: World) -> None:
    old = world.login().json()
    world.arm("sessions-expired")
    new = world.login().json()

    assert reply(world.keep(old)) == "session.dead"
    assert world.keep(new).status_code == 200


@pytest.mark.parametrize(("name", "promised"), [("short1", "session.dead"), ("csrf1", "session.csrf")])
def test_a_persona_loses_its_session_again_and_again(world: World, name: str, promised: str) -> None:
    for _ in range(2):
        login = world.login(name)
        assert login.status_code == 200
        assert reply(world.keep(login.json())) == promised


def test_over_https_the_cookie_is_secure(world: World) -> None:
    session = {"username": "agent1", "password": "agent1-secret"}
    client = world.suite.app("liveperson").test_client()
    found = client.post(f"/api/account/{ACCOUNT}/login", json=session, base_url="https://va.agentvep.liveperson.net")

    assert found.headers["Set-Cookie"].endswith("; Path=/; Secure; HttpOnly")


def test_rows_that_a_test_has_removed_are_missed_by_nobody(world: World) -> None:
    gone, kept = world.login().json(), world.login().json()
    world.change({f"sessions.{gone['sessionId']}": None})
    assert world.users(gone["bearer"]).status_code == 401
    assert world.login().status_code == 200
    world.change({"holdings.agent1": None})
    assert world.keep(kept, "logout").status_code == 200
    assert reply(world.keep(kept, "logout")) == "session.dead"
