"""Authorization codes of Cognigy.AI: single use, short-lived, bound to the client, the redirect address and the PKCE challenge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockcc.engine.call import Call, Refuse
from mockcc.protocols import pkce
from mockcc.vendors.cognigy import clients
from mockcc.vendors.cognigy.ai_tables import CODES, Client, Code
from mockcc.vendors.cognigy.parameters import valid_challenge
from mockcc.vendors.cognigy.problems import refuse
from mockcc.vendors.cognigy.settings import Settings
from mockcc.vendors.cognigy.sweep import add

CODE_LENGTH = 64


class Authorization(NamedTuple):
    """An authorization request that is in order, but for who the user is."""

    client: Client
    redirect_uri: str
    redirect_sent: bool
    challenge: str | None
    state: str | None


def read_place(call: Call, settings: Settings, parameters: Mapping[str, str]) -> tuple[Client, str]:
    """The client and its registered redirect address; raises ``Refuse`` with which nobody may be sent anywhere."""
    client = clients.asking(call, settings, parameters)
    return client, clients.redirect_of(call, client, parameters)


def read_authorization(call: Call, settings: Settings, parameters: Mapping[str, str]) -> Authorization:
    """What an authorization request asks for; raises ``Refuse``."""
    client, redirect_uri = read_place(call, settings, parameters)
    if not call.same("response_type", "code", parameters.get("response_type")):
        error = "unsupported_response_type" if "response_type" in parameters else "invalid_request"
        raise refuse(call, "authorize.response_type_wrong", why="response_type is not code.", error=error)
    challenge = _challenge(call, client, settings, parameters)
    return Authorization(client, redirect_uri, "redirect_uri" in parameters, challenge, parameters.get("state"))


def _challenge(call: Call, client: Client, settings: Settings, parameters: Mapping[str, str]) -> str | None:
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if challenge is None:
        if method is not None or (client.pkce and settings.pkce_required):
            raise refuse(call, "authorize.pkce_missing", why=f"The client {client.id} has to send a code_challenge and did not.")
        return None
    if method != "S256" or not valid_challenge(challenge):
        raise refuse(call, "authorize.pkce_wrong", why="code_challenge_method has to be S256, code_challenge 43 base64url characters.")
    return challenge


def issue(call: Call, settings: Settings, authorization: Authorization, user_key: str, *, remember: bool = False) -> str:
    """A new code; ``remember`` makes the login that it opens a long one."""
    code = call.ids.text(CODE_LENGTH)
    row = Code(
        client=authorization.client.id,
        user=user_key,
        redirect_uri=authorization.redirect_uri,
        redirect_sent=authorization.redirect_sent,
        challenge=authorization.challenge,
        expires_at=call.now() + settings.authorization_code_seconds,
        remember=remember,
    )
    add(call, CODES, code, row)
    return code


def redeem(call: Call, settings: Settings, client: Client, parameters: Mapping[str, str]) -> Code:
    """The code of a token request, which is used up by it; raises ``Refuse``."""
    text = parameters.get("code")
    if text is None:
        raise refuse(call, "token.code_missing", why="code is missing or blank.")
    code = call.get(CODES, text)

    def wrong(why: str) -> Refuse:
        return refuse(call, "token.code_wrong", why=why, error=settings.wrong_grant_error)

    if code is None:
        raise wrong("There is no such code.")
    if code.used:
        raise wrong("The code was used before.")
    if code.expires_at <= call.now():
        raise wrong(f"The code ended {call.now() - code.expires_at:.0f} seconds ago.")
    if not call.same("client_id", code.client, client.id):
        raise wrong("The code was issued to another client.")
    redirect_uri = parameters.get("redirect_uri")
    if (code.redirect_sent or redirect_uri is not None) and not call.same("redirect_uri", code.redirect_uri, redirect_uri):
        raise wrong("redirect_uri is not the one that the code was issued for.")
    _check_verifier(call, settings, code, parameters.get("code_verifier"))
    code.used = True
    call.put(CODES, text, code)
    return code


def _check_verifier(call: Call, settings: Settings, code: Code, verifier: str | None) -> None:
    if code.challenge is None and verifier is None:
        return
    if code.challenge is None or verifier is None or not pkce.matches(verifier, code.challenge):
        why = "code_verifier is missing." if verifier is None else "code_verifier is not the one of the code's challenge."
        raise refuse(call, "token.verifier_wrong", why=why, error=settings.wrong_grant_error)
