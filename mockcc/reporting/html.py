"""The report as one HTML page that needs nothing beside it."""

from __future__ import annotations

from mockcc.reporting.report import Report
from mockcc.reporting.text import never_called, sentence


def render(report: Report) -> str:
    """The page; it works without a network and without scripts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mockcc.reporting"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    vendors: dict[str, dict[str, object]] = {}
    for vendor, name, endpoint in report.counted():
        vendors.setdefault(vendor, {})[name] = endpoint
    return environment.get_template("report.html").render(
        report=report, vendors=vendors, total=report.total(), sentence=sentence(report), never_called=never_called(report)
    )
