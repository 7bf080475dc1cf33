"""Calls that the mock makes, as the tests of their safety make them: with a resolver of the test's own, and what a refusal looks like."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import pytest

from mockcc.model import OutboundCall, OutboundResult
from mockcc.wire.addresses import Address
from mockcc.wire.caller import Caller
from mockcc.wire.dial import Resolver

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PUBLIC = "203.0.113.7"


def names(**hosts: str | list[str]) -> Resolver:
    """A resolver that knows the hosts ``a_b`` as ``a.b``."""

    def resolver(host: str, port: int) -> list[str]:
        found = hosts[host.removesuffix(".").replace(".", "_")]
        return [found] if isinstance(found, str) else found

    return resolver


def nobody(host: str, port: int) -> list[str]:
    """The resolver of a test in which nothing may be looked up."""
    raise AssertionError(f"{host} was looked up")


def ask(url: str, *, allowed: Iterable[str] = (), resolver: Resolver = nobody, redirects: int = 0) -> OutboundResult:
    """Make a GET that may take half a second."""
    return Caller(allowed, resolver=resolver).ask(OutboundCall("GET", url, redirects=redirects, timeout=0.5))


def assert_refused(result: OutboundResult, *words: str) -> None:
    """The call was not made, and the sentence that says so holds all the words."""
    assert (result.failure, result.status) == ("refused", 0), result
    assert result.detail.endswith(".")
    for word in words:
        assert word in result.detail


class Dialled:
    """Stands where connections are opened: nobody answers, and what was tried is remembered."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.addresses: list[Address] = []
        patch.setattr("mockcc.wire.dial._open", self._open)

    def _open(self, address: Address, port: int, patience: float) -> socket.socket:
        self.addresses.append(address)
        raise ConnectionRefusedError(111, "Connection refused")
