"""POST /api/account/{accountId}/login: signs a person or a bot in."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.liveperson.common import account_of, check_body_type, check_version, refuse
from mockcc.vendors.liveperson.credentials import identify
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import AGENT_VEP, at_service, directory
from mockcc.vendors.liveperson.sessions import holding, open_session, overdue
from mockcc.vendors.liveperson.tables import AGENT_GROUPS, HOLDINGS, SESSIONS, SETTINGS, Account, Session, User

_TIMES: Final = 1000
"""How many times of a user's logins are kept: no limit that a test sets is higher."""


@vendor.behaviour
def login(call: Call) -> Answer:
    """The account, the form of the credentials, what support has blocked, the rate, then who it is."""
    at_service(call, AGENT_VEP)
    check_version(call, "1.3", "login.bad_version")
    check_body_type(call)
    account = account_of(call)
    if account is None:
        refuse(call, "login.unauthorized", "site", f"There is no account {call.request.path_args['account']!r}.")
    if account.blocked:
        refuse(call, "login.blocked", "account", f"Account {account.id} is block-listed.")
    user = identify(call, account, gate)
    session = open_session(call, user)
    return _answer(call, account, user, session)


def gate(call: Call, user: User) -> None:
    """What stops a user before the credentials are looked at."""
    if user.server_error:
        raise Refuse("login.server_error", why=f"The server fails over {user.login_name}.")
    if user.blocked:
        refuse(call, "login.blocked", "user", f"{user.login_name} is block-listed.")
    settings = call.settings(SETTINGS)
    limit = user.login_limit if user.login_limit is not None else settings.logins_per_user or None
    if limit is None:
        return
    held = holding(call, user)
    recent = [at for at in held.logins if at > call.now() - settings.login_window_seconds][-_TIMES:]
    if len(recent) >= limit:
        why = f"{user.login_name} may try {limit} logins within {settings.login_window_seconds:.0f} s and has tried {len(recent)}."
        refuse(call, "login.throttled", "user", why)
    held.logins = [*recent, call.now()]
    call.put(HOLDINGS, user.login_name, held)


def _answer(call: Call, account: Account, user: User, session: Session) -> Answer:
    settings = call.settings(SETTINGS)
    lifetime = settings.session_seconds if user.session_seconds is None else user.session_seconds
    if user.csrf_mismatch:
        told, session.csrf = session.csrf, call.ids.hex(64)
        call.put(SESSIONS, session.id, session)
    else:
        told = session.csrf
    dead = overdue(call, session)
    return Answer(
        "login.ok",
        why=f"{user.login_name} is signed in; the session lasts {lifetime:.0f} s." + (f" {dead}" if dead else ""),
        csrf=told,
        wsuk=call.ids.digits(18),
        user=user,
        account=account,
        now=round(call.now() * 1000),
        services=directory(call, account.id),
        groups=[{"id": group.id, "deleted": group.deleted, "name": group.name} for group in call.rows(AGENT_GROUPS).values()],
        lifetime=str(round(lifetime * 1000)),
        bearer=session.bearer,
        session=session.id,
        **cookie(call),
    )


def cookie(call: Call) -> dict[str, Any]:
    """Name and attributes of the session cookie; a browser would not give a ``Secure`` one back over plain HTTP."""
    settings = call.settings(SETTINGS)
    secure = call.base_url.startswith("https:")
    return {
        "cookie": settings.cookie_name,
        "attributes": settings.cookie_attributes_https if secure else settings.cookie_attributes_http,
    }
