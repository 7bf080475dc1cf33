"""Live Agent's platform API: accounts, people and memberships, for applications that hold a platform token."""

from __future__ import annotations

from typing import Any, TypeVar

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.protocols import oauth2
from mockcc.vendors.cognigy import agent_people, agent_sessions
from mockcc.vendors.cognigy.agent_api import api_token
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, PEOPLE, PLATFORM_APPS, Account, Member, Person
from mockcc.vendors.cognigy.app import vendor

Owned = TypeVar("Owned", Account, Person)
FIELDS: dict[str, type] = {
    "name": str,
    "locale": str,
    "domain": str,
    "support_email": str,
    "features": dict,
    "limits": dict,
    "custom_attributes": dict,
}
"""What can be said of an account, and as what; ``status`` is checked apart."""


@vendor.behaviour
def platform_account_create(call: Call) -> Answer:
    """A new account, which belongs to the application."""
    app = _app(call)
    changes = _changes(call)
    if "name" not in changes:
        raise Refuse("platform.invalid", why="name is missing, blank or no text.", field="name")
    number = 1 + max((account.id for account in call.rows(ACCOUNTS).values()), default=0)
    account = Account(id=number, created_at=int(call.now()), platform_app=app, **changes)
    call.put(ACCOUNTS, str(number), account)
    return _shown(account, f"{app} made the account {number}.")


@vendor.behaviour
def platform_account_read(call: Call) -> Answer:
    """An account of the application."""
    return _shown(_own_account(call), "The account is the application's.")


@vendor.behaviour
def platform_account_change(call: Call) -> Answer:
    """Change an account of the application."""
    account = _own_account(call)
    for name, value in _changes(call).items():
        setattr(account, name, value)
    call.put(ACCOUNTS, str(account.id), account)
    return _shown(account, "The account is the application's.")


@vendor.behaviour
def platform_account_delete(call: Call) -> Answer:
    """Remove an account of the application."""
    account = _own_account(call)
    call.delete(ACCOUNTS, str(account.id))
    for key, person in call.rows(PEOPLE).items():
        if person.accounts.pop(str(account.id), None) is not None:
            call.put(PEOPLE, key, person)
    return Answer("platform.deleted", why=f"The account {account.id} is gone.")


@vendor.behaviour
def platform_user_create(call: Call) -> Answer:
    """A new person with a password, who belongs to the application."""
    app = _app(call)
    body = call.request.json_object
    name, email, password = body.get("name"), body.get("email"), body.get("password")
    attributes = body.get("custom_attributes") or {}
    for field, value in (("name", name), ("email", email), ("password", password)):
        if not isinstance(value, str) or not value.strip():
            raise Refuse("platform.invalid", why=f"{field} is missing, blank or no text.", field=field)
    key = str(email).strip().lower()
    if "@" not in key or not isinstance(attributes, dict) or call.get(PEOPLE, key) is not None:
        raise Refuse("platform.invalid", why=f"{key!r} is no e-mail or taken, or custom_attributes is no object.", field="email")
    person = agent_people.new_person(call, key, str(name))
    person.password, person.custom_attributes, person.platform_app = str(password), attributes, app
    call.put(PEOPLE, key, person)
    return Answer("platform.user", why=f"{app} made {key}.", person=person)


@vendor.behaviour
def platform_user_login(call: Call) -> Answer:
    """An address that signs a person of the application in."""
    app = _app(call)
    person = _permitted(app, agent_people.by_id(call, call.request.path_args["user"]))
    token = agent_sessions.new_sso_token(call, person)
    return Answer("platform.login", why=f"{person.email} is the application's.", url=_login_url(call, person, token))


@vendor.behaviour
def platform_member_create(call: Call) -> Answer:
    """Make a person of the application a member of an account of the application."""
    app = _app(call)
    account = _own_account(call)
    body = call.request.json_object
    role = agent_people.as_role(body.get("role"))
    if role is None:
        raise Refuse("platform.invalid", why=f"role is {body.get('role')!r}; allowed: agent, supervisor, administrator.", field="role")
    person = _permitted(app, agent_people.by_id(call, str(body.get("user_id"))))
    person.accounts[str(account.id)] = Member(role=role)
    call.put(PEOPLE, person.email, person)
    return Answer("platform.member", why=f"{person.email} is {role}.", account=account.id, user=person.id, role=role)


def _app(call: Call) -> str:
    text = api_token(call)
    for name, app in call.rows(PLATFORM_APPS).items() if text else ():
        if call.same("header.api_access_token", app.token, text):
            return name
    raise Refuse("platform.token_wrong", why="api_access_token is missing, unknown, or a person's and no application's.")


def _own_account(call: Call) -> Account:
    return _permitted(_app(call), call.get(ACCOUNTS, call.request.path_args["account"]))


def _permitted(app: str, found: Owned | None) -> Owned:
    if found is None:
        raise Refuse("api_session.not_found", why="There is nothing with this id.")
    if found.platform_app != app:
        raise Refuse("platform.not_permitted", why=f"It was not made by the application {app}.")
    return found


def _changes(call: Call) -> dict[str, Any]:
    body = call.request.json_object
    changes = {}
    for name, kind in FIELDS.items():
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, kind) or (name == "name" and not str(value).strip()):
            raise Refuse("platform.invalid", why=f"{name} is {value!r}, which is not a {kind.__name__} or blank.", field=name)
        changes[name] = value
    status = body.get("status")
    if status is not None:
        if status not in ("active", "suspended"):
            raise Refuse("platform.invalid", why=f"status is {status!r}; allowed: active, suspended.", field="status")
        changes["status"] = status
    return changes


def _shown(account: Account, why: str) -> Answer:
    return Answer("platform.account", why=why, account=account, features=[name for name, on in account.features.items() if on])


def _login_url(call: Call, person: Person, token: str) -> str:
    return oauth2.redirect(f"{call.base_url}/app/login", email=person.email, sso_auth_token=token)
