"""Refusals of Cognigy.AI: each fills the problem document of its API with the path and a trace id."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.cognigy.settings import SETTINGS

OAUTH: Final = ("auth.", "authorize.", "token.", "revoke.")
"""How the ids of the refusals begin that hold both shapes of an error."""
LEFT_OUT: Final[dict[str, tuple[str, ...]]] = {
    "both": (),
    "problem": ("error", "error_description"),
    "oauth": ("type", "title", "detail", "instance", "status", "traceId", "code", "details"),
}
"""The members that each value of the setting ``oauth_error_body`` leaves out."""

DOWN: Final = {"failing": "api.internal_error", "rate_limited": "api.too_many_requests", "unpaid": "api.payment_required"}
"""How everybody is refused with each value of the setting ``api`` but ``up``."""


def refuse(call: Call, reply: str, /, *, why: str, **values: Any) -> Refuse:
    """The refusal with the placeholders ``$instance`` and ``$trace`` of every problem document."""
    path = call.request.path
    instance = path.removeprefix("/new") if path.startswith("/new/") else path
    without = LEFT_OUT[call.settings(SETTINGS).oauth_error_body] if reply.startswith(OAUTH) else ()
    return Refuse(reply, why=why, without=without, instance=instance, trace=f"api--{call.ids.uuid()}", **values)


def check_up(call: Call) -> None:
    """Raise ``Refuse`` while the API as a whole fails or is over its limit, whoever calls it."""
    state = call.settings(SETTINGS).api
    if state != "up":
        raise refuse(call, DOWN[state], why=f"The setting api is {state!r}.")
