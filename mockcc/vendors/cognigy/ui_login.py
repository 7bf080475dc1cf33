"""Cognigy.AI's login page: the authorize end of the code flow, for a person with a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.protocols import oauth2
from mockcc.vendors.cognigy import codes
from mockcc.vendors.cognigy.ai_tables import ORGANISATIONS
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.codes import Authorization
from mockcc.vendors.cognigy.credentials import sign_in
from mockcc.vendors.cognigy.directory import by_email
from mockcc.vendors.cognigy.parameters import form_of, query_of
from mockcc.vendors.cognigy.settings import SETTINGS, Settings

CARRIED = (
    "cognigy-live-agent",
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "code_challenge",
    "code_challenge_method",
    "organisationId",
)
"""What the page carries from the request to its form."""
MARKS = ("client_id", "response_type", "cognigy-live-agent", "live-agent", "redirect_uri")
"""A request for ``/login`` with one of these is for Cognigy.AI, any other for Live Agent: both stand at one address here."""


def is_authorization(query: Mapping[str, str]) -> bool:
    """Whether a request for ``/login`` asks for authorization."""
    return any(mark in query for mark in MARKS)


def show(call: Call) -> Answer:
    """The page, once the client and its address are known to be right; raises ``Refuse`` when nobody may be sent anywhere."""
    settings = call.settings(SETTINGS)
    parameters = _parameters(call, query_of)
    authorization = _authorization(call, settings, parameters)
    why = f"{authorization.client.id} asks for a code for {authorization.redirect_uri}."
    return Answer("ui.login", why=why, **_page(call, authorization.redirect_uri, parameters))


@vendor.behaviour
def ui_sign_in(call: Call) -> Answer:
    """The page's form: a redirect with the code, or the page again with what is wrong."""
    settings = call.settings(SETTINGS)
    parameters = _parameters(call, form_of)
    authorization = _authorization(call, settings, parameters)
    try:
        known = sign_in(call, settings, parameters, parameters.get("organisationId"))
    except Refuse as refusal:
        answer = refusal.answer
        page = _page(call, authorization.redirect_uri, parameters) | {"seconds_left": answer.values.get("seconds_left", 0)}
        if answer.reply == "auth.organisation_missing":
            page["organisations"] = _organisations(call, parameters.get("username", ""))
        return Answer(f"ui.{answer.reply}", why=answer.why, **page)
    code = codes.issue(call, settings, authorization, known.key, remember=parameters.get("rememberMe") == "true")
    location = oauth2.redirect(authorization.redirect_uri, code=code, state=authorization.state)
    return Answer("ui.authorized", why=f"The credentials are those of {known.key}.", location=location)


def _parameters(call: Call, read: Any) -> dict[str, str]:
    try:
        found: dict[str, str] = read(call)
    except Refuse as refusal:
        raise Refuse("ui.request_wrong", why=refusal.answer.why, base=call.base_url) from None
    return found


def _authorization(call: Call, settings: Settings, parameters: Mapping[str, str]) -> Authorization:
    try:
        _, redirect_uri = codes.read_place(call, settings, parameters)
    except Refuse as refusal:
        raise Refuse("ui.request_wrong", why=refusal.answer.why, base=call.base_url) from None
    try:
        return codes.read_authorization(call, settings, parameters)
    except Refuse as refusal:
        # The address is the client's own, so the client is told there (RFC 6749, 4.1.2.1).
        error = refusal.answer.values.get("error", "invalid_request")
        location = oauth2.redirect(redirect_uri, error=error, state=parameters.get("state"))
        raise Refuse("ui.redirect_error", why=refusal.answer.why, location=location) from None


def _page(call: Call, redirect_uri: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "base": call.base_url,
        "carried": [(name, parameters[name]) for name in CARRIED if name in parameters],
        "username": parameters.get("username", ""),
        "form_targets": _origin(redirect_uri),
    }


def _origin(uri: str) -> str:
    """Scheme, host and port of the address, as a Content-Security-Policy names them; the scheme alone where there is no host."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def _organisations(call: Call, email: str) -> list[dict[str, str]]:
    found = []
    for known in by_email(call, email):
        organisation = call.get(ORGANISATIONS, known.user.organisation)
        found.append({"id": known.user.organisation, "name": organisation.name if organisation else known.user.organisation})
    return found
