"""Where the fixtures are: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def fixtures_root(package: Path = _PACKAGE) -> Path:
    """The folder of all vendors' fixtures: ``mockcc/fixtures`` of a wheel if it exists, else the checkout's ``fixtures``."""
    installed = package / "fixtures"
    return installed if installed.is_dir() else package.parent / "fixtures"
