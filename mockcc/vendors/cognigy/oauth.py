"""Cognigy.AI's OAuth endpoints: authorize, token and revoke (and ``/oauth/token``, as an old client calls it)."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cognigy import codes, tokens
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.credentials import sign_in
from mockcc.vendors.cognigy.grants import exchange
from mockcc.vendors.cognigy.parameters import form_of, organisation_of
from mockcc.vendors.cognigy.problems import check_up, refuse
from mockcc.vendors.cognigy.settings import SETTINGS


@vendor.behaviour
def authorize(call: Call) -> Answer:
    """Credentials and the parameters of an authorization request in, a code out."""
    check_up(call)
    settings = call.settings(SETTINGS)
    parameters = form_of(call)
    authorization = codes.read_authorization(call, settings, parameters)
    known = sign_in(call, settings, parameters, organisation_of(call))
    code = codes.issue(call, settings, authorization, known.key)
    why = f"The credentials are those of {known.key}; the code is for {authorization.client.id}."
    return Answer(
        "authorize.ok", why=why, code=code, redirect_uri=authorization.redirect_uri, expires_in=int(settings.authorization_code_seconds)
    )


@vendor.behaviour
def token(call: Call) -> Answer:
    """One of the four grants; the client shows its secret in the body or by Basic, not by both."""
    parameters = form_of(call)
    basic = call.request.basic
    if basic is not None:
        if "client_secret" in parameters or parameters.get("client_id", basic.user) != basic.user:
            raise refuse(call, "auth.client_twice", why="The client shows credentials both in the body and by Basic.")
        parameters |= {"client_id": basic.user, "client_secret": basic.password}
    found = exchange(call, parameters, organisation_of(call))
    why = f"The grant {parameters['grant_type']} of {parameters['client_id']} is in order."
    reply = "token.ok" if found.refresh_token else "token.ok_without_refresh"
    return Answer(reply, why=why, **found._asdict())


@vendor.behaviour
def revoke(call: Call) -> Answer:
    """End the login of a refresh token; one that is unknown is as good as revoked (RFC 7009, 2.2)."""
    check_up(call)
    found = call.request.json_object.get("token")
    if not isinstance(found, str) or not found:
        raise refuse(call, "revoke.token_missing", why="The JSON body has no text 'token'.")
    known = tokens.revoke(call, found)
    return Answer("revoke.ok", why="The login of the token is over." if known else "There is no such refresh token.")
