"""Sentinel's tokens: for a code, for a refresh token, for an application itself; their revocation and their keys."""

from __future__ import annotations

from typing import NoReturn

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.protocols import jwt, oauth2
from mockcc.vendors.liveperson.common import account_of, check_version, repeated
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import SENTINEL, at_service
from mockcc.vendors.liveperson.sessions import by_token, end_all, give_tokens, open_session, overdue
from mockcc.vendors.liveperson.tables import (
    CODES,
    OAUTH_CLIENTS,
    REFRESH_TOKENS,
    SETTINGS,
    SIGNING_KEYS,
    USERS,
    Account,
    OAuthClient,
    Session,
    User,
)


@vendor.behaviour
def token(call: Call) -> Answer:
    """Tokens for an authorization code or for a refresh token."""
    at_service(call, SENTINEL)
    check_version(call, "1.0", "token.invalid_request")
    form = call.request.form
    account, client = _client(call, form, "token")
    grant = form.get("grant_type")
    if grant is None:
        _refuse("token.invalid_request", "The form has no grant_type.")
    if grant not in ("authorization_code", "refresh_token"):
        _refuse("token.unsupported_grant_type", f"grant_type {grant!r} is neither authorization_code nor refresh_token.")
    if grant not in client.grants:
        _refuse("token.unauthorized_client", f"{client.id} may use {', '.join(client.grants) or 'no grant'}, not {grant}.")
    return _redeem(call, account, client, form) if grant == "authorization_code" else _renew(call, account, client, form)


def _redeem(call: Call, account: Account, client: OAuthClient, form: dict[str, str]) -> Answer:
    if not form.get("code"):
        _refuse("token.invalid_request", "The form has no code.")
    code = call.get(CODES, form["code"])
    if code is None or code.client != client.id or code.account != account.id:
        _refuse("token.invalid_grant", f"{client.id} has no such code; a code is good once.")
    call.delete(CODES, code.id)
    if call.now() >= code.expires_at:
        _refuse("token.invalid_grant", f"The code expired {call.now() - code.expires_at:.0f} s ago.")
    asked = form.get("redirect_uri")
    if not call.same("form.redirect_uri", code.asked_redirect_uri, asked) and not (
        code.asked_redirect_uri is None and asked == code.redirect_uri
    ):
        _refuse("token.invalid_grant", "redirect_uri is not the one with which the code was asked for.")
    user = call.get(USERS, code.user)
    if user is None or not user.is_enabled:
        _refuse("token.invalid_grant", f"{code.user} is gone or disabled.")
    session = give_tokens(call, open_session(call, user, client.id))
    return Answer("token.ok", why=f"The code was that of {user.login_name}.", session=session, id_token=_id_token(call, client, user))


def _renew(call: Call, account: Account, client: OAuthClient, form: dict[str, str]) -> Answer:
    if not form.get("refresh_token"):
        _refuse("token.invalid_request", "The form has no refresh_token.")
    session = _session(call, account, client, form["refresh_token"])
    over = None if session is None else overdue(call, session)
    if session is None or over:
        _refuse("token.invalid_grant", over or f"{client.id} has no such refresh token; each is good once.")
    give_tokens(call, session)
    return Answer("token.refreshed", why=f"The session of {session.user} goes on with new tokens.", session=session)


def _session(call: Call, account: Account, client: OAuthClient, refresh_token: str) -> Session | None:
    session = by_token(call, REFRESH_TOKENS, refresh_token)
    return session if session is not None and session.client == client.id and session.account == account.id else None


def _id_token(call: Call, client: OAuthClient, user: User) -> str:
    now = int(call.now())
    claims = {
        "sub": user.id,
        "aud": client.id,
        "iss": "sentinel",
        "iat": now,
        "exp": now + call.settings(SETTINGS).id_token_seconds,
        "is_admin": user.is_admin,
        "is_lpa": user.is_lpa,
    }
    return _sign(call, "id_token", claims)


