"""The pytest plugin: a private space for each test, its exchanges in the report of a failed test, and what was never tested at the end.

Loading it costs a run that does not use it next to nothing: what is heavy is imported by the fixtures when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from mockcc.pytest_plugin.coverage import RunCoverage
    from mockcc.pytest_plugin.home import Homes
    from mockcc.pytest_plugin.kit import Mockcc
    from mockcc.suite import Suite

MARKER = "mockcc(vendor, scenario, **options): arm a scenario for this test; options are times, after, on and match"
KIT: pytest.StashKey[Mockcc] = pytest.StashKey()
COVERAGE: pytest.StashKey[RunCoverage] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the command line, and what can stand in the configuration file."""
    group = parser.getgroup("mockcc", "mock servers for contact-centre vendors")
    add = group.addoption
    add("--mockcc-url", metavar="URL", help="use the mockcc server at this address in place of one of this run")
    add("--mockcc-coverage", action="store_true", help="print at the end which documented replies the run never met")
    add("--mockcc-coverage-of", action="append", metavar="VENDOR[/ENDPOINT]", help="what has to be met; repeatable; else what was called")
    add("--mockcc-coverage-json", metavar="PATH", help="write the report as JSON, which 'mockcc coverage --merge' reads")
    add("--mockcc-coverage-html", metavar="PATH", help="write the report as an HTML page")
    add("--mockcc-coverage-markdown", metavar="PATH", help="write the report as Markdown; $GITHUB_STEP_SUMMARY is appended to")
    add("--mockcc-fail-under", type=float, metavar="N", help="fail the run when it met less than N percent of the documented replies")
    parser.addini("mockcc_url", "the address of a running mockcc server, as --mockcc-url", default="")
    parser.addini("mockcc_coverage_of", "vendors or vendor/endpoint that have to be met, as --mockcc-coverage-of", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and follow the coverage where somebody asks for it."""
    config.addinivalue_line("markers", MARKER)
    option = config.option
    outputs = (option.mockcc_coverage_json, option.mockcc_coverage_html, option.mockcc_coverage_markdown)
    if option.mockcc_coverage or option.mockcc_fail_under is not None or any(outputs):
        from mockcc.pytest_plugin.coverage import RunCoverage

        config.stash[COVERAGE] = coverage = RunCoverage(config)
        config.pluginmanager.register(coverage, "mockcc-coverage")


@pytest.fixture(scope="session")
def mockcc_suite(pytestconfig: pytest.Config) -> Iterator[Suite]:
    """The suite of this run: all vendors in this process. Override it to serve other fixtures or another seed."""
    from mockcc.pytest_plugin.home import url_of
    from mockcc.suite import Suite

    url = url_of(pytestconfig)
    if url:
        pytest.fail(
            f"mockcc_suite is a suite in this process, but this run uses the server at {url}. Leave --mockcc-url out.", pytrace=False
        )
    suite = Suite()
    yield suite
    suite.close()


@pytest.fixture(scope="session")
def _mockcc_homes(pytestconfig: pytest.Config) -> Iterator[Homes]:
    from mockcc.errors import MockccError
    from mockcc.pytest_plugin.home import Homes

    homes = Homes(pytestconfig)
    yield homes
    try:
        homes.close()
    except MockccError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def mockcc(request: pytest.FixtureRequest, _mockcc_homes: Homes) -> Iterator[Mockcc]:
    """A private space for this test, with every verb of ``mockcc.Client``; it is gone when the test is over."""
    from mockcc.errors import MockccError

    try:
        home = _mockcc_homes.find(lambda: request.getfixturevalue("mockcc_suite"))
        kit = request.node.stash[KIT] = home.space(request.node.iter_markers("mockcc"))
    except MockccError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    yield kit
    try:
        kit.end()
    except MockccError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say so when a scenario would be armed where nobody could meet it."""
    if "mockcc" not in getattr(item, "fixturenames", ()) and any(item.iter_markers("mockcc")):
        pytest.fail("The test is marked with mockcc(...) but uses no fixture 'mockcc', so nothing would meet the scenario.", pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Put the exchanges of the test's space into the report of its failure."""
    outcome = yield
    report = outcome.get_result()
    kit = item.stash.get(KIT, None)
    if kit is not None and report.failed and report.when != "teardown":
        from mockcc.pytest_plugin.exchanges import section

        report.sections.append(section(kit))
