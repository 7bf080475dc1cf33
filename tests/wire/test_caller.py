"""A call to somebody else's server: what goes out byte by byte, and a verdict on every kind of bad server."""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from mockcc.model import OutboundCall, OutboundFailure, OutboundResult
from mockcc.suite import Suite
from mockcc.wire.answer import HEAD_BYTES
from mockcc.wire.caller import Caller
from tests.support.far_server import FarServer, Visit

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
SOON = 0.25
"""Seconds that a call may take where the server lets it wait."""


def ask(server: FarServer, path: str = "", *, method: str = "GET", timeout: float = 5.0, max_bytes: int = 1000) -> OutboundResult:
    return Caller().ask(OutboundCall(method, server.url + path, timeout=timeout, max_bytes=max_bytes))


def assert_failed(result: OutboundResult, failure: OutboundFailure, *words: str) -> None:
    assert result.failure == failure, result
    if failure != "redirect":
        assert (result.status, result.body, result.headers) == (0, b"", ())
    assert result.detail.endswith(".")
    for word in words:
        assert word in result.detail


# The request.


def test_the_header_fields_go_out_as_they_were_given_and_nothing_of_ours_but_host_length_and_connection() -> None:
    with FarServer(OK) as server:
        headers = (("x-first", "1"), ("Authorization", "HEADER_TOKEN Bearer"), ("api_key", "k\xe9y"), ("x-first", "2"))
        result = Caller().ask(OutboundCall("POST", server.url + "a/b;c?d=%41&d", headers, b'{"a":1}'))
    assert result.body == b"ok"
    assert server.requests == [
        b"POST /a/b;c?d=%41&d HTTP/1.1\r\n"
        b"Host: 127.0.0.1:" + str(server.port).encode() + b"\r\n"
        b"x-first: 1\r\n"
        b"Authorization: HEADER_TOKEN Bearer\r\n"
        b"api_key: k\xe9y\r\n"
        b"x-first: 2\r\n"
        b"Content-Length: 7\r\n"
        b"Connection: close\r\n\r\n"
        b'{"a":1}'
    ]


def test_without_a_body_there_is_no_content_length_and_a_fragment_stays_at_home() -> None:
    with FarServer(OK) as server:
        ask(server, "?#top")
    assert server.requests == [b"GET /? HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % server.port]


def test_an_address_without_a_path_asks_for_the_root() -> None:
    with FarServer(OK) as server:
        Caller().ask(OutboundCall("GET", server.url.removesuffix("/") + "?a=1"))
    assert server.requests[0].startswith(b"GET /?a=1 HTTP/1.1\r\n")


def test_a_field_that_the_call_gives_itself_is_not_added_a_second_time() -> None:
    with FarServer(OK) as server:
        headers = (("connection", "Close"), ("HOST", "other.example"), ("content-length", "2"))
        Caller().ask(OutboundCall("PUT", server.url, headers, b"ab"))
    assert server.requests == [b"PUT / HTTP/1.1\r\nconnection: Close\r\nHOST: other.example\r\ncontent-length: 2\r\n\r\nab"]


def test_the_proxy_settings_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with FarServer(OK) as server:
        assert ask(server).status == 200


@pytest.mark.parametrize("field", [("a", "b\r\nc: d"), ("a", "\0"), ("a b", "c"), ("", "c"), ("a", "\u0416"), ("a\n", "c")])
def test_a_header_field_that_would_break_the_message_is_refused(field: tuple[str, str]) -> None:
    assert_failed(Caller().ask(OutboundCall("GET", "http://127.0.0.1:1/", (field,))), "refused", "header field", repr(field[0]))


@pytest.mark.parametrize("method", ["", "GET /x HTTP/1.1\r\n", "G T"])
def test_a_method_that_would_break_the_message_is_refused(method: str) -> None:
    assert_failed(Caller().ask(OutboundCall(method, "http://127.0.0.1:1/")), "refused", "method")


# Good replies.


def test_a_reply_comes_back_with_its_fields_in_order_and_spelling_and_the_seconds_that_it_took() -> None:
    with FarServer(b"HTTP/1.1 403 Nope\r\nX_b: 1\r\nx-A: \xe9\r\nX_b: 2\r\nContent-Length: 4\r\n\r\n\xff\x00<>") as server:
        result = ask(server)
    assert (result.status, result.body, result.failure, result.detail) == (403, b"\xff\x00<>", None, "")
    assert result.headers == (("X_b", "1"), ("x-A", "\xe9"), ("X_b", "2"), ("Content-Length", "4"))
    assert 0 < result.seconds < 5


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nTrailer: 1\r\n\r\n", b"abcd"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b""),
        (
            b"HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + OK,
            b"ok",
        ),
        (b"HTTP/1.1 200 OK\r\nUpgrade: h2\r\nConnection: Upgrade, close\r\nContent-Length: 1\r\n\r\nx", b"x"),
        (OK + b"what follows is nobody's", b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\nX: y\r\nContent-Length: 1\r\n\r\nz", b"ok"),
    ],
    ids=[
        "chunked",
        "until the end",
        "empty until the end",
        "204",
        "no reason",
        "interim replies",
        "upgrade offered",
        "garbage behind",
        "two",
    ],
)
def test_every_way_in_which_a_reply_may_end_is_understood(reply: bytes, body: bytes) -> None:
    with FarServer(reply) as server:
        result = ask(server)
    assert (result.failure, result.body) == (None, body)
    assert result.status in (200, 204)
    assert not {"X", "Link", "Trailer"} & {name for name, _ in result.headers}


