"""What the command line says when it is called wrongly, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from mockcc import __version__, cli
from tests.support.process import environment, serving
from tests.support.quick import QuickClient


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit status of ``mockcc`` called so."""
    monkeypatch.setattr(sys, "argv", ["mockcc", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--port", "99999"], "'--port': 99999 is not in the range"),
        (["serve", "--fixtures", "/nonexistent"], "'/nonexistent' does not exist"),
        (["serve", "--workers", "2"], "Give --store redis://host:port/db"),
        (["serve", "--vendr", "x"], "'--vendor'"),
        (["sreve"], "There is no command 'sreve'. Did you mean 'serve'?"),
        (["catalogue", "ozontel"], "Did you mean 'ozonetel'?"),
        (["ca", "--out", "/nonexistent/ca.pem"], "/nonexistent/ca.pem"),
    ],
)
def test_a_wrong_call_is_one_line_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status = call(monkeypatch, *arguments)

    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert said in told.err


def test_help_and_version_are_no_faults(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"mockcc {__version__}\n"
    assert call(monkeypatch, "serve", "--help") == 0
    assert "--tls-port" in capsys.readouterr().out
    assert call(monkeypatch) == 2
    assert "Commands:" in capsys.readouterr().err


def test_the_journal_is_followed_until_ctrl_c() -> None:
    with serving("--vendor", "ozonetel") as served, QuickClient(served.url) as client:
        client.agent("default", "login")
        command = [sys.executable, "-m", "mockcc", "journal", "--follow", "--url", served.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as follower:
            assert follower.stdout is not None
            first = follower.stdout.readline()
            client.agent("default", "login")
            second = follower.stdout.readline()
            follower.send_signal(signal.SIGINT)
            _, told = follower.communicate(timeout=5)

    assert first.rstrip().endswith("200 login.ok")
    assert second.rstrip().endswith("200 login.already")
    assert follower.returncode == 130
    assert "Traceback" not in told
