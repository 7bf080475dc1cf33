"""OAuth 1.0: what a client's library signs verifies here, and what it did wrong is told."""

from __future__ import annotations

import pytest
import requests
import requests_oauthlib

from mockcc.protocols import oauth1
from mockcc.protocols.oauth1 import Secrets, Signed

SECRETS = Secrets("consumer secret", "token&secret")
URL = "http://127.0.0.1:8081/~a/liveperson/api/account/1/users?v=6.0&include_deleted=true&name=a%20b%2Bc&empty="


def signed(url: str = URL, method: str = "GET", **more: object) -> Signed:
    auth = requests_oauthlib.OAuth1("key", SECRETS.client_secret, "token", SECRETS.resource_owner_secret)
    request = requests.Request(method, url, auth=auth, **more).prepare()
    header = request.headers["Authorization"]
    fields = oauth1.read_header(header.decode() if isinstance(header, bytes) else header)
    assert fields is not None
    body = request.body or b""
    kind = request.headers.get("Content-Type", "")
    is_form = (kind.decode() if isinstance(kind, bytes) else kind) == oauth1.FORM
    text = body.decode() if isinstance(body, bytes) else body
    return Signed(method, request.url or "", fields, text if is_form else "")


def test_what_requests_oauthlib_signs_verifies() -> None:
    assert oauth1.verifies(signed(), SECRETS)
    assert oauth1.verifies(signed("https://api.example/x;y=1?a=2&a=1"), SECRETS)


def test_a_form_is_signed_and_json_is_not() -> None:
    assert oauth1.verifies(signed(method="POST", data={"a": "1 2", "b": "ü"}), SECRETS)
    assert oauth1.verifies(signed(method="POST", json={"a": 1}), SECRETS)


def test_one_flipped_character_does_not_verify() -> None:
    request = signed()
    for place in range(27):
        good = request.oauth["oauth_signature"]
        flipped = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        assert not oauth1.verifies(request._replace(oauth={**request.oauth, "oauth_signature": flipped}), SECRETS)
    assert not oauth1.verifies(request._replace(url=URL.replace("v=6.0", "v=6.1")), SECRETS)


def test_a_default_port_is_no_part_of_what_is_signed_and_another_one_is() -> None:
    request = signed("https://api.example/x")
    assert oauth1.verifies(request._replace(url="https://api.example:443/x"), SECRETS)
    assert not oauth1.verifies(request._replace(url="https://api.example:8443/x"), SECRETS)


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (lambda r: r._replace(url=r.url.replace("http:", "https:", 1)), "the scheme http was signed"),
        (lambda r: r._replace(url=r.url.replace("?", "?more=1&", 1)), None),
        (lambda r: r._replace(method="POST"), "the method GET was signed"),
    ],
)
def test_a_mistake_is_told_only_when_it_is_certain(change, mistake) -> None:
    found = oauth1.guess(change(signed()), SECRETS)
    assert (found.mistake if found else None) == mistake


@pytest.mark.parametrize(
    ("was_signed", "arrived", "mistake"),
    [
        ("http://a.example/x?v=1", "http://a.example:8080/x?v=1", "the port was left out"),
        ("https://a.example/x", "http://a.example:8080/x", "the scheme https was signed and the port left out"),
        ("http://a.example:8080/x", "http://a.example:8080/x?v=1", "the query parameters were left out"),
        ("http://a.example:8080/api/x", "http://a.example:8080/~s/liveperson/api/x", "the beginning of the path was left out"),
    ],
)
def test_the_base_string_that_was_signed_is_shown(was_signed: str, arrived: str, mistake: str) -> None:
    request = signed(was_signed)
    found = oauth1.guess(request._replace(url=arrived), SECRETS)
    assert found is not None
    assert found.mistake == mistake
    assert found.base_string == oauth1.base_string(request)


def test_a_wrong_secret_is_told_apart() -> None:
    request = signed()
    found = oauth1.guess(request, Secrets(SECRETS.resource_owner_secret, SECRETS.client_secret))
    assert found is not None
    assert found.mistake == "the two secrets were swapped"
    alone = requests_oauthlib.OAuth1("key", SECRETS.client_secret, "token")
    header = requests.Request("GET", URL, auth=alone).prepare().headers["Authorization"]
    fields = oauth1.read_header(header.decode() if isinstance(header, bytes) else header)
    found = oauth1.guess(Signed("GET", URL, fields or {}), SECRETS)
    assert found is not None
    assert found.mistake == "the key was made without the access token secret"


def test_a_form_that_was_not_signed_is_told() -> None:
    request = signed(method="POST")
    found = oauth1.guess(request._replace(form="a=1"), SECRETS)
    assert found is not None
    assert found.mistake == "the form was left out"


def test_a_url_that_cannot_be_signed_is_an_error_and_no_crash() -> None:
    request = signed()._replace(url="http://a.example:99999999/x?[]")
    with pytest.raises(ValueError, match=r".+"):
        oauth1.verifies(request, SECRETS)
    assert oauth1.guess(request, SECRETS) is None


def test_the_header_is_read_with_its_escapes_and_without_realm() -> None:
    assert oauth1.read_header('oauth realm="x", oauth_token="a%20b", oauth_nonce="n"') == {"oauth_token": "a b", "oauth_nonce": "n"}


@pytest.mark.parametrize("header", ["", "Bearer x", "OAuth x", "OAuth a", 'OAuth a="1", a="2"'])
def test_a_header_that_is_none_is_nothing(header: str) -> None:
    assert not oauth1.read_header(header)
