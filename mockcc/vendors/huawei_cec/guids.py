"""Guids: how they look, and what they are good for."""

from __future__ import annotations

from mockcc.engine.call import Call
from mockcc.vendors.huawei_cec.reading import fail_as_set_up, refuse
from mockcc.vendors.huawei_cec.sessions import agent_of_guid
from mockcc.vendors.huawei_cec.tables import ADMINISTRATORS, CONFIG_SESSIONS, SETTINGS, ConfigSession, Role


def config_session(call: Call, role: Role | None = None) -> ConfigSession:
    """The configuration user of the request's Guid; refuses one that is missing, unknown, expired, or not allowed here."""
    guid = call.request.headers.get("Guid") or ""
    found = call.get(CONFIG_SESSIONS, guid) if guid else None
    if found is None:
        if guid and agent_of_guid(call, guid):
            raise refuse("107-007", "The Guid is that of an agent, who may not configure.")
        raise refuse("107-000", f"{f'The Guid {guid[:60]!r} is unknown' if guid else 'There is no Guid header'}.")
    if call.now() - found.issued >= call.settings(SETTINGS).config_guid_seconds:
        call.delete(CONFIG_SESSIONS, guid)
        raise refuse("107-000", f"The Guid of {found.account} has expired.")
    if role is not None and role not in found.roles:
        raise refuse("107-007", f"The account {found.account} is for {', '.join(found.roles)}, not for {role}.")
    administrator = call.get(ADMINISTRATORS, str(found.account))
    if administrator is not None and call.endpoint.name in (administrator.failing_calls or [call.endpoint.name]):
        fail_as_set_up(call, administrator.calls_fail, f"Administrator {found.account}")
    return found
