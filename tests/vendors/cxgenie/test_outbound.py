"""What CX Genie sends to the Authentication URL, byte for byte, and a verdict on everything that can come back."""

from __future__ import annotations

import pytest

from mockcc.vendors.cxgenie.outbound import absolute
from tests.support.far_server import FarServer, Visit
from tests.vendors.cxgenie.conftest import BOT, Far, Mock, answer

YES = answer(b'{"status": true, "data": {"id": "u1", "name": "Ursula"}}')


def test_the_request_is_byte_for_byte_the_documented_one(mock: Mock, far: Far) -> None:
    with far(YES) as server:
        assert mock.start().reply == "session.started"

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST / HTTP/1.1",
        b"Host: 127.0.0.1:%d" % server.port,
        b"Authorization: HEADER_TOKEN Bearer",
        b"Content-Type: application/json",
        b"Content-Length: 29",
        b"Connection: close",
    ]
    assert body == b'{"access_token":"USER_TOKEN"}'


def test_the_body_can_be_spaced_as_in_the_printed_curl_command(mock: Mock, far: Far) -> None:
    mock.change({"settings.current.body_spacing": "sample"})
    with far(YES) as server:
        mock.start()

    assert server.requests[0].endswith(b'\r\n\r\n{\n    "access_token": "USER_TOKEN"\n}')


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("docs", b"Authorization: HEADER_TOKEN Bearer"),
        ("conventional", b"Authorization: Bearer HEADER_TOKEN"),
        ("bare", b"Authorization: HEADER_TOKEN"),
        ("wrong", b"Authorization: not-the-header-token Bearer"),
        ("missing", None),
    ],
)
def test_the_header_token_has_five_forms(mock: Mock, far: Far, form: str, line: bytes | None) -> None:
    mock.set(header_form=form)
    with far(YES) as server:
        mock.start()

    found = [field for field in server.requests[0].split(b"\r\n") if field.startswith(b"Authorization")]
    assert found == ([] if line is None else [line])


def test_only_the_ticked_fields_that_the_page_gave_go_along(mock: Mock, far: Far) -> None:
    mock.set(additional_body=["phone_number", "user_id", "name"])
    with far(YES) as server:
        mock.start(user_id="17", email="u@demo.example", phone_number="1", name=5)

    assert server.requests[0].endswith(b'{"access_token":"USER_TOKEN","user_id":"17","phone_number":"1"}')


def test_letters_of_any_language_are_sent_as_utf8(mock: Mock, far: Far) -> None:
    with far(YES) as server:
        mock.start("Tài")

    assert server.requests[0].endswith('{"access_token":"Tài"}'.encode())


def test_each_call_is_in_the_journal_with_its_whole_exchange(mock: Mock, far: Far) -> None:
    with far(YES):
        mock.start()

    asked, session = mock.journal()
    assert (asked["kind"], asked["endpoint"], session["endpoint"]) == ("outbound", "authentication_url", "start_session")
    assert asked["request"]["header_list"] == [["Authorization", "HEADER_TOKEN Bearer"], ["Content-Type", "application/json"]]
    assert asked["request"]["json"] == {"access_token": "USER_TOKEN"}
    assert asked["reply"]["body"] == '{"status": true, "data": {"id": "u1", "name": "Ursula"}}'
    assert "was created" in session["why"]


