"""A certificate authority of our own, made once and kept in a folder, and TLS contexts for whatever name a client calls."""

from __future__ import annotations

import os
import re
import ssl
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mockcc.errors import MockccError

if TYPE_CHECKING:
    import trustme

BUNDLE: Final = "ca.key"
"""The file that is the authority: its private key and its certificate, for its owner's eyes only."""
CERTIFICATE: Final = "ca.pem"
"""The file with the certificate alone, for clients to trust."""
LEAF_DAYS: Final = 397
"""How long a server's certificate is good from the start of the server: some systems trust none for longer than 398 days."""
CONTEXTS_KEPT: Final = 256
_LONGEST_NAME: Final = 253
_name_shape = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


class AuthorityError(MockccError):
    """The authority cannot be had; the text is one sentence that says what to do."""


def default_folder() -> Path:
    """Where a user's authority is kept; raises ``AuthorityError`` for a user without a home."""
    data = os.environ.get("XDG_DATA_HOME", "")
    if Path(data).is_absolute():
        return Path(data, "mockcc", "tls")
    try:
        return Path.home() / ".local" / "share" / "mockcc" / "tls"
    except RuntimeError:
        raise AuthorityError(
            "This user has no home folder to keep the authority in: give --tls-dir a folder that can be written."
        ) from None


class Authority:
    """The authority kept in ``folder``, which is made with it when there is none yet.

    Of several processes that make it at once, one makes it and the others take that one. Raises ``AuthorityError``.
    """

    def __init__(self, folder: Path) -> None:
        bundle = folder / BUNDLE
        try:
            if not bundle.exists():
                _make(folder, bundle)
            self._ca = _read(bundle)
        except OSError as error:
            raise AuthorityError(
                f"The authority cannot be kept in {folder} ({error.strerror}): give --tls-dir a folder that can be written."
            ) from None
        self.certificate: Final = folder / CERTIFICATE
        _publish(self.certificate, self.pem)
        self._named = lru_cache(CONTEXTS_KEPT)(self._issue)

    @property
    def pem(self) -> bytes:
        """The authority's certificate as PEM, for clients to trust."""
        return self._ca.cert_pem.bytes()

    def context(self, names: Iterable[str]) -> ssl.SSLContext:
        """A server's TLS context with one certificate for ``names`` (host names, wildcards, IP addresses).

        A client that asks for a name beside them (SNI) gets a certificate for that name.
        """
        wanted = tuple(dict.fromkeys(names))
        known = frozenset(wanted)
        context = self._issue(*wanted)

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
            asked = (name or "").lower()
            if asked not in known and _can_be_issued(asked):
                connection.context = self._named(asked)

        # The typed signature knows SSLSocket alone, but what comes from asyncio is an SSLObject.
        callback: Any = choose
        context.sni_callback = callback
        return context

    def _issue(self, *names: str) -> ssl.SSLContext:
        now = datetime.now(UTC)
        leaf = self._ca.issue_cert(
            *names, organization_name="mockcc", not_before=now - timedelta(days=1), not_after=now + timedelta(days=LEAF_DAYS)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        self._load(context, leaf.private_key_and_cert_chain_pem)
        return context

    def _load(self, context: ssl.SSLContext, pem: trustme.Blob) -> None:
        """Put key and certificate into ``context``, which takes them from a file alone; a container may have room for one here alone."""
        for place in (None, self.certificate.parent):
            try:
                with pem.tempfile(dir=None if place is None else str(place)) as name:
                    context.load_cert_chain(name)
                    return
            except OSError as error:
                reason = error.strerror
        raise AuthorityError(
            f"No temporary file can be made ({reason}): give --tls-dir a folder that can be written, or make /tmp writable."
        )


def _can_be_issued(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and _name_shape.fullmatch(name) is not None


def _make(folder: Path, bundle: Path) -> None:
    import trustme

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = trustme.CA(organization_name="mockcc", path_length=0)
    handle, draft = tempfile.mkstemp(dir=folder)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made.private_key_pem.bytes() + made.cert_pem.bytes())
        # A link, unlike a renaming, leaves an authority that another process has just made.
        os.link(draft, bundle)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _read(bundle: Path) -> trustme.CA:
    import trustme
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    text = bundle.read_bytes()
    again = f"delete {bundle} and {bundle.with_name(CERTIFICATE).name}, start again, and let the clients trust the new one."
    try:
        certificate = x509.load_pem_x509_certificate(text)
        if load_pem_private_key(text, None).public_key() != certificate.public_key():
            raise ValueError("its key and its certificate do not belong together")
        found = trustme.CA.from_pem(text, text)
    except (ValueError, TypeError) as error:
        raise AuthorityError(f"The authority in {bundle} is damaged ({error}): {again}") from None
    if certificate.not_valid_after_utc < datetime.now(UTC):
        raise AuthorityError(f"The authority in {bundle} expired on {certificate.not_valid_after_utc:%Y-%m-%d}: {again}")
    return found


def _publish(file: Path, pem: bytes) -> None:
    """Keep the certificate beside its key; a folder that cannot be written any more does no harm."""
    try:
        if file.exists() and file.read_bytes() == pem:
            return
        handle, draft = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(pem)
        Path(draft).chmod(0o644)
        Path(draft).replace(file)
    except OSError:
        return
