"""The commands that tell what happened: ``journal``, ``explain``."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, Final

import click

from mockcc.cli.options import remote_options
from mockcc.exchange_text import headline, story

if TYPE_CHECKING:
    from mockcc.client import Client

_AT_ONCE: Final = 500
_PAUSE: Final = threading.Event()
"""Never set: waiting for it is a pause that Ctrl-C ends at once."""


@click.command()
@click.option("--vendor", default=None, help="Only the exchanges of this vendor.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many of the newest.")
@click.option("--follow", "-f", is_flag=True, help="Go on with new exchanges as they happen, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
@remote_options
def journal(client: Client, vendor: str | None, limit: int, follow: bool, as_json: bool) -> None:
    """The exchanges of the space, newest last."""
    found = client.journal(vendor, limit=limit)
    _print(found, as_json)
    last = found[-1]["id"] if found else "0"
    while follow:
        _PAUSE.wait(0.5)
        found = client.journal(vendor, after=last, limit=_AT_ONCE)
        _print(found, as_json)
        last = found[-1]["id"] if found else last


def _print(found: list[dict[str, Any]], as_json: bool) -> None:
    for exchange in found:
        click.echo(json.dumps(exchange, ensure_ascii=False) if as_json else headline(exchange))


@click.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="The whole document.")
@remote_options
def explain(client: Client, id: str, as_json: bool) -> None:
    """One exchange, whole: what was sent, what came back, and why."""
    exchange = client.entry(id)
    click.echo(json.dumps(exchange, indent=2, ensure_ascii=False) if as_json else story(exchange))
