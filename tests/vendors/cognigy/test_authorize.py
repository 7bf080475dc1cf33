"""Codes: what an authorization request has to say, what a code is bound to, and for how long it is good."""

from __future__ import annotations

import pytest

from tests.vendors.cognigy.world import CLIENT, PKCE, VERIFIER, Cognigy

EVIL = "https://evil.example/callback"


def test_the_code_names_the_registered_address_and_its_seconds(cognigy: Cognigy) -> None:
    reply = cognigy.authorize(state="s")
    assert reply.status_code == 200
    assert reply.json() == {"code": reply.json()["code"], "redirect_uri": cognigy.callback, "expires_in": 600}
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("field", ["response_type", "username", "password", "client_id", "code_challenge", "code_challenge_method"])
@pytest.mark.parametrize("value", ["", None])
def test_a_field_that_is_blank_is_a_field_that_is_missing(cognigy: Cognigy, field: str, value: str | None) -> None:
    form = {
        "response_type": "code",
        "username": "agent1@demo.example",
        "password": "agent1-secret",
        "client_id": CLIENT["client_id"],
    } | PKCE
    form.pop(field)
    if value is not None:
        form[field] = value
    reply = cognigy.send("POST", "/auth/oauth2/authorize", data=form)
    assert reply.status_code == 400
    assert reply.json()["error"] == "invalid_request"


def test_blank_fields_that_are_not_needed_are_no_matter(cognigy: Cognigy) -> None:
    assert cognigy.authorize(state="", organisationId="", redirect_uri="").status_code == 200


@pytest.mark.parametrize(
    "uri", [EVIL, "/omniauth/cognigy/callback", "javascript:alert(1)", "//evil.example", "https://live-agent.example@evil.example/"]
)
def test_an_address_that_is_not_registered_is_refused_and_never_followed(cognigy: Cognigy, uri: str) -> None:
    reply = cognigy.authorize(redirect_uri=uri)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    for method, options in (("GET", "params"), ("POST", "data")):
        fields = {"client_id": CLIENT["client_id"], "response_type": "code", "redirect_uri": uri, **PKCE}
        shown = cognigy.send(method, "/login", **{options: fields | {"username": "agent1@demo.example", "password": "agent1-secret"}})
        assert shown.status_code == 400
        assert "Location" not in shown.headers
        assert "evil.example" not in shown.text


def test_an_address_that_only_begins_like_the_registered_one_is_refused(cognigy: Cognigy) -> None:
    for uri in (cognigy.callback + "/", cognigy.callback + "?x=1", cognigy.callback + ".evil.example"):
        assert cognigy.authorize(redirect_uri=uri).status_code == 400


def test_pkce_is_a_matter_of_the_client(cognigy: Cognigy) -> None:
    assert cognigy.authorize(code_challenge="", code_challenge_method="").status_code == 400
    other = {"client_id": "cognigy-ui", "code_challenge": "", "code_challenge_method": ""}
    assert cognigy.authorize(**other).status_code == 200
    cognigy.set(pkce_required=False)
    assert cognigy.authorize(code_challenge="", code_challenge_method="").status_code == 200


@pytest.mark.parametrize(
    ("challenge", "method"),
    [(VERIFIER, "plain"), (PKCE["code_challenge"], "s256"), ("short", "S256"), (PKCE["code_challenge"] + "=", "S256")],
)
def test_pkce_is_s256_without_padding(cognigy: Cognigy, challenge: str, method: str) -> None:
    reply = cognigy.authorize(code_challenge=challenge, code_challenge_method=method)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


def test_a_code_without_a_challenge_takes_no_verifier(cognigy: Cognigy) -> None:
    cognigy.set(pkce_required=False)
    code = cognigy.code(code_challenge="", code_challenge_method="")
    assert cognigy.redeem(code).status_code == 400
    assert cognigy.redeem(code, code_verifier="").status_code == 200


def test_a_code_is_good_once(cognigy: Cognigy) -> None:
    code = cognigy.code()
    assert cognigy.redeem(code).status_code == 200
    assert cognigy.redeem(code).status_code == 400
    assert cognigy.why() == "The code was used before."


