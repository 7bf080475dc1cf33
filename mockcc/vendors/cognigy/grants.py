"""The four grants of Cognigy.AI's token endpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mockcc.engine.call import Call
from mockcc.vendors.cognigy import clients, codes, tokens
from mockcc.vendors.cognigy.ai_tables import Client
from mockcc.vendors.cognigy.credentials import sign_in
from mockcc.vendors.cognigy.directory import by_key
from mockcc.vendors.cognigy.problems import check_up, refuse
from mockcc.vendors.cognigy.settings import SETTINGS, Settings
from mockcc.vendors.cognigy.tokens import Tokens

Parameters = Mapping[str, str]
Grant = Callable[[Call, Settings, Client, Parameters, str | None], Tokens]


def exchange(call: Call, parameters: Parameters, organisation: str | None = None) -> Tokens:
    """The tokens that a request with these parameters gets; raises ``Refuse`` as the token endpoint answers."""
    check_up(call)
    settings = call.settings(SETTINGS)
    client = clients.authenticated(call, settings, parameters)
    name = parameters.get("grant_type")
    if name is None:
        raise refuse(call, "token.grant_type_missing", why="grant_type is missing or blank.")
    grant = GRANTS.get(name)
    if grant is None:
        why = f"grant_type is {name!r}; allowed: {', '.join(GRANTS)}."
        raise refuse(call, "token.grant_type_wrong", why=why, error=settings.wrong_grant_type_error)
    return grant(call, settings, client, parameters, organisation)


def _authorization_code(call: Call, settings: Settings, client: Client, parameters: Parameters, _organisation: str | None) -> Tokens:
    code = codes.redeem(call, settings, client, parameters)
    known = by_key(call, code.user)
    if known is None or known.user.disabled:
        raise refuse(call, "auth.user_disabled", why=f"The user {code.user} of the code is gone or disabled.")
    return tokens.log_in(call, settings, client.id, code.user, remember=code.remember)


def _password(call: Call, settings: Settings, client: Client, parameters: Parameters, organisation: str | None) -> Tokens:
    known = sign_in(call, settings, parameters, organisation)
    return tokens.log_in(call, settings, client.id, known.key, remember=parameters.get("rememberMe") == "true")


def _refresh_token(call: Call, settings: Settings, client: Client, parameters: Parameters, _organisation: str | None) -> Tokens:
    token = parameters.get("refresh_token")
    if token is None:
        raise refuse(call, "token.refresh_token_missing", why="refresh_token is missing or blank.")
    found = tokens.living_refresh_token(call, token)
    if found is None or not call.same("client_id", found[1].client, client.id):
        why = "The refresh token is unknown, ended, revoked or another client's."
        raise refuse(call, "token.refresh_token_wrong", why=why, error=settings.wrong_grant_error)
    known = by_key(call, found[1].user)
    if known is None or known.user.disabled:
        raise refuse(call, "auth.user_disabled", why=f"The user {found[1].user} of the token is gone or disabled.")
    return tokens.refresh(call, settings, token, *found)


def _client_credentials(call: Call, settings: Settings, client: Client, _parameters: Parameters, _organisation: str | None) -> Tokens:
    return tokens.log_in(call, settings, client.id, None)


GRANTS: Final[Mapping[str, Grant]] = {
    "authorization_code": _authorization_code,
    "password": _password,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
"""The grants by the name in ``grant_type``."""
