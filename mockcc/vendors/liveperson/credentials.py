"""Who a login is, by each of its forms: password, application key, SAML assertion, reseller's JWT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from mockcc.engine.call import Call, Refuse
from mockcc.protocols import jwt
from mockcc.vendors.liveperson.common import refuse, stamp, text_field
from mockcc.vendors.liveperson.tables import APP_KEYS, ASSERTIONS, OAUTH_CLIENTS, SETTINGS, USERS, Account, AppKey, User

Gate = Callable[[Call, User], None]
"""What may stop a user before the credentials are looked at."""
KEY_FIELDS: Final = ("appKey", "secret", "accessToken", "accessTokenSecret")
USER_LOGIN: Final = "User Login"
"""The permission that a key needs for this."""


def identify(call: Call, account: Account, gate: Gate) -> User:
    """The user whom the body's credentials prove, or a refusal; the form is told by the fields that are there."""
    if not isinstance(call.request.json, dict):
        raise Refuse("login.bad_body", why="The body is no JSON object.")
    body = call.request.json_object
    if "assertion" in body:
        return _by_assertion(call, account, gate)
    if "jwt" in body:
        return _by_reseller(call, account, gate)
    name = text_field(call, "username")
    wanted = KEY_FIELDS if any(field in body for field in KEY_FIELDS) else ("password",)
    missing = [field for field in ("username", *wanted) if field not in body]
    if missing:
        raise Refuse("login.missing_arguments", why=f"The JSON body lacks {', '.join(missing)}; names are told apart by case.")
    textless = [field for field in ("username", *wanted) if text_field(call, field) is None]
    if name is None or textless:
        raise Refuse("login.bad_body", why=f"The JSON body has no text in {', '.join(textless)}.")
    if wanted == KEY_FIELDS and "password" in body:
        raise Refuse("login.bad_body", why="The body holds a password and an application key; it takes one of them.")
    if wanted == KEY_FIELDS:
        return _by_key(call, account, _user(call, account, name, gate))
    return by_password(call, account, name, text_field(call, "password") or "", gate)


def _user(call: Call, account: Account, name: str, gate: Gate) -> User:
    user = call.get(USERS, name)
    if user is None or user.account != account.id or user.deleted:
        _deny(call, "credentials", f"Account {account.id} has no user {name!r}.")
    gate(call, user)
    return user


def by_password(call: Call, account: Account, name: str, password: str, gate: Gate) -> User:
    """The person of that name and password, or a refusal of the login."""
    user = _user(call, account, name, gate)
    if user.user_type != "human" or user.password is None:
        _deny(call, "credentials", f"{user.login_name} is no human and has no password.")
    if account.sso:
        _deny(call, "sso", f"Account {account.id} signs its people in through its identity provider, not by password.")
    if user.locked:
        _deny(call, "locked", f"{user.login_name} is locked.")
    if not call.same("password", user.password, password):
        _count_failure(call, user)
        _deny(call, "credentials", f"The password is not that of {user.login_name}; wrong ones in a row: {user.failed_logins}.")
    _check_person(call, user)
    if user.password_expires_at is not None and call.now() >= user.password_expires_at:
        _deny(call, "expired", f"The password of {user.login_name} expired {call.now() - user.password_expires_at:.0f} s ago.")
    if user.must_change_password:
        _deny(call, "must_change", f"{user.login_name} must choose a new password first.")
    if user.failed_logins:
        user.failed_logins = 0
        call.put(USERS, user.login_name, user)
    return user


def _count_failure(call: Call, user: User) -> None:
    limit = call.settings(SETTINGS).lock_after_failures
    user.failed_logins += 1
    user.locked = bool(limit) and user.failed_logins >= limit
    call.put(USERS, user.login_name, user)


def _check_person(call: Call, user: User) -> None:
    if not user.is_enabled:
        _deny(call, "disabled", f"{user.login_name} is disabled.")
    if user.locked:
        _deny(call, "locked", f"{user.login_name} is locked.")


