"""POST /config/login (C5): signs a configuration administrator or a VDN account in."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.huawei_cec.locks import try_password
from mockcc.vendors.huawei_cec.reading import fail_as_set_up, json_object, refuse
from mockcc.vendors.huawei_cec.sessions import new_guid
from mockcc.vendors.huawei_cec.tables import ADMINISTRATORS, CONFIG_SESSIONS, SETTINGS, VDNS, Administrator, ConfigSession, Settings, Vdn
from mockcc.vendors.huawei_cec.vendor import vendor

LAST_VDN = 5000


@vendor.behaviour
def config_login(call: Call) -> Answer:
    """The form of the request first, then the account, its lock, its password."""
    body, settings = json_object(call), call.settings(SETTINGS)
    number, password = body.get("agentId"), body.get("password")
    if type(number) is not int or not _in_range(number, settings):
        raise refuse("107-002", f"agentId is not a whole number in the range of administrators or VDN accounts: {str(number)[:40]}.")
    if not isinstance(password, str) or not password:
        raise refuse("107-002", "password is missing, empty or no string.")
    account = _account(call, number, settings)
    if account is None:
        raise Refuse("c5.107-004", why=f"There is no configuration administrator or VDN account {number}.")
    if isinstance(account, Vdn):
        outcome = try_password(call, VDNS, str(account.id), account, password)
    else:
        outcome = try_password(call, ADMINISTRATORS, str(account.id), account, password)
    if outcome != "right":
        why = "The account is locked; locked accounts have no code of their own here." if outcome == "locked" else "The password is wrong."
        raise refuse("107-003", why)
    fail_as_set_up(call, account.sign_in_fails, f"The account {number}")
    guid = new_guid(call)
    call.put(CONFIG_SESSIONS, guid, _session(call, number, account))
    return Answer("c5.ok", why=f"Number and password are those of {number}.", guid=guid, cookie=cookie(call, guid))


def cookie(call: Call, guid: str) -> str | None:
    """The cookie of a sign-in, where the site sets one."""
    return f"JSESSIONID={guid}; Path=/agentgateway; HttpOnly" if call.settings(SETTINGS).set_cookie else None


def _in_range(number: int, settings: Settings) -> bool:
    return 1 <= number <= settings.agent_number_max or any(1 <= number - offset <= LAST_VDN for offset in settings.vdn_offsets)


def _account(call: Call, number: int, settings: Settings) -> Administrator | Vdn | None:
    """The account of a number; where the bands of an edition overlap a VDN that exists comes first."""
    for offset in settings.vdn_offsets:
        found = call.get(VDNS, str(number - offset))
        if found is not None:
            return found
    return call.get(ADMINISTRATORS, str(number))


def _session(call: Call, number: int, account: Administrator | Vdn) -> ConfigSession:
    if isinstance(account, Vdn):
        return ConfigSession(account=number, roles=["vdn"], vdn=account.id, issued=call.now())
    return ConfigSession(account=number, roles=account.roles, vdn=account.vdn, issued=call.now())
