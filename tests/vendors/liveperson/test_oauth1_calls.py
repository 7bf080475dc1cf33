"""Direct calls that are signed with OAuth 1.0, by the library that clients use."""

from __future__ import annotations

import base64
import hmac
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
import requests
from requests_oauthlib import OAuth1

from tests.vendors.liveperson.world import ACCOUNT, World, reply

KEYS = ("app-key-1", "app-secret-1", "access-token-1", "access-token-secret-1")
SKILLS = f"/api/account/{ACCOUNT}/configuration/le-users/skills?v=4.0&include_deleted=true&select=$all"


def signed(
    world: World, path: str = SKILLS, *keys: str, method: str = "GET", at: int | None = None, **more: Any
) -> requests.PreparedRequest:
    auth = OAuth1(*(keys or KEYS), timestamp=None if at is None else str(at))
    request = requests.Request(method, world.base + path, auth=auth, **more).prepare()
    header = request.headers["Authorization"]
    request.headers["Authorization"] = header.decode() if isinstance(header, bytes) else header
    request.headers["Mockcc-Explain"] = "1"
    return request


def send(request: requests.PreparedRequest) -> requests.Response:
    with requests.Session() as session:
        return session.send(request, timeout=10)


def test_a_call_signed_by_the_clients_library_is_good_on_a_port_of_ours_and_with_parameters(world: World) -> None:
    found = send(signed(world))

    assert found.status_code == 200
    assert [skill["name"] for skill in found.json()] == ["billing", "sales", "retired"]


def test_one_flipped_character_of_the_signature_is_not(world: World) -> None:
    request = signed(world)
    header = request.headers["Authorization"]
    place = header.index('oauth_signature="') + len('oauth_signature="')
    flipped = "A" if header[place] != "A" else "B"
    request.headers["Authorization"] = header[:place] + flipped + header[place + 1 :]
    found = send(request)

    assert found.status_code == 401
    assert found.text == "oauth_problem=signature_invalid&oauth_problem_advice=the oauth_signature is invalid"
    assert "A signature cannot be read backwards" in world.why()
    compared = {entry["what"]: entry for entry in world.journal()[-1]["compared"]}
    assert compared["oauth.base_string"]["expected"].startswith("GET&http%3A%2F%2F127.0.0.1%3A")
    assert compared["oauth.base_string"]["found"] is None
    assert compared["oauth_signature"]["found"] != compared["oauth_signature"]["expected"]


def test_a_query_that_changed_on_the_way_is_not(world: World) -> None:
    request = signed(world)
    request.url = (request.url or "").replace("include_deleted=true", "include_deleted=false")

    assert reply(send(request)) == "oauth.signature_invalid"


def test_the_journal_shows_what_was_signed_beside_what_should_have_been(world: World) -> None:
    port_less = signed(world)
    bare = world.base.rpartition(":")[0] + "/" + world.base.rpartition(":")[2].partition("/")[2]
    header = requests.Request("GET", bare + SKILLS, auth=OAuth1(*KEYS)).prepare().headers["Authorization"]
    port_less.headers["Authorization"] = header.decode() if isinstance(header, bytes) else header

    assert reply(send(port_less)) == "oauth.signature_invalid"
    assert "but the port was left out: the client signed GET&http%3A%2F%2F127.0.0.1%2F" in world.why()
    (compared,) = [entry for entry in world.journal()[-1]["compared"] if entry["what"] == "oauth.base_string"]
    assert "127.0.0.1%3A" in compared["expected"]
    assert "127.0.0.1%2F" in compared["found"]