def _by_key(call: Call, account: Account, user: User) -> User:
    id = text_field(call, "appKey") or ""
    key = call.get(APP_KEYS, id)
    if key is not None and key.account == account.id:
        _check_key(call, key)
        permissions = key.permissions
    else:
        permissions = _client_permissions(call, account, id)
    if USER_LOGIN not in permissions:
        _deny(call, "permission", f"The key {id} has no permission {USER_LOGIN!r}.")
    if not account.bots:
        _deny(call, "bot", f"Account {account.id} does not have the feature 'User Type - Bot'.")
    if user.user_type != "bot" or not user.is_api_user:
        _deny(call, "bot", f"{user.login_name} is no bot that may use the API (userTypeId 2 and isApiUser).")
    if id not in user.allowed_app_keys:
        _deny(call, "key_not_allowed", f"{user.login_name} may use {', '.join(user.allowed_app_keys) or 'no key'}, not {id}.")
    _check_person(call, user)
    return user


def _check_key(call: Call, key: AppKey) -> None:
    same = [
        call.same(f"json.{name}", expected, text_field(call, name))
        for name, expected in (("secret", key.secret), ("accessToken", key.access_token), ("accessTokenSecret", key.access_token_secret))
    ]
    if not (key.enabled and all(same)):
        _deny(call, "key", f"The values are not those of the key {key.id}." if key.enabled else f"The key {key.id} is disabled.")
    if call.settings(SETTINGS).oauth1_bot_login == "ended":
        _deny(call, "oauth1_ended", "OAuth 1.0 keys no longer sign bots in; send the id and secret of an OAuth 2.0 client.")


def _client_permissions(call: Call, account: Account, id: str) -> list[str]:
    """An OAuth 2.0 client whose id and secret stand in ``appKey`` and ``secret``; the two other values are placeholders."""
    client = call.get(OAUTH_CLIENTS, id)
    if client is None or client.account != account.id or not client.enabled:
        _deny(call, "key", f"Account {account.id} has no key and no OAuth 2.0 client {id!r}.")
    if not call.same("json.secret", client.secret, text_field(call, "secret")):
        _deny(call, "key", f"The secret is not that of the OAuth 2.0 client {id}.")
    return client.permissions


def _by_assertion(call: Call, account: Account, gate: Gate) -> User:
    text = text_field(call, "assertion")
    if text is None or text_field(call, "jwt") is None:
        raise Refuse("login.bad_body", why="assertion and jwt have to be texts.")
    if not account.sso:
        _deny(call, "sso", f"Account {account.id} has no identity provider, so it takes no assertions.")
    found = call.get(ASSERTIONS, text)
    if found is None or found.account != account.id:
        _deny(call, "credentials", f"The identity provider of account {account.id} has not issued this assertion.")
    if found.expires_at is not None and call.now() >= found.expires_at:
        _deny(call, "credentials", f"The assertion expired {call.now() - found.expires_at:.0f} s ago.")
    user = _user(call, account, found.user, gate)
    _check_person(call, user)
    return user


def _by_reseller(call: Call, account: Account, gate: Gate) -> User:
    token = text_field(call, "jwt")
    if token is None:
        raise Refuse("login.bad_body", why="jwt has to be a text.")
    if account.reseller_secret is None:
        _deny(call, "credentials", f"Account {account.id} has no reseller whose tokens it takes.")
    claims = jwt.verify(token, account.reseller_secret, "HS256")
    if claims is None:
        _deny(call, "credentials", f"The reseller of account {account.id} has not signed this token.")
    expires = claims.get("exp")
    if expires is not None and not (isinstance(expires, int | float) and call.now() < expires):
        _deny(call, "credentials", "The reseller's token has expired.")
    user = _user(call, account, _name(call, claims), gate)
    _check_person(call, user)
    return user


def _name(call: Call, claims: dict[str, Any]) -> str:
    name, subject = claims.get("unique_name"), claims.get("sub")
    if not (isinstance(name, str) and isinstance(subject, str)):
        raise Refuse("login.bad_body", why="The reseller's token has no texts in sub and unique_name.", time=stamp(call))
    return name


def _deny(call: Call, cause: str, why: str) -> NoReturn:
    refuse(call, "login.unauthorized", cause, why)
