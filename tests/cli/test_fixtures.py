"""The commands that need no server, on the shipped fixtures and on somebody's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.cli import cli
from mockcc.errors import InvalidValueError, MockccError, UnknownNameError
from tests.support.process import ROOT, environment

TINY_VENDOR = """\
# yaml-language-server: $schema=../schema/vendor.json
source: ours
title: Tiny
summary: Nothing.
unknown_path: nothing
unknown_method: nothing
"""
TINY_PAGE = """\
# yaml-language-server: $schema=../schema/page.json
source: ours
replies:
  nothing: {evidence: assumed, status: 404}
"""


def run(*arguments: str) -> str:
    return CliRunner(catch_exceptions=False).invoke(cli, list(arguments)).output


def test_the_catalogue_lists_the_vendors_and_what_each_can_answer() -> None:
    vendors = run("catalogue")
    one = run("catalogue", "ozonetel")

    assert [line.split()[0] for line in vendors.splitlines()[1:]] == vendor_names(fixtures_root())
    assert re.search(r"POST +/CAServices/AgentAuthenticationV2/index\.php +agent_authentication", one)
    assert "login.already" in one
    assert "already-logged-in" in one
    with pytest.raises(UnknownNameError, match="Did you mean 'ozonetel'"):
        run("catalogue", "ozontel")


def test_a_vendor_without_scenarios_says_none(tmp_path: Path) -> None:
    written = tmp_path / "fixtures"
    (written / "tiny").mkdir(parents=True)
    (written / "tiny" / "vendor.yaml").write_text(TINY_VENDOR)
    (written / "tiny" / "page.yaml").write_text(TINY_PAGE)

    assert "Scenarios\n  none" in run("catalogue", "tiny", "--fixtures", str(written))


def test_the_shipped_fixtures_have_no_problems() -> None:
    assert run("lint").endswith(f"no problems: {', '.join(vendor_names(fixtures_root()))}.\n")


def test_lint_names_every_problem_and_ends_with_status_1(tmp_path: Path) -> None:
    copy = tmp_path / "fixtures"
    shutil.copytree(fixtures_root(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    page = copy / "ozonetel" / "agent-authentication.yaml"
    page.write_text(page.read_text().replace("evidence: documented", "evidnce: documented", 2))

    result = CliRunner(catch_exceptions=False).invoke(cli, ["lint", str(copy)])

    assert result.exit_code == 1
    assert result.output.count("Did you mean 'evidence'") == 2
    assert "fixtures/ozonetel/agent-authentication.yaml:" in result.output


def test_openapi_prints_the_document_of_a_vendor() -> None:
    document = json.loads(run("openapi", "ozonetel"))

    assert document["openapi"].startswith("3.1")
    assert "/CAServices/AgentAuthenticationV2/index.php" in document["paths"]


def test_a_new_vendor_passes_lint_and_its_tests_as_it_is_written(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".git", ".venv", "node_modules", ".hypothesis", "artefacts", ".*_cache")
    for name in ("mockcc", "fixtures", "pyproject.toml", "setup.cfg"):
        source = ROOT / name
        shutil.copytree(source, tmp_path / name, ignore=ignored) if source.is_dir() else shutil.copy(source, tmp_path)
    (tmp_path / "tests").mkdir()
    shutil.copytree(ROOT / "tests" / "support", tmp_path / "tests" / "support", ignore=ignored)
    for name in ("__init__.py", "test_examples.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)

    said = run("new-vendor", "acme-desk", "--into", str(tmp_path))

    def there(*arguments: str) -> subprocess.CompletedProcess[str]:
        variables = environment(PYTHONPATH=str(tmp_path))
        return subprocess.run([sys.executable, *arguments], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    lint = there("-m", "mockcc", "lint")
    tests = there("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/vendors/test_acme_desk.py", "tests/test_examples.py", "-k", "acme")
    types = there("-m", "ruff", "check", "mockcc/vendors/acme_desk", "tests/vendors")
    layout = there("-m", "ruff", "format", "--check", "mockcc/vendors/acme_desk", "tests/vendors")

    assert "Add mockcc.vendors.acme_desk to the packages in setup.cfg" in said
    assert lint.returncode == 0, lint.stdout
    assert tests.returncode == 0, tests.stdout
    assert types.returncode == 0, types.stdout
    assert layout.returncode == 0, layout.stdout
    with pytest.raises(MockccError, match="There is a vendor 'acme-desk' already"):
        run("new-vendor", "acme-desk", "--into", str(tmp_path))


def test_a_new_vendor_needs_a_plain_name_and_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="lower-case letters"):
        run("new-vendor", "Acme_Desk")
    with pytest.raises(MockccError, match="no checkout of mockcc"):
        run("new-vendor", "acme", "--into", str(tmp_path))
