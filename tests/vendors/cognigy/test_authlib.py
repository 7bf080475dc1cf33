"""Authlib's OAuth2 session completes the code flow with PKCE: a person signs in on the page, the session gets its tokens."""

from __future__ import annotations

from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session

from tests.vendors.cognigy.world import TIMEOUT, VERIFIER, Cognigy, Visitor, query_of

CALLBACK = "https://app.demo.example/callback"


def session(cognigy: Cognigy, **options: Any) -> OAuth2Session:
    cognigy.table("clients").patch("cognigy-live-agent", redirect_uris=[CALLBACK])
    return OAuth2Session(
        "cognigy-live-agent",
        "live-agent-secret",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=f"{cognigy.base}/auth/oauth2/token",
        **options,
    )


@pytest.mark.parametrize("how", ["client_secret_post", "client_secret_basic"])
def test_the_code_flow_with_pkce(cognigy: Cognigy, visitor: Visitor, how: str) -> None:
    with session(cognigy, token_endpoint_auth_method=how) as client:
        address, state = client.create_authorization_url(f"{cognigy.base}/login?cognigy-live-agent=true", code_verifier=VERIFIER)
        shown = visitor.get(address)
        assert shown.status_code == 200

        typed = {"username": "agent1@demo.example", "password": "agent1-secret"}
        sent = cognigy.send("POST", "/login", data={**query_of(shown.url), **typed})
        location = sent.headers["Location"]
        assert location.startswith(CALLBACK + "?")
        assert query_of(location)["state"] == state

        token = client.fetch_token(authorization_response=location, state=state, code_verifier=VERIFIER, timeout=TIMEOUT)
        assert token["token_type"] == "Bearer"
        assert token["expires_in"] == 900
        assert client.get(f"{cognigy.base}/v2.0/users/me", timeout=TIMEOUT).json()["id"] == "agent1@demo.example"

        fresh = client.refresh_token(f"{cognigy.base}/auth/oauth2/token", timeout=TIMEOUT)
        assert fresh["access_token"] != token["access_token"]


def test_a_wrong_verifier_is_told_in_the_words_of_the_standard(cognigy: Cognigy) -> None:
    from authlib.integrations.base_client import OAuthError

    cognigy.set(wrong_grant_error="invalid_grant")
    with session(cognigy) as client:
        code = cognigy.code()
        with pytest.raises(OAuthError, match="invalid_grant"):
            client.fetch_token(code=code, code_verifier=VERIFIER[::-1], timeout=TIMEOUT)
