"""``mockcc serve``: the suite as a process."""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockcc import __version__
from mockcc.cli.options import fixtures_option, option, tls_dir_option
from mockcc.cli.text import columns
from mockcc.cli.tls import more_listeners

if TYPE_CHECKING:
    from mockcc.suite import Suite
    from mockcc.wire import Listener


@click.command()
@option("--host", default="127.0.0.1", help="Address to bind.")
@option("--port", type=click.IntRange(0, 65535), default=8080, help="Port to bind; 0 takes a free one.")
@option("--vendor", "vendors", multiple=True, help="Serve this vendor; repeatable. Given once, it is served at / as well.")
@fixtures_option
@option("--store", default="memory", help="Where spaces are kept: memory, or redis://host:port/db.")
@option("--seed", type=int, default=0, help="The number from which invented people and ids come.")
@option("--tls-port", type=click.IntRange(0, 65535), default=None, help="Serve TLS on this port too; 0 takes a free one.")
@option("--proxy-port", type=click.IntRange(0, 65535), default=None, help="Be a forward proxy for the vendors' hosts on this port.")
@tls_dir_option
@option("--workers", type=click.IntRange(1, 64), default=1, help="Processes on the one port; more than one needs a Redis store.")
@option("--admin-token", default=None, help="Bearer token that the admin API then wants.")
@option("--admin-host", "admin_hosts", multiple=True, help="A further Host under which the admin API may be called; repeatable.")
@option("--outbound-host", "outbound_hosts", multiple=True, help="A further host that the mock may call; repeatable.")
@option("--journal-limit", type=click.IntRange(1), default=10_000, help="Exchanges that a space's journal keeps.")
@option("--watch", is_flag=True, help="Serve changed fixtures at once; a broken edit is told and the last good ones stay.")
@option("--annotate", is_flag=True, help="Say in Mockcc-* header fields of each reply which one it is.")
@option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="warning", help="What is logged to stderr.")
def serve(
    host: str,
    port: int,
    vendors: tuple[str, ...],
    fixtures: str | None,
    store: str,
    seed: int,
    tls_port: int | None,
    proxy_port: int | None,
    tls_dir: Path | None,
    workers: int,
    admin_token: str | None,
    admin_hosts: tuple[str, ...],
    outbound_hosts: tuple[str, ...],
    journal_limit: int,
    watch: bool,
    annotate: bool,
    log_level: str,
) -> None:
    """Serve the mocks until Ctrl-C or SIGTERM."""
    # All that is made until the server is ready lives as long as the process: looking for garbage in it costs a tenth of the start.
    gc.disable()
    from mockcc.runtime.store import LogCap
    from mockcc.suite import Suite

    logging.basicConfig(level=log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    if workers > 1 and store == "memory":
        raise click.UsageError(f"--workers {workers} needs a store that processes share. Give --store redis://host:port/db.")
    if workers > 1 and watch:
        raise click.UsageError(f"--watch reloads the fixtures of one process, but --workers is {workers}. Leave one of the two out.")
    if not _is_loopback(host) and admin_token is None:
        click.echo(f"mockcc: {host} can be reached from other machines and anybody may steer the mock. Give --admin-token.", err=True)
    if fixtures is not None:
        from mockcc.linting import require

        require(Path(fixtures))
    suite = Suite(
        vendors=vendors or None,
        fixtures=None if fixtures is None else Path(fixtures),
        store=store,
        seed=seed,
        annotate=annotate,
        cap=LogCap(entries=journal_limit),
        admin_token=admin_token,
        admin_hosts=admin_hosts,
        outbound_hosts=outbound_hosts,
    )
    suite.bound.add(host)
    suite.store.ping()
    try:
        with _watching(suite) if watch else nullcontext():
            sys.exit(_run(suite, host, port, workers, more_listeners(suite, host, tls_port, proxy_port, tls_dir)))
    finally:
        suite.close()


def _watching(suite: Suite) -> AbstractContextManager[object]:
    from mockcc.watching import Watcher

    return Watcher(suite, lambda text: click.echo(f"mockcc: {text}", err=True))


def _run(suite: Suite, host: str, port: int, workers: int, more: list[Listener]) -> int:
    from mockcc.wire import Server, serve_workers

    if workers > 1:
        return serve_workers(
            lambda: suite.wsgi,
            workers,
            host,
            port,
            waits=suite.wsgi.waits,
            more=more,
            on_ready=lambda listeners: announce(suite, listeners),
        )
    server = Server(suite.wsgi, host, port, waits=suite.wsgi.waits)
    server.listeners += more
    server.run(lambda: announce(suite, server.listeners))
    return 0


def announce(suite: Suite, listeners: list[Listener]) -> None:
    """Print the table of vendors, the other addresses, and the line that says that requests are answered."""
    url = listeners[0].url
    rows: list[tuple[object, ...]] = [("vendor", "base URL", "endpoints", "scenarios")]
    rows += [(vendor, f"{url}/{vendor}", *suite.counts(vendor)) for vendor in suite.vendors]
    more = [
        ("a private space", f"{url}/~<space>/<vendor>"),
        ("console", f"{url}/_console/" if len(suite.vendors) == 1 else f"{url}/"),
        ("admin API", f"{url}/_mockcc/catalogue"),
        *[("proxy", each.url) if each.proxy else ("TLS", each.url) for each in listeners[1:]],
    ]
    lines = [f"mockcc {__version__}, {suite.store.kind} store", "", *columns(rows, frozenset({2, 3})), "", *columns(more), ""]
    click.echo("\n".join([*lines, f"mockcc ready on {url}"]))
    sys.stdout.flush()
    gc.freeze()
    gc.enable()


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
