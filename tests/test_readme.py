"""Every block of the README is run, and prints what it says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.support.process import ROOT, environment, serving
from tests.support.tools import need

README = (ROOT / "README.md").read_text(encoding="utf-8")
READY = re.compile(r"mockcc ready on http://127\.0\.0\.1:(\d+)\n")


class Step(NamedTuple):
    """One command of a console block, and what it prints."""

    command: str
    output: str


def steps(text: str) -> list[Step]:
    """The commands of all console blocks, in order."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command = re.match(r"(?:.*\\\n)*.*\n", part)
            assert command is not None
            found.append(Step(command[0].strip(), part[command.end() :]))
    return found


def test_the_first_twenty_lines_lead_from_nothing_to_a_reply() -> None:
    opening = "\n".join(README.splitlines()[:20])

    assert [step.command.split()[0] for step in steps(opening + "\n")][:2] == ["make", "curl"]
    assert '{"status":"success","message":"Agent agent1 logged in successfully"}' in opening


def test_every_console_block_prints_what_it_says(tmp_path: Path) -> None:
    need("curl")
    serve, *rest = steps(README)

    with serving() as served:
        port = served.url.rpartition(":")[2]
        assert serve.command == "make serve"
        assert READY.sub("", serve.output) == "", "the first block shows the line that the server prints last"
        assert READY.fullmatch(served.printed.splitlines(keepends=True)[-1])
        for step in rest:
            command = step.command.replace(":8080", f":{port}")
            done = subprocess.run(
                ["bash", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=20, check=False
            )
            assert _lines(done.stdout) == _lines(step.output), step.command


def test_every_make_target_that_the_documents_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        target
        for page in ("README.md", "CONTRIBUTING.md")
        for target in re.findall(r"(?:^|`)make ([a-z]+)\b", (ROOT / page).read_text(), re.MULTILINE)
    }

    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
