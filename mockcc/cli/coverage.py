"""The command ``coverage``: what a space has met, or what several runs of tests have met together."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockcc.cli.options import remote_options
from mockcc.cli.text import columns
from mockcc.errors import UnknownNameError

if TYPE_CHECKING:
    from mockcc.client import Client
    from mockcc.reporting.report import Report


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The whole document.")
@click.option("--merge", is_flag=True, help="Join the reports in FILEs (pytest --mockcc-coverage-json=FILE) instead; needs no server.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="With --merge: write the report as a page.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="With --merge: write the report as Markdown.")
@click.option("--fail-under", type=click.FloatRange(0, 100), help="With --merge: exit with status 1 below so many percent.")
@click.argument("names", nargs=-1, metavar="[VENDOR] | --merge FILE...")
@remote_options
def coverage(
    client: Client,
    names: tuple[str, ...],
    as_json: bool,
    merge: bool,
    html: Path | None,
    markdown: Path | None,
    fail_under: float | None,
) -> None:
    """Which replies the space's clients have met, and which never; of VENDOR each by name."""
    if merge:
        if not names:
            raise click.UsageError("Which reports? For example: mockcc coverage --merge one.json other.json")
        _show_merged([Path(name) for name in names], as_json, html, markdown, fail_under)
        return
    if html or markdown or fail_under is not None:
        raise click.UsageError("--html, --markdown and --fail-under are for --merge FILE...; pytest has --mockcc-coverage-html and so on.")
    if len(names) > 1:
        raise click.UsageError(
            f"One vendor, or all without a name; {len(names)} were given. To join reports: mockcc coverage --merge FILE..."
        )
    _show_space(client, names[0] if names else None, as_json)


def _show_space(client: Client, vendor: str | None, as_json: bool) -> None:
    report = client.coverage()
    if vendor is not None and vendor not in report:
        raise UnknownNameError("vendor", vendor, report)
    report = {name: found for name, found in report.items() if vendor in (None, name)}
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(_table(report)))
    if vendor is not None:
        click.echo("\nnever met:\n" + "\n".join(f"  {reply}" for reply in report[vendor]["replies"]["never_seen"]))


def _table(report: dict[str, Any]) -> list[str]:
    rows: list[tuple[object, ...]] = [("vendor", "replies", "met", "never met")]
    for name, found in report.items():
        replies = found["replies"]
        rows.append((name, len(replies["exist"]), len(replies["seen"]), len(replies["never_seen"])))
    return columns(rows, frozenset({1, 2, 3}))


def _show_merged(paths: list[Path], as_json: bool, html: Path | None, markdown: Path | None, fail_under: float | None) -> None:
    from mockcc.reporting import report as reports
    from mockcc.reporting.text import lines

    merged = reports.merge(reports.read(path) for path in paths)
    click.echo(merged.encode().decode().rstrip() if as_json else "\n".join(lines(merged)))
    _write(merged, html, markdown)
    if fail_under is not None and merged.total().percent < fail_under:
        click.echo(f"mockcc: --fail-under wants {fail_under:g} %.", err=True)
        sys.exit(1)


def _write(merged: Report, html: Path | None, markdown: Path | None) -> None:
    if html is not None:
        from mockcc.reporting.html import render

        html.write_text(render(merged), encoding="utf-8")
    if markdown is not None:
        from mockcc.reporting.markdown import render as render_markdown

        markdown.write_text(render_markdown(merged), encoding="utf-8")
