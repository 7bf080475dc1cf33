"""Server-side request forgery by names: whatever DNS says, the address that was checked is the one that is called."""

from __future__ import annotations

import os
import socket
import threading

import pytest

from mockcc.model import OutboundCall
from mockcc.wire.caller import Caller
from mockcc.wire.dial import system_resolver
from tests.support.far_calls import OK, PUBLIC, Dialled, ask, assert_refused, names
from tests.support.far_server import FarServer

# Names.


def test_a_name_for_a_public_address_is_refused() -> None:
    assert_refused(ask("http://auth.example/", resolver=names(auth_example=PUBLIC)), "auth.example", PUBLIC, "outbound_hosts")


def test_one_bad_address_among_good_ones_is_enough_to_refuse() -> None:
    assert_refused(ask("http://auth.example/", resolver=names(auth_example=["127.0.0.1", "10.0.0.1", PUBLIC])), PUBLIC)


def test_a_listed_host_may_have_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled = Dialled(monkeypatch)
    result = ask("http://AUTH.example./", allowed=["Auth.Example"], resolver=names(auth_example=[PUBLIC, "10.0.0.1"]))
    assert result.failure == "unreachable"
    assert [str(address) for address in dialled.addresses] == [PUBLIC, "10.0.0.1"]


def test_nothing_is_dialled_before_every_address_has_been_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled = Dialled(monkeypatch)
    assert_refused(ask("http://auth.example/", resolver=names(auth_example=["127.0.0.1", PUBLIC])))
    assert dialled.addresses == []


def test_the_list_is_of_whole_names() -> None:
    resolver = names(x_auth_example=PUBLIC, example=PUBLIC, auth_example_evil=PUBLIC)
    for host in ("x.auth.example", "example", "auth.example.evil"):
        assert_refused(ask(f"http://{host}/", allowed=["auth.example"], resolver=resolver), host)


def test_a_listed_host_that_leads_to_a_metadata_service_is_refused() -> None:
    resolver = names(auth_example="169.254.169.254")
    assert_refused(ask("http://auth.example/", allowed=["auth.example"], resolver=resolver), "link-local", "listed or not")


def test_a_listed_host_that_leads_to_ipv4_inside_ipv6_is_refused() -> None:
    resolver = names(auth_example="::ffff:169.254.169.254")
    assert_refused(ask("http://auth.example/", allowed=["auth.example"], resolver=resolver), "IPv4 inside IPv6")


def test_a_link_local_address_with_a_zone_is_refused() -> None:
    assert_refused(ask("http://auth.example/", allowed=["auth.example"], resolver=names(auth_example="fe80::1%eth0")), "link-local")


def test_dns_that_changes_its_answer_after_the_check_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["127.0.0.1"], [PUBLIC], [PUBLIC]])

    def no_second_look(*_: object, **__: object) -> list[object]:
        raise AssertionError("the name was looked up a second time")

    monkeypatch.setattr(socket, "getaddrinfo", no_second_look)
    with FarServer(OK) as server:
        result = ask(f"http://auth.example:{server.port}/", resolver=lambda host, port: next(answers))
        assert (result.failure, result.body) == (None, b"ok")
    assert f"Host: auth.example:{server.port}\r\n".encode() in server.requests[0]
    assert next(answers) == [PUBLIC]


def test_a_redirect_to_a_name_whose_dns_has_changed_is_refused() -> None:
    answers = iter([["127.0.0.1"], [PUBLIC]])
    with FarServer(b"HTTP/1.1 307 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n") as server:
        result = ask(f"http://auth.example:{server.port}/", resolver=lambda host, port: next(answers), redirects=3)
    assert_refused(result, f"Redirected by auth.example:{server.port}", PUBLIC)


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.example/",
        "//evil.example/",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://[::ffff:7f00:1]/",
        "http://2130706433/",
        "http://user@127.0.0.1/",
        "http://[x/",
        "/caf\xe9",
    ],
)
def test_a_redirect_to_where_a_call_may_not_go_is_refused(location: str) -> None:
    reply = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    with FarServer(reply) as server:
        result = ask(server.url, resolver=names(evil_example=PUBLIC), redirects=5)
    assert_refused(result, f"Redirected by 127.0.0.1:{server.port}: ")
    assert len(server.requests) == 1


def test_a_name_without_addresses_is_unreachable() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for resolver in (unknown, names(auth_example=[]), names(auth_example="no address")):
        result = ask("http://auth.example/", resolver=resolver)
        assert result.failure == "unreachable"
        assert "auth.example has no address" in result.detail


def test_dns_that_never_answers_ends_with_the_timeout() -> None:
    over = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        over.wait(10.0)
        return []

    result = Caller(resolver=silent).ask(OutboundCall("GET", "http://auth.example/", timeout=0.1))
    over.set()
    assert result.failure == "timeout"
    assert "resolving auth.example" in result.detail
    assert result.seconds < 0.5


def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    with FarServer(OK) as server:
        resolver = names(auth_example=["127.0.0.2", "127.0.0.2", "127.0.0.1"])
        assert ask(f"http://auth.example:{server.port}/", resolver=resolver).status == 200
    result = ask(f"http://auth.example:{server.port}/", resolver=resolver)
    assert result.failure == "unreachable"
    assert result.detail.count("127.0.0.2") == 1


def test_localhost_is_found_by_the_system() -> None:
    assert set(system_resolver("localhost", 80)) & {"127.0.0.1", "::1"}


def test_ipv6_loopback_is_called() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"this machine has no IPv6 loopback ({error}): calls to [::1] go untested")
    with listener:
        thread = threading.Thread(target=lambda: answer_once(listener))
        thread.start()
        assert ask(f"http://[0:0:0:0:0:0:0:1]:{listener.getsockname()[1]}/").body == b"ok"
        thread.join()


def answer_once(listener: socket.socket) -> None:
    sock, _ = listener.accept()
    with sock:
        sock.recv(1024)
        sock.sendall(OK)
