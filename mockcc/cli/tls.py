"""TLS on the command line: ``mockcc ca``, and the TLS and proxy ports of ``mockcc serve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockcc.cli.options import option, tls_dir_option
from mockcc.errors import MockccError

if TYPE_CHECKING:
    from mockcc.suite import Suite
    from mockcc.wire import Listener
    from mockcc.wire.authority import Authority


@click.command()
@tls_dir_option
@option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write it to this file in place of standard output.")
def ca(tls_dir: Path | None, out: Path | None) -> None:
    """Print the certificate of the authority that clients have to trust, as PEM; it is made if there is none yet."""
    pem = _authority(tls_dir).pem
    if out is None:
        click.echo(pem, nl=False)
        return
    try:
        out.write_bytes(pem)
    except OSError as error:
        raise MockccError(f"{out} cannot be written ({error.strerror}): choose another --out.") from None


def more_listeners(suite: Suite, host: str, tls_port: int | None, proxy_port: int | None, tls_dir: Path | None) -> list[Listener]:
    """The TLS and the proxy port that were asked for, not yet bound; raises ``AuthorityError``."""
    if tls_port is None and proxy_port is None:
        return []
    from mockcc.wire import Listener, Proxy

    context = _authority(tls_dir).context(names(suite, host))
    found = []
    if tls_port is not None:
        found.append(Listener(host, tls_port, context))
    if proxy_port is not None:
        found.append(Listener(host, proxy_port, proxy=Proxy(suite.wsgi.admit, context)))
    return found


def names(suite: Suite, host: str) -> list[str]:
    """What the server's certificate is for: this machine, the address that is bound, the vendors' hosts and their local names."""
    local = [name for vendor in suite.vendors for name in (f"{vendor}.localhost", f"*.{vendor}.localhost")]
    bound = [] if host in ("", "0.0.0.0", "::") else [host]  # noqa: S104 - only compared
    return ["localhost", "127.0.0.1", "::1", "*.localhost", *bound, *local, *suite.hosts()]


def _authority(folder: Path | None) -> Authority:
    from mockcc.wire.authority import Authority, default_folder

    return Authority(folder or default_folder())
