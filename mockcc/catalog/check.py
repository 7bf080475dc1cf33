"""Everything that ``mockcc lint`` says of the fixtures: all problems of all files at once, with file, line and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from mockcc.catalog.check_endpoints import check_endpoints
from mockcc.catalog.check_examples import check_examples
from mockcc.catalog.check_replies import check_replies
from mockcc.catalog.check_rows import Knowledge, check_rows
from mockcc.catalog.check_scenarios import check_scenarios
from mockcc.catalog.draft import Draft, Problem
from mockcc.catalog.locate import VENDOR_FILE, vendor_names
from mockcc.errors import UnknownNameError


def check_vendor(root: Path, vendor: str, knowledge: Knowledge | None = None) -> list[Problem]:
    """All problems of one vendor's files, by file and line. Without ``knowledge`` rows and behaviours are not checked against the code.

    Raises UnknownNameError when there is no such vendor.
    """
    names = vendor_names(root)
    if vendor not in names:
        raise UnknownNameError("vendor", vendor, names, f"in {root}")
    draft = Draft(root, vendor)
    return sorted({*draft.problems, *_links(draft, knowledge)})


def check(root: Path, knowledge: Mapping[str, Knowledge] | None = None) -> list[Problem]:
    """All problems of all vendors below ``root``; ``knowledge`` by vendor."""
    found = [problem for vendor in vendor_names(root) for problem in check_vendor(root, vendor, (knowledge or {}).get(vendor))]
    return sorted([*found, *_folders(root)])


def _folders(root: Path) -> Iterator[Problem]:
    label = root.resolve().name
    if not vendor_names(root):
        yield Problem(label, 1, f"There is no vendor in {root}. A vendor is a folder with a {VENDOR_FILE}.")
    for folder in sorted(root.glob("*/")):
        if folder.name != "schema" and not (folder / VENDOR_FILE).is_file() and any(folder.glob("*.yaml")):
            yield Problem(f"{label}/{folder.name}/{VENDOR_FILE}", 1, "This file is missing. Every vendor needs it; see fixtures/README.md.")


def _links(draft: Draft, knowledge: Knowledge | None) -> Iterator[Problem]:
    if not draft.complete:
        return
    yield from check_endpoints(draft, knowledge.behaviours if knowledge else None)
    yield from check_replies(draft)
    yield from check_scenarios(draft)
    yield from check_examples(draft)
    yield from check_rows(draft, knowledge)


__all__ = ["Knowledge", "Problem", "check", "check_vendor"]
