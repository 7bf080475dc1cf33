"""The commands that steer a running server: ``arm``, ``disarm``, ``reset``, ``clock``, ``env``, ``healthcheck``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from mockcc.cli.options import remote_options
from mockcc.errors import InvalidValueError, MockccError

if TYPE_CHECKING:
    from mockcc.client import Client


@click.command()
@click.argument("vendor")
@click.argument("scenario")
@click.option("--times", type=click.IntRange(1), default=None, help="On how many exchanges it acts; without it on all.")
@click.option("--after", type=click.IntRange(0), default=None, help="How many exchanges pass before it acts.")
@click.option("--on", multiple=True, help="An endpoint on which it acts; repeatable.")
@remote_options
def arm(client: Client, vendor: str, scenario: str, times: int | None, after: int | None, on: tuple[str, ...]) -> None:
    """Switch SCENARIO of VENDOR on."""
    client.arm(vendor, scenario, times=times, after=after, on=on or None)
    click.echo(f"{scenario} is armed for {client.url(vendor)}")


@click.command()
@click.argument("vendor")
@click.argument("scenario")
@remote_options
def disarm(client: Client, vendor: str, scenario: str) -> None:
    """Switch SCENARIO of VENDOR off and put back what it changed."""
    client.disarm(vendor, scenario)
    click.echo(f"{scenario} is disarmed for {client.url(vendor)}")


@click.command()
@remote_options
def reset(client: Client) -> None:
    """Put the space back to the seed: tables, clock, journal, and everything armed."""
    client.reset()
    click.echo(f"space {client.space} is as new")


@click.command()
@click.argument("action", type=click.Choice(["show", "advance", "freeze", "resume"]), default="show")
@click.argument("value", required=False)
@remote_options
def clock(client: Client, action: str, value: str | None) -> None:
    """Show the space's clock, or move it: advance 8h, freeze 2026-01-01T00:00:00Z, resume."""
    if action == "advance":
        if value is None:
            raise InvalidValueError("clock advance", "How far? For example: mockcc clock advance 8h")
        client.clock.advance(value)
    elif action == "freeze":
        client.clock.freeze(value)
    elif action == "resume":
        client.clock.resume()
    state = "stands still at" if client.clock.frozen else "is"
    click.echo(f"the time in space {client.space} {state} {client.clock.now().isoformat(timespec='seconds')}")


@click.command()
@remote_options
def env(client: Client) -> None:
    """Print VENDOR_BASE_URL=... lines for a shell to eval."""
    vendors: list[str] = client.health()["vendors"]
    for vendor in vendors:
        click.echo(f"export {vendor.replace('-', '_').upper()}_BASE_URL={client.url(vendor)}")


@click.command()
@remote_options
def healthcheck(client: Client) -> None:
    """Exit with status 0 when the server is well, with 1 and one line when it is not."""
    try:
        health: dict[str, Any] = client.health()
    except MockccError as error:
        click.echo(f"mockcc: {error}", err=True)
        sys.exit(1)
    click.echo(health["status"])
