"""The rows of the interfaces that hand out tokens (C1, C3, C6, C7 and the older CMS) or check signatures (C2)."""

from __future__ import annotations

from typing import Any

from mockcc.runtime.tables import Row, Table


class ApiKey(Row):
    """An access key and its secret: for the token of API Fabric (C1) and for signatures (C2)."""

    secret: str


class Tenant(Row):
    """A tenant of the chatbot platform (C3 and C6), by its appKey."""

    secret: str


class OAuthClient(Row):
    """An OAuth client of the workbench (C7), by its client_id."""

    secret: str
    redirect_uri: str


class OAuthGrant(Row):
    """An authorization code or a refresh token of C7; it is good for one use."""

    client: str
    kind: str


class Token(Row):
    """A token that was handed out, by its value."""

    kind: str
    owner: str
    expires: float
    """Unix seconds."""


API_KEYS = Table("api_keys", ApiKey)
TENANTS = Table("tenants", Tenant)
OAUTH_CLIENTS = Table("oauth_clients", OAuthClient)
OAUTH_GRANTS = Table("oauth_grants", OAuthGrant)
ISSUED_TOKENS = Table("tokens", Token)
TOKENS: list[Table[Any]] = [API_KEYS, TENANTS, OAUTH_CLIENTS, OAUTH_GRANTS, ISSUED_TOKENS]
