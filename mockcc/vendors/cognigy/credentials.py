"""E-mail and password at Cognigy.AI: who signs in, in which organisation, and how failures lock an account."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.cognigy.ai_tables import LOGIN_STATES, USERS, LoginAttempt, LoginState
from mockcc.vendors.cognigy.directory import Known, by_email
from mockcc.vendors.cognigy.problems import refuse
from mockcc.vendors.cognigy.settings import Settings

ATTEMPTS_KEPT = 10


def sign_in(call: Call, settings: Settings, parameters: Mapping[str, str], organisation: str | None) -> Known:
    """The user whose credentials the parameters ``username`` and ``password`` are; raises ``Refuse``."""
    email, password = parameters.get("username"), parameters.get("password")
    if not email or not password:
        raise refuse(call, "auth.credentials_missing", why="username or password is missing or blank.")
    if not settings.password_login:
        raise refuse(call, "auth.password_login_off", why="The setting password_login is false: only single sign-on is left.")
    users = by_email(call, email)
    if not users:
        raise refuse(call, "auth.credentials_wrong", why=f"Nobody has the e-mail {email!r}.")
    first = users[0]
    state = state_of(call, first)
    _check_lock(call, settings, first, state)
    if not call.same("password", first.user.password, password):
        raise _failed(call, settings, first, state)
    known = _choose(call, users, organisation)
    if known.user.disabled or first.user.disabled:
        raise refuse(call, "auth.user_disabled", why=f"The user {email} is disabled.")
    state.failed_logins, state.locked_until = 0, 0.0
    _note(call, first, state, "success")
    return known


def state_of(call: Call, known: Known) -> LoginState:
    """What came of the user's attempts so far."""
    return call.get(LOGIN_STATES, known.user.email) or LoginState()


def _check_lock(call: Call, settings: Settings, known: Known, state: LoginState) -> None:
    left = max(known.user.locked_until, state.locked_until) - call.now()
    if left > 0:
        why = f"{known.key} is locked for {ceil(left)} more seconds after {state.failed_logins} failures."
        raise refuse(call, f"auth.locked.{settings.lockout_status}", why=why, seconds_left=ceil(left))


def _failed(call: Call, settings: Settings, known: Known, state: LoginState) -> Refuse:
    state.failed_logins += 1
    steps = settings.lockout_steps_seconds
    if steps:
        state.locked_until = call.now() + steps[min(state.failed_logins, len(steps)) - 1]
    if settings.disable_after_failures and state.failed_logins >= settings.disable_after_failures:
        known.user.disabled = True
        call.put(USERS, known.key, known.user)
    _note(call, known, state, "failed")
    why = f"The password is not that of {known.key} (failure {state.failed_logins} in a row)."
    return refuse(call, "auth.credentials_wrong", why=why)


def _note(call: Call, known: Known, state: LoginState, status: str) -> None:
    attempt = LoginAttempt(status=status, timestamp=call.now(), location="")
    state.attempts = [*state.attempts, attempt][-ATTEMPTS_KEPT:]
    call.put(LOGIN_STATES, known.user.email, state)


def _choose(call: Call, users: list[Known], organisation: str | None) -> Known:
    if organisation is None:
        if len(users) > 1:
            raise refuse(call, "auth.organisation_missing", why="The person is a user of several organisations and none was chosen.")
        return users[0]
    for known in users:
        if call.same("organisation-id", known.user.organisation, organisation):
            return known
    raise refuse(call, "auth.organisation_unknown", why=f"The person is no user of the organisation {organisation!r}.")
