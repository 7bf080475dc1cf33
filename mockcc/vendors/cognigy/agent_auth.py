"""Live Agent's ``/auth`` endpoints: sign in by password or one-time token, validate, sign out, reset the password."""

from __future__ import annotations

from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.cognigy import agent_sessions
from mockcc.vendors.cognigy.agent_people import person_of
from mockcc.vendors.cognigy.agent_sessions import Live
from mockcc.vendors.cognigy.agent_tables import Person
from mockcc.vendors.cognigy.agent_views import user_view
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.settings import SETTINGS

UNCONFIRMED: Final = "The person has not confirmed the e-mail yet."


def by_password(call: Call, email: object, password: object) -> Person | str:
    """The person whose e-mail and password these are, or why there is none; only people of the provider ``email`` have one."""
    person = person_of(call, email)
    if person is None:
        return "Nobody has this e-mail."
    if not call.same("provider", "email", person.provider):
        return f"{person.email} signs in through Cognigy.AI and so has no password here."
    if person.password is None or not call.same("password", person.password, password):
        return f"The password is not that of {person.email}."
    return person if person.confirmed else UNCONFIRMED


@vendor.behaviour
def sign_in(call: Call) -> Answer:
    """``POST /auth/sign_in`` with a password or with the one-time token of the hand-over."""
    body = call.request.json_object or call.request.form
    email = body.get("email")
    if body.get("sso_auth_token"):
        person = agent_sessions.redeem_sso_token(call, email, body["sso_auth_token"])
        found: Person | str = person or "The one-time token is unknown, ended, used, or another person's."
    else:
        found = by_password(call, email, body.get("password"))
    if not isinstance(found, Person):
        reply = "session.unconfirmed" if found == UNCONFIRMED else "session.credentials_wrong"
        raise Refuse(reply, why=found, email=str(email))
    live = agent_sessions.begin(call, found)
    return Answer("session.signed_in", why=f"{found.email} signs in.", **session_values(call, live))


@vendor.behaviour
def sign_in_by_get(call: Call) -> Answer:
    """``GET /auth/sign_in``: not how one signs in."""
    if call.settings(SETTINGS).get_sign_in == "redirect":
        return Answer(
            "session.get_redirect", why="The setting get_sign_in is redirect.", location=f"{call.base_url}/app/login?error=access-denied"
        )
    return Answer("session.get_refused", why="The setting get_sign_in is method_not_allowed.")


@vendor.behaviour
def validate_token(call: Call) -> Answer:
    """Whether the header session holds."""
    live = agent_sessions.of_request(call)
    if live is None:
        raise Refuse("session.invalid", why="access-token, client and uid are not those of a session.")
    return Answer("session.valid", why=f"The session is that of {live.person.email}.", **session_values(call, live))


@vendor.behaviour
def sign_out(call: Call) -> Answer:
    """End the header session."""
    live = agent_sessions.of_request(call)
    if live is None:
        raise Refuse("session.not_signed_in", why="access-token, client and uid are not those of a session.")
    agent_sessions.end(call, live)
    return Answer("session.signed_out", why=f"{live.person.email} signed out.")


@vendor.behaviour
def reset_password(call: Call) -> Answer:
    """``POST /auth/password``: no use for those who sign in through Cognigy.AI."""
    body = call.request.json_object or call.request.form
    person = person_of(call, body.get("email"))
    if person is None:
        raise Refuse("session.reset_unknown", why="Nobody has this e-mail.")
    if person.provider != "email":
        raise Refuse("session.reset_refused", why=f"{person.email} signs in through Cognigy.AI.")
    return Answer("session.reset_sent", why=f"{person.email} signs in with a password; no mail is sent by this mock.")


def session_values(call: Call, live: Live) -> dict[str, Any]:
    """The placeholders of a reply that shows a session and its user."""
    return {"user": user_view(call, live.person), "session": agent_sessions.shown(live)}
