"""Coverage: which of a vendor's replies and scenarios a space's clients have met, and which never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockcc.catalog.types import VendorCatalogue

Report = dict[str, Any]
"""One vendor's coverage: ``replies`` and ``scenarios`` with what exists, was seen (how often) and was never seen; ``endpoints`` by name."""


def coverage(catalogue: VendorCatalogue, counts: Mapping[str, int]) -> Report:
    """The coverage of one vendor by the counters of a space."""
    replies: dict[str, int] = {}
    scenarios: dict[str, int] = {}
    endpoints: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        match name.split("/", 3):
            case ["reply", catalogue.name, endpoint, reply]:
                replies[reply] = replies.get(reply, 0) + count
                endpoints.setdefault(endpoint, {})[reply] = count
            case ["scenario", catalogue.name, scenario]:
                scenarios[scenario] = count
    return {
        "replies": _section(catalogue.replies, replies),
        "scenarios": _section(catalogue.scenarios, scenarios),
        "endpoints": {
            name: {"replies": _section(endpoint.spec.replies, endpoints.get(name, {}))} for name, endpoint in catalogue.endpoints.items()
        },
    }


def merge(reports: Iterable[Mapping[str, Report]]) -> dict[str, Report]:
    """One report by vendor out of several, such as those of all tests' spaces or of several processes; sums how often."""
    merged: dict[str, Report] = {}
    for report in reports:
        for vendor, found in report.items():
            merged[vendor] = _join(merged[vendor], found) if vendor in merged else found
    return merged


def percent(report: Mapping[str, Report]) -> float:
    """How many of all replies of these vendors were seen, in percent; 100 where there are none."""
    existing = sum(len(vendor["replies"]["exist"]) for vendor in report.values())
    seen = sum(len(vendor["replies"]["seen"]) for vendor in report.values())
    return 100.0 * seen / existing if existing else 100.0


def _section(exist: Iterable[str], counts: Mapping[str, int]) -> dict[str, Any]:
    names = list(dict.fromkeys(exist))
    return {
        "exist": names,
        "seen": {name: counts[name] for name in names if counts.get(name)},
        "never_seen": [name for name in names if not counts.get(name)],
    }


def _join(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    if "exist" in one:
        counts = {name: one["seen"].get(name, 0) + other["seen"].get(name, 0) for name in [*one["seen"], *other["seen"]]}
        return _section([*one["exist"], *other["exist"]], counts)
    joined = {name: _join(part, other[name]) if name in other else part for name, part in one.items()}
    return joined | {name: part for name, part in other.items() if name not in one}
