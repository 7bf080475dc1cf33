"""Real clients that run on Node.js: the packages pinned in ``tests/clients``, unmodified, driven by small scripts there."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.support.tools import need

CLIENTS = Path(__file__).parents[1] / "clients"
INSTALL_TIMEOUT = 300
"""Seconds that the packages have to arrive."""
RUN_TIMEOUT = 60


def install() -> None:
    """Install the pinned packages, once for all processes of a run and again when a pin has changed."""
    npm = need("npm")
    wanted = (CLIENTS / "package-lock.json").read_text("utf-8")
    with (CLIENTS / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = CLIENTS / "node_modules" / ".mockcc-installed"
        if done.is_file() and done.read_text("utf-8") == wanted:
            return
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=CLIENTS, check=True, timeout=INSTALL_TIMEOUT, capture_output=True)
        done.write_text(wanted, "utf-8")


def run(script: str, task: Any) -> Any:
    """Run a script of ``tests/clients`` with ``task`` as JSON on its standard input; the JSON that it prints."""
    node = need("node")
    install()
    done = subprocess.run(
        [node, script],
        cwd=CLIENTS,
        input=json.dumps(task).encode(),
        capture_output=True,
        timeout=RUN_TIMEOUT,
        env={**os.environ, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return json.loads(done.stdout)
