"""Who calls Cognigy.AI's API, by token or key, and what a user's own profile is."""

from __future__ import annotations

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.ai_tables import API_KEYS
from mockcc.vendors.cognigy.directory import Known, by_key
from mockcc.vendors.cognigy.problems import check_up, refuse
from mockcc.vendors.cognigy.tokens import living_access_token


def caller(call: Call) -> Known:
    """The user whose bearer token or API key the request shows; raises ``Refuse``."""
    check_up(call)
    request = call.request
    if request.bearer is not None:
        return of_token(call, request.bearer)
    text = request.headers.get("X-API-Key") or request.query.get("api_key")
    if not text:
        raise refuse(call, "api.unauthorized", why="There is no bearer token, no X-API-Key and no api_key in the query.")
    key = call.get(API_KEYS, text)
    if key is None or (key.expires_at and key.expires_at <= call.now()):
        raise refuse(call, "api.unauthorized", why="The API key is unknown or ended.")
    return _enabled(call, by_key(call, key.user))


def of_token(call: Call, token: str) -> Known:
    """The user of an access token; raises ``Refuse``."""
    login = living_access_token(call, token)
    if login is None:
        raise refuse(call, "api.unauthorized", why="The access token is unknown or ended, or its login is over.")
    if login.user is None:
        raise refuse(call, "api.forbidden", why=f"The token is of the client {login.client}, which is no user.")
    return _enabled(call, by_key(call, login.user))


def _enabled(call: Call, known: Known | None) -> Known:
    if known is None or known.user.disabled:
        raise refuse(call, "api.unauthorized", why="The user of the token or key is gone or disabled.")
    return known


def check_readable(call: Call, known: Known) -> None:
    """Raise ``Refuse`` when the profile is one that Cognigy.AI fails to read."""
    if known.user.broken:
        raise refuse(call, "api.internal_error", why=f"The profile of {known.key} is marked as broken.")


def check_role(call: Call, known: Known, *roles: str) -> None:
    """Raise ``Refuse`` when the user has none of the roles."""
    if not set(roles) & set(known.user.roles):
        raise refuse(call, "api.forbidden", why=f"{known.key} has none of the roles {', '.join(roles)}.")
