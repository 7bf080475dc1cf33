"""Reads the address of a call strictly: what could mean two things to two programs is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from mockcc.errors import InvalidValueError
from mockcc.wire.addresses import Address
from mockcc.wire.failure import CallFailed, shown

PORTS: Final = {"http": 80, "https": 443}
"""The schemes that are called, and the port of each."""

_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<place>[^/?#]*)(?P<path>[^#]*))?.*")
_PLACE: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)]|(?P<name>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{0,5}))?")
_LABEL: Final = re.compile(r"[A-Za-z0-9_-]{1,63}")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_LONGEST_NAME: Final = 253
_WRITE: Final = "write it as http://host:port/path"


class Target(NamedTuple):
    """Where a call goes. ``host`` is in small letters, an IPv6 address without its brackets; ``path`` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None
    """The host, where it is an address and not a name."""

    @property
    def name(self) -> str:
        """The host without the dot that may end it."""
        return self.host.removesuffix(".")

    @property
    def authority(self) -> str:
        """The value of the ``Host`` field: the port is named unless it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What has to be equal for two addresses to be one server."""
        return self.scheme, self.name, self.port


def read_target(url: str) -> Target:
    """Take an address apart; raises ``CallFailed`` (``refused``) for one that is not called."""
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        raise CallFailed(
            "refused",
            f"The address {shown(url)} holds a blank, a backslash, a control or a non-ASCII character: percent-encode it, or {_WRITE}.",
        )
    parts = _URL.fullmatch(url)
    if parts is None:
        raise CallFailed("refused", f"{shown(url)} is no absolute address: {_WRITE}.")
    scheme = parts["scheme"].lower()
    if scheme not in PORTS:
        raise CallFailed("refused", f"The scheme {shown(scheme)} is not called, only http and https are: {_WRITE}.")
    place = parts["place"] or ""
    if "@" in place:
        raise CallFailed(
            "refused", f"The address carries credentials before {shown(place.rpartition('@')[2])}: send them in a header field instead."
        )
    found = _PLACE.fullmatch(place)
    port = int((found and found["port"]) or PORTS[scheme])
    if found is None or port > 0xFFFF:
        raise CallFailed("refused", f"{shown(place)} names no host and port (0 to 65535): {_WRITE}.")
    host, address = _read_host(found["six"] or found["name"])
    path = parts["path"]
    return Target(scheme, host, port, path if path.startswith("/") else "/" + path, address)


def _read_host(text: str) -> tuple[str, Address | None]:
    try:
        address = IPv6Address(text) if ":" in text else IPv4Address(text)
    except ValueError:
        address = None
    if address is not None:
        return str(address), address
    labels = text.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise CallFailed(
            "refused",
            f"{shown(text)} is an unusual spelling of an IPv4 address: write four decimal numbers, such as 127.0.0.1.",
        )
    if len(text) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise CallFailed("refused", f"{shown(text)} is neither a host name nor an address: {_WRITE} or http://[::1]:port/path.")
    return text.lower(), None


def read_hosts(hosts: Iterable[str]) -> frozenset[str]:
    """The host names and addresses of a setting as ``Target.name`` spells them; raises ``InvalidValueError`` for anything else."""
    return frozenset(_read_entry(entry) for entry in hosts)


def _read_entry(entry: str) -> str:
    try:
        host, _ = _read_host(entry.removeprefix("[").removesuffix("]"))
    except CallFailed:
        raise InvalidValueError(
            "outbound_hosts", f"outbound_hosts holds {shown(entry)}: list bare host names or addresses, without scheme, port or path."
        ) from None
    return host.removesuffix(".")
