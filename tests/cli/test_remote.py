"""Steering a running server from a shell."""

from __future__ import annotations

import json

import pytest

from mockcc.client import ClientError
from mockcc.transport import ServerUnreachableError
from tests.cli.conftest import Run
from tests.support.quick import QuickClient


def test_a_scenario_is_armed_met_and_disarmed(run: Run, url: str, space: str) -> None:
    armed = run("arm", "ozonetel", "already-logged-in", "--times", "2")
    with QuickClient(url) as client:
        refused = client.agent(space, "login")
        disarmed = run("disarm", "ozonetel", "already-logged-in")
        accepted = client.agent(space, "login")

    assert armed.output == f"already-logged-in is armed for {url}/~{space}/ozonetel\n"
    assert refused == "Agent has already logged in"
    assert disarmed.output.startswith("already-logged-in is disarmed")
    assert accepted == "Agent agent1 logged in successfully"


def test_a_scenario_that_does_not_exist_is_named_with_the_nearest_one(run: Run) -> None:
    with pytest.raises(ClientError, match=r"'already-loged-in'.*Did you mean 'already-logged-in'"):
        run("arm", "ozonetel", "already-loged-in")


def test_the_journal_and_one_exchange_can_be_read(run: Run, url: str, space: str) -> None:
    with QuickClient(url) as client:
        client.agent(space, "login")
        client.agent(space, "login")

    journal = run("journal").output.splitlines()
    explained = run("explain", journal[-1].split()[0].lstrip("#")).output
    documents = [json.loads(line) for line in run("journal", "--json", "--vendor", "ozonetel").output.splitlines()]

    assert [line.rpartition("-> ")[2] for line in journal] == ["200 login.ok", "200 login.already"]
    assert '{"status":"error","message":"Agent has already logged in"}' in explained
    assert "why " in explained
    assert "https://docs.ozonetel.com/reference" in explained
    assert [document["reply"]["id"] for document in documents] == ["login.ok", "login.already"]
    assert json.loads(run("explain", documents[0]["id"], "--json").output) == documents[0]


def test_coverage_counts_what_was_met_and_names_what_was_not(run: Run, url: str, space: str) -> None:
    with QuickClient(url) as client:
        client.agent(space, "login")

    all_vendors = run("coverage").output
    one = run("coverage", "ozonetel").output
    document = json.loads(run("coverage", "ozonetel", "--json").output)

    assert all_vendors.startswith("vendor")
    assert "  login.already\n" in one
    assert "  login.ok\n" not in one
    assert document["ozonetel"]["replies"]["seen"] == {"login.ok": 1}


def test_the_clock_is_moved_frozen_and_let_go(run: Run) -> None:
    frozen = run("clock", "freeze", "2026-01-01T00:00:00Z").output
    advanced = run("clock", "advance", "8h").output
    resumed = run("clock", "resume").output

    assert frozen.endswith("stands still at 2026-01-01T00:00:00+00:00\n")
    assert advanced.endswith("stands still at 2026-01-01T08:00:00+00:00\n")
    assert " is 2026-01-01T08:00:0" in resumed
    with pytest.raises(Exception, match="How far"):
        run("clock", "advance")


def test_reset_puts_the_space_back(run: Run, url: str, space: str) -> None:
    with QuickClient(url) as client:
        client.agent(space, "login")
        said = run("reset").output
        again = client.agent(space, "login")

    assert said == f"space {space} is as new\n"
    assert again == "Agent agent1 logged in successfully"


def test_env_prints_lines_that_a_shell_can_eval(run: Run, url: str, space: str) -> None:
    lines = run("env").output.splitlines()

    assert f"export OZONETEL_BASE_URL={url}/~{space}/ozonetel" in lines
    assert all(line.startswith("export ") for line in lines)


def test_the_health_check_says_ok_or_ends_with_status_1_and_one_line(run: Run) -> None:
    well = run("healthcheck")
    gone = run("healthcheck", "--url", "http://127.0.0.1:9")

    assert (well.exit_code, well.output) == (0, "ok\n")
    assert gone.exit_code == 1
    assert len(gone.output.splitlines()) == 1
    with pytest.raises(ServerUnreachableError):
        run("journal", "--url", "http://127.0.0.1:9")
