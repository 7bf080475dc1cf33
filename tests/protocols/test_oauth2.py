"""OAuth 2.0: redirects, scopes and proof keys, by the words of the RFCs."""

from __future__ import annotations

import pytest

from mockcc.protocols import oauth2, pkce


def test_a_redirect_keeps_what_was_there_and_escapes_what_is_added() -> None:
    assert oauth2.redirect("https://app.example/cb", code="a b&c", state=None) == "https://app.example/cb?code=a%20b%26c"
    assert oauth2.redirect("https://app.example/cb?x=1", state="\ud800é") == "https://app.example/cb?x=1&state=%3F%C3%A9"


def test_a_parameter_comes_once() -> None:
    assert oauth2.repeated([("a", "1"), ("b", "1"), ("a", "2"), ("a", "1")]) == ["a"]
    assert oauth2.repeated([]) == []


def test_a_redirect_address_is_absolute_and_has_no_fragment() -> None:
    assert oauth2.valid_redirect("https://app.example/cb")
    assert oauth2.valid_redirect("myapp:/cb")
    for wrong in ("/cb", "", "https://app.example/#x", "https://app.example/a b", "https://[", "https://a\n"):
        assert not oauth2.valid_redirect(wrong)


def test_a_redirect_address_has_to_be_registered_to_the_letter() -> None:
    assert oauth2.chosen_redirect(["https://a.example/"], None) == "https://a.example/"
    assert oauth2.chosen_redirect(["https://a.example/", "https://b.example/"], None) is None
    assert oauth2.chosen_redirect(["https://a.example/"], "https://a.example") is None
    assert oauth2.chosen_redirect(["https://a.example/"], "https://a.example/") == "https://a.example/"


def test_scopes_are_words_without_repeats() -> None:
    assert oauth2.scopes(None) == []
    assert oauth2.scopes(" b a  b ") == ["b", "a"]


def test_the_challenge_is_that_of_the_rfc() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert pkce.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert pkce.matches(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    assert pkce.matches(verifier, verifier, "plain")
    assert not pkce.matches(verifier, "é")


@pytest.mark.parametrize("verifier", ["", "a" * 42, "a" * 129, "a" * 42 + "!", "é" * 43])
def test_a_verifier_of_the_wrong_shape_matches_nothing(verifier: str) -> None:
    assert not pkce.valid_verifier(verifier)
    assert not pkce.matches(verifier, pkce.challenge(verifier))
