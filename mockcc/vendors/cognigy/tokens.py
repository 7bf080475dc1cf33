"""Tokens of Cognigy.AI: opaque, short-lived, several to a login, and dead when the login is."""

from __future__ import annotations

from typing import NamedTuple

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.ai_tables import ACCESS_TOKENS, LOGINS, REFRESH_TOKENS, AccessToken, Login, RefreshToken
from mockcc.vendors.cognigy.settings import Settings
from mockcc.vendors.cognigy.sweep import add

LOGIN_ID_LENGTH = 24


class Tokens(NamedTuple):
    """What a token request gives: ``expires_in`` in seconds, no refresh token where there is none to give."""

    access_token: str
    expires_in: int
    refresh_token: str | None


def log_in(call: Call, settings: Settings, client: str, user: str | None, *, remember: bool = False) -> Tokens:
    """A new login with its first tokens; one without a user gets no refresh token."""
    minutes = settings.refresh_token_long_minutes if remember else settings.refresh_token_short_minutes
    if user is None:
        minutes = settings.access_token_minutes
    now = call.now()
    if user is not None and settings.refresh_token_max_per_user:
        _make_room(call, user, settings.refresh_token_max_per_user - 1)
    login_id = call.ids.hex(LOGIN_ID_LENGTH)
    login = Login(client=client, user=user, created_at=now, expires_at=now + minutes * 60)
    add(call, LOGINS, login_id, login)
    refresh = None if user is None else _new_refresh_token(call, settings, login_id, login)
    return Tokens(*_new_access_token(call, settings, login_id), refresh)


def refresh(call: Call, settings: Settings, token: str, row: RefreshToken, login: Login) -> Tokens:
    """New tokens of a login; the refresh token stays unless the setting ``refresh_token_rotation`` is on."""
    access, expires_in = _new_access_token(call, settings, row.login)
    if not settings.refresh_token_rotation:
        return Tokens(access, expires_in, token)
    call.delete(REFRESH_TOKENS, token)
    return Tokens(access, expires_in, _new_refresh_token(call, settings, row.login, login))


def living_refresh_token(call: Call, token: str) -> tuple[RefreshToken, Login] | None:
    """The refresh token and its login; ``None`` when either is unknown, ended or revoked."""
    row = call.get(REFRESH_TOKENS, token)
    login = call.get(LOGINS, row.login) if row else None
    if row is None or login is None or min(row.expires_at, login.expires_at) <= call.now():
        return None
    return row, login


def living_access_token(call: Call, token: str) -> Login | None:
    """The login of an access token; ``None`` when the token is unknown or ended, or the login over."""
    row = call.get(ACCESS_TOKENS, token)
    if row is None or row.expires_at <= call.now():
        return None
    return call.get(LOGINS, row.login)


def revoke(call: Call, token: str) -> bool:
    """End the login of a refresh token; whether there was one."""
    row = call.get(REFRESH_TOKENS, token)
    if row is None:
        return False
    call.delete(REFRESH_TOKENS, token)
    call.delete(LOGINS, row.login)
    return True


def end_logins(call: Call, user: str) -> int:
    """End every login of a user; how many there were."""
    mine = [key for key, login in call.rows(LOGINS).items() if login.user == user]
    for key in mine:
        call.delete(LOGINS, key)
    return len(mine)


def _make_room(call: Call, user: str, left: int) -> None:
    mine = sorted((login.created_at, key) for key, login in call.rows(LOGINS).items() if login.user == user)
    for _, key in mine[: max(0, len(mine) - left)]:
        call.delete(LOGINS, key)


def _new_access_token(call: Call, settings: Settings, login_id: str) -> tuple[str, int]:
    token, seconds = call.ids.text(settings.access_token_length), settings.access_token_minutes * 60
    add(call, ACCESS_TOKENS, token, AccessToken(login=login_id, expires_at=call.now() + seconds))
    return token, int(seconds)


def _new_refresh_token(call: Call, settings: Settings, login_id: str, login: Login) -> str:
    token = call.ids.text(settings.refresh_token_length)
    add(call, REFRESH_TOKENS, token, RefreshToken(login=login_id, expires_at=login.expires_at))
    return token