def test_a_get_with_a_json_body_and_a_signed_form_are_good(world: World) -> None:
    assert send(signed(world, json={})).status_code == 200
    path = f"/messaging_history/api/account/{ACCOUNT}/agent-view/status?v=1"
    assert send(signed(world, path, method="POST", json={"status": []})).json() == {"_metadata": {"count": 0}, "agentStatusRecords": []}
    form = send(signed(world, path, method="POST", data={"a": "1 2"}))
    assert reply(form) == "account.bad_request"  # the signature is good, the body is not


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (("app-key-0", *KEYS[1:]), "consumer_key_unknown"),
        (("app-key-3", "app-secret-3", "access-token-3", "access-token-secret-3"), "consumer_key_unknown"),
        (("app-key-9", "app-secret-9", "access-token-9", "access-token-secret-9"), "consumer_key_unknown"),
        ((*KEYS[:2], "access-token-0", KEYS[3]), "token_rejected"),
        ((KEYS[0], "wrong", *KEYS[2:]), "signature_invalid"),
        ((*KEYS[:3], "wrong"), "signature_invalid"),
        (KEYS[:2], "parameter_absent"),
    ],
)
def test_each_value_of_a_key_counts(world: World, keys: tuple[str, ...], problem: str) -> None:
    found = send(signed(world, SKILLS, *keys))

    assert found.status_code == 401
    assert found.text.startswith(f"oauth_problem={problem}&oauth_problem_advice=")


def test_a_newer_service_wraps_the_problem(world: World) -> None:
    path = f"/messaging_history/api/account/{ACCOUNT}/agent-view/summary"
    found = send(signed(world, path, KEYS[0], "wrong", *KEYS[2:], method="POST", json={})).json()

    assert found["reason"] == "oauth_problem=signature_invalid&oauth_problem_advice=the oauth_signature is invalid"
    assert found["message"].startswith("The server will not process the request")


def test_a_nonce_is_good_once(world: World) -> None:
    request = signed(world)

    assert [send(request).status_code for _ in range(2)] == [200, 401]
    assert world.journal()[-1]["reply"]["id"] == "oauth.nonce_used"


def test_a_timestamp_has_to_be_near_the_clock_of_the_space(world: World) -> None:
    request = signed(world)
    world.advance(seconds=3600)
    assert reply(send(request)) == "oauth.timestamp_refused"
    assert "behind the clock" in world.why()
    world.advance(seconds=-7200)
    assert reply(send(request)) == "oauth.timestamp_refused"
    assert "ahead of the clock" in world.why()
    world.advance(seconds=3600)
    assert reply(send(request)) == "account.list"


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1e9", "9" * 400, "\u0661"])
def test_a_timestamp_that_is_no_time_is_refused(world: World, timestamp: str) -> None:
    request = signed(world)
    header = request.headers["Authorization"]
    start = header.index('oauth_timestamp="') + len('oauth_timestamp="')
    quoted = quote(timestamp)
    request.headers["Authorization"] = header[:start] + quoted + header[header.index('"', start) :]

    assert reply(send(request)) == "oauth.timestamp_refused"


def test_with_no_window_the_very_second_is_still_good(world: World) -> None:
    world.set(oauth1_window_seconds=0)
    world.freeze("2026-01-01T00:00:00.900000Z")
    second = 1767225600

    assert reply(send(signed(world, at=second))) == "account.list"
    for other in (second - 1, second + 1):
        assert reply(send(signed(world, at=other))) == "oauth.timestamp_refused"


def by_hand(world: World, url: str, query: str, host: str, more: str = "") -> requests.Response:
    """A call signed with hmac alone, over the base string that the rules of RFC 5849 give."""
    now = world.login().json()["config"]["serverCurrentTime"] // 1000
    fields = {
        "oauth_consumer_key": KEYS[0],
        "oauth_nonce": "n-by-hand",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(now),
        "oauth_token": KEYS[2],
        "oauth_version": "1.0",
    }
    params = [*fields.items(), *parse_qsl(query, keep_blank_values=True)]
    pairs = sorted((quote(name, safe="-._~"), quote(value, safe="-._~")) for name, value in params)
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(["GET", quote(url, safe="-._~"), quote(normal, safe="-._~")])
    key = f"{KEYS[1]}&{KEYS[3]}".encode()
    fields["oauth_signature"] = base64.b64encode(hmac.digest(key, base.encode(), "sha1")).decode()
    header = "OAuth " + ", ".join(f'{name}="{quote(value, safe="-._~")}"' for name, value in fields.items()) + more
    path = urlsplit(url).path
    headers = {"Authorization": header, "Host": host, "Mockcc-Explain": "1", "Mockcc-Space": world.space}
    return requests.get(f"{world.server}{path}?{query}", headers=headers, timeout=10)


