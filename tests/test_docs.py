"""The documentation builds without a warning, and each of its blocks is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.pytest_plugin.conftest import LOADED
from tests.support.process import ROOT, environment, serving
from tests.support.tools import need
from tests.test_readme import Step, steps

DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in DOCS.rglob("*.md") if path.parent.name != "decisions"}
TUTORIAL = "tutorial.md"
"""Its commands are run where nothing is installed yet, by ``tests/packaging``."""
TLS = "how-to/tls.md"
"""Its recipes need a server with more ports, and are followed by ``tests/tls``."""
LANGUAGES = {"console", "python", "js", "java", "text", "ini", "json", "yaml", "html"}
END = "----end of step----"


def test_it_builds_without_a_warning_and_has_a_reference_page_for_each_vendor(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "agent_authentication" in (tmp_path / "reference/ozonetel.html").read_text("utf-8")
    assert "/_mockcc/spaces/&lt;space&gt;/verify" in (tmp_path / "reference/admin-api.html").read_text("utf-8")
    assert "mockcc coverage" in (tmp_path / "reference/command-line.html").read_text("utf-8")


def test_every_block_says_what_it_is() -> None:
    for page, text in PAGES.items():
        opened = re.findall(r"^```(.*)$", text, re.MULTILINE)[::2]
        assert set(opened) <= LANGUAGES, f"{page}: a block that is shown and not run is ```text; found {sorted(set(opened))}"


def test_the_python_of_every_page_passes(tmp_path: Path) -> None:
    for page, text in PAGES.items():
        if page == TLS:
            continue
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE), 1):
            name = re.sub(r"\W", "_", page.removesuffix(".md"))
            (tmp_path / f"test_{name}_{number}.py").write_text(_as_test(block), "utf-8")
    paths = os.pathsep.join([str(ROOT), str(ROOT / "examples/pytest-project")])
    plugins = [part for name in LOADED for part in ("-p", name)]
    # A block may bring its own suite, so each is a module that is imported by its own path.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", *plugins, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment(PYTHONPATH=paths), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if page not in (TUTORIAL, TLS) and steps(text)])
def test_the_commands_of_a_page_print_what_it_says(page: str, tmp_path: Path) -> None:
    need("curl")
    wanted = steps(PAGES[page])
    with serving() as served:
        found = _run(wanted, served.url.rpartition(":")[2], tmp_path)
    for step, (status, printed) in zip(wanted, found, strict=True):
        assert status == 0, f"{step.command}\n{printed}"
        if step.output.strip():
            assert printed.split() == step.output.split(), step.command


def _as_test(block: str) -> str:
    """A block as a test; a fragment without one is the body of a test that has the fixture."""
    if "def test_" in block or "@pytest.fixture" in block:
        return block
    return f"def test_fragment(mockcc):\n{textwrap.indent(block, '    ')}"


def _run(commands: list[Step], port: str, folder: Path) -> list[tuple[int, str]]:
    """Run the commands one after the other in one shell; the status and the output of each."""
    for name, module in (("pytest", "pytest"), ("mockcc", "mockcc")):
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        plugins = " ".join(f"-p {name}" for name in LOADED) if module == "pytest" else ""
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} {plugins} "$@"\n')
        program.chmod(0o755)
    script = "\n".join(f'{step.command.replace(":8080", f":{port}")}\necho "{END}$?"' for step in commands)
    path = os.pathsep.join([str(folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    work = folder / "work"
    work.mkdir()
    known = environment(PATH=path, MOCKCC_PORT=port)
    done = subprocess.run(["bash", "-c", script], cwd=work, env=known, capture_output=True, text=True, check=False, timeout=60)
    parts = re.split(rf"{END}(\d+)\n", done.stdout)
    return [(int(status), printed) for printed, status in zip(parts[::2], parts[1::2], strict=False)]
