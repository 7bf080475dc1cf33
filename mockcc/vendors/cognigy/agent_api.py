"""Live Agent's API after the login: profile, account, agents, conversation counts and inboxes."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.cognigy import agent_sessions
from mockcc.vendors.cognigy.agent_people import as_of_now, person_of
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, API_TOKENS, INBOXES, PEOPLE, Account, Person
from mockcc.vendors.cognigy.agent_views import agent_view, user_view
from mockcc.vendors.cognigy.app import vendor


class Caller(NamedTuple):
    """Who calls, and what fills the header fields of the answer."""

    person: Person
    session: dict[str, str | None]


def signed_in(call: Call) -> Caller:
    """Who shows an API token or a header session; raises ``Refuse``. A plain bearer token is neither."""
    text = api_token(call)
    if text:
        token = call.get(API_TOKENS, text)
        person = person_of(call, token.email) if token else None
        person = as_of_now(call, person) if person else None
        if person is None:
            raise Refuse("api_session.token_wrong", why="api_access_token is not that of a person.")
        return Caller(person, agent_sessions.shown(None))
    live = agent_sessions.of_request(call)
    if live is None:
        raise Refuse("api_session.missing", why="There is no api_access_token, and no header session that holds.")
    return Caller(live.person, agent_sessions.shown(live))


def api_token(call: Call) -> str | None:
    """The API token of the request, under either spelling of the field's name."""
    return call.request.headers.get("api_access_token") or call.request.headers.get("Api-Access-Token")


def _account(call: Call) -> tuple[Caller, Account]:
    caller = signed_in(call)
    number = call.request.path_args["account"]
    account = call.get(ACCOUNTS, number)
    if account is None:
        raise Refuse("api_session.not_found", why=f"There is no account {number!r}.")
    if number not in caller.person.accounts:
        raise Refuse("api_session.foreign_account", why=f"{caller.person.email} is not of the account {number}.")
    return caller, account


@vendor.behaviour
def profile_read(call: Call) -> Answer:
    """The signed-in user."""
    person, session = signed_in(call)
    return Answer("profile.user", why=f"{person.email} is signed in.", user=user_view(call, person), session=session)


@vendor.behaviour
def profile_change(call: Call) -> Answer:
    """Change the signed-in user's name; the fields stand below ``profile``."""
    person, session = signed_in(call)
    profile = call.request.json_object.get("profile")
    if not isinstance(profile, dict) or not profile:
        raise Refuse("api_session.parameter_missing", why="profile is missing, empty or no object.", parameter="profile")
    name = profile.get("name")
    if isinstance(name, str) and name.strip():
        person.name = name.strip()
        call.put(PEOPLE, person.email, person)
    return Answer("profile.user", why=f"{person.email} is signed in.", user=user_view(call, person), session=session)


@vendor.behaviour
def account_read(call: Call) -> Answer:
    """One of one's accounts."""
    caller, account = _account(call)
    return Answer("account.one", why="The person is of this account.", account=account, session=caller.session)


@vendor.behaviour
def account_change(call: Call) -> Answer:
    """Rename the account, for its administrators."""
    caller, account = _account(call)
    person = caller.person
    if person.accounts[str(account.id)].role != "administrator":
        raise Refuse("api_session.role_too_low", why=f"{person.email} is {person.accounts[str(account.id)].role}.")
    name = call.request.json_object.get("name")
    if isinstance(name, str) and name.strip():
        account.name = name.strip()
        call.put(ACCOUNTS, str(account.id), account)
    return Answer("account.one", why=f"{person.email} is administrator.", account=account, session=caller.session)


@vendor.behaviour
def agents_index(call: Call) -> Answer:
    """The people of the account."""
    caller, account = _account(call)
    people = [agent_view(person, account.id) for person in call.rows(PEOPLE).values() if str(account.id) in person.accounts]
    return Answer("account.agents", why="They are of this account.", agents=people, session=caller.session)


@vendor.behaviour
def conversations_meta(call: Call) -> Answer:
    """How many open conversations there are."""
    caller, account = _account(call)
    return Answer(
        "account.conversations", why="They stand in the row of the account.", counts=account.conversations, session=caller.session
    )


@vendor.behaviour
def inboxes_index(call: Call) -> Answer:
    """The inboxes of the account."""
    caller, account = _account(call)
    items: list[dict[str, Any]] = [
        {
            "id": inbox.id,
            "name": inbox.name,
            "channel_type": "Channel::Api",
            "cognigy_organization_id": inbox.cognigy_organization_id,
            "cognigy_project_id": inbox.cognigy_project_id,
        }
        for inbox in call.rows(INBOXES).values()
        if inbox.account == account.id
    ]
    return Answer("account.inboxes", why="They are of this account.", inboxes=items, session=caller.session)
