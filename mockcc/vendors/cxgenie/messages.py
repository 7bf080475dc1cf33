"""A visitor's messages, feedback and files, opened by the guest token; and the gateway that asks a bot from a server."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.runtime.clock import iso
from mockcc.vendors.cxgenie.fields import find_bot, find_workspace, json_object, needed, optional
from mockcc.vendors.cxgenie.tables import FEEDBACKS, MESSAGES, SESSIONS, SETTINGS, Feedback, Message, Session
from mockcc.vendors.cxgenie.vendor import vendor

_MOST: Final = 100
_RATINGS: Final = range(1, 6)


@vendor.behaviour
def customer_messages(call: Call) -> Answer:
    """The messages of the chat user whose guest token it is, a page of them."""
    query = call.request.query
    session = _session(call, query.get("customer_id"))
    limit, offset = _number(query, "limit", _MOST), _number(query, "offset", 0)
    found = [
        message
        for message in call.rows(MESSAGES).values()
        if message.customer_id == session.customer_id
        and not (query.get("remove_system_message") == "true" and message.sender_type == "SYSTEM")
    ]
    found.sort(key=lambda message: (message.created_at, message.id), reverse=query.get("order", "desc") != "asc")
    page = [describe(message) for message in found[offset : offset + min(limit, _MOST)]]
    return Answer("messages.listed", why=f"The guest token is that of {session.customer_id}.", messages=page)


@vendor.behaviour
def give_feedback(call: Call) -> Answer:
    """Keep what a visitor thinks of an answer."""
    given = json_object(call)
    session = _session(call, needed(given, "customer_id"))
    bot = find_bot(call, needed(given, "bot_id"))
    rating = given.get("rating")
    if not isinstance(rating, int) or isinstance(rating, bool) or rating not in _RATINGS:
        raise Refuse("request.wrong_type", why=f"rating is {rating!r:.80}, not 1 to 5.", field="rating")
    row = Feedback(
        bot_id=bot.id,
        customer_id=session.customer_id,
        rating=rating,
        content=optional(given, "content"),
        block_id=optional(given, "block_id"),
        ticket_id=optional(given, "ticket_id"),
        created_at=call.now(),
    )
    call.put(FEEDBACKS, call.ids.uuid(), row)
    return Answer("feedback.kept", why=f"The guest token is that of {session.customer_id}.")


@vendor.behaviour
def upload_files(call: Call) -> Answer:
    """Take the files of a visitor; their contents are not kept."""
    session = _session(call, None)
    files = [upload for name, upload in call.request.uploads if name == "files"]
    if not files:
        raise Refuse("request.no_files", why="The body is no multipart form with a file in the field files.")
    urls = [f"{call.base_url}/files/{call.ids.uuid()}" for _ in files]
    return Answer("files.taken", why=f"The guest token is that of {session.customer_id}.", urls=urls)


@vendor.behaviour
def gateway_message(call: Call) -> Answer:
    """A question to the bot from somebody's server, opened by the workspace token."""
    given = json_object(call)
    workspace = find_workspace(call, given)
    bot = find_bot(call, needed(given, "bot_id"))
    content = needed(given, "content")
    if bot.workspace_id != workspace.id:
        raise Refuse("workspace_token.invalid", why=f"{bot.id} is not a bot of {workspace.id}.")
    message = Message(id=call.ids.uuid(), content=content, sender_type="CUSTOMER", created_at=call.now(), bot_id=bot.id)
    call.put(MESSAGES, message.id, message)
    return Answer("gateway.answered", why=f"workspace_token is that of {workspace.id}.", bot=bot)


def describe(message: Message) -> dict[str, Any]:
    """A message as it is listed."""
    return {**msgspec.to_builtins(message), "created_at": iso(message.created_at)}


def _session(call: Call, customer_id: str | None) -> Session:
    session = call.get(SESSIONS, call.request.bearer or "")
    if session is None or session.started_at + call.settings(SETTINGS).guest_token_seconds <= call.now():
        raise Refuse("guest_token.invalid", why="The Authorization field holds no guest token that is still good.")
    if customer_id is not None and not call.same("customer_id", session.customer_id, customer_id):
        raise Refuse("guest_token.other_customer", why="The guest token is that of another chat user.")
    return session


def _number(query: dict[str, str], name: str, otherwise: int) -> int:
    text = query.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Refuse("request.wrong_type", why=f"{name} is {text!r:.80}, not a whole number.", field=name)
    return int(text)
