"""``mockcc serve`` as a process of its own, as a user starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Served(NamedTuple):
    """A running server: its address, what it printed until it was ready, and its process."""

    url: str
    printed: str
    process: subprocess.Popen[str]


def environment(**more: str) -> dict[str, str]:
    """The environment of a user's shell: none of mockcc's own variables but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOCKCC_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[Served]:
    """Start ``mockcc serve`` on a free port and end it as Ctrl-C does."""
    command = [sys.executable, "-m", "mockcc", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(**variables)) as process:
        if process.stdout is None:
            raise RuntimeError("the process has no output")
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("mockcc ready on "):
                break
        try:
            yield Served(lines[-1].removeprefix("mockcc ready on ").strip(), "".join(lines), process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(5)
