"""WebSockets: a GET that answers 101 opens one, and each frame is an exchange like any other."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import create_environ
from wsproto.events import BytesMessage, CloseConnection, TextMessage

from mockcc.catalog.check import check_vendor
from mockcc.catalog.types import TransportSpec
from mockcc.engine.armed import Armed, arm
from mockcc.suite import Suite
from mockcc.web import websocket
from mockcc.wire import Server
from tests.support.talk import Heard, Talk

VENDOR = """\
# yaml-language-server: $schema=../schema/vendor.json
source: here
title: Acme
summary: One.
headers: {Server: acme}
"""
PAGE = """\
# yaml-language-server: $schema=../schema/page.json
source: here
endpoints:
  open: {route: "GET /socket/<name>", waits: true, replies: [open, page]}
  frame: {route: "WS /socket/<name>", replies: [hello, bye]}
  lonely: {route: GET /lonely, waits: true, replies: [open]}
  silent: {route: WS /lonely/but/elsewhere, replies: [nothing]}
replies:
  open: {status: 101, evidence: assumed}
  page: {evidence: assumed, text: page}
  hello: {evidence: assumed, json: {say: hello}}
  bye: {evidence: assumed, text: bye, close: 4401}
  nothing: {evidence: assumed}
  unknown.path: {status: 404, evidence: assumed, text: nowhere}
  unknown.method: {status: 405, evidence: assumed, headers: {Allow: $allow}, samples: {allow: GET}}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "vendor.yaml").write_text(VENDOR)
    (tmp_path / "acme" / "page.yaml").write_text(PAGE)
    found = Suite(fixtures=tmp_path)
    yield found
    found.close()


@pytest.fixture
def url(suite: Suite) -> Iterator[str]:
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield f"http://127.0.0.1:{server.port}/acme"


def force(suite: Suite, **what: object) -> None:
    pipeline = suite.pipeline("acme")
    armed = Armed(vendor="acme", kind="reply", name="frame", on=["frame"], **what)  # type: ignore[arg-type]
    suite.store.transact("default", lambda world: arm(world, pipeline.tables(world), pipeline.vendor.tables, armed))


def journal(suite: Suite) -> list[dict[str, object]]:
    return [json.loads(raw) for _, raw in suite.store.read_log("default")]


def test_the_fixtures_of_a_websocket_are_in_order(suite: Suite) -> None:
    assert not check_vendor(suite.fixtures, "acme")


def test_a_frame_is_answered_and_stands_in_the_journal(suite: Suite, url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        talk.say("good morning")
        assert talk.hear() == Heard('{"say":"hello"}')
        assert talk.ping()

    opened, frame = journal(suite)
    assert opened["endpoint"] == "open"
    assert frame["endpoint"] == "frame"
    assert frame["request"]["method"] == "WS"  # type: ignore[index]
    assert frame["request"]["body"] == "good morning"  # type: ignore[index]
    assert frame["request"]["path_args"] == {"name": "a"}  # type: ignore[index]


def test_the_handshake_carries_the_fields_of_the_reply(url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        assert talk.headers["server"] == "acme"


def test_a_message_may_come_in_pieces_and_as_bytes(suite: Suite, url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        talk.send(TextMessage(data="good ", message_finished=False))
        talk.send(TextMessage(data="morning"))
        talk.hear()
        talk.send(BytesMessage(data=b"night"))
        talk.hear()

    assert [entry["request"]["body"] for entry in journal(suite)] == ["", "good morning", "night"]  # type: ignore[index]


def test_a_reply_can_close(suite: Suite, url: str) -> None:
    force(suite, reply="bye")
    with Talk(f"{url}/socket/a") as talk:
        talk.say("good morning")
        assert talk.hear() == Heard(close=4401)


def test_a_client_that_closes_is_answered(url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        talk.send(CloseConnection(code=1000))
        assert talk.hear() == Heard(close=1000)


def test_a_message_that_is_too_long_closes(url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        talk.say("x" * (websocket.LARGEST + 1))
        assert talk.hear() == Heard(close=1009)


def test_bytes_that_are_no_frame_end_it(url: str) -> None:
    with Talk(f"{url}/socket/a") as talk:
        talk.send_raw(b"\xff" * 100)
        assert talk.hear() in (Heard(), Heard(close=1002))


@pytest.mark.parametrize("kind", ["reset", "truncate", "garbage"])
def test_a_broken_transport_ends_it_without_a_word(suite: Suite, url: str, kind: str) -> None:
    force(suite, transport=TransportSpec(kind=kind))  # type: ignore[arg-type]
    with Talk(f"{url}/socket/a") as talk:
        talk.say("good morning")
        assert talk.hear() == Heard()


def test_a_delay_holds_an_answer_back(suite: Suite, url: str) -> None:
    force(suite, transport=TransportSpec(kind="delay", seconds=0.05))
    with Talk(f"{url}/socket/a") as talk:
        began = time.monotonic()
        talk.say("good morning")
        assert talk.hear() == Heard('{"say":"hello"}')
        assert time.monotonic() - began >= 0.05


def test_a_delay_holds_a_handshake_back(suite: Suite, url: str) -> None:
    pipeline = suite.pipeline("acme")
    armed = Armed(vendor="acme", kind="fault", name="slow", on=["open"], transport=TransportSpec(kind="delay", seconds=0.05))
    suite.store.transact("default", lambda world: arm(world, pipeline.tables(world), pipeline.vendor.tables, armed))
    began = time.monotonic()
    with Talk(f"{url}/socket/a") as talk:
        assert talk.status == 101
        assert time.monotonic() - began >= 0.05


def test_a_reply_without_a_body_says_nothing(suite: Suite, url: str) -> None:
    force(suite, transport=TransportSpec(kind="status", status=204), times=1)
    with Talk(f"{url}/socket/a") as talk:
        talk.say("one")
        talk.say("two")
        assert talk.hear() == Heard('{"say":"hello"}')


def test_a_client_that_leaves_frees_the_thread_and_a_server_that_stops_says_so(suite: Suite) -> None:
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        url = f"http://127.0.0.1:{server.port}/acme/socket/a"
        with Talk(url):
            pass
        talk = Talk(url)
        assert talk.ping()
    assert talk.hear() in (Heard(close=1001), Heard())
    with talk:
        pass


def test_a_server_that_goes_says_so(suite: Suite) -> None:
    ours, theirs = socket.socketpair()
    gone = threading.Event()
    gone.set()
    shake = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "A" * 22 + "=="}
    environ = create_environ("/socket/a", headers=shake) | {"mockcc.hijack": lambda: theirs, "mockcc.gone": gone}

    assert suite.app("acme").wsgi_app(environ, None) == []

    with ours:
        said = ours.recv(65536)
    assert said.startswith(b"HTTP/1.1 101 ")
    assert said.endswith(b"\x88\x02" + (1001).to_bytes(2, "big"))


def test_a_method_of_a_client_is_never_taken_for_a_frame(suite: Suite) -> None:
    client = suite.app("acme").test_client()

    response = client.open("/socket/a", method="WS")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET"


def test_a_server_that_cannot_hand_the_connection_over_says_so(suite: Suite) -> None:
    response = suite.app("acme").test_client().get("/socket/a")

    assert response.status_code == 501
    assert "mockcc serve" in response.get_json()["detail"]


def test_a_reply_of_101_where_no_frames_are_spoken_is_a_plain_reply(suite: Suite) -> None:
    assert suite.app("acme").test_client().get("/lonely").status_code == 101
