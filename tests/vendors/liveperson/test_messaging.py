"""The agent's WebSocket: it speaks while the session lives and is closed when it ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.talk import Heard, Talk
from tests.vendors.liveperson.conftest import Running
from tests.vendors.liveperson.world import ACCOUNT, World

CLOCK = {"kind": "req", "id": "00000000-0000-4000-8000-000000000001", "type": ".GetClock", "body": {}}


def talk(world: World, bearer: str, account: str = ACCOUNT) -> Talk:
    return Talk(f"{world.base}/ws_api/account/{account}/messaging/brand/{bearer}?v=2.1")


def test_it_tells_the_time_of_the_space(world: World) -> None:
    login = world.login().json()
    world.advance(hours=1)
    with talk(world, login["bearer"]) as socket:
        assert socket.status == 101
        socket.say(json.dumps(CLOCK))
        said = json.loads(socket.hear().text or "")

    assert (said["kind"], said["reqId"], said["code"], said["type"]) == ("resp", CLOCK["id"], 200, "GetClockResponse")
    assert abs(said["body"]["currentTime"] - login["config"]["serverCurrentTime"] - 3_600_000) < 60_000


def test_it_is_closed_when_the_session_has_expired(world: World) -> None:
    with talk(world, world.login().json()["bearer"]) as socket:
        world.advance(hours=8)
        assert socket.hear() == Heard(close=4407)


def test_it_is_closed_when_the_session_is_ended(world: World) -> None:
    login = world.login().json()
    with talk(world, login["bearer"]) as socket:
        assert world.keep(login, "logout").status_code == 200
        assert socket.hear() == Heard(close=4401)


@pytest.mark.parametrize("account", [ACCOUNT, "00000000", "87654321"])
def test_a_bearer_that_is_not_good_opens_a_socket_that_closes(world: World, account: str) -> None:
    bearer = "0" * 64 if account == ACCOUNT else world.login().json()["bearer"]
    with talk(world, bearer, account) as socket:
        assert socket.status == 101
        assert socket.hear() == Heard(close=4401)


def test_it_closes_by_a_scenario_at_the_next_frame(world: World) -> None:
    world.arm("messaging-revoked")
    with talk(world, world.login().json()["bearer"]) as socket:
        socket.say(json.dumps(CLOCK))
        assert socket.hear() == Heard(close=4401)


@pytest.mark.parametrize(
    "frame",
    [
        "hello",
        "[]",
        "{}",
        "null",
        '{"kind":"req"}',
        '{"kind":"req","id":1,"type":".GetClock"}',
        '{"kind":"x","id":"1","type":"y"}',
        "\ud7ff\u0000",
    ],
)
def test_a_frame_that_is_no_request_is_answered(world: World, frame: str) -> None:
    with talk(world, world.login().json()["bearer"]) as socket:
        socket.say(frame)
        assert json.loads(socket.hear().text or "")["code"] == 400
        socket.say(json.dumps(CLOCK))
        assert json.loads(socket.hear().text or "")["code"] == 200


def test_a_type_that_is_not_spoken_is_answered_under_its_id(world: World) -> None:
    with talk(world, world.login().json()["bearer"]) as socket:
        socket.say(json.dumps({**CLOCK, "type": "ms.PublishEvent"}))
        said: dict[str, Any] = json.loads(socket.hear().text or "")
    assert (said["reqId"], said["code"]) == (CLOCK["id"], 400)


def test_a_request_that_is_no_handshake_is_refused(world: World) -> None:
    path = f"/ws_api/account/{ACCOUNT}/messaging/brand/x"
    good = {
        "Connection": "keep-alive, Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    for name, value in (("Connection", "close"), ("Upgrade", "h2c"), ("Sec-WebSocket-Version", "8"), ("Sec-WebSocket-Key", "")):
        assert world.call("GET", path, headers={**good, name: value}).status_code == 400


def test_it_stands_at_the_base_of_its_service(world: World, running: Running) -> None:
    login = world.login().json()
    world.arm("services-have-bases-of-their-own")
    for service, status in (("asyncMessagingEnt", 101), ("facadeMsg", 101), ("agentVep", 404)):
        url = f"{world.base}/{service}/ws_api/account/{ACCOUNT}/messaging/brand/{login['bearer']}"
        with Talk(url) as socket:
            assert socket.status == status


def test_frames_stand_in_the_journal_with_their_reason(world: World) -> None:
    with talk(world, world.login().json()["bearer"]) as socket:
        socket.say(json.dumps(CLOCK))
        socket.hear()

    (entry,) = world.journal("messaging_frame")
    assert entry["request"]["json"] == CLOCK
    assert entry["reply"]["id"] == "messaging.clock"
    assert entry["why"] == "The time of the space."