def test_a_head_reply_has_no_body_whatever_its_length_says() -> None:
    with FarServer(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nstray") as server:
        result = ask(server, method="HEAD")
    assert (result.status, result.body) == (200, b"")


def test_a_server_that_answers_before_it_has_read_all_is_heard() -> None:
    def early(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        visit.sock.shutdown(socket.SHUT_WR)
        while visit.sock.recv(65536):
            pass

    with FarServer(early, reads=False) as server:
        assert Caller().ask(OutboundCall("POST", server.url, body=b"x" * 5_000_000)).status == 413


def test_html_and_bytes_that_are_not_utf_8_are_a_reply_like_any_other_for_the_vendor_to_judge() -> None:
    with FarServer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\n<p>\xff\xfe\xe9<") as server:
        assert ask(server).body == b"<p>\xff\xfe\xe9<"


# Bad servers.


def test_a_silent_server_ends_with_the_timeout() -> None:
    with FarServer(Visit.stay_silent) as server:
        result = ask(server, timeout=SOON)
    assert_failed(result, "timeout", f"After {SOON} seconds", "waiting for the reply", str(server.port))
    assert SOON <= result.seconds < SOON + 0.5


def test_a_server_that_dribbles_ends_with_the_timeout_as_well() -> None:
    def dribble(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while not visit.pause(SOON / 10):
            visit.send(b".")

    with FarServer(dribble) as server:
        result = ask(server, timeout=SOON)
    assert_failed(result, "timeout")
    assert SOON <= result.seconds < SOON + 0.5


def test_a_server_that_never_reads_ends_with_the_timeout() -> None:
    with FarServer(Visit.stay_silent, reads=False) as server:
        result = Caller().ask(OutboundCall("POST", server.url, body=b"x" * 20_000_000, timeout=SOON))
    assert_failed(result, "timeout", "sending the request")


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan")])
def test_no_time_at_all_is_a_timeout(timeout: float) -> None:
    assert_failed(Caller().ask(OutboundCall("GET", "http://127.0.0.1:1/", timeout=timeout)), "timeout", "After 0 seconds")


def test_endless_time_is_an_hour() -> None:
    with FarServer(OK) as server:
        assert ask(server, timeout=float("inf")).status == 200


def test_a_body_over_the_limit_is_too_large_and_not_read_to_its_end() -> None:
    def endless(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            visit.send(b"x" * 65536)

    with FarServer(endless) as server:
        assert_failed(ask(server), "too_large", "over 1000 bytes")


def test_a_body_of_exactly_the_limit_is_read() -> None:
    with FarServer(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000) as server:
        assert len(ask(server).body) == 1000


def test_an_endless_head_is_too_large() -> None:
    def endless(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            visit.send(b"X-More: and more\r\n" * 1000)

    with FarServer(endless) as server:
        assert_failed(ask(server), "too_large", "head", str(HEAD_BYTES))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"", "without a reply"),
        (b"<html>hello</html>", "no HTTP/1.1"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0"),
        (b"\xff\xfe\x00garbage", "no HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "middle of its reply's head"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "middle of its reply's head"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "no HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "half-way, after 4 bytes"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "no HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "half-way, after 3 bytes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", "broken after 3 bytes"),
    ],
    ids=["nothing", "html", "ssh", "garbage", "cut head", "only interim", "upgrade", "cut body", "two lengths", "cut chunks", "bad chunk"],
)
def test_what_is_no_whole_http_reply_is_broken(reply: bytes, words: str) -> None:
    with FarServer(reply) as server:
        assert_failed(ask(server), "broken", words, str(server.port))


def test_a_connection_that_is_reset_is_broken() -> None:
    def reset(visit: Visit) -> None:
        visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with FarServer(reset) as server:
        assert_failed(ask(server), "broken", "cut the connection", "reset")


def test_a_connection_that_is_reset_while_the_request_goes_out_is_broken() -> None:
    def reset(visit: Visit) -> None:
        visit.sock.recv(10)
        visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with FarServer(reset, reads=False) as server:
        result = Caller().ask(OutboundCall("POST", server.url, body=b"x" * 20_000_000))
    assert result.failure == "broken"


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert_failed(Caller().ask(OutboundCall("GET", f"http://127.0.0.1:{port}/")), "unreachable", f"127.0.0.1:{port}", "refused")


def test_a_connection_that_is_not_taken_ends_with_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        result = Caller().ask(OutboundCall("GET", f"http://127.0.0.1:{address[1]}/", timeout=SOON))
        for sock in waiting:
            sock.close()
    assert_failed(result, "timeout", "connecting")


# Redirects.


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def test_a_redirect_is_a_failure_that_names_the_place_unless_the_call_allows_some() -> None:
    with FarServer(redirect("/elsewhere")) as server:
        result = ask(server)
    assert_failed(result, "redirect", "302", "'/elsewhere'", "0 redirects")
    assert (result.status, ("Location", "/elsewhere") in result.headers) == (302, True)
    assert len(server.requests) == 1


@pytest.mark.parametrize("reply", [b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\nLocation: /\r\n\r\n"])
def test_a_3xx_that_leads_nowhere_is_a_redirect_too(reply: bytes) -> None:
    with FarServer(reply) as server:
        assert_failed(Caller().ask(OutboundCall("GET", server.url, redirects=5)), "redirect", "nowhere")


def test_a_server_that_redirects_for_ever_is_left_after_the_redirects_that_are_allowed() -> None:
    with FarServer(redirect("/again")) as server:
        assert_failed(Caller().ask(OutboundCall("GET", server.url, redirects=3)), "redirect", "'/again'", "3 redirects")
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("status", "method", "second", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (302, "PUT", "PUT", b"{}"),
        (303, "PUT", "GET", b""),
        (303, "HEAD", "HEAD", b"{}"),
        (307, "POST", "POST", b"{}"),
        (308, "POST", "POST", b"{}"),
    ],
)
def test_method_and_body_change_with_a_redirect_as_they_do_in_browsers(status: int, method: str, second: str, body: bytes) -> None:
    def conduct(visit: Visit) -> None:
        visit.send(OK if b" /b?c=d " in visit.request else redirect("b?c=d", status))

    with FarServer(conduct) as server:
        headers = (("Content-Type", "application/json"), ("Authorization", "secret"))
        result = Caller().ask(OutboundCall(method, server.url + "a", headers, b"{}", redirects=1))
    assert result.status == 200
    head, _, sent = server.requests[1].partition(b"\r\n\r\n")
    assert head.startswith(f"{second} /b?c=d HTTP/1.1\r\n".encode())
    assert sent == body
    assert (b"Content-Type" in head) == (b"Content-Length" in head) == bool(body)
    assert b"Authorization: secret" in head


def test_another_server_is_not_shown_the_credentials_that_were_meant_for_the_first() -> None:
    with FarServer(OK) as second, FarServer(redirect(second.url, 307)) as first:
        headers = (("authorization", "secret"), ("Cookie", "secret"), ("Host", "first.example"), ("X", "kept"))
        assert Caller().ask(OutboundCall("POST", first.url, headers, b"{}", redirects=1)).status == 200
    assert b"secret" in first.requests[0]
    port = second.port
    assert second.requests == [
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX: kept\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" % port
    ]


# Together.


def test_many_threads_may_call_at_once() -> None:
    caller, found = Caller(), []
    with FarServer(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\n" + visit.request.split()[1])) as server:
        threads = [
            threading.Thread(target=lambda n=n: found.append((n, caller.ask(OutboundCall("GET", f"{server.url}{n}"))))) for n in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {result.body: n for n, result in found} == {b"/%d" % n: n for n in range(20)}


def test_the_suite_makes_calls_and_knows_the_hosts_that_it_was_given() -> None:
    suite = Suite(vendors=["ozonetel"], outbound_hosts=["Auth.Example."])
    with FarServer(OK) as server:
        assert suite.ask(OutboundCall("GET", server.url)).status == 200
    assert suite._caller._allowed == {"auth.example"}
    suite.close()
