"""Stories of somebody who edits fixtures while mockcc serves them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import Change
from werkzeug.test import Client as HttpClient

from mockcc.client import Client
from mockcc.suite import Suite
from mockcc.watching import Watcher
from tests.support.admin import Admin
from tests.support.process import ROOT, environment

KEY = "KK00000000000000000000000000000001"
LOGIN = "/ozonetel/CAServices/AgentAuthenticationV2/index.php"
PAGE = "agent-authentication.yaml"
SECONDS = 20


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """A copy of Ozonetel's fixtures, to edit."""
    for name in ("ozonetel", "schema"):
        shutil.copytree(ROOT / "fixtures" / name, tmp_path / "fixtures" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "fixtures"


class Edited:
    """A suite that is watched without a thread, what it said, and a file to edit."""

    def __init__(self, fixtures: Path) -> None:
        self.suite = Suite(fixtures=fixtures)
        self.said: list[str] = []
        self.watcher = Watcher(self.suite, self.said.append)
        self.admin = Admin(self.suite)
        self.page = fixtures / "ozonetel" / PAGE

    def login(self, space: str = "default") -> str:
        """Log an agent in; what the vendor says."""
        form = {"userName": "demo", "apiKey": KEY, "action": "login", "phoneNumber": "+919900000001"}
        reply = HttpClient(self.suite.wsgi).post(f"/~{space}{LOGIN}", data=form, auth=("agent1", "agent1-secret"))
        return str(json.loads(reply.data)["message"])

    def edit(self, old: str, new: str) -> None:
        """Replace words of the page and let the watcher know."""
        text = self.page.read_text("utf-8")
        assert old in text
        self.page.write_text(text.replace(old, new), "utf-8")
        self.watcher.changed([self.page])


@pytest.fixture
def edited(fixtures: Path) -> Iterator[Edited]:
    """A suite whose fixtures can be edited."""
    edited = Edited(fixtures)
    yield edited
    edited.suite.close()


def test_a_good_edit_is_served_and_the_world_stays_as_it_is(edited: Edited) -> None:
    assert edited.login() == "Agent agent1 logged in successfully"
    edited.edit("message: Agent has already logged in}", "message: Agent is in already}")
    assert edited.said == ["ozonetel: the changed fixtures are served."]
    assert edited.login() == "Agent is in already"


def test_a_broken_edit_keeps_the_last_good_fixtures_and_is_told_where_the_user_looks(edited: Edited) -> None:
    edited.login(space="mine")
    edited.edit("    json: {status: error, message: Agent has already logged in}", "    jsn: {status: error}")

    assert edited.login(space="mine") == "Agent has already logged in"
    line = next(number for number, text in enumerate(edited.page.read_text().splitlines(), 1) if "jsn:" in text)
    problem = f"fixtures/ozonetel/{PAGE}:{line}: "
    assert edited.said[0].startswith("ozonetel: the changed fixtures are broken, so the last good ones are still served.\n")
    assert problem in edited.said[0]

    notice = Client(suite=edited.suite, space="mine").journal(kind="notice")[0]
    assert notice["error"].startswith(problem)
    assert (notice["request"]["method"], notice["request"]["path"]) == ("EDIT", f"/ozonetel/{PAGE}")
    assert [entry["kind"] for entry in Client(suite=edited.suite).journal()] == ["notice"]

    health = edited.admin.send("GET", "/health")
    assert health.headers["Mockcc-Notice"].startswith(problem)
    assert health.get_json()["fixture_problems"]["ozonetel"][0].startswith(problem)


def test_the_notice_goes_when_the_edit_is_mended(edited: Edited) -> None:
    edited.edit("action.invalid:", "action.invalid: [")
    assert "Mockcc-Notice" in edited.admin.send("GET", "/spaces").headers
    edited.edit("action.invalid: [", "action.invalid:")
    assert edited.said[-1] == "ozonetel: the changed fixtures are served."
    assert "Mockcc-Notice" not in edited.admin.send("GET", "/spaces").headers
    assert edited.admin.get("/health")["fixture_problems"] == {}


def test_a_notice_with_any_letters_fits_into_a_header_field(edited: Edited) -> None:
    edited.edit("action.invalid:", "\u00fcmlaut\u2603: 1\n  action.invalid:")
    assert "\\u2603" in edited.admin.send("GET", "/spaces").headers["Mockcc-Notice"]


def test_a_vendor_whose_files_are_gone_keeps_its_last_good_fixtures(edited: Edited) -> None:
    edited.login()
    (edited.page.parent / "vendor.yaml").unlink()
    edited.watcher.changed([edited.page.parent / "vendor.yaml"])
    assert "There is no vendor 'ozonetel'" in edited.said[0]
    assert edited.login() == "Agent has already logged in"


def test_yaml_and_pages_are_watched_and_what_mockcc_keeps_beside_them_is_not(edited: Edited) -> None:
    vendor = edited.page.parent
    watched = [edited.page, vendor / "pages/toolbar.html", vendor / "__pycache__/catalogue.msgpack", vendor.parent / "schema/page.json"]
    assert [edited.watcher._concerns(Change.modified, str(path)) for path in watched] == [True, True, False, False]


def test_a_running_server_sees_edits_of_its_files(fixtures: Path) -> None:
    command = [sys.executable, "-m", "mockcc", "serve", "--port", "0", "--fixtures", str(fixtures), "--watch"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment(), **pipes) as process:  # type: ignore[call-overload]
        while not process.stdout.readline().startswith("mockcc ready on "):
            pass
        page = fixtures / "ozonetel" / PAGE
        good = page.read_text("utf-8")
        page.write_text(good.replace("evidence: documented", "evidence: certain", 1), "utf-8")
        assert process.stderr.readline() == "mockcc: ozonetel: the changed fixtures are broken, so the last good ones are still served.\n"
        assert process.stderr.readline().startswith(f"fixtures/ozonetel/{PAGE}:")
        page.write_text(good, "utf-8")
        assert process.stderr.readline() == "mockcc: ozonetel: the changed fixtures are served.\n"
        process.terminate()
        assert process.wait(SECONDS) == 0


def test_several_processes_are_not_watched(fixtures: Path) -> None:
    command = [sys.executable, "-m", "mockcc", "serve", "--watch", "--workers", "2", "--store", "redis://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, timeout=SECONDS)
    assert done.returncode == 2
    assert "--watch reloads the fixtures of one process, but --workers is 2." in done.stderr
