"""Chat users: found by the selected identity, updated or created; guests; what a visitor's session hands out."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from mockcc.engine.call import Call
from mockcc.vendors.cxgenie.identity import identity_key
from mockcc.vendors.cxgenie.tables import CHAT_USERS, SESSIONS, SETTINGS, Bot, ChatUser, IdentityMethod, Session
from mockcc.vendors.cxgenie.verdict import Person

_FIELDS: Final = ("external_id", "name", "phone_number", "country_code", "email", "avatar", "label")
TOKEN_LENGTH: Final = 43


class Upsert(NamedTuple):
    """A chat user before (``None``: there was none) and after an authentication; ``matches`` is how many there were."""

    before: ChatUser | None
    after: ChatUser
    matches: int

    @property
    def why(self) -> str:
        """What was done, in one sentence."""
        if self.before is None:
            return f"No chat user has this identity, so {self.after.id} was created."
        more = f" {self.matches} have it; the authenticated and then the oldest one counts." if self.matches > 1 else ""
        return f"The chat user {self.after.id} has this identity and was updated.{more}"


def find(call: Call, workspace_id: str, method: IdentityMethod, key: str) -> list[ChatUser]:
    """The chat users of the workspace with that identity, the one that counts first: authenticated before guests, then the oldest."""
    settings = call.settings(SETTINGS)
    found = [
        user
        for user in call.rows(CHAT_USERS).values()
        if user.workspace_id == workspace_id
        and (user.kind == "authenticated" or settings.match_guests)
        and identity_key(method, user, settings) == key
    ]
    return sorted(found, key=lambda user: (user.kind == "guest", user.created_at, user.id))


def upsert(call: Call, bot: Bot, method: IdentityMethod, key: str, person: Person) -> Upsert:
    """Update the chat user with that identity, else create one."""
    matches = find(call, bot.workspace_id, method, key)
    before = matches[0] if matches else None
    now = call.now()
    after = ChatUser(id=call.ids.uuid(), workspace_id=bot.workspace_id, kind="authenticated", created_at=now) if before is None else before
    before = None if before is None else msgspec.structs.replace(before, bots=list(before.bots))
    after.kind = "authenticated"
    clear = call.settings(SETTINGS).missing_fields == "clear"
    for name in _FIELDS:
        value = getattr(person, name)
        if value is not None or clear:
            setattr(after, name, value)
    _touch(after, bot, now)
    call.put(CHAT_USERS, after.id, after)
    return Upsert(before, after, len(matches))


def create_guest(call: Call, bot: Bot, name: str, email: str) -> ChatUser:
    """A new chat user for somebody whom nobody vouches for; what a guest types never opens another person's chat."""
    now = call.now()
    guest = ChatUser(id=call.ids.uuid(), workspace_id=bot.workspace_id, kind="guest", name=name, email=email, created_at=now)
    _touch(guest, bot, now)
    call.put(CHAT_USERS, guest.id, guest)
    return guest


def open_session(call: Call, bot: Bot, user: ChatUser) -> str:
    """Start a chat; returns the guest token that opens it."""
    token = call.ids.text(TOKEN_LENGTH)
    call.put(SESSIONS, token, Session(customer_id=user.id, bot_id=bot.id, started_at=call.now(), id=call.ids.uuid()))
    return token


def document(user: ChatUser | None) -> dict[str, Any] | None:
    """A chat user as plain data."""
    return None if user is None else msgspec.to_builtins(user)


def _touch(user: ChatUser, bot: Bot, now: float) -> None:
    user.updated_at = now
    if bot.id not in user.bots:
        user.bots.append(bot.id)
