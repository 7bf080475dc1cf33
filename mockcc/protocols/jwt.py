"""JSON web tokens (RFC 7519): sign and verify, with keys and times that the caller gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from joserfc.jwk import OctKey, RSAKey

Algorithm = Literal["HS256", "HS512", "RS256"]
"""HS: one shared secret for both sides. RS: a private RSA key signs, the public one verifies."""

_LEAST_BITS: Final = {"HS256": 256, "HS512": 512}


def sign(claims: Mapping[str, Any], key: str, algorithm: Algorithm, header: Mapping[str, Any] | None = None) -> str:
    """The compact token of ``claims``, signed with ``key``: the secret itself, or a private RSA key in PEM.

    Nothing is added to the claims; ``iat`` and ``exp`` are the caller's, in unix seconds by the space's clock. ``header`` adds fields
    such as ``kid``. Raises ValueError for a key that is shorter than RFC 7518 asks for, or that is none. Source: RFC 7519, RFC 7515.
    """
    from joserfc import jws  # 70 ms, paid by the first token only

    fields = {"alg": algorithm, "typ": "JWT", **(header or {})}
    payload = json.dumps(dict(claims), separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return jws.serialize_compact(fields, payload, _key(key, algorithm), algorithms=[algorithm])


def verify(token: str, key: str, algorithm: Algorithm) -> dict[str, Any] | None:
    """The claims of a token that ``key`` signed by ``algorithm``; ``None`` for any other text.

    ``key`` is the secret itself, or an RSA key in PEM, private or public. Times are not looked at: whether the token has expired is
    for the caller to say, who knows the space's clock. Raises ValueError for an unusable key. Source: RFC 7519, RFC 7515.
    """
    from joserfc import jws
    from joserfc.errors import JoseError

    usable = _key(key, algorithm)
    try:
        claims = json.loads(jws.deserialize_compact(token, usable, algorithms=[algorithm]).payload)
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def public_jwk(key: str, kid: str, algorithm: Algorithm) -> dict[str, Any]:
    """The public part of an RSA key in PEM as a JWK for signatures (RFC 7517), for a JWKS document. Raises ValueError for no key."""
    return {"kid": kid, "use": "sig", "alg": algorithm, **_rsa(key).as_dict(private=False, kid=kid)}


def _key(key: str, algorithm: Algorithm) -> OctKey | RSAKey:
    from joserfc.jwk import OctKey

    if algorithm == "RS256":
        return _rsa(key)
    bits = 8 * len(key.encode())
    if bits < _LEAST_BITS[algorithm]:
        raise ValueError(f"A secret of {bits} bits is too short for {algorithm}. Allowed: {_LEAST_BITS[algorithm]} bits or more.")
    return OctKey.import_key(key)


@lru_cache(32)
def _rsa(key: str) -> RSAKey:
    """Reading a key costs as much as signing with it."""
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(key)
