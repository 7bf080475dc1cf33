"""``mockcc cxgenie check``: call your authentication server as CX Genie would, and say what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, Final

import click

from mockcc.cli.options import F, option
from mockcc.cli.text import columns

_SPACE: Final = "check"
_BASE: Final = "http://cxgenie.localhost"
_MARKS: Final = {"pass": "ok", "fail": "FAIL", "warn": "warn", "skipped": "-"}
_SHOWN: Final = 2000


def _option(flag: str, **settings: Any) -> Callable[[F], F]:
    # The bare MOCKCC_URL is the address of a running mock, which is something else.
    return option(flag, envvar="MOCKCC_CXGENIE_" + flag.removeprefix("--").replace("-", "_").upper(), **settings)


@click.group()
def cxgenie() -> None:
    """CX Genie: what a mock of it can do for the server that you write."""


@cxgenie.command()
@_option("--url", required=True, help="The Authentication URL; /reference/auth tries the server that mockcc brings along.")
@_option("--user-token", required=True, help="The token of a user whom the server knows.")
@_option("--header-token", default="", help="The header token, which proves that CX Genie asks.")
@_option("--identity-method", type=click.Choice(["id", "email", "phone_number"]), default="id", help="What a user is recognised by.")
@_option(
    "--header-form",
    type=click.Choice(["docs", "conventional", "bare", "missing", "wrong"]),
    default="docs",
    help="How Authorization carries the header token: 'TOKEN Bearer', 'Bearer TOKEN', 'TOKEN', not at all, another token.",
)
@_option("--send", multiple=True, metavar="FIELD=VALUE", help="Send user_id, email, name or phone_number as well; repeatable.")
@_option("--timeout", type=click.FloatRange(0.1, 60), default=5.0, help="Seconds that a call may take.")
@_option("--redirects", type=click.IntRange(0, 10), default=0, help="Redirects that are followed.")
@_option("--lenient-status", is_flag=True, help='Take a status of "true" or 1 for true.')
@option("--outbound-host", "outbound_hosts", multiple=True, help="A host with a public address that may be called; repeatable.")
@option("--outbound-ca", type=click.Path(exists=True, dir_okay=False), default=None, help="PEM file of authorities to trust as well.")
@click.option("--all", "every", is_flag=True, help="Run every variant and bad token that integrators trip over.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(
    url: str,
    user_token: str,
    header_token: str,
    identity_method: str,
    header_form: str,
    send: tuple[str, ...],
    timeout: float,
    redirects: int,
    lenient_status: bool,
    outbound_hosts: tuple[str, ...],
    outbound_ca: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Call an authentication server as CX Genie would, and report: request, response, verdict and reason rule by rule.

    Needs no running mock. The exit status is 1 when the server got something wrong.
    """
    from mockcc.suite import Suite

    given = {
        "url": url,
        "user_token": user_token,
        "header_token": header_token,
        "identity_method": identity_method,
        "header_form": header_form,
        "send": dict(_pair(text) for text in send),
        "timeout_seconds": timeout,
        "redirects": redirects,
        "lenient_status": lenient_status,
        "all": every,
    }
    suite = Suite(vendors=["cxgenie"], outbound_hosts=outbound_hosts, outbound_ca=outbound_ca)
    try:
        report = suite.pipeline("cxgenie").act(_SPACE, "check", _BASE, given)
    finally:
        suite.close()
    click.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else "\n".join(_table(report) if every else _page(report)))
    sys.exit(0 if report["passed"] else 1)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--send {text} names no value. Write FIELD=VALUE, such as user_id=17.")
    return name, value


def _page(report: dict[str, Any]) -> list[str]:
    lines = ["Request", *_message(report["request"])]
    lines += [
        "",
        "Response",
        *(_message(report["response"]) if report["response"] or not report["failure"] else [f"  none: {report['failure']['detail']}"]),
    ]
    lines += ["", "Rules"]
    lines += [f"  {line}" for line in columns([(_MARKS[rule["result"]], rule["rule"], rule["why"]) for rule in report["rules"]])]
    user = report["chat_user"]
    lines += ["", f"Chat user: {user['change']}. {user['why']}"]
    lines += [f"  {when}: {json.dumps(user[when], ensure_ascii=False)}" for when in ("before", "after")]
    return [*lines, "", f"{report['verdict'].upper()} ({report['reply']}): {report['why']}"]


def _message(message: dict[str, Any] | None) -> list[str]:
    if message is None:
        return ["  none"]
    first = f"{message['method']} {message['url']}" if "method" in message else f"HTTP status {message['status']}"
    body = message["body"] if len(message["body"]) <= _SHOWN else message["body"][:_SHOWN] + " [...]"
    return [f"  {line}" for line in (first, *(f"{name}: {value}" for name, value in message["headers"]), "", *body.splitlines())]


def _table(report: dict[str, Any]) -> list[str]:
    rows: list[tuple[object, ...]] = [("", "variant", "sends", "expected", "reply", "why")]
    rows += [(_MARKS[row["result"]], row["variant"], row["sends"], row["expected"], row["reply"], row["why"]) for row in report["variants"]]
    results = [row["result"] for row in report["variants"]]
    counts = f"{results.count('pass')} ok, {results.count('warn')} to look at, {results.count('fail')} wrong."
    return [*columns(rows), "", ("PASSED: " if report["passed"] else "FAILED: ") + counts]
