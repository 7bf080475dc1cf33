"""Stories of runs that are told which documented failures they never met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockcc.reporting.report import read
from tests.pytest_plugin.conftest import Run, said
from tests.support.process import serving

SEVEN_OF_NINE = """
def test_in_and_out(mockcc):
    base = mockcc.url("ozonetel")
    assert agent(base, "logout") == "Agent agent1 is not logged in"
    assert agent(base) == "Agent agent1 logged in successfully"
    assert agent(base) == "Agent has already logged in"
    assert agent(base, "logout") == "Agent agent1 logged out successfully"


@pytest.mark.parametrize("wrong", [{"account": "closed"}, {"key": "KK0"}, {"name": "nobody"}])
def test_refused(mockcc, wrong):
    assert agent(mockcc.url("ozonetel"), **wrong).startswith("Invalid")
"""
MISSED = ["password.invalid", "phone.taken"]
MET = ["login.ok", "logout.ok", "account.unknown", "key.invalid", "agent.unknown", "logout.not_in", "login.already"]


def summary(result: pytest.RunResult) -> str:
    return said(result).partition("mockcc: documented replies")[2]


def test_a_suite_that_meets_seven_of_nine_outcomes_is_told_exactly_which_two_it_never_met(run: Run) -> None:
    result = run(SEVEN_OF_NINE, "--mockcc-coverage")

    result.assert_outcomes(passed=4)
    told = summary(result)
    assert "agent_authentication: 7 of 9 met, never met:" in told
    assert [line.split()[0] for line in told.splitlines() if line.startswith("    ")] == MISSED
    assert "7 of 9 documented replies of the endpoints called were met: 77.8 %." in told
    assert not any(id in told for id in MET)


def test_without_the_option_nothing_is_told(run: Run) -> None:
    assert summary(run(SEVEN_OF_NINE)) == ""


def test_another_wording_of_an_outcome_counts_for_the_outcome(run: Run) -> None:
    result = run(
        """
import requests

@pytest.mark.mockcc("ozonetel", "docs-verbatim")
def test_verbatim(mockcc):
    mockcc.force("ozonetel", "agent_authentication", "login.ok.verbatim")
    requests.post(mockcc.url("ozonetel") + "/CAServices/AgentAuthenticationV2/index.php", timeout=5)
""",
        "--mockcc-coverage",
    )
    told = summary(result)
    assert "1 of 9 met" in told
    assert "login.ok" not in told


def test_what_was_met_before_a_reset_and_in_further_spaces_counts(run: Run) -> None:
    result = run(
        """
def test_it(mockcc):
    agent(mockcc.url("ozonetel"))
    mockcc.reset()
    agent(mockcc.new_space().url("ozonetel"), "logout")