def close_half_way(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"status": tr')


def drip(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    while not visit.pause(0.02):
        visit.send(b" ")


@pytest.mark.parametrize(
    ("conduct", "reply", "words"),
    [
        (answer(b'{"status": false}'), "upstream.status_false", "status is false"),
        (answer(b"{}", "403 Forbidden"), "upstream.http_error", "403"),
        (answer(b"{}", "500 Oh"), "upstream.http_error", "500"),
        (answer(b""), "upstream.empty", "empty"),
        (answer(b" \r\n "), "upstream.empty", "empty"),
        (answer(b"<!doctype html><h1>Login</h1>", headers="Content-Type: text/html\r\n"), "upstream.not_json", "an HTML page"),
        (answer(b"status=true"), "upstream.not_json", "no JSON"),
        (answer(b"[" * 100_000), "upstream.not_json", "no JSON"),
        (answer(b'{"status": true, "data": {"id": "\xff\xfe"}}'), "upstream.not_utf8", "0xff"),
        (answer(b'{"status": true, "data": {"id": "\\ud800"}}'), "upstream.not_utf8", "surrogate"),
        (answer(b'{"status": true, "data": {"id": "u1", "age": NaN}}'), "upstream.not_json", "no JSON"),
        (answer(b'{"status": true, "data": {"id": "u1", "age": -Infinity}}'), "upstream.not_json", "no JSON"),
        (answer(b"null"), "upstream.not_object", "null"),
        (answer(b"[1]"), "upstream.not_object", "a list"),
        (answer(b"true"), "upstream.not_object", "a boolean"),
        (answer(b"1.5"), "upstream.not_object", "a number"),
        (answer(b'"x"'), "upstream.not_object", "a text"),
        (answer(b'{"data": {"id": "u1"}}'), "upstream.status_missing", "has no"),
        (answer(b'{"status": "true", "data": {"id": "u1"}}'), "upstream.status_not_boolean", '"true"'),
        (answer(b'{"status": 1, "data": {"id": "u1"}}'), "upstream.status_not_boolean", "1"),
        (answer(b'{"status": null, "data": {"id": "u1"}}'), "upstream.status_not_boolean", "null"),
        (answer(b'{"status": ' + b"9" * 4000 + b"}"), "upstream.status_not_boolean", "a number"),
        (answer(b'{"status": true}'), "upstream.no_data", "missing"),
        (answer(b'{"status": true, "data": [{"id": "u1"}]}'), "upstream.no_data", "a list"),
        (answer(b'{"status": true, "data": {}}'), "upstream.identity_missing", "data.id is missing"),
        (answer(b'{"status": true, "data": {"id": "  "}}'), "upstream.identity_missing", "data.id"),
        (answer(b'{"status": true, "data": {"id": null}}'), "upstream.identity_missing", "null"),
        (answer(b'{"status": true, "data": {"id": 17}}'), "upstream.identity_type", "17"),
        (answer(b'{"status": true, "data": {"id": {"a": 1}}}'), "upstream.identity_type", "an object"),
        (answer(b"", "302 Found", "Location: /login\r\n"), "upstream.redirect", "redirects"),
        (answer(b"x" * 5000), "upstream.too_large", "4096"),
        (close_half_way, "upstream.broken", "half-way"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "upstream.broken", "no HTTP"),
        (b"", "upstream.broken", "without a reply"),
        (Visit.stay_silent, "upstream.timeout", "0.3 seconds"),
        (drip, "upstream.timeout", "0.3 seconds"),
    ],
)
def test_every_failure_is_told_apart_in_reply_and_journal(mock: Mock, far: Far, conduct: bytes, reply: str, words: str) -> None:
    mock.set(timeout_seconds=0.3, max_bytes=4096 if b"x" * 5000 in (conduct if isinstance(conduct, bytes) else b"") else 1_000_000)
    with far(conduct):
        seen = mock.start()

    assert (seen.reply, seen.status) == (reply, 401)
    assert set(seen.body) == {"error"}
    session = mock.journal()[-1]
    assert words in session["why"]
    assert all(compared["expected"] != compared["found"] for compared in session["compared"])
    assert mock.table("chat_users") == {}
    assert seen.response.elapsed.total_seconds() < 3


def test_a_server_that_does_not_speak_tls_is_told_apart(mock: Mock) -> None:
    with FarServer(b"HTTP/1.1 400 Bad Request\r\n\r\n", reads=False) as server:
        mock.set(authentication_url=server.url.replace("http:", "https:"))
        assert mock.start().reply == "upstream.tls"


def test_nobody_at_the_address_is_told_apart(mock: Mock, far: Far) -> None:
    with far(YES) as server:
        pass
    mock.set(authentication_url=server.url)

    assert mock.start().reply == "upstream.unreachable"


def test_redirects_are_followed_when_they_are_allowed_but_not_for_ever(mock: Mock, far: Far) -> None:
    with far(lambda visit: visit.send(YES if b"/there" in visit.request else answer(b"", "307 Go", "Location: /there\r\n"))):
        mock.set(redirects=1)
        assert mock.start().reply == "session.started"
    with far(lambda visit: visit.send(answer(b"", "307 Go", "Location: /again\r\n"))) as server:
        mock.set(redirects=5)
        assert mock.start().reply == "upstream.redirect"
    assert len(server.requests) == 6


@pytest.mark.parametrize("status", [b'"true"', b'"TRUE"', b"1", b"true"])
def test_the_lenient_setting_takes_what_looks_like_true(mock: Mock, far: Far, status: bytes) -> None:
    mock.set(lenient_status=True)
    with far(answer(b'{"status": %s, "data": {"id": 17}}' % status)):
        assert mock.start().reply == "session.started"
    assert [user["external_id"] for user in mock.table("chat_users").values()] == ["17"]


def test_the_lenient_setting_does_not_take_false_for_true(mock: Mock, far: Far) -> None:
    mock.set(lenient_status=True)
    for status in (b'"false"', b"0", b'"yes"', b"[]"):
        with far(answer(b'{"status": %s, "data": {"id": "u1"}}' % status)):
            assert mock.start().reply == "upstream.status_not_boolean"


def test_a_byte_order_mark_before_the_json_is_read_over(mock: Mock, far: Far) -> None:
    with far(answer(b'\xef\xbb\xbf{"status": true, "data": {"id": "u1"}}')):
        assert mock.start().reply == "session.started"


def test_fields_of_a_wrong_type_are_left_out(mock: Mock, far: Far) -> None:
    with far(answer(b'{"status": true, "data": {"id": "u1", "name": ["x"], "label": 5, "email": {"a": 1}, "extra": 1}}')):
        assert mock.start().reply == "session.started"
    (user,) = mock.table("chat_users").values()
    assert (user.get("name"), user.get("label"), user.get("email")) == (None, None, None)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "ftp://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://8.8.8.8/",
        "http://[2001:4860:4860::8888]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "//127.0.0.1/",
        "http://[half",
        "nonsense",
        "http://127.0.0.1/a b",
    ],
)
def test_addresses_that_are_never_called_are_refused(mock: Mock, address: str) -> None:
    mock.set(authentication_url=address, timeout_seconds=0.5)

    assert mock.start().reply == "upstream.refused_address"
    assert mock.journal()[-2]["error"] == "refused"


