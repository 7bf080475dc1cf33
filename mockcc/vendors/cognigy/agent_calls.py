"""Live Agent's own calls to Cognigy.AI, made as calls: what is armed at the token endpoint or at users/me meets them too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from mockcc.model import OutboundCall, OutboundResult

TIMEOUT: Final = 5.0
"""Seconds that Live Agent waits for Cognigy.AI."""
IDENTITY: Final = ("_id", "id", "name", "organisation")
"""What Live Agent reads of users/me, with ``roles``."""
KEYS: Final = {"timeout": "timeout", "refused": "failed_to_connect", "unreachable": "failed_to_connect", "tls": "failed_to_connect"}
"""OmniAuth's key for a call without a reply; any other failure is ``invalid_credentials``."""


class CallFailedError(Exception):
    """A call of Live Agent came to nothing; ``key`` is OmniAuth's."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def token_call(base_url: str, parameters: Mapping[str, str]) -> OutboundCall:
    """The code for a token; blank parameters are left out."""
    body = urlencode({name: value for name, value in parameters.items() if value}, errors="replace").encode("ascii")
    headers = (("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"))
    return OutboundCall("POST", f"{base_url}/auth/oauth2/token", headers, body, TIMEOUT, name="live_agent_token")


def profile_call(base_url: str, path: str, access_token: str) -> OutboundCall:
    """The token for who the user is."""
    headers = (("Authorization", f"Bearer {access_token}"), ("Accept", "application/json"))
    return OutboundCall("GET", f"{base_url}{path}", headers, timeout=TIMEOUT, name="live_agent_users_me")


def access_token(result: OutboundResult) -> str:
    """The token that the token endpoint gave; raises ``CallFailedError``."""
    token = _object(result, "token endpoint").get("access_token")
    # It goes into a header field, so nothing that breaks one may pass.
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise CallFailedError("invalid_credentials", "The answer of Cognigy.AI's token endpoint holds no access_token.")
    return token


def identity(result: OutboundResult) -> dict[str, Any]:
    """Who users/me says that it is; raises ``CallFailedError``."""
    body = _object(result, "users/me")
    found = {name: body.get(name) for name in IDENTITY}
    roles = body.get("roles")
    if not all(isinstance(value, str) for value in found.values()) or not isinstance(roles, list):
        raise CallFailedError("invalid_credentials", f"The answer of users/me lacks one of {', '.join(IDENTITY)} and roles.")
    return {**found, "roles": [role for role in roles if isinstance(role, str)]}


def _object(result: OutboundResult, where: str) -> dict[str, Any]:
    if result.failure is not None:
        key = KEYS.get(result.failure, "invalid_credentials")
        raise CallFailedError(key, f"Live Agent's call of Cognigy.AI's {where} failed: {result.detail}")
    try:
        body = json.loads(result.body)
    except (ValueError, RecursionError):
        body = None
    body = body if isinstance(body, dict) else {}
    if result.status != 200:
        said = body.get("detail") or body.get("error_description") or body.get("error")
        why = f"Cognigy.AI's {where} refused Live Agent's call with {result.status}"
        raise CallFailedError("invalid_credentials", f"{why}: {said}" if said else f"{why}.")
    return body
