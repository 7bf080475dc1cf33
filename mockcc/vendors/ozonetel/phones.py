"""PhoneManageV2: the phones of an account, on the newer gateway and on the deprecated page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_gateway, by_query
from mockcc.vendors.ozonetel.dialect import behaviour, legacy
from mockcc.vendors.ozonetel.numbers import fault, international, normalised
from mockcc.vendors.ozonetel.people import phone_key
from mockcc.vendors.ozonetel.tables import PHONES, Account, Phone
from mockcc.vendors.ozonetel.text import PHONE_NAME, fields, sent, words

FAULTS: Final = Faults("phones.account_invalid", "phones.account_invalid", "phones.account_invalid", "phones.account_invalid")
CHANGES: Final = ("create", "edit", "delete")


@behaviour
def phone_get(call: Call) -> Answer:
    """GET with a JSON body: one phone by its name or its number; ``get`` is case-sensitive."""
    account = by_gateway(call, FAULTS)
    body = sent(call)
    if fields(body, "action") != "get":
        raise Refuse("phones.action_invalid", why=f"The action of a GET is {fields(body, 'action')!r}. Allowed: get, in lower case.")
    return _get(call, account, body)


@behaviour
def phone_manage(call: Call) -> Answer:
    """POST: create, edit or delete a phone."""
    account = by_gateway(call, FAULTS)
    body = sent(call)
    action = fields(body, "action").lower()
    if action not in CHANGES:
        raise Refuse("phones.action_invalid", why=f"The action of a POST is {action!r}. Allowed: {', '.join(CHANGES)}.")
    return _change(call, account, action, body)


@legacy
def phone_manage_legacy(call: Call) -> Answer:
    """All four actions by query."""
    account = by_query(call, "userName", "apiKey", FAULTS)
    query = call.request.query
    action = fields(query, "action")
    if action == "get":
        return _get(call, account, query)
    if action.lower() not in CHANGES:
        raise Refuse("phones.action_invalid", why=f"The action is {action!r}. Allowed: get, {', '.join(CHANGES)}.")
    return _change(call, account, action.lower(), query)


def phone_named(call: Call, account: Account, name: str) -> tuple[str, Phone] | None:
    """The key and the row of the account's phone of that name, in any letter case."""
    wanted = name.lower()
    return next(
        ((key, phone) for key, phone in call.rows(PHONES).items() if phone.account == account.name and phone.name.lower() == wanted), None
    )


def _numbered(call: Call, account: Account, number: str) -> tuple[str, Phone] | None:
    wanted = normalised(number)
    return next(
        ((key, phone) for key, phone in call.rows(PHONES).items() if phone.account == account.name and normalised(phone.number) == wanted),
        None,
    )


def _get(call: Call, account: Account, found: Mapping[str, Any]) -> Answer:
    name, number = fields(found, "phoneName"), fields(found, "phoneNumber")
    if not name and not number:
        raise Refuse("phones.name_empty", why="Neither phoneName nor phoneNumber is given.")
    entry = phone_named(call, account, name) if name else _numbered(call, account, number)
    if entry is None:
        raise Refuse("phones.not_found", why=f"Account {account.name} has no phone {name or number!r}.")
    return Answer("phones.found", why=f"Account {account.name} has this phone.", phone=entry[1])


def _change(call: Call, account: Account, action: str, found: Mapping[str, Any]) -> Answer:
    name, number = fields(found, "phoneName"), fields(found, "phoneNumber")
    _check(name, number)
    if action == "create":
        return _create(call, account, name, number, words(found.get("skill")))
    entry = _numbered(call, account, number)
    if entry is None or entry[1].name.lower() != name.lower():
        raise Refuse("phones.not_found", why=f"Account {account.name} has no phone {number!r} named {name!r}.")
    if action == "delete":
        call.delete(PHONES, entry[0])
        return Answer("phones.saved", why=f"The phone {entry[1].number} existed.")
    return _edit(call, account, *entry, found)


def _create(call: Call, account: Account, name: str, number: str, skills: list[str]) -> Answer:
    if phone_named(call, account, name) or _numbered(call, account, number):
        raise Refuse("phones.exists", why=f"Account {account.name} has a phone {number!r} or one named {name!r}.")
    having = sum(1 for phone in call.rows(PHONES).values() if phone.account == account.name)
    if account.phone_limit is not None and having >= account.phone_limit:
        raise Refuse("phones.limit", why=f"Account {account.name} has {having} phones of {account.phone_limit} allowed.")
    # A skill that the account does not have is no error of this endpoint.
    known = [skill for skill in skills if skill in account.skills]
    call.put(PHONES, phone_key(account, international(number)), Phone(account=account.name, name=name, number=number, skills=known))
    return Answer("phones.saved", why=f"Account {account.name} had no such phone.")


def _edit(call: Call, account: Account, key: str, phone: Phone, found: Mapping[str, Any]) -> Answer:
    name = fields(found, "phoneNameNew", "PhoneNameNew") or phone.name
    number = fields(found, "phoneNumberNew")
    _check(name, number)
    others = [phone_named(call, account, name), _numbered(call, account, number)]
    if any(other is not None and other[0] != key for other in others):
        raise Refuse("phones.exists", why=f"Another phone has the number {number!r} or the name {name!r}.")
    gone = words(found.get("unAssignSkill"))
    added = [skill for skill in words(found.get("assignSkill")) if skill in account.skills]
    phone.skills = [*dict.fromkeys(skill for skill in (*phone.skills, *added) if skill not in gone)]
    phone.name, phone.number = name, number
    call.delete(PHONES, key)
    call.put(PHONES, phone_key(account, international(number)), phone)
    return Answer("phones.saved", why=f"The phone {key} existed.")


def _check(name: str, number: str) -> None:
    wrong = fault(number)
    if wrong is not None:
        raise Refuse(f"phones.number_{wrong}", why=f"phoneNumber is {number!r}.")
    if not name:
        raise Refuse("phones.name_empty", why="phoneName is missing or empty.")
    if PHONE_NAME.fullmatch(name) is None:
        raise Refuse("phones.name_invalid", why=f"phoneName is {name!r}.")
