"""The fixtures held against the vendors' Python: what ``mockcc lint`` and ``mockcc serve --fixtures`` check."""

from __future__ import annotations

from pathlib import Path

from mockcc.assembly import load_python
from mockcc.catalog.check import Knowledge, Problem, check
from mockcc.catalog.locate import vendor_names
from mockcc.errors import FixtureError


def knowledge(vendor: str) -> Knowledge:
    """What the vendor's Python says: its behaviours, and the row types of its tables."""
    python = load_python(vendor)
    return Knowledge(frozenset(python.behaviours), {name: table.type for name, table in python.tables.items()})


def problems(root: Path) -> list[Problem]:
    """All problems of all vendors below ``root``, by file and line."""
    return check(root, {vendor: knowledge(vendor) for vendor in vendor_names(root)})


def require(root: Path) -> None:
    """Raise ``FixtureError`` with every problem when there is one."""
    found = problems(root)
    if found:
        raise FixtureError([*map(str, found), f"{len(found)} problems; nothing is served."])
