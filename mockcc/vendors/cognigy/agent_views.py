"""How Live Agent shows a person: as the signed-in user, and as an agent of an account."""

from __future__ import annotations

from typing import Any

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, Member, Person


def user_view(call: Call, person: Person) -> dict[str, Any]:
    """What fills ``$user`` of the replies that show the signed-in user."""
    first = next(iter(person.accounts), None)
    return {
        "access_token": person.access_token,
        "account_id": int(first) if first else None,
        "name": person.name,
        "confirmed": person.confirmed,
        "email": person.email,
        "id": person.id,
        "provider": person.provider,
        "pubsub_token": person.pubsub_token,
        "custom_attributes": person.custom_attributes,
        "role": person.accounts[first].role if first else None,
        "uid": person.uid,
        "accounts": [_membership(call, number, member) for number, member in person.accounts.items()],
    }


def _membership(call: Call, number: str, member: Member) -> dict[str, Any]:
    account = call.get(ACCOUNTS, number)
    return {
        "id": int(number),
        "name": account.name if account else None,
        "status": account.status if account else None,
        "active_at": None,
        "role": member.role,
        "permissions": [member.role],
        "availability": "online",
        "availability_status": "online",
        "auto_offline": True,
    }


def agent_view(person: Person, account: int) -> dict[str, Any]:
    """A person as an item of the list of agents."""
    return {
        "id": person.id,
        "account_id": account,
        "availability_status": "online" if person.clients else "offline",
        "auto_offline": True,
        "confirmed": person.confirmed,
        "email": person.email,
        "available_name": person.name,
        "name": person.name,
        "role": person.accounts[str(account)].role,
        "thumbnail": "",
    }
