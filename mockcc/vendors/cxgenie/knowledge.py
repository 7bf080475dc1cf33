"""The known part of the public server API, version 2: training data of a bot, and a customer's details."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.runtime.clock import iso
from mockcc.vendors.cxgenie.bots import find_user
from mockcc.vendors.cxgenie.fields import find_bot, find_workspace, json_object, needed, optional
from mockcc.vendors.cxgenie.tables import KNOWLEDGE, Knowledge
from mockcc.vendors.cxgenie.vendor import vendor

_TYPES: Final = ("TEXT", "DOCUMENT", "Q_AND_A", "URL")


@vendor.behaviour
def add_bot_data(call: Call) -> Answer:
    """Give a bot something to learn."""
    given = json_object(call)
    workspace = find_workspace(call, given)
    bot = find_bot(call, needed(given, "bot_id"))
    if bot.workspace_id != workspace.id:
        raise Refuse("workspace_token.invalid", why=f"{bot.id} is not a bot of {workspace.id}.")
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
