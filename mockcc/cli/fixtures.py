"""The commands that read fixtures and need no server: ``catalogue``, ``lint``, ``openapi``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mockcc import __version__
from mockcc.cli.options import fixtures_option, server_url
from mockcc.cli.text import columns


@click.command()
@click.argument("vendor", required=False)
@fixtures_option
def catalogue(vendor: str | None, fixtures: str | None) -> None:
    """What can be served: the vendors, or the endpoints, replies, scenarios and personas of VENDOR."""
    from mockcc.suite import Suite

    suite = Suite(fixtures=None if fixtures is None else Path(fixtures))
    if vendor is None:
        rows: list[tuple[str, ...]] = [("vendor", "title", "endpoints", "replies", "scenarios", "personas")]
        for name in suite.vendors:
            found = suite.catalogue(name)
            counts = (found.endpoints, found.replies, found.scenarios, found.personas)
            rows.append((name, found.file.title, *(str(len(part)) for part in counts)))
        click.echo("\n".join(columns(rows, frozenset({2, 3, 4, 5}))))
        return
    found = suite.catalogue(vendor)
    sections = [f"{found.file.title}: {found.file.summary}"]
    sections += ["Endpoints", *_indented([(r.method, r.path, e.name) for e in found.endpoints.values() for r in e.routes])]
    sections += ["", "Replies", *_indented([(r.id, r.spec.status, r.spec.evidence, r.spec.title) for r in found.replies.values()])]
    sections += ["", "Scenarios", *_indented([(name, scenario.title) for name, scenario in found.scenarios.items()])]
    sections += ["", "Personas", *_indented([(name, persona.use, persona.reply) for name, persona in found.personas.items()])]
    click.echo("\n".join(sections))


def _indented(rows: list[tuple[object, ...]]) -> list[str]:
    return [f"  {line}" for line in columns(rows)] if rows else ["  none"]


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
def lint(folder: str | None) -> None:
    """Check all fixtures (of FOLDER, else the shipped ones) and name every problem with its file and line."""
    from mockcc.catalog.locate import fixtures_root, vendor_names
    from mockcc.linting import problems

    root = fixtures_root() if folder is None else Path(folder)
    found = problems(root)
    for problem in found:
        click.echo(problem)
    if found:
        click.echo(f"{len(found)} problems.", err=True)
        sys.exit(1)
    vendors = vendor_names(root)
    click.echo(f"{len(vendors)} vendors, no problems: {', '.join(vendors)}.")


@click.command()
@click.argument("vendor")
@fixtures_option
def openapi(vendor: str, fixtures: str | None) -> None:
    """Print the OpenAPI 3.1 document of VENDOR's mocked API."""
    from mockcc.catalog.openapi import vendor_document
    from mockcc.suite import Suite

    suite = Suite(fixtures=None if fixtures is None else Path(fixtures))
    document = vendor_document(suite.catalogue(vendor), __version__, f"{server_url()}/{vendor}")
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
