"""Where the fixtures are: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

VENDOR_FILE: Final = "vendor.yaml"
_PACKAGE = Path(__file__).resolve().parents[1]


def fixtures_root(package: Path = _PACKAGE) -> Path:
    """The folder of all vendors' fixtures: ``mockcc/fixtures`` of a wheel if it exists, else the checkout's ``fixtures``."""
    installed = package / "fixtures"
    return installed if installed.is_dir() else package.parent / "fixtures"


def vendor_names(root: Path) -> list[str]:
    """The vendors below ``root`` in alphabetical order: its folders with a ``vendor.yaml``."""
    if not root.is_dir():
        return []
    return sorted(folder.name for folder in root.iterdir() if folder.name != "schema" and (folder / VENDOR_FILE).is_file())
