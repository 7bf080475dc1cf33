"""Reads what a client has sent: a JSON object, text that has to be there, the bot that is meant."""

from __future__ import annotations

import json
from typing import Any

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.cxgenie.tables import BOTS, WORKSPACES, Authentication, Bot, Workspace


def json_object(call: Call) -> dict[str, Any]:
    """The body's JSON object; refuses anything else."""
    given = call.request.json
    if not isinstance(given, dict):
        raise Refuse("request.not_json", why="The body is no JSON object.")
    if not is_text(json.dumps(given, ensure_ascii=False)):
        raise Refuse("request.not_json", why="The body holds half of a surrogate pair, which is no character.")
    return given


def is_text(value: str) -> bool:
    """Whether every character of it is one: JSON can spell halves of characters, which no UTF-8 holds."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def needed(given: dict[str, Any], name: str) -> str:
    """A text that is not blank; refuses, naming the field."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refuse("request.missing_field", why=f"{name} is {value!r:.80}, not a text that says something.", field=name)
    return value


def optional(given: dict[str, Any], name: str) -> str | None:
    """A text, or ``None`` where there is none; refuses any other type, naming the field."""
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Refuse("request.wrong_type", why=f"{name} is {value!r:.80}, not a text.", field=name)


def find_bot(call: Call, bot_id: str) -> Bot:
    """The bot of that id; refuses one that does not exist."""
    bot = call.get(BOTS, bot_id)
    if bot is None:
        raise Refuse("bot.unknown", why=f"There is no bot {bot_id!r:.80}.")
    return bot


def workspace_of(call: Call, bot: Bot) -> Workspace:
    """The bot's workspace; one that has no row is a bare one."""
    return call.get(WORKSPACES, bot.workspace_id) or Workspace(id=bot.workspace_id, name=bot.workspace_id)


def authentication_of(call: Call, bot: Bot) -> Authentication:
    """The Custom Authentication that counts for the bot: its own, or its workspace's as in the first version."""
    return workspace_of(call, bot) if bot.authentication_of == "workspace" else bot


def find_workspace(call: Call, given: dict[str, Any]) -> Workspace:
    """The workspace of a ``workspace_token``; refuses one that is nobody's."""
    token = given.get("workspace_token")
    if isinstance(token, str) and token:
        for workspace in call.rows(WORKSPACES).values():
            if workspace.workspace_token == token:
                return workspace
    raise Refuse("workspace_token.invalid", why="workspace_token is that of no workspace.")
