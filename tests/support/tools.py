"""Programs that a test needs from the machine: their absence is a loud skip for a developer and an error in CI."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest


def need(program: str) -> str:
    """The path of a program of this machine or of the virtual environment; without it the test is skipped, in CI it fails."""
    found = shutil.which(program) or shutil.which(program, path=str(Path(sys.executable).parent))
    if found is not None:
        return found
    message = f"{program} is not on this machine. Run tools/system-packages test."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
