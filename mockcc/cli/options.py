"""Options that several commands share; each has its environment variable."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

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

tls_dir_option = option(
    "--tls-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    show_default="mockcc/tls in the user's data folder",
    help="Folder of the certificate authority, which is made once and kept there.",
)


def server_url() -> str:
    """Where a server of this machine is expected: on the port that ``serve`` would take."""
    return f"http://127.0.0.1:{os.environ.get('MOCKCC_PORT', '8080')}"


def remote_options(function: F) -> F:
    """The options of every command that talks to a running server; the command gets a client as its first argument."""

    @wraps(function)
    def with_client(url: str, space: str, admin_token: str | None, **rest: Any) -> Any:
        from mockcc.client import Client

        with Client(url, space, admin_token) as client:
            return function(client, **rest)

    for decorate in (
        option("--admin-token", default=None, help="Token of the admin API, when the server wants one."),
        option("--space", default="default", help="The space to act in."),
        option("--url", default=server_url, show_default="http://127.0.0.1:8080", help="Address of the running server."),
    ):
        with_client = decorate(with_client)
    return cast(F, with_client)
