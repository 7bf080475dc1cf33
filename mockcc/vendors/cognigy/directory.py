"""Who is a user of Cognigy.AI, in which organisations, by e-mail and by id."""

from __future__ import annotations

from typing import NamedTuple

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.ai_tables import USERS, User


class Known(NamedTuple):
    """A user and the key of the row."""

    key: str
    user: User


def user_key(email: str, organisation: str | None = None) -> str:
    """The key of a user: the e-mail, with the organisation behind it where the person is a user of several."""
    return email if organisation is None else f"{email}/{organisation}"


def by_key(call: Call, key: str | None) -> Known | None:
    """The user whose row has this key."""
    user = call.get(USERS, key) if key else None
    return None if user is None or key is None else Known(key, user)


def by_email(call: Call, email: str) -> list[Known]:
    """The users that a person is, one for each organisation; empty when nobody has the e-mail."""
    first = None if "/" in email else by_key(call, email)
    if first is None:
        return []
    others = (by_key(call, user_key(email, organisation)) for organisation in first.user.other_organisations)
    return [first, *(known for known in others if known is not None)]


def by_id(call: Call, user_id: str, organisation: str) -> Known | None:
    """The user of the organisation with that ``_id``."""
    for key, user in call.rows(USERS).items():
        if user.organisation == organisation and user.id == user_id:
            return Known(key, user)
    return None
