"""POST /ca_apis/CAToken/generateToken, and what is to be said of a token that somebody shows."""

from __future__ import annotations

from typing import Final, Literal

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.protocols import jwt
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.limits import count
from mockcc.vendors.ozonetel.tables import ACCOUNTS, SETTINGS, TOKENS, Account, Token
from mockcc.vendors.ozonetel.text import fields, header, sent, unread

HOUR: Final = 3600
ALGORITHM: Final = "HS512"


@behaviour
def generate_token(call: Call) -> Answer:
    """The account by its key in the header, then the admin setting, then the hourly count; the new token replaces the old one."""
    settings = call.settings(SETTINGS)
    user = fields(sent(call), "userName")
    if not user:
        raise Refuse("token.user_null", why=unread(call) or "The JSON body has no userName.")
    key = header(call, "apiKey")
    if not key:
        raise Refuse("gateway.key_null", why="There is no header apiKey.")
    account = call.get(ACCOUNTS, user)
    if account is None or not call.same("header.apiKey", account.api_key, key):
        raise Refuse("token.account_invalid", why="userName and the header apiKey are not those of an account.")
    if settings.token_needs_token_auth and authentication_mode(call, account) != "TOKEN_AUTH":
        raise Refuse("gateway.key_null", why=f"API Authentication of account {account.name} is BASIC_AUTH; a token needs TOKEN_AUTH.")
    count(call, account, "generateToken", settings.tokens_per_hour, HOUR, "token.limit")
    now = call.now()
    expires = now + settings.token_seconds
    claims = {"sub": account.name, "iat": int(now), "exp": int(expires), "jti": call.ids.uuid()}
    token = jwt.sign(claims, _secret(call), ALGORITHM)
    call.put(TOKENS, account.name, Token(token=token, issued_at=now, expires_at=expires))
    return Answer(
        "token.ok", why=f"A token of account {account.name} for {settings.token_seconds} seconds; earlier ones are dead.", token=token
    )


def authentication_mode(call: Call, account: Account | None) -> Literal["BASIC_AUTH", "TOKEN_AUTH"]:
    """The admin setting ``API Authentication`` of the account, or that of all where it has none of its own."""
    own = account.api_authentication if account else None
    return own or call.settings(SETTINGS).api_authentication


def account_of(call: Call, token: str) -> str:
    """The name of the account whose live token this is; refuses any other."""
    claims = jwt.verify(token, _secret(call), ALGORITHM)
    name = claims.get("sub") if claims else None
    live = call.get(TOKENS, name) if isinstance(name, str) else None
    if claims is None or not isinstance(name, str):
        raise Refuse("gateway.token_invalid", why="The token was not signed here.")
    if live is None or live.token != token:
        raise Refuse("gateway.token_expired", why=f"A newer token of account {name} has killed this one.")
    if live.expires_at <= call.now():
        raise Refuse("gateway.token_expired", why=f"The token of account {name} has expired {call.now() - live.expires_at:g} seconds ago.")
    return name


def _secret(call: Call) -> str:
    return call.settings(SETTINGS).token_secret
