"""What a user of Cognigy.AI reads and keeps about itself: login attempts, rights, API keys, a realtime token, projects."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cognigy.ai_tables import API_KEYS, MANAGEMENT_USERS, ORGANISATIONS, PROJECTS, USERS, ApiKey
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.credentials import state_of
from mockcc.vendors.cognigy.paging import page
from mockcc.vendors.cognigy.problems import check_up, refuse
from mockcc.vendors.cognigy.profile import caller
from mockcc.vendors.cognigy.settings import SETTINGS

KEY_LENGTH: Final = 128
ID_LENGTH: Final = 24
REALTIME_LENGTH: Final = 64


@vendor.behaviour
def attempts_last(call: Call) -> Answer:
    """The newest attempt to sign in with one's password."""
    known = caller(call)
    attempts = state_of(call, known).attempts
    if not attempts:
        raise refuse(call, "api.not_found", why=f"{known.key} has not signed in with a password yet.")
    attempt = attempts[-1]
    return Answer(
        "users.attempt", why="It is the newest.", status=attempt.status, timestamp=int(attempt.timestamp), location=attempt.location
    )


@vendor.behaviour
def attempts_index(call: Call) -> Answer:
    """One's attempts to sign in, the newest first."""
    known = caller(call)
    items = [
        {"status": each.status, "timestamp": int(each.timestamp), "location": each.location}
        for each in reversed(state_of(call, known).attempts)
    ]
    return Answer("api.list", why=f"They are those of {known.key}.", **page(call, items))


@vendor.behaviour
def acl(call: Call) -> Answer:
    """One's rights in the organisation."""
    known = caller(call)
    may = bool({"admin", "liveAgentAdmin"} & set(known.user.roles))
    rights = {"create": may, "read": True, "update": may, "delete": may}
    return Answer("users.acl", why=f"They follow from the roles of {known.key}.", rights=rights, roles=known.user.roles)


@vendor.behaviour
def keys_create(call: Call) -> Answer:
    """A new API key of one's own."""
    known = caller(call)
    name = call.request.json_object.get("name", "")
    if not isinstance(name, str):
        raise refuse(call, "api.argument_wrong", why=f"name is {name!r}, which is no text.", field="name")
    key = ApiKey(id=call.ids.hex(ID_LENGTH), name=name, user=known.key, created_at=int(call.now()))
    text = call.ids.hex(KEY_LENGTH)
    call.put(API_KEYS, text, key)
    return Answer("keys.key", why=f"{known.key} has a new key.", key=key, text=text)


@vendor.behaviour
def keys_index(call: Call) -> Answer:
    """One's API keys."""
    known = caller(call)
    items = [
        {"_id": key.id, "name": key.name, "apiKey": text, "createdAt": key.created_at}
        for text, key in call.rows(API_KEYS).items()
        if key.user == known.key and not key.expires_at
    ]
    return Answer("api.list", why=f"They are those of {known.key}.", **page(call, items))


@vendor.behaviour
def keys_delete(call: Call) -> Answer:
    """Remove an API key of one's own."""
    known = caller(call)
    key_id = call.request.path_args["key"]
    for text, key in call.rows(API_KEYS).items():
        if key.user == known.key and key.id == key_id:
            call.delete(API_KEYS, text)
            return Answer("api.done", why=f"The key {key_id} is gone.")
    raise refuse(call, "api.not_found", why=f"{known.key} has no key with the _id {key_id!r}.")


@vendor.behaviour
def keys_create_super(call: Call) -> Answer:
    """A short-lived key with the rights of an organisation's administrator, for the management user."""
    check_up(call)
    settings = call.settings(SETTINGS)
    basic = call.request.basic
    manager = call.get(MANAGEMENT_USERS, basic.user) if basic else None
    if basic is None or manager is None or not call.same("basic.password", manager.password, basic.password):
        raise refuse(call, "api.unauthorized", why="The Basic credentials are not those of the management user.")
    if not settings.super_api_keys:
        raise refuse(call, "api.forbidden", why="The setting super_api_keys is false.")
    organisation = call.request.path_args.get("organisation") or call.request.json_object.get("organisationId")
    if not isinstance(organisation, str) or not organisation:
        raise refuse(call, "api.argument_missing", why="Neither the path nor the body names an organisation.", field="organisationId")
    admins = [key for key, user in call.rows(USERS).items() if user.organisation == organisation and "admin" in user.roles]
    if call.get(ORGANISATIONS, organisation) is None or not admins:
        raise refuse(call, "api.not_found", why=f"There is no organisation {organisation!r} with an administrator.")
    _remove_ended(call)
    now = call.now()
    key = ApiKey(
        id=call.ids.hex(ID_LENGTH), name="super", user=admins[0], created_at=int(now), expires_at=now + settings.super_api_key_minutes * 60
    )
    text = call.ids.hex(KEY_LENGTH)
    call.put(API_KEYS, text, key)
    return Answer("keys.key", why=f"The key has the rights of {key.user}.", key=key, text=text)


def _remove_ended(call: Call) -> None:
    for text, key in call.rows(API_KEYS).items():
        if key.expires_at and key.expires_at <= call.now():
            call.delete(API_KEYS, text)


@vendor.behaviour
def realtime_token(call: Call) -> Answer:
    """A token for the realtime connection."""
    known = caller(call)
    return Answer("realtime.ok", why=f"{known.key} is signed in.", token=call.ids.text(REALTIME_LENGTH))


@vendor.behaviour
def projects_index(call: Call) -> Answer:
    """The projects of the caller's organisation: what clients try their key with."""
    known = caller(call)
    items: list[dict[str, Any]] = [
        {"_id": project.id, "name": project.name}
        for project in call.rows(PROJECTS).values()
        if project.organisation == known.user.organisation
    ]
    return Answer("api.list", why=f"They are those of the organisation of {known.key}.", **page(call, items))
