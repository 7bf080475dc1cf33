"""The command line: ``mockcc serve`` and the commands that talk to a running server; each topic is a module of its own."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import click

from mockcc import __version__
from mockcc.errors import MockccError

_COMMANDS: Final = {
    "serve": "serve",
    "catalogue": "fixtures",
    "lint": "fixtures",
    "openapi": "fixtures",
    "new-vendor": "new_vendor",
    "arm": "remote",
    "disarm": "remote",
    "reset": "remote",
    "clock": "remote",
    "journal": "reports",
    "explain": "reports",
    "coverage": "coverage",
    "env": "remote",
    "healthcheck": "remote",
    "ca": "tls",
    "cxgenie": "cxgenie",
}
"""The module of each command; it is imported when the command is called."""
USAGE_STATUS: Final = 2


class Commands(click.Group):
    """The commands, in the order in which a user meets them, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(import_module(f"mockcc.cli.{module}"), cmd_name.replace("-", "_"))
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="mockcc", message="%(prog)s %(version)s")
def cli() -> None:
    """Local mock servers for the login and session APIs of contact-centre vendors.

    Every option can be given as an environment variable MOCKCC_<OPTION> too.
    """


def main() -> None:
    """Run the command line; a fault of ours is one clear line on stderr and exit status 2."""
    try:
        cli.main(prog_name="mockcc")
    except MockccError as error:
        click.echo(f"mockcc: {error}", err=True)
        sys.exit(USAGE_STATUS)
