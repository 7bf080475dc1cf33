"""ReleaseFwpNumber: frees an agent's number that a broken call has left occupied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.model import OutboundCall
from mockcc.vendors.ozonetel.account import Faults, by_gateway, by_query
from mockcc.vendors.ozonetel.dialect import behaviour, legacy
from mockcc.vendors.ozonetel.numbers import normalised
from mockcc.vendors.ozonetel.people import agents_of, change_state
from mockcc.vendors.ozonetel.phones import phone_named
from mockcc.vendors.ozonetel.tables import PHONES, Account
from mockcc.vendors.ozonetel.text import fields, sent

FAULTS: Final = Faults("release.user_empty", "release.key_empty", "release.account_invalid", "release.account_invalid")


@behaviour
def release_fwp_number(call: Call) -> Answer:
    """The phone by its name."""
    return _release(call, by_gateway(call, FAULTS), sent(call))


@legacy
def release_fwp_number_legacy(call: Call) -> Answer:
    """The same by query."""
    return _release(call, by_query(call, "userName", "apiKey", FAULTS), call.request.query)


def _release(call: Call, account: Account, found: Mapping[str, Any]) -> Answer:
    name = fields(found, "phoneName")
    entry = phone_named(call, account, name) if name else None
    if entry is None:
        raise Refuse("release.none", why=f"Account {account.name} has no phone named {name!r}.")
    key, phone = entry
    held_by, phone.held_by = phone.held_by, None
    call.put(PHONES, key, phone)
    then: list[OutboundCall] = []
    for agent in agents_of(call, account):
        if agent.state == "BUSY" and agent.phone is not None and normalised(agent.phone) == normalised(phone.number):
            then += change_state(call, account, agent, "READY")
    why = f"The phone {phone.number} was left with {held_by}." if held_by else f"The phone {phone.number} was free or on a call."
    return Answer("release.ok", why=why, then=tuple(then), numbers=[phone.number])
