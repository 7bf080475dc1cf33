"""OAuth clients of Cognigy.AI: which one calls, whether its secret is right, and where it may be called back."""

from __future__ import annotations

from collections.abc import Mapping

from mockcc.engine.call import Call
from mockcc.protocols import oauth2
from mockcc.vendors.cognigy.ai_tables import CLIENTS, Client
from mockcc.vendors.cognigy.problems import refuse
from mockcc.vendors.cognigy.settings import Settings


def authenticated(call: Call, settings: Settings, parameters: Mapping[str, str]) -> Client:
    """The client whose ``client_id`` and ``client_secret`` these are; raises ``Refuse``."""
    client_id = parameters.get("client_id")
    if client_id is None:
        raise refuse(call, "auth.client_missing", why="client_id is missing or blank, and there are no Basic credentials.")
    client = call.get(CLIENTS, client_id)
    if client is None:
        raise refuse(call, "auth.client_wrong", why=f"There is no OAuth client {client_id!r}.", error=settings.wrong_client_error)
    if "client_secret" not in parameters:
        raise refuse(call, "auth.client_secret_missing", why="client_secret is missing or blank, and there are no Basic credentials.")
    if not call.same("client_secret", client.secret, parameters.get("client_secret")):
        raise refuse(call, "auth.client_wrong", why=f"The secret is not that of the client {client_id}.", error=settings.wrong_client_error)
    return client


def asking(call: Call, settings: Settings, parameters: Mapping[str, str]) -> Client:
    """The client of an authorization request, which shows no secret; raises ``Refuse``."""
    client_id = parameters.get("client_id")
    if client_id is None:
        raise refuse(call, "auth.client_missing", why="client_id is missing or blank.")
    client = call.get(CLIENTS, client_id)
    if client is None:
        raise refuse(call, "auth.client_wrong", why=f"There is no OAuth client {client_id!r}.", error=settings.wrong_client_error)
    return client


def redirect_of(call: Call, client: Client, parameters: Mapping[str, str]) -> str:
    """Where the client wants to be called back, which has to be registered to the letter; raises ``Refuse``."""
    registered = [f"{call.base_url}{uri}" if uri.startswith("/") else uri for uri in client.redirect_uris]
    asked = parameters.get("redirect_uri")
    chosen = oauth2.chosen_redirect(registered, asked)
    if chosen is None:
        why = f"redirect_uri is {asked!r}; registered for {client.id}: {', '.join(registered) or 'none'}."
        raise refuse(call, "auth.redirect_unregistered", why=why)
    return chosen
