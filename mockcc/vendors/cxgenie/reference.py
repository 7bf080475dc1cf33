"""The reference authentication server: what a customer's Authentication URL should answer, and the ways to get it wrong."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from mockcc.engine.call import Answer, Call, Outcome, Refuse, Wait
from mockcc.vendors.cxgenie.tables import REFERENCE_USERS, SETTINGS, ReferenceUser, Settings
from mockcc.vendors.cxgenie.vendor import vendor

_WITHOUT_USER: Final = {
    "status_false": "reference.status_false",
    "unauthorized": "reference.unauthorized",
    "error": "reference.error",
    "html": "reference.html",
    "empty": "reference.empty",
    "list": "reference.list",
    "no_data": "reference.no_data",
}
"""The modes that answer the same whoever is asked about, and the reply of each."""
_SHAPES: Final = {"string_boolean": "reference.string_boolean", "status_missing": "reference.status_missing"}
_MODES: Final = frozenset(
    {*_WITHOUT_USER, *_SHAPES, "ok", "slow", "huge", "redirect", "no_identity", "blank_identity", "number_identity", "extra_fields"}
)
_HUGE: Final = 2 * 1024 * 1024
_IDENTITIES: Final = ("id", "email", "phone_number")


@vendor.behaviour
def reference_auth(call: Call) -> Outcome:
    """The header token in any order, then the mode, then the user of ``access_token``."""
    settings = call.settings(SETTINGS)
    mode = call.request.path_args.get("mode") or settings.reference_mode
    if mode not in _MODES:
        raise Refuse("reference.unknown_mode", why=f"{mode!r:.80} is no mode.", modes=", ".join(sorted(_MODES)))
    _check_header(call, settings)
    if mode in _WITHOUT_USER:
        return Answer(_WITHOUT_USER[mode], why=f"The mode is {mode}.")
    if mode == "redirect":
        return Answer("reference.redirect", why="The mode is redirect.", location=f"{call.base_url}{call.request.path}")
    if mode == "huge":
        return Answer("reference.huge", why="The mode is huge.", filler="x" * _HUGE)
    answer = _vouch(call, mode)
    return Wait("cxgenie/reference", settings.reference_slow_seconds, answer) if mode == "slow" else answer


@vendor.behaviour
def reference_domains(call: Call) -> Answer:
    """The sites on which the chat may be opened, for a whitelist that is fetched."""
    settings = call.settings(SETTINGS)
    _check_header(call, settings)
    return Answer("reference.domains", why="The header token is right.", domains=settings.reference_domains)


@vendor.behaviour
def reference_avatar(call: Call) -> Answer:
    """A picture with somebody's initials."""
    words = call.request.path_args["name"].replace("-", " ").split()
    return Answer("reference.avatar", why="Anybody has a picture here.", initials="".join(word[0] for word in words[:2]).upper() or "?")


def _check_header(call: Call, settings: Settings) -> None:
    token = settings.reference_header_token
    value = (call.request.headers.get("Authorization") or "").strip()
    found = value
    if value.lower().startswith("bearer "):
        found = value[len("bearer ") :].strip()
    elif value.lower().endswith(" bearer"):
        found = value[: -len(" bearer")].strip()
    if not call.same("header.Authorization", token, found):
        raise Refuse("reference.unauthorized", why=f"The Authorization field holds {found!r:.80}, not the header token.")


def _vouch(call: Call, mode: str) -> Answer:
    token = call.request.json_object.get("access_token")
    if not isinstance(token, str) or not token:
        raise Refuse("reference.bad_request", why="The body has no access_token.")
    user = call.get(REFERENCE_USERS, token)
    if user is None:
        raise Refuse("reference.unknown_user", why=f"Nobody has the user token {token!r:.80}.")
    if user.expires_at is not None and user.expires_at <= call.now():
        raise Refuse("reference.expired", why=f"The user token {token!r:.80} has expired.")
    data = _shaped(_data(call, user), mode)
    return Answer(_SHAPES.get(mode, "reference.ok"), why=f"The user token is {user.name}'s; the mode is {mode}.", data=data)


def _data(call: Call, user: ReferenceUser) -> dict[str, Any]:
    data = {name: value for name, value in msgspec.to_builtins(user).items() if value is not None and name != "expires_at"}
    if str(data.get("avatar", "")).startswith("/"):
        data["avatar"] = call.base_url + data["avatar"]
    return data


def _shaped(data: dict[str, Any], mode: str) -> dict[str, Any]:
    match mode:
        case "no_identity":
            return {name: value for name, value in data.items() if name not in _IDENTITIES}
        case "blank_identity":
            return {**data, **dict.fromkeys(_IDENTITIES, "  ")}
        case "number_identity":
            return {**data, "id": 1001}
        case "extra_fields":
            return {**data, "loyalty": "gold", "orders": [1, 2, 3], "nested": {"a": None}}
        case _:
            return data