@vendor.behaviour
def revoke(call: Call) -> Answer:
    """A refresh token is revoked: its user's sessions end everywhere."""
    at_service(call, SENTINEL)
    form = call.request.form
    account, client = _client(call, form, "revoke")
    if not form.get("token"):
        _refuse("revoke.invalid_request", "The form has no token.")
    session = _session(call, account, client, form["token"])
    user = None if session is None else call.get(USERS, session.user)
    if user is None:
        _refuse("revoke.invalid_token", f"{client.id} has no such refresh token.")
    ended = end_all(call, user)
    return Answer("revoke.ok", why=f"Ended sessions of {user.login_name}: {ended}.")


@vendor.behaviour
def app_token(call: Call) -> Answer:
    """The token of an application itself (App-JWT); its parameters may stand in the form or, with real clients, in the query."""
    at_service(call, SENTINEL)
    version = "2.0" if call.request.path.startswith("/sentinel/api/v2/") or "/sentinel/api/v2/" in call.request.path else None
    asked = call.request.query.get("v")
    if version is None:
        if asked != "2.0":
            check_version(call, "1.0", "app_token.invalid_request")
        version = "2.0" if asked == "2.0" else "1.0"
    given = {**call.request.query, **call.request.form}
    account, client = _client(call, given, "app_token")
    grant = given.get("grant_type")
    if not grant:
        _refuse("app_token.invalid_request", "Neither form nor query has a grant_type.")
    if grant != "client_credentials":
        _refuse("app_token.unsupported_grant_type", f"grant_type {grant!r} is not client_credentials.")
    if grant not in client.grants:
        _refuse("app_token.unauthorized_client", f"{client.id} may use {', '.join(client.grants) or 'no grant'}, not {grant}.")
    granted, wanted = oauth2.scopes(client.scope), oauth2.scopes(given.get("scope"))
    beyond = [scope for scope in wanted if scope not in granted]
    if beyond:
        _refuse("app_token.invalid_scope", f"{client.id} may have {client.scope or 'no scope'}, not {' '.join(beyond)}.")
    lifetime, now = call.settings(SETTINGS).app_jwt_seconds, int(call.now())
    claims = {
        "aud": account.id,
        "azp": client.id,
        "scope": " ".join(wanted or granted),
        "iss": "Sentinel",
        "iat": now,
        "exp": now + lifetime,
    }
    signed = _sign(call, "app_jwt_v2" if version == "2.0" else "app_jwt_v1", claims)
    return Answer("app_token.ok", why=f"{client.id} is an application of account {account.id}.", token=signed, lifetime=lifetime)


@vendor.behaviour
def jwks(call: Call) -> Answer:
    """The public keys with which tokens can be verified."""
    at_service(call, SENTINEL)
    keys = [jwt.public_jwk(key.pem, key.kid, "RS256") for key in call.rows(SIGNING_KEYS).values() if key.published]
    return Answer("sentinel.jwks", why="Every key that is published.", keys=keys)


def _client(call: Call, given: dict[str, str], family: str) -> tuple[Account, OAuthClient]:
    """The account and the application that proves itself, or a refusal in the words of the ``family`` of replies."""
    account = account_of(call)
    if account is None:
        _refuse(f"{family}.invalid_client", f"There is no account {call.request.path_args['account']!r}, so it has no application.")
    twice = repeated(call)
    if twice:
        _refuse(f"{family}.invalid_request", f"A parameter comes twice: {', '.join(twice)}.")
    client = call.get(OAUTH_CLIENTS, given.get("client_id", ""))
    if client is None or client.account != account.id or not client.enabled:
        _refuse(f"{family}.invalid_client", f"Account {account.id} has no application {given.get('client_id')!r} that is enabled.")
    if not call.same("client_secret", client.secret, given.get("client_secret")):
        _refuse(f"{family}.invalid_client", f"client_secret is not that of {client.id}.")
    if client.server_error:
        _refuse("sentinel.server_error", f"Sentinel fails over {client.id}.")
    return account, client


def _sign(call: Call, name: str, claims: dict[str, object]) -> str:
    key = call.get(SIGNING_KEYS, name)
    if key is None:
        _refuse("sentinel.server_error", f"Sentinel has lost its key {name}.")
    return jwt.sign(claims, key.pem, "RS256", {"kid": key.kid})


def _refuse(reply: str, why: str) -> NoReturn:
    raise Refuse(reply, why=why)
