"""What an application sees of a request, and in which order requests are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.wire.conftest import Wire


def environ_app(seen: list[dict[str, Any]]) -> Callable[..., list[bytes]]:
    """Keeps each environ, with its body read."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        environ["body"] = environ["wsgi.input"].read()
        seen.append(environ)
        start_response("200 OK", [])
        return [b"ok"]

    return app


def test_environ_holds_the_head_as_pep_3333_wants_it(wire: Wire) -> None:
    seen: list[dict[str, Any]] = []
    server = wire.serve(environ_app(seen))
    client = wire.connect(server)
    client.send(
        "POST /caf%C3%A9/%2F?a=%20b HTTP/1.1\r\nHost: mock.test:81\r\nX-Two: 1 \t\r\nx-two: 2\r\n"
        "Cookie: a=1\r\nCookie: b=2\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc"
    )
    client.reply()
    environ = seen[0]
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["PATH_INFO"] == "/caf\xc3\xa9//"
    assert environ["QUERY_STRING"] == "a=%20b"
    assert environ["mockcc.raw_target"] == "/caf%C3%A9/%2F?a=%20b"
    assert environ["HTTP_HOST"] == "mock.test:81"
    assert environ["HTTP_X_TWO"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["body"]) == ("text/plain", "3", b"abc")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", str(server.port))
    assert (environ["REMOTE_ADDR"], environ["REMOTE_PORT"]) == ("127.0.0.1", str(client.sock.getsockname()[1]))
    assert (environ["SCRIPT_NAME"], environ["SERVER_PROTOCOL"], environ["wsgi.url_scheme"]) == ("", "HTTP/1.1", "http")
    assert environ["mockcc.wire"] is True


def test_header_names_keep_case_and_underscores_but_underscored_ones_spoof_nothing(wire: Wire) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    client.get("/", "api_access_token: T1", "X_Forwarded_For: spoof", "x-FORWARDED-for: real", "Content_Length: 99")
    client.reply()
    assert seen[0]["mockcc.headers"] == [
        ("Host", "mock.test"),
        ("api_access_token", "T1"),
        ("X_Forwarded_For", "spoof"),
        ("x-FORWARDED-for", "real"),
        ("Content_Length", "99"),
    ]
    assert seen[0]["HTTP_X_FORWARDED_FOR"] == "real"
    assert not {"HTTP_API_ACCESS_TOKEN", "CONTENT_LENGTH"} & seen[0].keys()


@pytest.mark.parametrize(
    ("target", "host", "path", "query"),
    [
        ("http://other.test:8080/a?b", "other.test:8080", "/a", "b"),
        ("HTTP://user:pw@other.test", "other.test", "/", ""),
        ("https://[::1]:8443?q=1", "[::1]:8443", "/", "q=1"),
        ("//double/slash", "mock.test", "//double/slash", ""),
    ],
)
def test_a_target_may_be_an_address_and_its_host_wins(wire: Wire, target: str, host: str, path: str, query: str) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    client.get(target)
    client.reply()
    assert (seen[0]["HTTP_HOST"], seen[0]["PATH_INFO"], seen[0]["QUERY_STRING"]) == (host, path, query)
    assert seen[0]["mockcc.raw_target"] == target


def test_an_address_of_https_that_comes_over_plain_http_is_still_of_https(wire: Wire) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    client.get("https://other.test/a")
    client.reply()
    client.get("/a")
    client.reply()
    assert [environ["wsgi.url_scheme"] for environ in seen] == ["https", "http"]


def test_options_for_the_whole_server_is_answered_by_the_wire(wire: Wire) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    for target in ("*", "http://mock.test"):
        client.get(target, method="OPTIONS")
        head, body = client.reply()
        assert (head.status_code, body) == (200, b"")
        assert b"POST" in dict(head.headers)[b"allow"]
    assert seen == []


