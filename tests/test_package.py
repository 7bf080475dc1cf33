"""What ``import mockcc`` gives: the public names, at no cost until they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mockcc
from tests.support.process import environment


def test_the_public_names_are_there_and_others_are_not() -> None:
    assert all(callable(getattr(mockcc, name)) for name in mockcc.__all__)
    with pytest.raises(AttributeError, match=r"module 'mockcc' has no attribute 'reply'. It has: Client, Suite, intercept, replies"):
        _ = mockcc.reply


def test_the_package_and_its_plugin_import_nothing_heavy() -> None:
    code = "import sys, pytest; before = set(sys.modules); import mockcc.pytest_plugin; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mockcc", "mockcc.pytest_plugin"]
