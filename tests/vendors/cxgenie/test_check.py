"""One authentication as a report: by the admin API, by the command line, and every variant as a table."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from mockcc.cli import cli
from mockcc.vendors.cxgenie.tokens import breakers
from tests.support.far_server import Conduct, FarServer, Visit
from tests.vendors.cxgenie.conftest import BOT, Far, Mock, answer

USERS = {"GOOD_TOKEN": {"id": "u1", "name": "Ursula", "email": "u@demo.example", "phone_number": "+447700900111"}}


def ask(mock: Mock, **given: Any) -> requests.Response:
    return requests.post(f"{mock.root}/_mockcc/spaces/{mock.space}/actions/cxgenie/check", json=given, timeout=15)


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner(catch_exceptions=False).invoke(cli, ["cxgenie", "check", *arguments])
    return result.exit_code, result.output


def customers_server(*, any_header: bool = True, any_token: bool = False, crash: bool = False) -> Conduct:
    """An authentication server as an integrator writes it, with the mistakes that are asked for."""

    def conduct(visit: Visit) -> None:
        head, _, body = visit.request.partition(b"\r\n\r\n")
        value = (re.search(rb"\r\nAuthorization: ([^\r]*)", head) or [b"", b""])[1].split()
        token = json.loads(body)["access_token"]
        if value != [b"HEADER_TOKEN", b"Bearer"] and not (any_header and b"HEADER_TOKEN" in value):
            visit.send(answer(b'{"status": false}', "401 Unauthorized"))
        elif token in USERS or any_token:
            visit.send(answer(json.dumps({"status": True, "data": USERS.get(token, USERS["GOOD_TOKEN"])}).encode()))
        else:
            visit.send(answer(b"oops", "500 Oh") if crash else answer(b'{"status": false}'))

    return conduct


def results(output: str) -> dict[str, str]:
    rows = json.loads(output)["variants"]
    return {row["variant"]: row["result"] for row in rows}


def test_a_check_shows_request_response_rules_and_the_chat_user_before_and_after(mock: Mock) -> None:
    first = ask(mock, user_token="USER_TOKEN").json()
    again = ask(mock, user_token="USER_TOKEN").json()

    assert (first["passed"], first["verdict"], first["reply"]) == (True, "accepted", "session.started")
    assert first["request"]["method"] == "POST"
    assert first["request"]["headers"] == [["Authorization", "HEADER_TOKEN Bearer"], ["Content-Type", "application/json"]]
    assert first["request"]["body"] == '{"access_token":"USER_TOKEN"}'
    assert first["response"]["status"] == 200
    assert [rule["rule"] for rule in first["rules"]] == ["token", "reached", "http_status", "json", "status", "data", "identity"]
    assert {rule["result"] for rule in first["rules"]} == {"pass"}
    assert (first["chat_user"]["change"], first["chat_user"]["before"]) == ("created", None)
    assert (again["chat_user"]["change"], again["chat_user"]["before"]["name"]) == ("updated", "Sample User")
    assert [entry["kind"] for entry in mock.journal()] == ["exchange", "outbound"] * 2


def test_a_check_that_is_not_kept_changes_nothing(mock: Mock) -> None:
    assert ask(mock, user_token="USER_TOKEN", keep=False).json()["chat_user"]["change"] == "created"
    assert mock.table("chat_users") == {}


def test_a_check_takes_the_settings_of_a_bot_and_what_is_given_instead(mock: Mock) -> None:
    mock.set(header_form="wrong")
    assert ask(mock, user_token="USER_TOKEN", bot_id=BOT).json()["reply"] == "upstream.http_error"
    given = {"header_form": "bare", "identity_method": "email", "send": {"user_id": "7"}, "timeout_seconds": 2, "redirects": 1}
    report = ask(mock, user_token="USER_TOKEN", bot_id=BOT, max_bytes=5000, lenient_status=True, **given).json()
    assert report["identity"] == {"method": "email", "key": "sample@demo.example"}
    assert report["request"]["body"] == '{"access_token":"USER_TOKEN","user_id":"7"}'


def test_a_token_that_cx_genie_would_not_send_is_not_sent(mock: Mock, far: Far) -> None:
    with far(answer(b"{}")) as server:
        report = ask(mock, user_token="undefined").json()

    assert (report["passed"], report["reply"], report["request"], server.requests) == (False, "token.undefined", None, [])
    assert report["rules"][0]["result"] == "fail"


@pytest.mark.parametrize("inside", [False, True])
def test_a_redirect_that_is_not_followed_is_shown_in_report_and_journal(mock: Mock, far: Far, inside: bool) -> None:
    with far(answer(b"moved", "307 Go", "Location: /login\r\n")) as server:
        url = "/reference/auth/redirect" if inside else server.url
        report = ask(mock, user_token="USER_TOKEN", url=url).json()
        table = ask(mock, user_token="USER_TOKEN", url=url, all=True).json()
    (asked, *_) = [entry for entry in mock.journal() if entry["kind"] == "outbound"]

    assert (report["reply"], report["failure"]["kind"], report["response"]["status"]) == ("upstream.redirect", "redirect", 307)
    assert {row["result"] for row in table["variants"][:15]} == {"fail"} or inside
    assert (asked["error"], asked["reply"]["status"]) == ("redirect", 307)
    assert "redirects" in asked["why"]


def test_a_check_without_an_address_says_so(mock: Mock) -> None:
    mock.set(authentication_url="")

    assert ask(mock, user_token="USER_TOKEN").json()["reply"] == "login.no_url"
    table = ask(mock, user_token="USER_TOKEN", all=True).json()
    assert {row["result"] for row in table["variants"][:15]} == {"fail"}


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, 422, "user_token"),
        ({"user_token": 5}, 422, "user_token"),
        ({"user_token": "x", "identity_method": "shoe_size"}, 422, "shoe_size"),
        ({"user_token": "x", "colour": "red"}, 422, "colour"),
        ({"user_token": "x", "timeout_seconds": 0}, 422, "timeout_seconds"),
        ({"user_token": "x", "send": {"age": "7"}}, 422, "age"),
        ({"user_token": "x", "bot_id": "nobody"}, 404, "nobody"),
    ],
)
def test_a_check_that_cannot_be_made_names_the_field(mock: Mock, given: dict[str, Any], status: int, words: str) -> None:
    reply = ask(mock, **given)

    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in reply.json()["detail"]


@pytest.mark.parametrize("field", ["url", "header_token", "user_token", "bot_id"])
def test_halves_of_characters_break_nothing(mock: Mock, field: str) -> None:
    reply = ask(mock, **{"user_token": "x", field: "http://127.0.0.1:1/\ud800"})

    assert reply.status_code in (200, 400, 404, 422)
    assert requests.get(f"{mock.root}/_mockcc/spaces/{mock.space}/journal", timeout=5).status_code in (200, 404)


def test_advice_is_given_where_nothing_is_refused(mock: Mock, far: Far) -> None:
    body = b'{"status": true, "data": {"id": "u1", "name": 7, "phone_number": "07700900123"}}'
    with far(answer(body, headers="Content-Type: text/html\r\n")):
        rules = {rule["rule"]: rule for rule in ask(mock, user_token="x").json()["rules"] if rule["result"] == "warn"}
    assert set(rules) == {"content_type", "data.name", "data.country_code"}
    with far(answer(b'{"status": true, "data": {"id": "u1", "phone_number": "1", "country_code": "44"}}')):
        rules = {rule["rule"]: rule for rule in ask(mock, user_token="x").json()["rules"] if rule["result"] == "warn"}
    assert "with a plus" in rules["data.country_code"]["why"]


def test_the_command_prints_the_report_and_says_yes_by_its_exit_status() -> None:
    with FarServer(customers_server()) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--send", "user_id=u1")

    assert status == 0
    assert "Authorization: HEADER_TOKEN Bearer" in output
    assert '{"access_token":"GOOD_TOKEN","user_id":"u1"}' in output
    assert "Chat user: created." in output
    assert output.endswith("ACCEPTED (session.started): The server vouches for id 'u1'.\n")


def test_the_command_says_no_by_its_exit_status() -> None:
    with FarServer(customers_server()) as server:
        status, output = check("--url", server.url, "--header-token", "WRONG", "--user-token", "GOOD_TOKEN")
        assert status == 1
        assert "FAIL  http_status  The HTTP status is 401, not 2xx." in output
        status, output = check("--url", server.url, "--user-token", "undefined")
        assert status == 1
        assert "REJECTED (token.undefined)" in output
    status, output = check("--url", server.url, "--user-token", "GOOD_TOKEN")
    assert (status, "none: Nobody takes the connection" in output) == (1, True)


def test_a_long_reply_is_cut_in_the_report() -> None:
    with FarServer(answer(b"x" * 5000)) as server:
        status, output = check("--url", server.url, "--user-token", "GOOD_TOKEN")

    assert (status, "x [...]" in output) == (1, True)


def test_a_field_to_send_needs_a_value() -> None:
    status, output = check("--url", "/reference/auth", "--user-token", "GOOD_TOKEN", "--send", "user_id")

    assert (status, "--send user_id names no value" in output) == (2, True)


def test_all_variants_pass_on_a_good_server() -> None:
    with FarServer(customers_server()) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")
        shown = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all")

    assert (status, set(results(output).values())) == (0, {"pass"})
    assert len(results(output)) == 17
    assert shown[1].endswith("PASSED: 17 ok, 0 to look at, 0 wrong.\n")


def test_a_server_that_knows_one_order_alone_is_warned() -> None:
    with FarServer(customers_server(any_header=False)) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")

    found = results(output)
    assert (status, found["header: conventional"], found["header: bare"], found["documented"]) == (0, "warn", "warn", "pass")


def test_a_server_that_vouches_for_anybody_is_wrong() -> None:
    with FarServer(customers_server(any_token=True)) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")

    found = results(output)
    assert status == 1
    assert {name for name, result in found.items() if result == "fail"} == {
        "token: unknown", "token: empty", "token: undefined", "token: null", "token: %USER_TOKEN%",
    }  # fmt: skip


def test_a_server_that_breaks_on_a_bad_token_is_warned() -> None:
    with FarServer(customers_server(crash=True)) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")

    assert (status, results(output)["token: undefined"]) == (0, "warn")


def test_a_server_that_does_not_answer_is_wrong_in_every_variant() -> None:
    with FarServer(b"") as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all")

    assert status == 1
    assert output.count("FAIL ") == 15
    assert "the same user token again" in output
    assert "gave the same identity" not in output
    assert output.endswith("FAILED: 1 ok, 0 to look at, 15 wrong.\n")


@pytest.mark.parametrize(
    "refusal",
    [
        answer(b"<h1>Sign in</h1>", headers="Content-Type: text/html\r\n"),
        answer(b'{"status": "false"}'),
        answer(b'{"status": true, "data": null}'),
        answer(b""),
    ],
)
def test_a_server_that_refuses_without_saying_so_is_warned(refusal: bytes) -> None:
    def conduct(visit: Visit) -> None:
        good = b"HEADER_TOKEN" in visit.request and b'"GOOD_TOKEN"' in visit.request
        visit.send(answer(json.dumps({"status": True, "data": USERS["GOOD_TOKEN"]}).encode()) if good else refusal)

    with FarServer(conduct) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")

    row = next(row for row in json.loads(output)["variants"] if row["variant"] == "token: unknown")
    assert (status, row["result"]) == (0, "warn")
    assert "answer with status false or 401" in row["why"]


def test_what_the_table_says_of_an_identity_is_true_of_a_server_that_refuses(mock: Mock) -> None:
    rows = ask(mock, user_token="NOBODYS", all=True).json()["variants"]

    assert [row["why"] for row in rows if row["variant"] == "identity: email"] == [
        "status is false: the server does not vouch for the visitor. With this identity method data.email has to say who the user is."
    ]


def test_an_identity_that_changes_from_call_to_call_is_wrong() -> None:
    numbers = iter(range(1000))
    with FarServer(lambda visit: visit.send(answer(b'{"status": true, "data": {"id": "%d"}}' % next(numbers)))) as server:
        status, output = check("--url", server.url, "--header-token", "HEADER_TOKEN", "--user-token", "GOOD_TOKEN", "--all", "--json")

    assert (status, results(output)["same person twice"]) == (1, "fail")


def test_a_national_number_without_country_is_a_warning_in_the_table(mock: Mock) -> None:
    rows = ask(mock, user_token="USER_TOKEN_NATIONAL", identity_method="phone_number", all=True).json()["variants"]

    assert {row["variant"]: row["result"] for row in rows}["documented"] == "warn"
    assert mock.table("chat_users") == {}


def test_a_token_that_the_widget_would_break_is_a_warning() -> None:
    assert breakers("a+b&c#d%") == "#%&+"
    status, output = check("--url", "/reference/auth", "--header-token", "HEADER_TOKEN", "--user-token", "a+b", "--all", "--json")

    assert (status, results(output)["token in the widget's URL"]) == (1, "warn")
