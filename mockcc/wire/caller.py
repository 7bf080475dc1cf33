"""Calls that the mock makes to somebody else's server: safe by default, exact on the wire, never longer than their timeout."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from mockcc.model import Headers, OutboundCall, OutboundResult
from mockcc.runtime.clock import stopwatch
from mockcc.wire.addresses import objection
from mockcc.wire.answer import read_answer
from mockcc.wire.dial import Resolver, connect, resolve, secure, send, system_resolver
from mockcc.wire.failure import CallFailed, Deadline, shown
from mockcc.wire.redirect import FOLLOWED, redirected
from mockcc.wire.target import Target, read_hosts, read_target

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Caller:
    """Makes calls; may be used by many threads at once, and keeps no connection open.

    Called are http and https on loopback and private addresses (RFC 1918, RFC 4193); on public ones for a host of ``allowed_hosts``
    alone. A name is resolved once by ``resolver``, all its addresses are checked, and a checked one is what is connected to.
    ``ca_file`` names a PEM file of authorities that are trusted beside the system's. Proxy settings of the environment are ignored.
    Raises ``InvalidValueError`` when ``allowed_hosts`` holds more than bare names and addresses.
    """

    def __init__(
        self, allowed_hosts: Iterable[str] = frozenset(), *, ca_file: str | None = None, resolver: Resolver = system_resolver
    ) -> None:
        self._allowed = read_hosts(allowed_hosts)
        self._ca_file = ca_file
        self._resolver = resolver

    def ask(self, call: OutboundCall) -> OutboundResult:
        """Make the call and wait for what comes of it; never raises, whatever the call holds and the other server does."""
        started = stopwatch()
        trail: list[str] = []
        try:
            result = self._follow(call, Deadline(call.timeout), trail)
        except CallFailed as failed:
            detail = f"Redirected by {trail[-1]}: {failed.detail}" if trail else failed.detail
            result = failed.reply._replace(failure=failed.failure, detail=detail)
        return result._replace(seconds=stopwatch() - started)

    def _follow(self, call: OutboundCall, deadline: Deadline, trail: list[str]) -> OutboundResult:
        while True:
            target = read_target(call.url)
            result = self._exchange(call, target, deadline)
            if not 300 <= result.status < 400:
                return result
            location = Headers(result.headers).get("Location")
            if location is None or result.status not in FOLLOWED:
                raise CallFailed(
                    "redirect", f"{target.authority} answered {result.status}, which leads nowhere: let it answer the call itself.", result
                )
            if len(trail) >= call.redirects:
                raise CallFailed(
                    "redirect",
                    f"{target.authority} redirects ({result.status}) to {shown(location)}, and {call.redirects} redirects may be followed: "
                    "call the final address or allow more.",
                    result,
                )
            trail.append(target.authority)
            call = redirected(call, target, result.status, location)

    def _exchange(self, call: OutboundCall, target: Target, deadline: Deadline) -> OutboundResult:
        data = request_bytes(call, target)
        addresses = resolve(target, self._resolver, deadline)
        for address in addresses:
            problem = objection(target.name, address, listed=target.name in self._allowed)
            if problem:
                raise CallFailed("refused", problem)
        sock = connect(target, addresses, deadline)
        try:
            if target.scheme == "https":
                sock = secure(sock, target, self._tls, deadline)
            send(sock, data, target, deadline)
            return read_answer(sock, call, target, deadline)
        finally:
            sock.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._ca_file is not None:
            try:
                context.load_verify_locations(self._ca_file)
            except OSError as error:
                raise CallFailed(
                    "tls", f"The CA file {shown(self._ca_file)} cannot be used ({error}): name a PEM file of certificates."
                ) from None
        return context


def request_bytes(call: OutboundCall, target: Target) -> bytes:
    """The request as it goes out: the header fields as given; ``Host``, ``Content-Length`` and ``Connection`` where none is.

    Raises ``CallFailed`` (``refused``) for what would break the message.
    """
    if not _TOKEN.fullmatch(call.method):
        raise CallFailed("refused", f"The method {shown(call.method)} is no HTTP method: use letters such as POST.")
    for name, value in call.headers:
        if not (_TOKEN.fullmatch(name) and _VALUE.fullmatch(value)):
            raise CallFailed(
                "refused",
                f"The header field {shown(name)} has a name or a value that cannot be sent: use Latin-1 without control characters.",
            )
    given = {name.lower() for name, _ in call.headers}
    lines = [f"{call.method} {target.path} HTTP/1.1"]
    if "host" not in given:
        lines.append(f"Host: {target.authority}")
    lines += [f"{name}: {value}" for name, value in call.headers]
    if call.body and "content-length" not in given:
        lines.append(f"Content-Length: {len(call.body)}")
    if "connection" not in given:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + call.body
