"""Refusals of Cognigy.AI: each fills the problem document of its API with the path and a trace id."""

from __future__ import annotations

from typing import Any

from mockcc.engine.call import Call, Refuse


def refuse(call: Call, reply: str, /, *, why: str, **values: Any) -> Refuse:
    """The refusal with the placeholders ``$instance`` and ``$trace`` of every problem document."""
    path = call.request.path
    instance = path.removeprefix("/new") if path.startswith("/new/") else path
    return Refuse(reply, why=why, instance=instance, trace=f"api--{call.ids.uuid()}", **values)
