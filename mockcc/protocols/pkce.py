"""Proof Key for Code Exchange (RFC 7636): the challenge of a verifier, and whether the two belong together."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final, Literal

Method = Literal["plain", "S256"]
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def valid_verifier(verifier: str) -> bool:
    """Whether it is 43 to 128 unreserved characters (RFC 7636, 4.1)."""
    return _VERIFIER.fullmatch(verifier) is not None


def challenge(verifier: str, method: Method = "S256") -> str:
    """The challenge of a verifier (RFC 7636, 4.2)."""
    if method == "plain":
        return verifier
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def matches(verifier: str, expected: str, method: Method = "S256") -> bool:
    """Whether ``verifier`` is valid and ``expected`` its challenge (RFC 7636, 4.6)."""
    if not valid_verifier(verifier):
        return False
    return hmac.compare_digest(challenge(verifier, method).encode(), expected.encode("utf-8", "replace"))
