"""Cognigy.AI's users: one's own profile, and the management of others by those who may."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cognigy import tokens
from mockcc.vendors.cognigy.ai_tables import LOGIN_STATES, USERS, User
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.credentials import state_of
from mockcc.vendors.cognigy.directory import Known, by_email, by_id
from mockcc.vendors.cognigy.paging import page
from mockcc.vendors.cognigy.problems import refuse
from mockcc.vendors.cognigy.profile import caller, check_readable, check_role

ROLES: Final = (
    "admin",
    "apiKeys",
    "base_role",
    "basicSupportUser",
    "fullSupportUser",
    "liveAgentAdmin",
    "liveAgentAgent",
    "liveAgentSupervisor",
    "livechat",
    "odata",
    "projectAssigner",
    "projectManager",
    "userManager",
    "userDetailsViewer",
    "voiceGatewayUser",
    "opsCenterUser",
)
MANAGERS: Final = ("admin", "userManager")
ID_LENGTH: Final = 24


@vendor.behaviour
def users_me(call: Call) -> Answer:
    """One's own profile."""
    known = caller(call)
    check_readable(call, known)
    return Answer("users.profile", why=f"The token or key is that of {known.key}.", user=known.user)


@vendor.behaviour
def users_create(call: Call) -> Answer:
    """A new user of the caller's organisation."""
    manager = _manager(call)
    body = call.request.json_object
    email, name, password = (_text(call, body, field) for field in ("id", "name", "password"))
    roles = body.get("roles", ["base_role"])
    if not isinstance(roles, list) or not all(isinstance(role, str) and role in ROLES for role in roles):
        raise refuse(call, "api.argument_wrong", why=f"roles is {roles!r}; allowed: a list of {', '.join(ROLES)}.", field="roles")
    if "@" not in email or "/" in email:
        raise refuse(call, "api.argument_wrong", why=f"id is {email!r}, which is no e-mail.", field="id")
    if by_email(call, email):
        raise refuse(call, "api.conflict", why=f"There is a user {email}.")
    now = int(call.now())
    user = User(
        id=call.ids.hex(ID_LENGTH),
        email=email,
        name=name,
        organisation=manager.user.organisation,
        password=password,
        roles=list(dict.fromkeys(["base_role", *roles])),
        created_at=now,
        changed_at=now,
        created_by=manager.user.id,
    )
    call.put(USERS, email, user)
    return Answer("users.profile", why=f"{manager.key} made the user {email}.", user=user)


@vendor.behaviour
def users_index(call: Call) -> Answer:
    """The users of the caller's organisation."""
    manager = _manager(call)
    mine = [user for user in call.rows(USERS).values() if user.organisation == manager.user.organisation]
    return Answer("api.list", why=f"{manager.key} may see them.", **page(call, [summary(user) for user in mine]))


@vendor.behaviour
def users_read(call: Call) -> Answer:
    """One user of the caller's organisation."""
    known = _other(call)
    return Answer("users.profile", why=f"The id is that of {known.key}.", user=known.user)


@vendor.behaviour
def users_delete(call: Call) -> Answer:
    """Remove a user, with all logins."""
    known = _other(call)
    tokens.end_logins(call, known.key)
    call.delete(USERS, known.key)
    call.delete(LOGIN_STATES, known.user.email)
    return Answer("api.done", why=f"The user {known.key} is gone.")


@vendor.behaviour
def users_add_role(call: Call) -> Answer:
    """Give a user a role."""
    known, role = _other(call), _role(call)
    if role not in known.user.roles:
        known.user.roles.append(role)
        _save(call, known)
    return Answer("api.done", why=f"{known.key} has the roles {', '.join(known.user.roles)}.")


@vendor.behaviour
def users_remove_role(call: Call) -> Answer:
    """Take a role from a user."""
    known, role = _other(call), _role(call)
    if role in known.user.roles:
        known.user.roles.remove(role)
        _save(call, known)
    return Answer("api.done", why=f"{known.key} has the roles {', '.join(known.user.roles)}.")


@vendor.behaviour
def users_logout(call: Call) -> Answer:
    """End every login of a user."""
    known = _other(call)
    return Answer("api.done", why=f"{tokens.end_logins(call, known.key)} logins of {known.key} are over.")


@vendor.behaviour
def users_reset_attempts(call: Call) -> Answer:
    """Forget a user's failed logins, and the lock with them."""
    known = _other(call)
    state = state_of(call, known)
    state.failed_logins, state.locked_until = 0, 0.0
    call.put(LOGIN_STATES, known.user.email, state)
    if known.user.locked_until:
        known.user.locked_until = 0.0
        _save(call, known)
    return Answer("api.done", why=f"{known.key} is not locked.")


def summary(user: User) -> dict[str, Any]:
    """A user as an item of a list."""
    return {
        "_id": user.id,
        "id": user.email,
        "name": user.name,
        "roles": user.roles,
        "disabled": user.disabled,
        "createdAt": user.created_at,
        "lastChanged": user.changed_at,
        "createdBy": user.created_by,
        "lastChangedBy": user.created_by,
    }


def _manager(call: Call) -> Known:
    known = caller(call)
    check_role(call, known, *MANAGERS)
    return known


def _other(call: Call) -> Known:
    manager = _manager(call)
    user_id = call.request.path_args["user"]
    known = by_id(call, user_id, manager.user.organisation)
    if known is None:
        raise refuse(call, "api.not_found", why=f"The organisation has no user with the _id {user_id!r}.")
    return known


def _text(call: Call, body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value.strip():
        raise refuse(call, "api.argument_missing", why=f"{field} is missing, blank or no text.", field=field)
    return value.strip() if field == "id" else value


def _role(call: Call) -> str:
    role = _text(call, call.request.json_object, "role")
    if role not in ROLES:
        raise refuse(call, "api.argument_wrong", why=f"role is {role!r}; allowed: {', '.join(ROLES)}.", field="role")
    return role


def _save(call: Call, known: Known) -> None:
    known.user.changed_at = int(call.now())
    call.put(USERS, known.key, known.user)
