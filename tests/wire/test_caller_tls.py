"""Calls over TLS: the certificate of the name that was called, at the address that was checked."""

from __future__ import annotations

import datetime
import os
import socket
import ssl
import struct
from pathlib import Path

import pytest
import trustme

from mockcc.model import OutboundCall, OutboundResult
from mockcc.wire.caller import Caller
from tests.support.far_server import FarServer, Visit

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CA = trustme.CA(key_type=trustme.KeyType.ECDSA)


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    CA.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


def tls_for(*names: str, until: datetime.datetime | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert(*names, not_after=until, key_type=trustme.KeyType.ECDSA).configure_cert(context)
    return context


def ask(server: FarServer, ca_file: str | None, host: str = "auth.example", timeout: float = 5.0) -> OutboundResult:
    caller = Caller(ca_file=ca_file, resolver=lambda *_: ["127.0.0.1"])
    return caller.ask(OutboundCall("GET", f"https://{host}:{server.port}/", timeout=timeout))


def assert_failed(result: OutboundResult, failure: str, *words: str) -> None:
    assert (result.failure, result.status) == (failure, 0), result
    for word in words:
        assert word in result.detail


def test_the_name_goes_out_as_sni_and_the_certificate_is_checked_against_it(ca_file: str) -> None:
    context, asked = tls_for("auth.example"), []
    context.sni_callback = lambda sock, name, _: asked.append(name)
    with FarServer(OK, tls=context) as server:
        result = ask(server, ca_file)
    assert (result.failure, result.body, asked) == (None, b"ok", ["auth.example"])
    assert b"Host: auth.example:" in server.requests[0]


def test_an_address_is_checked_against_the_addresses_of_the_certificate(ca_file: str) -> None:
    with FarServer(OK, tls=tls_for("127.0.0.1")) as server:
        assert ask(server, ca_file, "127.0.0.1").status == 200


def test_a_large_body_goes_out_over_tls(ca_file: str) -> None:
    with FarServer(OK, tls=tls_for("127.0.0.1")) as server:
        body = b"x" * 300_000
        assert Caller(ca_file=ca_file).ask(OutboundCall("POST", server.url, body=body)).status == 200
    assert server.requests[0].endswith(body)


def test_a_certificate_of_nobody_that_is_trusted_is_a_tls_failure() -> None:
    with FarServer(OK, tls=tls_for("auth.example")) as server:
        assert_failed(ask(server, None), "tls", "auth.example", "not trusted", "CA file")
    assert server.requests == []


def test_a_certificate_of_another_name_is_a_tls_failure(ca_file: str) -> None:
    with FarServer(OK, tls=tls_for("other.example")) as server:
        assert_failed(ask(server, ca_file), "tls", "not trusted", "auth.example")


def test_an_expired_certificate_is_a_tls_failure(ca_file: str) -> None:
    with FarServer(OK, tls=tls_for("auth.example", until=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))) as server:
        assert_failed(ask(server, ca_file), "tls", "expired")


def test_a_server_that_speaks_plain_http_is_a_tls_failure(ca_file: str) -> None:
    with FarServer(b"HTTP/1.1 400 Bad Request\r\n\r\n", reads=False) as server:
        assert_failed(ask(server, ca_file), "tls", "does not agree on TLS")


def test_a_server_that_hangs_up_in_the_handshake_is_a_tls_failure(ca_file: str) -> None:
    def reset(visit: Visit) -> None:
        visit.sock.recv(10)
        visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with FarServer(reset, reads=False) as server:
        assert_failed(ask(server, ca_file), "tls", "does not agree on TLS")


def test_a_silent_handshake_ends_with_the_timeout(ca_file: str) -> None:
    with FarServer(Visit.stay_silent, reads=False) as server:
        assert_failed(ask(server, ca_file, timeout=0.1), "timeout", "agreeing on TLS")


def test_a_silent_server_behind_the_handshake_ends_with_the_timeout(ca_file: str) -> None:
    with FarServer(Visit.stay_silent, tls=tls_for("auth.example")) as server:
        assert_failed(ask(server, ca_file, timeout=0.2), "timeout", "waiting for the reply")


def test_bytes_that_are_not_tls_in_the_middle_are_a_tls_failure(ca_file: str) -> None:
    def garble(visit: Visit) -> None:
        os.write(visit.sock.fileno(), b"x" * 50)

    with FarServer(garble, tls=tls_for("auth.example")) as server:
        assert_failed(ask(server, ca_file), "tls", "broke")


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_used_is_a_tls_failure_that_names_it(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "bad.pem"
    if content is not None:
        path.write_text(content)
    with FarServer(OK, tls=tls_for("auth.example")) as server:
        assert_failed(ask(server, str(path)), "tls", "bad.pem", "PEM file")
