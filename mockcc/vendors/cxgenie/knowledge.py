"""The known part of the public server API, version 2: training data of a bot, a question to it, a customer, a conversation."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.runtime.clock import iso
from mockcc.vendors.cxgenie.bots import find_user
from mockcc.vendors.cxgenie.fields import find_bot, find_workspace, json_object, needed, optional
from mockcc.vendors.cxgenie.messages import describe
from mockcc.vendors.cxgenie.tables import BOTS, KNOWLEDGE, MESSAGES, SESSIONS, Bot, Knowledge, Message, Workspace
from mockcc.vendors.cxgenie.vendor import vendor

_TYPES: Final = ("TEXT", "DOCUMENT", "Q_AND_A", "URL")


@vendor.behaviour
def add_bot_data(call: Call) -> Answer:
    """Give a bot something to learn."""
    given = json_object(call)
    workspace, bot = _own_bot(call, given)
    kind = given.get("type")
    if kind not in _TYPES:
        raise Refuse("request.wrong_type", why=f"type is {kind!r:.80}. Allowed: {', '.join(_TYPES)}.", field="type")
    row = Knowledge(
        id=call.ids.uuid(),
        bot_id=bot.id,
        content=needed(given, "content"),
        type=kind,
        content_value=optional(given, "content_value"),
        title=optional(given, "title"),
        created_at=call.now(),
    )
    call.put(KNOWLEDGE, row.id, row)
    return Answer("bot_data.taken", why=f"workspace_token is that of {workspace.id}.", data=row, created_at=iso(row.created_at))


@vendor.behaviour
def customer_detail(call: Call) -> Answer:
    """A chat user of the workspace whose token it is."""
    workspace = find_workspace(call, dict(call.request.query))
    user = find_user(call, call.request.path_args["customer_id"])
    if user.workspace_id != workspace.id:
        raise Refuse("customer.unknown", why=f"{user.id} is no chat user of {workspace.id}.")
    return Answer("customer.detail", why=f"workspace_token is that of {workspace.id}.", customer=user)


@vendor.behaviour
def public_message(call: Call) -> Answer:
    """A question to a bot from somebody's server: a text, a file that was uploaded before, or both."""
    given = json_object(call)
    workspace, bot = _own_bot(call, given)
    content = needed(given, "content") if given.get("media") is None else _with_file(given)
    message = Message(id=call.ids.uuid(), content=content, sender_type="CUSTOMER", created_at=call.now(), bot_id=bot.id)
    call.put(MESSAGES, message.id, message)
    return Answer("public_message.answered", why=f"workspace_token is that of {workspace.id}.")


@vendor.behaviour
def session_detail(call: Call) -> Answer:
    """A conversation of the workspace whose token it is, with its messages, the oldest first."""
    workspace = find_workspace(call, dict(call.request.query))
    wanted = call.request.path_args["session_id"]
    session = next((one for one in call.rows(SESSIONS).values() if one.id == wanted), None)
    bot = None if session is None else call.get(BOTS, session.bot_id)
    if session is None or bot is None or bot.workspace_id != workspace.id:
        raise Refuse("session.unknown", why=f"There is no conversation {wanted!r:.80} in {workspace.id}.")
    found = [message for message in call.rows(MESSAGES).values() if message.customer_id == session.customer_id]
    messages = [describe(message) for message in sorted(found, key=lambda message: (message.created_at, message.id))]
    why = f"workspace_token is that of {workspace.id}."
    return Answer("session.detail", why=why, session=session, started_at=iso(session.started_at), messages=messages)


def _own_bot(call: Call, given: dict[str, Any]) -> tuple[Workspace, Bot]:
    workspace = find_workspace(call, given)
    bot = find_bot(call, needed(given, "bot_id"))
    if bot.workspace_id != workspace.id:
        raise Refuse("workspace_token.invalid", why=f"{bot.id} is not a bot of {workspace.id}.")
    return workspace, bot


def _with_file(given: dict[str, Any]) -> str:
    """The text that comes with a file, else the file's name; refuses a ``media`` that is not as documented."""
    media = given["media"]
    known = isinstance(media, dict) and all(isinstance(media.get(name), str) for name in ("uid", "name"))
    if not known or not isinstance(media.get("size"), int | float) or isinstance(media["size"], bool):
        raise Refuse("request.wrong_type", why=f"media is {media!r:.80}, not an object with uid, name and size.", field="media")
    return optional(given, "content") or str(media["name"])
