"""The rules of the architecture that import-linter does not see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support.process import ROOT

SOURCES = sorted((ROOT / "mockcc").rglob("*.py"))
IDS = [str(path.relative_to(ROOT)) for path in SOURCES]
LONGEST = 400
CLOCKS = {"mockcc/runtime/clock.py"}
CHANCE = {"mockcc/runtime/ids.py"}
REAL_TIME = {
    "mockcc/runtime/store.py": "waits for a notification by real time",
    "mockcc/runtime/redis.py": "pauses between two tries of a transaction",
    "mockcc/web/convert.py": "realises a delay under a foreign server",
}


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_a_module_says_its_one_duty_in_its_first_line(path: Path) -> None:
    duty = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert duty, "it has no docstring"
    assert duty.splitlines()[0].endswith((".", ":", ";")), duty.splitlines()[0]


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_only_the_clock_reads_the_time_and_only_ids_draw(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name.startswith("mockcc/wire/"):
        return  # sockets have time-outs of their own, in real time
    text = path.read_text(encoding="utf-8")
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE))

    assert name in CLOCKS or name in REAL_TIME or "time" not in imported
    assert name in CLOCKS or not re.search(r"\bdatetime\.(now|utcnow|today)\(", text)
    assert name in CHANCE or not imported & {"random", "secrets", "uuid"}


def test_vendors_hold_no_words_and_no_status_numbers() -> None:
    for path in (ROOT / "mockcc" / "vendors").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bstatus(?:_code)?\s*=\s*[1-5]\d\d\b", text), path


def test_every_package_is_listed_for_the_wheel() -> None:
    listed = set(re.findall(r"^    (mockcc(?:\.\w+)*)$", (ROOT / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE))
    present = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "mockcc").rglob("__init__.py")} | {"mockcc.fixtures"}

    assert listed == present