def test_a_redirect_to_a_foreign_host_is_refused(mock: Mock, far: Far) -> None:
    mock.set(redirects=3)
    with far(answer(b"", "307 Go", "Location: http://169.254.169.254/latest/\r\n")):
        assert mock.start().reply == "upstream.refused_address"


def test_a_name_that_changes_its_address_is_refused_and_resolved_once(mock: Mock, far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    from mockcc.wire.caller import Caller

    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    monkeypatch.setitem(mock.suite.__dict__, "_caller", Caller(resolver=resolver))
    with far(YES) as server:
        mock.set(authentication_url=f"http://changing.example:{server.port}/")
        assert mock.start().reply == "session.started"
        assert asked == ["changing.example"]
        assert mock.start().reply == "upstream.refused_address"


def test_a_header_token_that_would_split_the_request_is_not_sent(mock: Mock, far: Far) -> None:
    with far(YES) as server:
        mock.set(header_token="a\r\nX-Evil: 1")
        assert mock.start().reply == "upstream.refused_address"
    assert server.requests == []


def test_a_bot_that_vanishes_while_its_server_is_asked_is_not_found(mock: Mock, far: Far) -> None:
    def vanish(visit: Visit) -> None:
        mock.change({f"bots.{BOT}": None})
        visit.send(YES)

    with far(vanish):
        assert mock.start().reply == "bot.unknown"


def test_an_address_with_two_slashes_is_not_taken_for_our_own() -> None:
    assert absolute("//evil.example/", "http://mock/cxgenie") == "//evil.example/"
    assert absolute("/reference/auth", "http://mock/cxgenie") == "http://mock/cxgenie/reference/auth"
