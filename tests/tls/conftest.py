"""A server with a TLS and a proxy port, and the folder of its authority, for all tests of this folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.process import serving


class Secure(NamedTuple):
    """The addresses of a running server, the folder of its authority, and the certificate to trust."""

    url: str
    tls: str
    proxy: str
    folder: Path

    @property
    def ca(self) -> str:
        """The path of the authority's certificate."""
        return str(self.folder / "ca.pem")


@pytest.fixture(scope="session")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """A server that these tests share."""
    folder = tmp_path_factory.mktemp("tls")
    with serving("--tls-port", "0", "--proxy-port", "0", "--tls-dir", str(folder)) as served:
        rows = dict(re.findall(r"^(TLS|proxy) +(\S+)$", served.printed, re.MULTILINE))
        yield Secure(served.url, rows["TLS"], rows["proxy"], folder)
