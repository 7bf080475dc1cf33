"""Options that several commands share; each has its environment variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def option(flag: str, *more: str, **settings: Any) -> Callable[[F], F]:
    """A click option ``--some-flag`` that can be given as ``MOCKCC_SOME_FLAG`` as well."""
    settings.setdefault("envvar", "MOCKCC_" + flag.removeprefix("--").replace("-", "_").upper())
    settings.setdefault("show_default", True)
    return click.option(flag, *more, **settings)


fixtures_option = option(
    "--fixtures",
    type=click.Path(exists=True, file_okay=False),
    default=None,
    help="Folder of fixtures in place of the shipped ones.",
)


def remote_options(function: F) -> F:
    """The options of every command that talks to a running server."""
    for decorate in (
        option("--admin-token", default=None, help="Token of the admin API, when the server wants one."),
        option("--space", default="default", help="The space to act in."),
        option("--url", default="http://127.0.0.1:8080", help="Address of the running server."),
    ):
        function = decorate(function)
    return function
