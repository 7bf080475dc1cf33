"""Stories of coverage reports that are joined on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.reporting.report import Report, read
from tests.cli.conftest import Run
from tests.reporting.test_report import report


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The reports of two runs."""
    for name, found in (("a.json", report(ok=1)), ("b.json", report(ok=0, taken=1))):
        (tmp_path / name).write_bytes(found.encode())
    return [str(tmp_path / name) for name in ("a.json", "b.json")]


def test_the_reports_of_several_runs_are_joined(run: Run, files: list[str]) -> None:
    assert "1 of 2 documented replies" in run("coverage", "--merge", files[0]).output
    assert "2 of 2 documented replies of the endpoints called were met: 100.0 %." in run("coverage", "--merge", *files).output


def test_the_joined_report_is_written_as_json_a_page_and_markdown(run: Run, files: list[str], tmp_path: Path) -> None:
    joined = run("coverage", "--merge", *files, "--json", "--html", str(tmp_path / "r.html"), "--markdown", str(tmp_path / "r.md"))
    (tmp_path / "joined.json").write_text(joined.output)
    assert read(tmp_path / "joined.json").total() == (2, 2)
    assert "2 of 2" in (tmp_path / "r.html").read_text("utf-8")
    assert "| acme | `login` | 2 of 2 | none |" in (tmp_path / "r.md").read_text("utf-8")


def test_too_little_is_exit_status_1(run: Run, files: list[str]) -> None:
    assert run("coverage", "--merge", *files, "--fail-under", "100").exit_code == 0
    below = run("coverage", "--merge", files[0], "--fail-under", "51")
    assert (below.exit_code, below.stderr) == (1, "mockcc: --fail-under wants 51 %.\n")


def test_what_makes_no_sense_is_refused_with_what_does(run: Run, files: list[str], tmp_path: Path) -> None:
    assert "Which reports?" in run("coverage", "--merge").stderr
    assert "are for --merge FILE" in run("coverage", "--html", "x.html").stderr
    assert "2 were given" in run("coverage", "ozonetel", "cognigy").stderr
    with pytest.raises(InvalidValueError, match="cannot be read: no such file"):
        run("coverage", "--merge", str(tmp_path / "none.json"))
    with pytest.raises(UnknownNameError, match="Did you mean 'ozonetel'"):
        run("coverage", "ozonetell")
    assert "No endpoint of a vendor was called." in _empty(run, tmp_path)


def _empty(run: Run, tmp_path: Path) -> str:
    (tmp_path / "empty.json").write_bytes(Report().encode())
    return str(run("coverage", "--merge", str(tmp_path / "empty.json")).output)
