"""Runs suites of tests as a user of the plugin would."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

import httpx  # noqa: F401 - see below
import pytest
import requests  # noqa: F401 - see below

# What a run inside this process imports first it also takes away again, and libyaml cannot be imported twice.
import mockcc.catalog.strict_yaml
import mockcc.pytest_plugin.coverage
import mockcc.pytest_plugin.exchanges
import mockcc.pytest_plugin.home
import mockcc.web.admin
import mockcc.wire  # noqa: F401

Run = Callable[..., pytest.RunResult]
LOADED = ["mockcc.pytest_plugin"] if not entry_points(group="pytest11", name="mockcc") else []
"""What has to be loaded by hand where mockcc was not installed."""

CLIENT = '''
"""A client of Ozonetel as somebody would write it."""

import requests

KEY = "KK00000000000000000000000000000001"
HOST = "https://in1-ccaas-api.ozonetel.com"


def agent(base, action="login", name="agent1", password=None, account="demo", key=KEY, phone="+919900000001"):
    return requests.post(
        f"{base}/CAServices/AgentAuthenticationV2/index.php",
        auth=(name, password or f"{name}-secret"),
        data={"userName": account, "apiKey": key, "action": action, "phoneNumber": phone},
        timeout=10,
    ).json()["message"]
'''


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a file of tests, with a client to test as ``client``; the options follow."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    # What else is installed here takes longer to load than such a run takes.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(client=CLIENT)
    pytester.syspathinsert()

    def run_tests(source: str, *options: str, conftest: str = "") -> pytest.RunResult:
        if conftest:
            pytester.makeconftest(conftest)
        pytester.makepyfile(test_login=f"import pytest\nfrom client import HOST, agent\n\n{source}")
        plugins = ["-p", "mockcc.pytest_plugin"] + (["-p", "xdist"] if "-n" in options else [])
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *plugins, *options)

    return run_tests


def said(result: pytest.RunResult) -> str:
    """All that the run printed."""
    return "\n".join(result.outlines)
