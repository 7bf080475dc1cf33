"""curl, a client that others wrote, in every framing that it knows."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wire.conftest import Wire

Curl = Callable[..., str]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "GET /x "),
        (["-0"], "GET /x "),
        (["-d", "a=b"], "POST /x a=b"),
        (["-0", "-d", "a=b"], "POST /x a=b"),
        (["-d", "a=b", "-H", "Transfer-Encoding: chunked"], "POST /x a=b"),
        (["-d", "a=b", "-H", "Expect: 100-continue"], "POST /x a=b"),
        (["-d", "a=b", "-H", "Connection: close"], "POST /x a=b"),
        (["--http2", "-d", "a=b"], "POST /x a=b"),
        (["-X", "DELETE"], "DELETE /x "),
        (["-X", "PATCH", "-d", "p"], "PATCH /x p"),
    ],
)
def test_curl_gets_what_it_asked_for(wire: Wire, curl: Curl, options: list[str], expected: str) -> None:
    url = wire.serve().url + "/x"
    assert curl(*options, url) == expected


def test_curl_uses_one_connection_for_many_requests(wire: Wire, curl: Curl) -> None:
    url = wire.serve().url
    assert curl("-w", "[%{num_connects}]", f"{url}/1", f"{url}/2") == "GET /1 [1]GET /2 [0]"


def test_curl_sees_a_head_without_waiting_for_a_body(wire: Wire, curl: Curl) -> None:
    answer = curl("-I", wire.serve().url + "/x")
    assert answer.startswith("HTTP/1.1 200 OK\r\n")
    assert "Content-Length: 8\r\n" in answer


def test_curl_uploads_a_large_file(wire: Wire, curl: Curl, tmp_path: Path) -> None:
    def count(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [str(len(environ["wsgi.input"].read())).encode()]

    file = tmp_path / "large"
    file.write_bytes(bytes(2_000_000))
    url = wire.serve(count).url
    assert curl("-T", str(file), f"{url}/up") == "2000000"
    assert curl("-T", str(file), "-H", "Transfer-Encoding: chunked", f"{url}/up") == "2000000"


def test_curl_speaks_through_a_plain_proxy(wire: Wire, curl: Curl) -> None:
    url = wire.serve().url
    assert curl("--noproxy", "", "-x", url, "http://vendor.test/login") == "GET /login "


def test_curl_over_tls(wire: Wire, curl: Curl, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    assert curl("-k", wire.serve(ssl_context=contexts[0]).url + "/x") == "GET /x "


def test_curl_reads_a_stream(wire: Wire, curl: Curl) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return iter([b"data: 1\n\n", b"data: 2\n\n"])

    assert curl("-N", wire.serve(app, waits=lambda environ: True).url) == "data: 1\n\ndata: 2\n\n"
