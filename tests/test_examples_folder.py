"""Every project in ``examples/`` is run as its README says, as far as a machine without a container engine goes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.pytest_plugin.conftest import LOADED
from tests.support.process import ROOT, Served, environment, serving
from tests.support.tools import need

EXAMPLES = ROOT / "examples"
TOKEN = "only-for-tests"
COMPOSE = yaml.safe_load((EXAMPLES / "compose/compose.yaml").read_text("utf-8"))["services"]
JOB = yaml.safe_load((EXAMPLES / "github-actions/mockcc.yml").read_text("utf-8"))["jobs"]["tests"]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A running mockcc."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def guarded() -> Iterator[Served]:
    """A running mockcc that wants a token."""
    with serving("--admin-token", TOKEN) as served:
        yield served


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the pytest project, and a ``pytest`` for its shell commands."""
    shutil.copytree(EXAMPLES / "pytest-project", tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    program = tmp_path / "bin" / "pytest"
    program.parent.mkdir()
    plugins = " ".join(f"-p {name}" for name in LOADED)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m pytest {plugins} "$@"\n')
    program.chmod(0o755)
    return tmp_path / "project"


def shell(command: str, project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project as a user's shell would."""
    path = os.pathsep.join([str(project.parent / "bin"), os.environ["PATH"]])
    known = environment(PATH=path, PYTHONDONTWRITEBYTECODE="1", **variables)
    return subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=project, env=known, capture_output=True, text=True, check=False)


def test_the_pytest_project_passes_and_meets_every_documented_reply(project: Path) -> None:
    done = shell("pytest --mockcc-coverage --mockcc-fail-under 100", project)
    assert done.returncode == 0, done.stdout
    assert "9 of 9 documented replies of the endpoints in scope were met: 100.0 %." in done.stdout


def test_the_node_project_passes(served: Served) -> None:
    need("npm")
    variables = {"MOCKCC_URL": served.url, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        [need("node"), "--test"], cwd=EXAMPLES / "node-project", env=environment(**variables), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "pass 4" in done.stdout


def test_the_walk_with_curl_ends_well(served: Served) -> None:
    need("curl")
    done = subprocess.run(
        ["sh", str(EXAMPLES / "curl/walkthrough.sh")], env=environment(MOCKCC_URL=served.url), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '{"status":"error","message":"Agent has already logged in"}' in done.stdout
    assert "Agent agent1 is not logged in" in done.stdout
    assert '"matched":1' in done.stdout.replace(" ", "")
    assert done.stderr == ""


def test_the_compose_file_starts_the_image_as_the_projects_own_does() -> None:
    own = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["mockcc"]
    service = COMPOSE["mockcc"]
    assert (EXAMPLES / "compose" / service["build"]).resolve() == ROOT
    for setting in ("image", "read_only", "cap_drop", "security_opt"):
        assert service[setting] == own[setting]
    assert service["environment"]["MOCKCC_ADMIN_HOST"] == "mockcc"
    assert (
        service["environment"]["MOCKCC_ADMIN_TOKEN"]
        == COMPOSE["tests"]["environment"]["MOCKCC_ADMIN_TOKEN"]
        == f"${{MOCKCC_ADMIN_TOKEN:-{TOKEN}}}"
    )


def test_the_compose_files_tests_pass(project: Path, guarded: Served) -> None:
    tests = COMPOSE["tests"]
    assert tests["depends_on"] == {"mockcc": {"condition": "service_healthy"}}
    assert tests["volumes"] == ["../pytest-project:/project:ro"]
    assert tests["command"][:2] == ["sh", "-euc"]
    install, test = tests["command"][2].strip().splitlines()
    assert install.startswith("pip install")
    assert install.endswith("--requirement requirements.txt")

    done = shell(test.replace("http://mockcc:8080", guarded.url), project, MOCKCC_ADMIN_TOKEN=TOKEN)
    assert done.returncode == 0, done.stdout


def test_the_workflow_starts_the_image_and_its_tests_pass(project: Path, guarded: Served) -> None:
    steps: dict[str, dict[str, Any]] = {step["name"]: step for step in JOB["steps"] if "name" in step}
    start = steps["Start mockcc"]["run"].split()
    assert start[:2] == ["docker", "compose"]
    assert (ROOT / start[start.index("--file") + 1]) == EXAMPLES / "compose/compose.yaml"
    assert start[-1] in COMPOSE
    assert (ROOT / steps["Install"]["working-directory"] / "requirements.txt").is_file()

    page = project.parent / "summary.md"
    page.write_text("before\n")
    command = steps["Test"]["run"].replace("http://127.0.0.1:8080", guarded.url)
    done = shell(command, project, GITHUB_STEP_SUMMARY=str(page), **JOB["env"])
    assert done.returncode == 0, done.stdout
    assert page.read_text().startswith("before\n## mockcc: documented replies met")
    uploaded = next(step for step in JOB["steps"] if "upload-artifact" in step.get("uses", ""))
    assert (project / Path(uploaded["with"]["path"]).name / "mockcc.html").is_file()


def test_every_folder_stands_in_the_readme() -> None:
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"`{folder.name}`" in readme for folder in EXAMPLES.iterdir() if folder.is_dir())
