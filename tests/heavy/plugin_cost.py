"""``make plugin``: what loading the plugin costs a run that does not use it, what its fixture costs, and 8 workers on one server."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.process import ROOT, environment, serving

ROUNDS = 25
LOADING_MS = 40.0
FIXTURE_MS = 10.0
TESTS = 1000
PLAIN = "def test_nothing():\n    pass\n"
FIXTURE = """
import pytest

@pytest.mark.parametrize("number", range(200))
def test_use(mockcc, number):
    mockcc.url("ozonetel")
"""
TIMES = """
import json

def pytest_runtest_logreport(report, times={}):
    if report.when in ("setup", "teardown"):
        times.setdefault(report.nodeid, []).append(report.duration)
    open("times.json", "w").write(json.dumps(times)) if report.when == "teardown" and "199" in report.nodeid else None
"""
ALONE = """
import base64, json, pytest, urllib.request

FORM = b"userName=demo&apiKey=KK00000000000000000000000000000001&action=login&phoneNumber=%2B9198{:08d}"

@pytest.mark.parametrize("number", range({tests}))
def test_alone(mockcc, number):
    form = FORM.decode().format(number)
    request = urllib.request.Request(
        mockcc.url("ozonetel") + "/CAServices/AgentAuthenticationV2/index.php",
        form.encode(),
        {"Authorization": "Basic " + base64.b64encode(b"agent1:agent1-secret").decode(), "X-Test": str(number)},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        assert json.load(reply)["message"] == "Agent agent1 logged in successfully"
    (exchange,) = mockcc.journal()
    assert exchange["request"]["headers"]["X-Test"] == str(number)
    mockcc.verify("ozonetel", "agent_authentication", match={"header.X-Test": str(number)}, times=1)
"""


def main() -> int:
    """Measure all three and print them; 0 when each is within its bar."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        loading = loading_cost(place)
        fixture = fixture_cost(place)
        passed, seconds = workers(place, TESTS)
    print(f"{'loading the plugin, ms (median of pairs)':<56}{loading:>8.1f}   at most {LOADING_MS:g}")
    print(f"{'set-up and tear-down of the fixture, ms (median)':<56}{fixture:>8.2f}   at most {FIXTURE_MS:g}")
    print(f"{f'{TESTS} tests, 8 workers, one server: passed':<56}{passed:>8}   in {seconds:.1f} s")
    return 0 if loading <= LOADING_MS and fixture <= FIXTURE_MS and passed == TESTS else 1


def loading_cost(place: Path) -> float:
    """Milliseconds that the plugin adds to a run of one empty test, by runs in pairs."""
    (place / "test_plain.py").write_text(PLAIN)
    pairs = []
    for number in range(ROUNDS):
        took = {}
        # Each goes first as often as the other.
        for plugin in ("no:mockcc", "mockcc.pytest_plugin") if number % 2 else ("mockcc.pytest_plugin", "no:mockcc"):
            begun = time.perf_counter()
            pytest_run(place, "test_plain.py", plugin=plugin)
            took[plugin] = time.perf_counter() - begun
        pairs.append(took["mockcc.pytest_plugin"] - took["no:mockcc"])
    return statistics.median(pairs) * 1000


def fixture_cost(place: Path) -> float:
    """Milliseconds of a test's set-up and tear-down together."""
    (place / "test_fixture.py").write_text(FIXTURE)
    (place / "conftest.py").write_text(TIMES)
    pytest_run(place, "test_fixture.py")
    (place / "conftest.py").unlink()
    times: dict[str, list[float]] = json.loads((place / "times.json").read_text())
    return statistics.median(sum(both) for both in times.values()) * 1000


def workers(place: Path, tests: int) -> tuple[int, float]:
    """How many of so many tests passed in 8 workers on one server, none of which may see another's exchange; and the seconds."""
    (place / "test_alone.py").write_text(ALONE.replace("{tests}", str(tests)))
    with serving() as served:
        begun = time.perf_counter()
        printed = pytest_run(place, "test_alone.py", "-n", "8", f"--mockcc-url={served.url}")
        seconds = time.perf_counter() - begun
    words = printed.strip().splitlines()[-1].split()
    return (int(words[words.index("passed") - 1]) if "passed" in words else 0), seconds


def pytest_run(place: Path, *options: str, plugin: str = "mockcc.pytest_plugin") -> str:
    """Run pytest in a process of its own, without plugins but those named; what it printed."""
    plugins = ["-p", plugin] + (["-p", "xdist"] if "-n" in options else [])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins, *options]
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), str(place)])}
    done = subprocess.run(command, cwd=place, env=environment(**variables), capture_output=True, text=True, check=False)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
