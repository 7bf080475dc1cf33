"""What a caller reads after login: users, skills, agent groups, reasons for being away, agents' states, functions."""

from __future__ import annotations

import re
import zlib
from typing import Any, Final

import msgspec

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.liveperson.callers import Gate, caller
from mockcc.vendors.liveperson.common import stamp
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import ACCOUNT_CONFIG_READ, AGENT_VIEW, FUNCTIONS, at_service
from mockcc.vendors.liveperson.tables import AGENT_GROUPS, SETTINGS, SKILLS, STATUS_REASONS, USERS, User

_USER_SCOPES = frozenset({"users.external", "users.read"})
_VERSION: Final = re.compile(r"([0-9]{1,3})(\.0)?")


@vendor.behaviour
def users(call: Call) -> Answer:
    """The account's users, without those that are deleted unless they are asked for."""
    account = _enter(call, "Users", _USER_SCOPES, 2, 4, 6)
    found = [user for user in call.rows(USERS).values() if user.account == account]
    return _list(call, [_shown(user) for user in found if not user.deleted or _with_deleted(call)])


@vendor.behaviour
def skills(call: Call) -> Answer:
    """The account's skills."""
    _enter(call, "Skills", frozenset(), 4, 5, 6)
    return _list(call, [msgspec.to_builtins(row) for row in call.rows(SKILLS).values() if not row.deleted or _with_deleted(call)])


@vendor.behaviour
def agent_groups(call: Call) -> Answer:
    """The account's agent groups."""
    _enter(call, "Agent Groups", frozenset())
    return _list(call, [msgspec.to_builtins(row) for row in call.rows(AGENT_GROUPS).values() if not row.deleted or _with_deleted(call)])


@vendor.behaviour
def status_reasons(call: Call) -> Answer:
    """The account's reasons for being away."""
    _enter(call, "Agent Status Reasons", frozenset())
    return _list(call, [msgspec.to_builtins(row) for row in call.rows(STATUS_REASONS).values() if not row.deleted or _with_deleted(call)])


@vendor.behaviour
def agent_view(call: Call) -> Answer:
    """The states of agents, of which there are none here."""
    at_service(call, AGENT_VIEW)
    gate = Gate("Agent View", frozenset(), "oauth_wrapped", "account.not_authenticated", "account.not_authenticated")
    who = caller(call, gate)
    if call.request.body and not isinstance(call.request.json, dict):
        raise Refuse("account.bad_request", why="The body is no JSON object.", time=stamp(call))
    return Answer("agent_view.ok", why=f"{_name(who.user, who.key)} asked; no agent has a state.")


@vendor.behaviour
def functions(call: Call) -> Answer:
    """The account's functions, of which there are none here."""
    at_service(call, FUNCTIONS)
    who = caller(call, Gate("Functions", frozenset(), "oauth_wrapped", "functions.unauthorized", "functions.unauthorized"))
    return Answer("functions.ok", why=f"{_name(who.user, who.key)} asked; the account has no functions.")


def _enter(call: Call, permission: str, scopes: frozenset[str], *versions: int) -> str:
    at_service(call, ACCOUNT_CONFIG_READ)
    who = caller(call, Gate(permission, scopes, "oauth", "account.not_authenticated", "account.not_authenticated"))
    version = call.request.query.get("v")
    strict = call.settings(SETTINGS).version_parameter == "strict"
    if versions and not (_number(version) in versions or (version is None and not strict)):
        why = f"{_name(who.user, who.key)} asked for v={version}; allowed: {', '.join(f'{known}.0' for known in versions)}."
        raise Refuse("account.bad_request", why=why, time=stamp(call))
    return call.request.path_args["account"]


def _number(version: str | None) -> int | None:
    """The whole number of a version such as ``6.0`` or ``6``; ``None`` when it is none."""
    found = _VERSION.fullmatch(version or "")
    return int(found[1]) if found else None


def _with_deleted(call: Call) -> bool:
    return call.request.query.get("include_deleted", "").lower() == "true"


def _list(call: Call, rows: list[dict[str, Any]]) -> Answer:
    """The rows, or that they have not changed since the revision that the caller knows."""
    revision = str(zlib.crc32(msgspec.json.encode(rows)))
    if call.request.headers.get("If-Match") == revision:
        return Answer("account.not_modified", why=f"The revision is still {revision}.", revision=revision)
    select = call.request.query.get("select", "$all").strip()
    if select != "$all":
        # A field that does not exist is no error, says the vendor's page.
        names = [name.strip() for name in select.split(",")]
        rows = [{name: row[name] for name in names if name in row} for row in rows]
    return Answer("account.list", why=f"Rows: {len(rows)}.", rows=rows, revision=revision)


def _shown(user: User) -> dict[str, Any]:
    """A user in the shape of the vendor's page, which quotes truth values and numbers."""
    return {
        "id": user.id,
        "deleted": _quoted(user.deleted),
        "loginName": user.login_name,
        "fullName": user.full_name,
        "nickname": user.nickname,
        "isEnabled": _quoted(user.is_enabled),
        "maxChats": str(user.max_chats),
        "email": user.email,
        "skillIds": user.skill_ids,
        "profileIds": user.profile_ids,
        "memberOf": {"agentGroupId": str(user.agent_group), "assignmentDate": "2026-01-01 09:00:00"},
        "isApiUser": user.is_api_user,
        "userTypeId": ("system", "human", "bot").index(user.user_type),
    }


def _quoted(value: bool) -> str:
    return str(value).lower()


def _name(user: User | None, key: str) -> str:
    return key if user is None else user.login_name
