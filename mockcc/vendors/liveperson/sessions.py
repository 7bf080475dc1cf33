"""Sessions: opened by a login, found by cookie or token, kept alive, and ended; a user never holds more than the setting says."""

from __future__ import annotations

from mockcc.engine.call import Call
from mockcc.runtime.tables import Table
from mockcc.vendors.liveperson.tables import (
    BEARERS,
    CODES,
    HOLDINGS,
    REFRESH_TOKENS,
    SESSIONS,
    SETTINGS,
    USERS,
    Code,
    Holding,
    Pointer,
    Session,
    User,
)

_CODES = 20
"""How many codes a user may have open; nobody redeems more, and the store must not grow without end."""


def open_session(call: Call, user: User, client: str | None = None) -> Session:
    """A new session of the user; the oldest go when they are over, or where there would be more than the setting allows."""
    settings = call.settings(SETTINGS)
    held = holding(call, user)
    keep = 0 if settings.second_login == "replace" else max(settings.sessions_per_user - 1, 0)
    while held.sessions:
        oldest = call.get(SESSIONS, held.sessions[0])
        if oldest is not None:
            if len(held.sessions) <= keep and overdue(call, oldest) is None:
                break
            _remove(call, oldest)
        del held.sessions[0]
    now = call.now()
    csrf = call.ids.hex(64)
    session = Session(
        id=call.ids.text(43),
        bearer=call.ids.hex(64),
        csrf=csrf,
        account=user.account,
        user=user.login_name,
        created_at=now,
        refreshed_at=now,
        client=client,
    )
    call.put(SESSIONS, session.id, session)
    call.put(BEARERS, session.bearer, Pointer(session=session.id))
    held.sessions.append(session.id)
    call.put(HOLDINGS, user.login_name, held)
    return session


def holding(call: Call, user: User) -> Holding:
    """What the user has open."""
    return call.get(HOLDINGS, user.login_name) or Holding()


def by_token(call: Call, table: Table[Pointer], token: str | None) -> Session | None:
    """The session of a bearer or a refresh token, alive or not; ``None`` when there is none."""
    pointer = call.get(table, token) if token else None
    return None if pointer is None else call.get(SESSIONS, pointer.session)


def overdue(call: Call, session: Session) -> str | None:
    """Why the session is over, by the clock of the space; ``None`` while it is alive."""
    settings = call.settings(SETTINGS)
    user = call.get(USERS, session.user)
    lifetime = settings.session_seconds if user is None or user.session_seconds is None else user.session_seconds
    age, idle = call.now() - session.created_at, call.now() - session.refreshed_at
    if age >= lifetime:
        return f"The session lasts {lifetime:.0f} s and began {age:.0f} s ago."
    if settings.idle_seconds and idle >= settings.idle_seconds:
        return f"The session may idle for {settings.idle_seconds:.0f} s and was last refreshed {idle:.0f} s ago."
    return None


def refresh(call: Call, session: Session) -> None:
    """The session is used: its idle time begins anew; how long it lasts in all stays the same."""
    session.refreshed_at = call.now()
    call.put(SESSIONS, session.id, session)


def end(call: Call, session: Session) -> None:
    """The session is over; all its tokens are dead."""
    _remove(call, session)
    held = call.get(HOLDINGS, session.user)
    if held is not None and session.id in held.sessions:
        held.sessions.remove(session.id)
        call.put(HOLDINGS, session.user, held)


def end_all(call: Call, user: User) -> int:
    """End every session of the user; how many there were."""
    held = holding(call, user)
    for id in held.sessions:
        session = call.get(SESSIONS, id)
        if session is not None:
            _remove(call, session)
    ended, held.sessions = len(held.sessions), []
    call.put(HOLDINGS, user.login_name, held)
    return ended


def keep_code(call: Call, user: User, code: Code) -> None:
    """Keep an authorization code until it is redeemed; of very many the oldest go."""
    held = holding(call, user)
    codes = [id for id in held.codes if call.get(CODES, id) is not None]
    for id in codes[: 1 - _CODES]:
        call.delete(CODES, id)
    held.codes = [*codes[1 - _CODES :], code.id]
    call.put(HOLDINGS, user.login_name, held)
    call.put(CODES, code.id, code)


def give_tokens(call: Call, session: Session) -> Session:
    """New bearer and refresh token for a session of an OAuth application, which lasts from now on; the ones before are dead."""
    call.delete(BEARERS, session.bearer)
    if session.refresh_token is not None:
        call.delete(REFRESH_TOKENS, session.refresh_token)
    session.bearer, session.refresh_token = call.ids.hex(64), call.ids.hex(256)
    session.created_at = session.refreshed_at = call.now()
    call.put(BEARERS, session.bearer, Pointer(session=session.id))
    call.put(REFRESH_TOKENS, session.refresh_token, Pointer(session=session.id))
    call.put(SESSIONS, session.id, session)
    return session


def _remove(call: Call, session: Session) -> None:
    call.delete(SESSIONS, session.id)
    call.delete(BEARERS, session.bearer)
    if session.refresh_token is not None:
        call.delete(REFRESH_TOKENS, session.refresh_token)
