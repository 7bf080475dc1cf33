"""The report as GitHub-flavoured Markdown, for the page of a CI job."""

from __future__ import annotations

from collections.abc import Iterator

from mockcc.reporting.report import EndpointMet, Report
from mockcc.reporting.text import never_called, sentence


def render(report: Report) -> str:
    """The Markdown; it begins with a heading and the total, the replies never met come next, what is complete is folded away."""
    return "\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield "## mockcc: documented replies met"
    yield f"\n**{sentence(report)}**"
    counted = list(report.counted())
    if counted:
        yield "\n| vendor | endpoint | met | never met |"
        yield "|---|---|---:|---|"
        for vendor, name, endpoint in counted:
            known, missing = endpoint.known(), endpoint.never_met()
            met = f"{len(known) - len(missing)} of {len(known)}"
            yield f"| {_cell(vendor)} | `{name}` | {met} | {'<br>'.join(_missing(endpoint)) or 'none'} |"
    for vendor, names in never_called(report).items():
        yield f"\n<details><summary>{vendor}: {len(names)} endpoints never called, not counted</summary>\n"
        yield ", ".join(f"`{name}`" for name in names)
        yield "\n</details>"


def _missing(endpoint: EndpointMet) -> list[str]:
    return [f"`{id}` {_cell(reply.title)}".rstrip() for id, reply in endpoint.never_met().items()]


def _cell(text: str) -> str:
    """Text that cannot end its cell, or be taken for HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")
