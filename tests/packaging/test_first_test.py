"""From ``pip install`` to a green first test: the tutorial's three commands, in a new project with a new virtual environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.support.process import ROOT
from tests.test_readme import steps

SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "mockcc", "fixtures")
pytestmark = pytest.mark.xdist_group("image")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources as ``pip`` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        origin, copy = ROOT / name, folder / "sources" / name
        copy.parent.mkdir(exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(origin, copy)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(folder / "sources")]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("mockcc-*.whl"))


def test_three_commands_lead_from_nothing_to_a_green_test(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    (tmp_path / "constraints").write_text(f"mockcc @ {wheel.as_uri()}\n")
    project = tmp_path / "project"
    project.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKCC_", "PYTHON", "PYTEST_", "COV_"))}
    path = os.pathsep.join([str(tmp_path / "venv/bin"), os.environ["PATH"]])
    known = {**kept, "PATH": path, "PIP_CONSTRAINT": str(tmp_path / "constraints"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    commands = [
        step.command + ("\n" + step.output if "<<'END'" in step.command else "") for step in steps((ROOT / "docs/tutorial.md").read_text())
    ]

    assert len(commands) == 3
    assert commands[0].startswith("pip install ")
    for command in commands:
        done = subprocess.run(["bash", "-c", command], cwd=project, env=known, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "agent_authentication: 2 of 9 met, never met:" in done.stdout
