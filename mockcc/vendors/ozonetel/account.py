"""How a call says whose account it is: by query, by JSON with a key or a token in the header, or by headers alone."""

from __future__ import annotations

from typing import NamedTuple

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.ozonetel.tables import ACCOUNTS, SETTINGS, Account
from mockcc.vendors.ozonetel.text import fields, header, sent, unread
from mockcc.vendors.ozonetel.tokens import account_of, authentication_mode


class Faults(NamedTuple):
    """The replies with which one endpoint refuses an account's credentials."""

    user_empty: str
    key_empty: str
    user_unknown: str
    key_wrong: str


def by_pair(call: Call, user: str, key: str, faults: Faults, where: str) -> Account:
    """The account with this name and key; ``where`` is the request's field that holds the key, for the journal."""
    if not user:
        raise Refuse(faults.user_empty, why="The request names no account.")
    if not key:
        raise Refuse(faults.key_empty, why=f"{where} is missing or empty.")
    account = call.get(ACCOUNTS, user)
    if account is None:
        raise Refuse(faults.user_unknown, why=f"There is no account {user!r}.")
    if not call.same(where, account.api_key, key):
        raise Refuse(faults.key_wrong, why=f"The key is not that of account {user!r}.")
    return account


def by_query(call: Call, user: str, key: str, faults: Faults) -> Account:
    """The account of a legacy call, which spells the two query fields in its own way."""
    return by_pair(call, fields(call.request.query, user), fields(call.request.query, key), faults, f"query.{key}")


def by_gateway(call: Call, faults: Faults) -> Account:
    """The account of a call to the newer gateway, in the style that its admin setting ``API Authentication`` asks for.

    The other style meets ``gateway.key_null`` in both directions. Source: post_ca-apis-agentmanualdial-1 and -3.
    """
    user = fields(sent(call), "userName")
    account = call.get(ACCOUNTS, user) if user else None
    key = header(call, "apiKey")
    if authentication_mode(call, account) == "BASIC_AUTH":
        if not key and header(call, "Authorization"):
            raise Refuse("gateway.key_null", why="A token was sent, but API Authentication is BASIC_AUTH.")
        if not user and unread(call):
            raise Refuse(faults.user_empty, why=unread(call))
        return by_pair(call, user, key, faults, "header.apiKey")
    if key and not header(call, "Authorization"):
        raise Refuse("gateway.key_null", why="The header apiKey was sent, but API Authentication is TOKEN_AUTH.")
    name = account_of(call, _token(call))
    if not user:
        raise Refuse(faults.user_empty, why=unread(call) or "The JSON body has no userName.")
    if account is None or not call.same("json.userName", name, user):
        raise Refuse(faults.user_unknown, why=f"The token is not one of the account {user!r}.")
    return account


def _token(call: Call) -> str:
    token = call.request.bearer
    if token is None and call.settings(SETTINGS).accept_bare_token:
        token = header(call, "Authorization")
    if token:
        return token
    if header(call, "Authorization").partition(" ")[0].lower() in ("", "bearer"):
        raise Refuse("gateway.token_null", why="There is no token in the header Authorization.")
    raise Refuse("gateway.token_invalid", why="The header Authorization is not 'Bearer <token>'.")