def test_a_code_ends_by_the_clock_of_the_space(cognigy: Cognigy) -> None:
    code, other = cognigy.code(), cognigy.code()
    cognigy.control.clock.freeze()
    cognigy.control.clock.advance(seconds=595)
    assert cognigy.redeem(code).status_code == 200
    cognigy.control.clock.advance(seconds=10)
    assert cognigy.redeem(other).status_code == 400
    assert cognigy.why().startswith("The code ended ")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"code_verifier": VERIFIER[::-1]}, "code_verifier is not the one of the code's challenge."),
        ({"code_verifier": ""}, "code_verifier is missing."),
        ({"code_verifier": "é" * 43}, "code_verifier is not the one of the code's challenge."),
        ({"redirect_uri": EVIL}, "redirect_uri is not the one that the code was issued for."),
        ({"client_id": "cognigy-ui", "client_secret": "cognigy-ui-secret"}, "The code was issued to another client."),
        ({"code": "unknown"}, "There is no such code."),
    ],
)
def test_a_code_is_bound_and_a_failure_does_not_use_it_up(cognigy: Cognigy, changed: dict[str, str], why: str) -> None:
    code = cognigy.code()
    reply = cognigy.redeem(**{"code": code, **changed})
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    assert cognigy.why() == why
    assert cognigy.redeem(code).status_code == 200


def test_an_address_that_was_named_at_first_has_to_be_named_again(cognigy: Cognigy) -> None:
    named, unnamed = cognigy.code(redirect_uri=cognigy.callback), cognigy.code()
    assert cognigy.redeem(named, redirect_uri="").status_code == 400
    assert cognigy.redeem(unnamed, redirect_uri="").status_code == 200


def test_a_code_of_another_space_is_no_code_here(cognigy: Cognigy) -> None:
    there = Cognigy(cognigy.control.base_url, cognigy.control.space + "-b")
    assert cognigy.redeem(there.code()).status_code == 400
    token = there.tokens()["access_token"]
    assert there.me(token).status_code == 200
    assert cognigy.me(token).status_code == 401
    there.control.drop()
    there.control.close()


def test_a_code_of_a_user_who_is_disabled_meanwhile_is_worth_nothing(cognigy: Cognigy) -> None:
    code = cognigy.code()
    cognigy.table("users").patch("agent1@demo.example", disabled=True)
    assert cognigy.redeem(code).json()["error"] == "access_denied"


def test_a_parameter_that_is_there_twice_is_refused_on_the_page_too(cognigy: Cognigy) -> None:
    assert cognigy.send("GET", "/login?client_id=a&client_id=b").status_code == 400


def test_other_errors_go_back_to_the_client_with_its_state(cognigy: Cognigy) -> None:
    query = {"client_id": CLIENT["client_id"], "state": "s&t"}
    shown = cognigy.send("GET", "/login", params={**query, "response_type": "token"})
    assert shown.headers["Location"] == f"{cognigy.callback}?error=unsupported_response_type&state=s%26t"
    assert cognigy.authorize(response_type="token").json()["error"] == "unsupported_response_type"
    assert "error=invalid_request&" in cognigy.send("GET", "/login", params=query).headers["Location"]
    shown = cognigy.send("GET", "/login", params={**query, "response_type": "code"})
    assert shown.headers["Location"] == f"{cognigy.callback}?error=invalid_request&state=s%26t"


def test_a_client_with_several_addresses_has_to_name_one(cognigy: Cognigy) -> None:
    cognigy.table("clients").patch("cognigy-ui", redirect_uris=["https://a.example/x?y=1", "myapp:/done"])
    assert cognigy.authorize(client_id="cognigy-ui").status_code == 400
    form = {"client_id": "cognigy-ui", "response_type": "code", "username": "agent1@demo.example", "password": "agent1-secret"}
    sent = cognigy.send("POST", "/login", data={**form, "redirect_uri": "https://a.example/x?y=1"})
    assert sent.headers["Location"].startswith("https://a.example/x?y=1&code=")
    page = cognigy.send("GET", "/login", params={**form, "redirect_uri": "myapp:/done"})
    assert "form-action 'self' myapp:;" in page.headers["Content-Security-Policy"]
