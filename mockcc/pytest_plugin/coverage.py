"""The coverage of a run: collected test by test, joined over xdist's workers, printed and written at the end, and judged."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mockcc.client import Client
from mockcc.errors import UnknownNameError
from mockcc.reporting.report import Report, decode, merge, vendor_met
from mockcc.reporting.text import lines, sentence

WORKER_KEY = "mockcc_coverage"
Counts = dict[str, dict[str, int]]


class Tally(NamedTuple):
    """How often each endpoint of a vendor gave each reply, and on how many exchanges each scenario of a vendor acted."""

    replies: dict[str, Counts]
    scenarios: Counts


class RunCoverage:
    """What a run has met so far; a plugin of its own, so that a run without coverage has none of its hooks."""

    def __init__(self, config: pytest.Config) -> None:
        option = config.option
        self._config = config
        self._scope: list[str] = option.mockcc_coverage_of or config.getini("mockcc_coverage_of")
        self._limit: float | None = option.mockcc_fail_under
        self._tallies: dict[str, Tally] = {}
        self._reports: list[Report] = []
        self._final: Report | None = None
        self._verdict: str | None = None

    def add(self, server: Client, coverage: Mapping[str, Any]) -> None:
        """Add what one space of the server has met, as its admin API tells it."""
        tally = self._tallies.setdefault(server.base_url, Tally({}, {}))
        for vendor, found in coverage.items():
            for endpoint, met in found["endpoints"].items():
                if met["replies"]["seen"]:
                    _sum(tally.replies.setdefault(vendor, {}).setdefault(endpoint, {}), met["replies"]["seen"])
            if found["scenarios"]["seen"]:
                _sum(tally.scenarios.setdefault(vendor, {}), found["scenarios"]["seen"])

    def settle(self, server: Client, known: Collection[str]) -> None:
        """Turn what was collected of a server into a report, with the words of its catalogue; it serves the ``known`` vendors."""
        tally = self._tallies.pop(server.base_url, Tally({}, {}))
        wanted = dict.fromkeys([*tally.replies, *(place.partition("/")[0] for place in self._scope)])
        vendors = {
            name: vendor_met(server.catalogue(name), tally.replies.get(name, {}), tally.scenarios.get(name, {}))
            for name in wanted
            if name in known
        }
        self._reports.append(Report(scope=list(self._scope), vendors=vendors))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist has met."""
        sent = getattr(node, "workeroutput", {}).get(WORKER_KEY)
        if sent is not None:
            self._reports.append(decode(sent.encode()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send the report to the controller, or write it and judge the run by it."""
        report = merge(self._reports)
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            if self._reports:
                output[WORKER_KEY] = report.encode().decode()
            return
        if self._config.option.collectonly:
            return
        self._final = report
        self._write(report)
        self._verdict = self._judge(report)
        if self._verdict is not None and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the report."""
        if self._final is None:
            return
        if self._config.option.mockcc_coverage:
            terminalreporter.section("mockcc: documented replies")
            for line in lines(self._final):
                terminalreporter.line(line)
        if self._verdict is not None:
            terminalreporter.line(f"mockcc: {self._verdict}", red=True)

    def _judge(self, report: Report) -> str | None:
        """Why the run fails; ``None`` when it does not."""
        try:
            if report.vendors:
                report.check_scope()
        except UnknownNameError as error:
            return f"--mockcc-coverage-of: {error}"
        if self._limit is None or report.total().percent >= self._limit:
            return None
        return f"{sentence(report)} --mockcc-fail-under wants {self._limit:g} %."

    def _write(self, report: Report) -> None:
        option = self._config.option
        if option.mockcc_coverage_json:
            _file(option.mockcc_coverage_json).write_bytes(report.encode())
        if option.mockcc_coverage_html:
            from mockcc.reporting.html import render as html

            _file(option.mockcc_coverage_html).write_text(html(report), encoding="utf-8")
        if option.mockcc_coverage_markdown:
            from mockcc.reporting.markdown import render as markdown

            path = _file(option.mockcc_coverage_markdown)
            # What other steps of the CI job have written there is to stay.
            mode = "a" if str(path) == os.environ.get("GITHUB_STEP_SUMMARY") else "w"
            with path.open(mode, encoding="utf-8") as file:
                file.write(markdown(report))


def _file(path: str) -> Path:
    found = Path(path)
    found.parent.mkdir(parents=True, exist_ok=True)
    return found


def _sum(into: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        into[name] = into.get(name, 0) + count
