"""The command line: ``mockcc serve`` and the commands that talk to a running server; each topic is a module of its own."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import click

from mockcc import __version__
from mockcc.errors import MockccError, UnknownNameError

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
ABORTED_STATUS: Final = 130
"""What a shell says of a command that Ctrl-C ended."""


class Commands(click.Group):
    """The commands, in the order in which a user meets them, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; one that does not exist is answered with the nearest that does."""
        if args[0] not in _COMMANDS:
            raise UnknownNameError("command", args[0], _COMMANDS)
        return super().resolve_command(ctx, args)

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
    """Run the command line; what cannot be done is one clear line on stderr and exit status 2."""
    try:
        # Not standalone: click would print its usage around the one line that matters.
        sys.exit(cli.main(prog_name="mockcc", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        help_wanted.show()
        sys.exit(USAGE_STATUS)
    except click.UsageError as error:
        where = "mockcc" if error.ctx is None else error.ctx.command_path
        click.echo(f"mockcc: {error.format_message()} See: {where} --help", err=True)
        sys.exit(USAGE_STATUS)
    except (MockccError, click.ClickException) as error:
        click.echo(f"mockcc: {error.format_message() if isinstance(error, click.ClickException) else error}", err=True)
        sys.exit(USAGE_STATUS)
    except click.Abort:
        sys.exit(ABORTED_STATUS)
