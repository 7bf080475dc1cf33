"""Live Agent's people: how one comes about at a login from Cognigy.AI, and which role the person gets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.agent_tables import API_TOKENS, PEOPLE, ApiToken, Member, Person, Role
from mockcc.vendors.cognigy.ai_tables import ORGANISATIONS, USERS
from mockcc.vendors.cognigy.settings import SETTINGS

ROLES: Final[tuple[tuple[str, Role], ...]] = (
    ("liveAgentAdmin", "administrator"),
    ("admin", "administrator"),
    ("liveAgentSupervisor", "supervisor"),
    ("liveAgentAgent", "agent"),
)
"""Cognigy.AI's roles and what they are in Live Agent, the highest first."""
TOKEN_LENGTH: Final = 24
FIRST_ID: Final = 100
"""Ids below are the seed's."""


def role_of(roles: Collection[str]) -> Role | None:
    """The highest role in Live Agent that the roles in Cognigy.AI give; ``None`` when they give none."""
    return next((role for name, role in ROLES if name in roles), None)


def person_of(call: Call, email: object) -> Person | None:
    """The person with that e-mail, in whatever case and with blanks around it."""
    return call.get(PEOPLE, email.strip().lower()) if isinstance(email, str) else None


def from_cognigy(call: Call, identity: dict[str, Any], account: int, role: Role) -> tuple[Person, bool]:
    """The person whom Cognigy.AI vouches for, with name and role as of now; and whether this is the first login.

    Somebody known by e-mail and password becomes a person of Cognigy.AI for good, under the same id.
    """
    email = identity["id"].strip().lower()
    person = call.get(PEOPLE, email)
    first = person is None
    if person is None:
        person = new_person(call, email, identity["name"])
        person.password = call.ids.text(TOKEN_LENGTH)
    person.provider, person.uid, person.cognigy_user_id = "cognigy", identity["_id"], identity["_id"]
    person.name = identity["name"]
    # The account of the newest login stands first: it is the one that is opened.
    person.accounts = {str(account): Member(role=role)} | {key: member for key, member in person.accounts.items() if key != str(account)}
    call.put(PEOPLE, email, person)
    return person, first


def as_of_now(call: Call, person: Person) -> Person | None:
    """The person with the role of this moment, where the setting ``live_agent_role_change`` asks for it; ``None`` without a role."""
    if person.provider != "cognigy" or call.settings(SETTINGS).live_agent_role_change == "next_login":
        return person
    user = next((user for user in call.rows(USERS).values() if user.id == person.cognigy_user_id), None)
    role = None if user is None or user.disabled else role_of(user.roles)
    organisation = call.get(ORGANISATIONS, user.organisation) if user else None
    account = str(organisation.live_agent_account) if organisation else ""
    if role is None or account not in person.accounts:
        return None
    person.accounts[account] = Member(role=role)
    return person


def new_person(call: Call, email: str, name: str) -> Person:
    """A person with an id and tokens, not yet written."""
    person = Person(
        id=FIRST_ID + call.ids.sequence(),
        email=email,
        name=name,
        provider="email",
        uid=email,
        access_token=call.ids.text(TOKEN_LENGTH),
        pubsub_token=call.ids.text(TOKEN_LENGTH),
    )
    call.put(API_TOKENS, person.access_token, ApiToken(email=email))
    return person


def by_id(call: Call, number: str) -> Person | None:
    """The person with that id."""
    return next((person for person in call.rows(PEOPLE).values() if str(person.id) == number), None)


def as_role(value: object) -> Role | None:
    """The value as a role; ``None`` when it is none."""
    return next((role for _, role in ROLES if role == value), None)
