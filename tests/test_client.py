"""Stories of a test that steers mockcc with its client, over HTTP and in process alike."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mockcc.client import Client, ClientError, ServerUnreachableError, VerificationError
from mockcc.wire import Server
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin
from tests.support.fixtures import acme_fixtures, acme_python, admin, suite

__all__ = ["acme_fixtures", "acme_python", "admin", "suite"]


@pytest.fixture(params=["http", "wsgi"])
def mockcc(request: pytest.FixtureRequest, suite: AcmeSuite) -> Iterator[Client]:
    """A client of the default space, by either way."""
    if request.param == "wsgi":
        yield Client(suite=suite)
        return
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server, Client(server.url + "/") as client:
        yield client


def test_a_scenario_is_armed_verified_and_disarmed(mockcc: Client, admin: Admin) -> None:
    armed = mockcc.arm("acme", "wrong-once", times=2, after=1, match={"form.user": "agent1"}, on="login")
    assert (armed["times"], armed["after"], armed["on"]) == (2, 1, ["login"])
    assert [admin.login() for _ in range(3)] == ["login.ok", "login.wrong", "login.wrong"]
    assert mockcc.verify("acme", "login", reply="login.wrong", times=2) == 2
    assert [each["fired"] for each in mockcc.armed()] == [2]
    mockcc.disarm("acme", "wrong-once")
    assert mockcc.armed() == []
    mockcc.arm("acme", "slow", on=(name for name in ("login", "page")))
    assert mockcc.armed()[0]["on"] == ["login", "page"]


def test_a_reply_is_forced_once_or_until_it_is_taken_back(mockcc: Client, admin: Admin) -> None:
    mockcc.force("acme", "login", "login.wrong")
    assert [admin.login(), admin.login()] == ["login.wrong", "login.ok"]
    mockcc.force("acme", "logout", "common.limit", values={"seconds": 9}, times=None)
    assert [admin.logout(), admin.logout()] == ["common.limit", "common.limit"]
    mockcc.unforce("acme", "logout")
    assert admin.logout() == "logout.ok"


def test_the_transport_is_broken_and_mended(mockcc: Client, admin: Admin) -> None:
    assert mockcc.fault("acme", "status", status=503, on=["page"], times=1)["transport"] == {"kind": "status", "status": 503}
    mockcc.fault("acme", "truncate", at=3)
    assert admin.vendor("GET", "/page").status_code == 503
    mockcc.mend("acme")
    assert mockcc.armed() == []


def test_the_journal_is_read_filtered_and_followed(mockcc: Client, admin: Admin) -> None:
    admin.login()
    admin.logout()
    admin.login()
    entries = mockcc.journal()
    assert [entry["endpoint"] for entry in entries] == ["login", "logout", "login"]
    assert [entry["id"] for entry in mockcc.journal("acme", "login", reply="login.ok", limit=1)] == ["3"]
    assert mockcc.journal(after=entries[-1]["id"]) == []
    assert mockcc.journal(kind="outbound") == []
    assert mockcc.entry(2)["endpoint"] == "logout"
    mockcc.clear_journal()
    assert mockcc.journal() == []


def test_a_verification_that_fails_says_so_with_the_nearest_misses_field_by_field(mockcc: Client, admin: Admin) -> None:
    admin.login("agent2")
    admin.vendor("GET", "/nowhere")
    with pytest.raises(VerificationError) as caught:
        mockcc.verify("acme", "login", match={"form.user": {"regex": "1$"}, "form.kind": "web"}, times=1)
    assert str(caught.value).splitlines() == [
        "Expected exactly 1 exchange with acme login with form.user, form.kind as wanted, found 0.",
        "Nearest misses:",
        "  exchange 1: POST /accounts/demo/login -> login, login.ok",
        '    form.user: expected something like /1$/, found "agent2"',
        '    form.kind: expected "web", found nothing',
        "  exchange 2: GET /nowhere -> no endpoint, unknown.path",
        '    endpoint: expected "login", found nothing',
        "    form.user: expected something like /1$/, found nothing",
        '    form.kind: expected "web", found nothing',
    ]
    assert (caught.value.matched, caught.value.status, len(caught.value.misses)) == (0, 409, 2)
    with pytest.raises(AssertionError, match=r"^Expected at least 1 exchange with acme logout, found 0\."):
        mockcc.verify("acme", "logout")


def test_a_verification_waits_for_what_comes_later(mockcc: Client, admin: Admin) -> None:
    mockcc.timeout = 0.5
    timer = threading.Timer(0.05, admin.login)
    timer.start()
    assert mockcc.verify("acme", "login", within=20, at_least=1, at_most=1) == 1
    timer.join()


def test_a_table_is_like_a_mapping_of_rows(mockcc: Client, admin: Admin) -> None:
    agents = mockcc.table("acme", "agents")
    assert (len(agents), list(agents), "agent1" in agents, repr(agents)) == (
        3,
        ["agent1", "agent2", "locked1"],
        True,
        "<table acme/agents>",
    )
    assert agents["agent1"]["state"] == "OUT"
    assert (agents.get("nobody"), agents.get("nobody", {})) == (None, {})
    assert agents.patch("agent1", state="BUSY")["state"] == "BUSY"
    assert agents.patch("agent1", {"state": "OUT"})["state"] == "OUT"
    assert agents.put("new", {"id": "new", "password": "secret"})["tags"] == []
    agents["newer"] = {"id": "newer", "password": "secret"}
    assert admin.login("newer") == "login.ok"
    agents.delete("new")
    del agents["newer"]
    assert set(agents.rows()) == {"agent1", "agent2", "locked1"}
    with pytest.raises(KeyError, match="newer"):
        del agents["newer"]
    with pytest.raises(KeyError, match="newer"):
        agents["newer"]
    with pytest.raises(ClientError, match=r"There is no table 'agent' in acme. Did you mean 'agents'\?"):
        mockcc.table("acme", "agent").get("x")


def test_keys_with_slashes_and_other_letters_arrive(mockcc: Client) -> None:
    agents = mockcc.table("acme", "agents")
    for key in ("a/b c?", "ä@demo.example", "50%"):
        agents.put(key, {"id": key, "password": "x"})
        assert agents[key]["id"] == key
        agents.delete(key)


def test_time_is_moved_stopped_and_let_go(mockcc: Client) -> None:
    clock = mockcc.clock
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.freeze("2026-01-01T00:00:00Z") == clock.freeze(moment) == clock.freeze() == moment
    assert clock.frozen
    assert clock.advance(hours=8, minutes=30) == moment + timedelta(hours=8.5)
    assert clock.advance("-30m") == moment + timedelta(hours=8)
    assert clock.advance(timedelta(hours=-8)) == moment
    assert clock.advance(timedelta(days=1), seconds=0.5) == moment + timedelta(days=1, seconds=0.5)
    assert clock.resume() >= moment
    assert not clock.frozen


def test_a_space_is_saved_put_back_and_reset(mockcc: Client, admin: Admin) -> None:
    admin.login()
    document = mockcc.snapshot()
    mockcc.reset()
    assert admin.login() == "login.ok"
    mockcc.restore(document)
    assert (len(mockcc.journal()), admin.login()) == (1, "login.taken")


def test_spaces_are_made_and_dropped(mockcc: Client, admin: Admin) -> None:
    scenarios: list[tuple[str, str] | dict[str, Any]] = [("acme", "taken"), {"vendor": "acme", "name": "wrong-once"}]
    mine = mockcc.new_space("mine", seed=3, scenarios=scenarios)
    assert (mine.space, mine.url("acme"), mockcc.url("acme")) == ("mine", f"{mockcc.base_url}/~mine/acme", f"{mockcc.base_url}/acme")
    assert [admin.login(space="mine") for _ in range(2)] == ["login.wrong", "login.taken"]
    assert (len(mine.journal()), len(mockcc.journal())) == (2, 0)
    assert mine.space in {space["id"] for space in mockcc.spaces()}
    mine.drop()
    with pytest.raises(ClientError, match="There is no space 'mine' yet"):
        mine.coverage()
    assert mockcc.new_space().space != mockcc.new_space().space


def test_the_server_says_what_it_has_and_what_was_met(mockcc: Client, admin: Admin) -> None:
    admin.login()
    assert mockcc.health()["vendors"] == ["acme"]
    assert mockcc.catalogue()["acme"] == mockcc.catalogue("acme")
    assert mockcc.coverage()["acme"]["replies"]["seen"] == {"login.ok": 1}


def test_a_refusal_is_one_sentence_with_the_status_and_the_document(mockcc: Client) -> None:
    with pytest.raises(ClientError) as caught:
        mockcc.arm("acme", "takn")
    assert str(caught.value).startswith("There is no scenario 'takn' of acme. Did you mean 'taken'?")
    assert (caught.value.status, caught.value.problem["title"]) == (404, "Not Found")
    with pytest.raises(ClientError, match="This cannot be sent as JSON"):
        mockcc.force("acme", "login", "login.ok", values={"why": object()})
    with pytest.raises(ClientError, match="This cannot be sent as JSON"):
        mockcc.fault("acme", "delay", seconds=float("nan"))


def test_a_token_is_shown(acme_python: None, suite: AcmeSuite) -> None:
    secured = AcmeSuite(fixtures=suite.fixtures, admin_token="sesame")
    assert Client(suite=secured, token="sesame").new_space().spaces()
    with pytest.raises(ClientError, match="Authorization is missing"):
        Client(suite=secured).spaces()


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with Client(f"http://127.0.0.1:{port}") as client, pytest.raises(ServerUnreachableError) as caught:
            client.spaces()
    assert str(caught.value) == (
        f"No mockcc answers at http://127.0.0.1:{port} (connection refused). "
        "Start one with 'mockcc serve', or give the address of one that runs."
    )


def test_an_address_at_which_nobody_can_be_is_one_sentence() -> None:
    with pytest.raises(ServerUnreachableError, match=r"^No mockcc answers at .*Start one with"):
        Client("http://127.0.0.1:99999", timeout=1).spaces()


@pytest.mark.parametrize("url", ["nonsense", "http://[", "127.0.0.1:8080", "ftp://127.0.0.1"])
def test_what_is_no_address_at_all_is_refused_at_once(url: str) -> None:
    with pytest.raises(ServerUnreachableError, match=r"is no address of a server. Write it as http://127.0.0.1:8080."):
        Client(url).spaces()


def test_a_server_that_is_silent_is_left_after_the_timeout() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(ServerUnreachableError, match=r"\(read timeout=0.05\)|timed out"):
            Client(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05).spaces()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [("200 OK", "text/html", b"<html>"), ("404 Not Found", "text/html", b"<html>"), ("500 Oops", "application/json", b"{"),
     ("404 Not Found", "application/json", b"{}"), ("302 Found", "application/json", b"[]")],
)  # fmt: skip
def test_somebody_else_who_answers_there_is_recognised(status: str, kind: str, body: bytes) -> None:
    closed = []

    class Chunks(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    class Stranger:
        @staticmethod
        def wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            start_response(status, [("Content-Type", kind)])
            return Chunks([body])

    client = Client(suite=Stranger())
    with pytest.raises(ClientError, match="which is no answer of mockcc"):
        client.spaces()
    client.close()
    assert closed == [True]


def test_importing_the_client_loads_neither_flask_nor_urllib3() -> None:
    program = "import sys, mockcc.client; print([name for name in ('flask', 'urllib3', 'msgspec') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_documents_with_letters_of_all_kinds_arrive(mockcc: Client) -> None:
    mockcc.table("acme", "agents").patch("agent1", tags=["ä€😀\u0000"])
    assert mockcc.table("acme", "agents")["agent1"]["tags"] == ["ä€😀\u0000"]
    assert json.dumps(mockcc.snapshot())