def test_a_chunked_body_arrives_whole_with_its_length(wire: Wire) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    # The second chunk holds a blank line, and the last one is followed by a trailer: neither ends the request early.
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n6\r\n\r\n\r\ncd\r\n0\r\nHost: trailer\r\n\r\n"
    )
    client.get("/next")
    client.reply()
    client.reply()
    assert (seen[0]["body"], seen[0]["CONTENT_LENGTH"], seen[0]["HTTP_HOST"]) == (b"ab\r\n\r\ncd", "8", "a")
    assert "HTTP_TRANSFER_ENCODING" not in seen[0]
    assert seen[1]["PATH_INFO"] == "/next"


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_requests_in_pieces_of_any_size_are_the_same_requests(wire: Wire, size: int) -> None:
    seen: list[dict[str, Any]] = []
    client = wire.connect(wire.serve(environ_app(seen)))
    data = (
        "\r\nPOST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na\r\n\r\r\n0\r\n\r\n"
        "PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    for start in range(0, len(data), size):
        client.send(data[start : start + size])
    assert [client.reply()[0].status_code for _ in range(3)] == [200] * 3
    assert [(each["PATH_INFO"], each["body"]) for each in seen] == [("/1", b"a\r\n\r"), ("/2", b"\r\n\r\n"), ("/3", b"")]


def test_pipelined_requests_are_answered_in_order_even_when_the_first_is_slow(wire: Wire) -> None:
    order: list[str] = []
    second_was_early, release = threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"]
        if path == "/slow":
            assert release.wait(5)
        elif not release.is_set():
            second_was_early.set()
        order.append(path)
        start_response("200 OK", [])
        return [path.encode()]

    server = wire.serve(app, waits=lambda environ: environ["PATH_INFO"] == "/slow")
    client, other = wire.connect(server), wire.connect(server)
    client.get("/slow")
    client.get("/b")
    client.get("/c")
    other.send("POST /ignored HTTP/1.1\r\nHost: a\r\n")
    assert not second_was_early.is_set()
    release.set()
    assert [client.reply()[1] for _ in range(3)] == [b"/slow", b"/b", b"/c"]
    assert order == ["/slow", "/b", "/c"]


def test_reading_stops_while_a_request_is_in_hand_and_goes_on_after_it(wire: Wire) -> None:
    release = threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            assert release.wait(5)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    client = wire.connect(wire.serve(app, waits=lambda environ: environ["PATH_INFO"] == "/slow"))
    client.get("/slow")
    # Nobody reads these: the sender is stopped by the kernel's buffers long before all are out.
    client.sock.settimeout(0.2)
    flood = b"GET /fast HTTP/1.1\r\nHost: mock.test\r\n\r\n" * 1000
    with pytest.raises(TimeoutError):
        client.sock.sendall(flood * 500)
    release.set()
    client.sock.settimeout(5)
    assert client.reply()[1] == b"/slow"
    assert [client.reply()[1] for _ in range(200)] == [b"/fast"] * 200


def test_expect_continue_is_answered_before_the_body(wire: Wire) -> None:
    client = wire.connect(wire.serve())
    client.send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
    assert client.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.send("abcd")
    assert client.reply()[1] == b"POST /up abcd"


def test_an_offer_of_http2_is_ignored_and_the_body_still_read(wire: Wire) -> None:
    client = wire.connect(wire.serve())
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")
    for _ in range(2):
        client.get("/up", *offer, method="POST", body="abcd")
        assert client.reply()[1] == b"POST /up abcd"
        client.get("/up", *offer)
        assert client.reply()[1] == b"GET /up "
    client.send(
        "POST /c HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
    )
    assert client.reply()[1] == b"POST /c x"


def test_http_1_0_closes_unless_asked_to_stay(wire: Wire) -> None:
    server = wire.serve()
    client = wire.connect(server)
    client.send("GET /stay HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert b"Connection: keep-alive\r\n" in client.until(b"GET /stay ")
    client.send("GET /go HTTP/1.0\r\n\r\n")
    assert b"Connection: close\r\n" in client.rest()


def test_a_client_that_closes_its_half_still_gets_all_its_replies(wire: Wire) -> None:
    client = wire.connect(wire.serve(waits=lambda environ: environ["PATH_INFO"] == "/1"))
    for path in ("/1", "/2", "/3"):
        client.get(path)
    client.sock.shutdown(1)
    assert [client.reply()[1] for _ in range(3)] == [b"GET /1 ", b"GET /2 ", b"GET /3 "]
    assert client.rest() == b""


def test_ipv6(wire: Wire) -> None:
    server = wire.serve(host="::1")
    client = wire.connect(server)
    client.get("/six")
    assert client.reply()[1] == b"GET /six "
    assert server.url == f"http://[::1]:{server.port}"
