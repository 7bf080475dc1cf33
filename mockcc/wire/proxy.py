"""What a forward proxy answers for: requests to others' hosts, in the open or through a tunnel, are served here or refused."""

from __future__ import annotations

import base64
import binascii
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mockcc.errors import MockccError
from mockcc.wire.environ import Environ
from mockcc.wire.refusal import Refused

PLAIN_PORT: Final = "80"
TLS_PORT: Final = "443"
_OWN_FIELDS: Final = ("proxy-authorization", "proxy-connection")
"""What a client tells its proxy and no proxy passes on."""


@dataclass(frozen=True)
class Proxy:
    """The hosts that a listener answers for as a forward proxy.

    ``admit(host, user)`` raises a ``MockccError`` whose text is the refusal; ``user`` is the user name of the proxy's address,
    empty where it has none, and stands as ``mockcc.proxy_user`` in the environs of what is served. ``context`` is how TLS is
    spoken as any of the hosts.
    """

    admit: Callable[[str, str], None]
    context: ssl.SSLContext

    def take(self, environ: Environ) -> None:
        """Make a request to a proxy one to the host that it names; raises ``Refused`` for a host that is not served."""
        user = _user(environ.pop("HTTP_PROXY_AUTHORIZATION", ""))
        environ.pop("HTTP_PROXY_CONNECTION", None)
        environ["mockcc.headers"] = [field for field in environ["mockcc.headers"] if field[0].lower() not in _OWN_FIELDS]
        environ["mockcc.proxy_user"] = user
        target: str = environ["mockcc.raw_target"]
        tunnel = environ["REQUEST_METHOD"] == "CONNECT"
        if not tunnel and target.startswith(("/", "*")):
            raise Refused(403, "This is a forward proxy: give its address to a client as HTTPS_PROXY and HTTP_PROXY.")
        host, _, port = _split(target if tunnel else environ["HTTP_HOST"])
        try:
            self.admit(host, user)
        except MockccError as error:
            raise Refused(403, str(error)) from None
        if tunnel and port not in (PLAIN_PORT, TLS_PORT):
            raise Refused(403, f"Port {port} of {host} is not served: a tunnel leads to port {TLS_PORT} (TLS) or {PLAIN_PORT}.")


def leads_to_tls(authority: str) -> bool:
    """Whether what goes through a tunnel to ``authority`` is TLS."""
    return _split(authority)[2] == TLS_PORT


def _split(authority: str) -> tuple[str, str, str]:
    host, colon, port = authority.rpartition(":")
    return (host, colon, port) if colon and not port.endswith("]") else (authority, "", "")


def _user(credentials: str) -> str:
    """The user name of ``Basic`` credentials; nothing for any others, which a proxy without passwords need not understand."""
    scheme, _, encoded = credentials.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")[0]
    except (binascii.Error, ValueError):
        return ""