""",
        "--mockcc-coverage",
    )
    assert "agent_authentication: 2 of 9 met" in summary(result)


def test_a_running_server_tells_the_same(run: Run) -> None:
    with serving() as served:
        result = run(SEVEN_OF_NINE, "--mockcc-coverage", f"--mockcc-url={served.url}")
    assert "agent_authentication: 7 of 9 met, never met:" in summary(result)


def test_a_run_that_meets_too_little_fails_and_says_what_was_wanted(run: Run) -> None:
    enough = run(SEVEN_OF_NINE, "--mockcc-fail-under=77")
    assert enough.ret == pytest.ExitCode.OK

    too_little = run(SEVEN_OF_NINE, "--mockcc-fail-under=78")
    too_little.assert_outcomes(passed=4)
    assert too_little.ret == pytest.ExitCode.TESTS_FAILED
    assert "mockcc: 7 of 9 documented replies of the endpoints called were met: 77.8 %. --mockcc-fail-under wants 78 %." in said(too_little)


def test_a_run_that_calls_nothing_fails_too_and_listing_tests_never_does(run: Run) -> None:
    nothing = run("def test_one():\n    pass\n", "--mockcc-fail-under=1", "--mockcc-coverage")
    assert nothing.ret == pytest.ExitCode.TESTS_FAILED
    assert "No endpoint of a vendor was called. --mockcc-fail-under wants 1 %." in said(nothing)

    listed = run("def test_one():\n    pass\n", "--mockcc-fail-under=1", "--collect-only")
    assert listed.ret == pytest.ExitCode.OK


def test_the_scope_says_what_has_to_be_met(run: Run) -> None:
    result = run(
        SEVEN_OF_NINE, "--mockcc-coverage", "--mockcc-coverage-of=ozonetel/agent_authentication", "--mockcc-coverage-of=ozonetel/phone_get"
    )
    told = summary(result)
    assert "  phone_get: 0 of " in told
    assert "documented replies of the endpoints in scope were met" in told


def test_a_scope_that_does_not_exist_fails_the_run_with_the_nearest_name(run: Run) -> None:
    for scope, sentence in (
        ("ozonetell", "--mockcc-coverage-of: There is no vendor 'ozonetell'. Did you mean 'ozonetel'?"),
        ("ozonetel/agent_auth", "--mockcc-coverage-of: There is no endpoint 'agent_auth' of ozonetel."),
    ):
        result = run(SEVEN_OF_NINE, "--mockcc-coverage", f"--mockcc-coverage-of={scope}")
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        assert sentence in said(result)


def test_the_report_is_written_as_json_html_and_markdown(run: Run, pytester: pytest.Pytester) -> None:
    run(
        SEVEN_OF_NINE,
        "--mockcc-coverage-json=out/report.json",
        "--mockcc-coverage-html=out/report.html",
        "--mockcc-coverage-markdown=out/report.md",
    )
    out: Path = pytester.path / "out"
    report = read(out / "report.json")
    assert (report.total().met, report.total().of) == (7, 9)
    assert (
        json.loads((out / "report.json").read_text())["vendors"]["ozonetel"]["endpoints"]["agent_authentication"]["replies"]["login.ok"][
            "met"
        ]
        == 1
    )
    assert "<title>mockcc: 7 of 9 documented replies met</title>" in (out / "report.html").read_text("utf-8")
    assert "| ozonetel | `agent_authentication` | 7 of 9 | `password.invalid`" in (out / "report.md").read_text("utf-8")


def test_the_page_of_a_ci_job_keeps_what_other_steps_wrote(run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    page = pytester.path / "summary.md"
    page.write_text("# Before\n")
    run(SEVEN_OF_NINE, f"--mockcc-coverage-markdown={page}")
    assert not page.read_text().startswith("# Before")

    page.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    run(SEVEN_OF_NINE, f"--mockcc-coverage-markdown={page}")
    assert page.read_text().startswith("# Before\n## mockcc: documented replies met")


def test_workers_of_xdist_are_counted_together(run: Run) -> None:
    result = run(SEVEN_OF_NINE, "--mockcc-coverage", "-n", "2")

    result.assert_outcomes(passed=4)
    assert [line.split()[0] for line in summary(result).splitlines() if line.startswith("    ")] == MISSED


def test_a_worker_that_met_nothing_adds_nothing(run: Run) -> None:
    result = run("def test_one(mockcc):\n    agent(mockcc.url('ozonetel'))\n", "--mockcc-coverage", "-n", "2")

    result.assert_outcomes(passed=1)
    assert "agent_authentication: 1 of 9 met" in summary(result)


def test_a_scenario_that_acted_is_counted(run: Run, pytester: pytest.Pytester) -> None:
    run(
        """
@pytest.mark.mockcc("ozonetel", "already-logged-in")
def test_one(mockcc):
    agent(mockcc.url("ozonetel"))
""",
        "--mockcc-coverage-json=report.json",
    )
    scenarios = read(pytester.path / "report.json").vendors["ozonetel"].scenarios
    assert {name: entry.met for name, entry in scenarios.items() if entry.met} == {"already-logged-in": 1}


def test_a_configuration_file_can_name_the_scope(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmockcc_coverage_of = ozonetel/agent_details\n")
    assert "agent_details: 0 of" in summary(run(SEVEN_OF_NINE, "--mockcc-coverage"))