@pytest.mark.parametrize("query", ["v=4.0", "z=1&a=2&a=1&a=&v=4.0", "v=4.0&select=id%2Cname", "v=4.0&b=%20x&b=%2Bx&c=~-._", "v=4.0&a=b+c"])
@pytest.mark.parametrize("host", ["va.ac.liveperson.net", "va.ac.liveperson.net:80", "VA.ac.liveperson.net", "va.ac.liveperson.net:8443"])
def test_the_base_string_is_that_of_the_rules(world: World, query: str, host: str) -> None:
    """Default ports are dropped, others are not, hosts are in lower case, parameters are sorted and may come twice."""
    url = f"http://{host.lower().removesuffix(':80')}{SKILLS.partition('?')[0]}"

    assert reply(by_hand(world, url, query, host)) == "account.list"


def test_a_field_of_oauth_comes_once_in_the_whole_request(world: World) -> None:
    host = "va.ac.liveperson.net"
    url = f"http://{host}{SKILLS.partition('?')[0]}"

    found = by_hand(world, url, f"v=4.0&oauth_token={KEYS[2]}", host)
    assert reply(found) == "oauth.parameter_rejected"
    assert "oauth_token" in world.why()
    assert reply(by_hand(world, url, "v=4.0", host, more=', oauth_nonce="other"')) == "oauth.parameter_absent"


def test_nonces_are_forgotten_with_the_time_in_which_they_count(world: World) -> None:
    now = int(world.login().json()["config"]["serverCurrentTime"] / 1000)
    for step in range(5):
        for _ in range(2):
            assert send(signed(world, at=now + 200 * step)).status_code == 200
        world.advance(seconds=200)

    assert len(world.rows("nonces")) <= 3
    assert sum(len(row.timestamps) for row in world.rows("nonce_times").values()) <= 3


def test_a_key_calls_only_what_it_may(world: World) -> None:
    world.change({"app_keys.app-key-1.permissions": ["Users"]})

    assert reply(send(signed(world))) == "account.not_authorized"
    assert reply(send(signed(world, SKILLS.replace("skills?v=4.0", "users?v=6.0")))) == "account.list"


def test_a_key_of_one_account_is_none_of_another(world: World) -> None:
    assert reply(send(signed(world, SKILLS.replace(ACCOUNT, "87654321")))) == "oauth.consumer_key_unknown"


def test_a_key_is_no_agent(world: World) -> None:
    world.change({"app_keys.app-key-1.permissions": ["Chat Agent"]})
    path = f"/api/account/{ACCOUNT}/agentSession"

    assert reply(send(signed(world, path, method="POST", json={"loginData": ""}))) == "account.not_authorized"


def test_a_url_that_nobody_can_sign_is_a_bad_signature(world: World) -> None:
    request = signed(world)
    request.url = f"{world.base}{SKILLS}&a={{b}}"

    assert reply(send(request)) == "oauth.signature_invalid"


def test_a_host_that_no_url_can_have_is_a_bad_signature(world: World) -> None:
    request = signed(world)
    request.headers["Host"] = "127.0.0.1:99999"

    assert reply(send(request)) == "oauth.signature_invalid"
    assert world.why().startswith("No base string can be made of this request")


def test_a_call_through_a_proxy_is_signed_for_the_real_host(world: World) -> None:
    found = requests.get(
        f"http://va.ac.liveperson.net{SKILLS}",
        auth=OAuth1(*KEYS),
        proxies={"http": world.server},
        headers={"Mockcc-Space": world.space},
        timeout=10,
    )

    assert found.status_code == 200
    assert "GET&http%3A%2F%2Fva.ac.liveperson.net%2Fapi%2F" in world.journal()[-1]["compared"][-1]["expected"]
