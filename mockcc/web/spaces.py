"""Which vendor and which space a request is for: by its path, its host, its ``Mockcc-Space`` field, else the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mockcc.runtime.space import DEFAULT, check_name

ADMIN = "_mockcc"
CONSOLE = "_console"


class Target(NamedTuple):
    """Where a request goes: ``vendor`` (empty: none was named), ``space``, and how long the prefix of the path is."""

    vendor: str
    space: str
    prefix: int


class Resolver:
    """Finds the target of a request; ``hosts`` gives the vendor of each real host when first needed."""

    def __init__(self, vendors: frozenset[str], hosts: Callable[[], Mapping[str, str]], alone: str | None = None) -> None:
        self._vendors = vendors
        self._hosts = hosts
        self._alone = alone
        """The vendor that is also served at ``/``."""

    def resolve(self, path: str, host: str, header: str | None) -> Target:
        """The target; raises ``InvalidValueError`` for a name that no space can have."""
        first, second = _segment(path, 1), ""
        space, start = None, 0
        if first.startswith("~"):
            space = check_name(first[1:], "space")
            start = 1 + len(first)
            second = _segment(path, start + 1)
        vendor = second if space is not None else first
        if vendor in self._vendors:
            return Target(vendor, space or self._named(header), start + 1 + len(vendor))
        by_host = self.by_host(host)
        if by_host is not None:
            vendor, host_space = by_host
            return Target(vendor, space or host_space or self._named(header), start)
        return Target(self._alone or "", space or self._named(header), start)

    def hosts(self) -> list[str]:
        """All hosts that are a vendor's, without the spaces before them."""
        return [*self._hosts(), *(f"{vendor}.localhost" for vendor in self._vendors)]

    def _named(self, header: str | None) -> str:
        return DEFAULT if header is None else check_name(header, "Mockcc-Space")

    def by_host(self, host: str) -> tuple[str, str | None] | None:
        """The vendor of a host, and the space that the host names; ``None`` for a host that is no vendor's.

        Raises ``InvalidValueError`` for a name that no space can have.
        """
        name = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
        if not name or name == "localhost" or name[-1].isdigit() or name[-1] == "]":
            return None
        if name.endswith(".localhost"):
            space, _, vendor = host.rsplit(":", 1)[0][: -len(".localhost")].rpartition(".")
            if vendor.lower() in self._vendors:
                return vendor.lower(), check_name(space, "host") if space else None
            return None
        vendor = self._hosts().get(name, "")
        return (vendor, None) if vendor else None


def _segment(path: str, start: int) -> str:
    end = path.find("/", start)
    return path[start:] if end < 0 else path[start:end]
