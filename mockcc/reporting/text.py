"""The report as plain text for a terminal: a line an endpoint, and below it each documented reply that was never met."""

from __future__ import annotations

from collections.abc import Iterator

from mockcc.reporting.report import Report


def lines(report: Report) -> Iterator[str]:
    """The report's lines; the last one is the total."""
    vendor_before = ""
    for vendor, name, endpoint in report.counted():
        if vendor != vendor_before:
            yield f"{vendor}: {report.vendors[vendor].title}"
            vendor_before = vendor
        known, missing = endpoint.known(), endpoint.never_met()
        yield f"  {name}: {len(known) - len(missing)} of {len(known)} met{', never met:' if missing else ''}"
        width = max(map(len, missing), default=0)
        for id, reply in missing.items():
            yield f"    {id:<{width}}  {reply.status}  {reply.title}".rstrip()
    yield from _never_called(report)
    yield sentence(report)


def sentence(report: Report) -> str:
    """The total in one sentence."""
    total = report.total()
    if not total.of:
        return "No endpoint of a vendor was called."
    which = "of the endpoints in scope" if report.scope else "of the endpoints called"
    return f"{total.met} of {total.of} documented replies {which} were met: {total.percent:.1f} %."


def never_called(report: Report) -> dict[str, list[str]]:
    """By vendor that was called at all, the endpoints that never were and do not count either."""
    counted = {(vendor, name) for vendor, name, _ in report.counted()}
    found = {}
    for vendor, met in report.vendors.items():
        names = [name for name, endpoint in met.endpoints.items() if not endpoint.called and (vendor, name) not in counted]
        if names and met.called():
            found[vendor] = names
    return found


def _never_called(report: Report) -> Iterator[str]:
    for vendor, names in never_called(report).items():
        rest = "further endpoint was never called and does" if len(names) == 1 else "further endpoints were never called and do"
        yield f"{vendor}: {len(names)} {rest} not count."
