"""The parameters of the OAuth endpoints: blank is absent, none may be there twice, JSON bodies count as none."""

from __future__ import annotations

import re
from typing import Final

from mockcc.engine.call import Call
from mockcc.model import parse_pairs
from mockcc.vendors.cognigy.problems import refuse

_S256_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def valid_challenge(challenge: str) -> bool:
    """Whether it can be a PKCE challenge of the method S256: 32 bytes as base64url without padding (RFC 7636, 4.2)."""
    return _S256_CHALLENGE.fullmatch(challenge) is not None


def form_of(call: Call) -> dict[str, str]:
    """The parameters of an urlencoded body; raises ``Refuse`` when one has several values."""
    request = call.request
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    return _once(call, parse_pairs(request.body.decode("utf-8", "replace")))


def query_of(call: Call) -> dict[str, str]:
    """The parameters of the query; raises ``Refuse`` when one has several values."""
    return _once(call, parse_pairs(call.request.query_string))


def organisation_of(call: Call) -> str | None:
    """The organisation that a call of the API chose: by header alone, blank being absent."""
    return call.request.headers.get("organisation-id") or None


def _once(call: Call, pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if value and name in found:
            raise refuse(call, "auth.parameter_repeated", why=f"The parameter {name!r} is there more than once.")
        if value:
            found[name] = value
    return found
