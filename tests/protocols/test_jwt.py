"""Tokens are signed and verified with the keys that the caller gives, and nothing but the signature decides."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest
from joserfc import jws
from joserfc.jwk import KeySet, RSAKey

from mockcc.protocols.jwt import Algorithm, public_jwk, sign, verify

SECRET = "a secret of sixty-four characters, which HS512 needs at the least."
CLAIMS = {"sub": "agent1", "iat": 1_700_000_000, "exp": 1_700_003_600, "name": "Zoë"}


@pytest.fixture(scope="module")
def pem() -> str:
    return RSAKey.generate_key(2048).as_pem(private=True).decode()


def head(token: str) -> dict[str, str]:
    part = token.partition(".")[0]
    found: dict[str, str] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
def test_a_shared_secret_signs_and_verifies(algorithm: Algorithm) -> None:
    token = sign(CLAIMS, SECRET, algorithm)
    assert verify(token, SECRET, algorithm) == CLAIMS
    assert head(token) == {"alg": algorithm, "typ": "JWT"}


def test_a_private_key_signs_and_its_public_half_verifies(pem: str) -> None:
    public = RSAKey.import_key(pem).as_pem(private=False).decode()
    token = sign(CLAIMS, pem, "RS256", {"kid": "key-1"})
    assert verify(token, public, "RS256") == CLAIMS
    assert head(token)["kid"] == "key-1"


def test_the_same_claims_and_key_give_the_same_token() -> None:
    assert sign(CLAIMS, SECRET, "HS512") == sign(CLAIMS, SECRET, "HS512")


def test_a_token_of_another_key_or_algorithm_is_none_of_ours() -> None:
    token = sign(CLAIMS, SECRET, "HS512")
    assert verify(token, SECRET + "x", "HS512") is None
    assert verify(token, SECRET, "HS256") is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "....", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "\x00", "e30.e30.e30", "\ud800.a.b"])
def test_what_is_no_token_is_none_of_ours(text: str) -> None:
    assert verify(text, SECRET, "HS512") is None


def test_a_payload_that_is_no_object_has_no_claims() -> None:
    from joserfc import jws
    from joserfc.jwk import OctKey

    token = jws.serialize_compact({"alg": "HS512"}, b"[1]", OctKey.import_key(SECRET), algorithms=["HS512"])
    assert verify(token, SECRET, "HS512") is None


def test_a_secret_that_is_too_short_is_refused_by_size() -> None:
    with pytest.raises(ValueError, match="40 bits is too short for HS512"):
        sign(CLAIMS, "short", "HS512")


def test_an_expired_token_still_verifies_since_the_space_has_its_own_clock() -> None:
    assert verify(sign({"exp": 1}, SECRET, "HS512"), SECRET, "HS512") == {"exp": 1}


def test_a_public_key_is_published_without_its_private_part(pem: str) -> None:
    published = public_jwk(pem, "key-1", "RS256")

    assert set(published) == {"kid", "use", "alg", "kty", "n", "e"}
    token = sign({"sub": "1"}, pem, "RS256", {"kid": "key-1"})
    assert jws.deserialize_compact(token, KeySet.import_key_set({"keys": [published]}), algorithms=["RS256"]).payload == b'{"sub":"1"}'
