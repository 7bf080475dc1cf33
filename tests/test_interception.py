"""Stories of code that has a vendor's real host built in: requests and httpx are led to a space, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests

from mockcc import Client, Suite, interception
from mockcc.errors import MockccError, UnknownNameError
from mockcc.interception import intercept
from mockcc.wire import Server

HOST = "https://in1-ccaas-api.ozonetel.com"
LOGIN = f"{HOST}/CAServices/AgentAuthenticationV2/index.php"
FORM = {"userName": "demo", "apiKey": "KK00000000000000000000000000000001", "action": "login", "phoneNumber": "+919900000001"}
AUTH = ("agent1", "agent1-secret")
OK = "Agent agent1 logged in successfully"
ALREADY = "Agent has already logged in"


@pytest.fixture
def client() -> Iterator[Client]:
    """A space of a suite that nobody serves."""
    suite = Suite(vendors=["ozonetel"])
    yield Client(suite=suite).new_space("mine")
    suite.close()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another server, which has nothing to do with mockcc."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "9")])
        return [b"elsewhere"]

    with Server(app) as server:
        yield server.url


def test_requests_reaches_the_space_and_sees_the_real_address(client: Client) -> None:
    with intercept(client), requests.Session() as session:
        reply = session.post(LOGIN, data=FORM, auth=AUTH, timeout=5)
        assert reply.json()["message"] == OK
        assert reply.url == LOGIN
        assert reply.request.url == LOGIN
        assert "Mockcc-Space" not in reply.request.headers
        assert session.post(LOGIN, data=FORM, auth=AUTH, timeout=5).json()["message"] == ALREADY
    request = client.journal("ozonetel")[0]["request"]
    assert request["base_url"] == HOST
    assert request["headers"]["Host"] == "in1-ccaas-api.ozonetel.com"
    assert client.space == "mine"
    assert client.in_space("default").journal() == []


def test_httpx_reaches_the_space_and_sees_the_real_address(client: Client) -> None:
    with intercept(client, "ozonetel") as opened, httpx.Client(auth=AUTH) as session:
        reply = session.post(LOGIN, data=FORM)
        assert reply.json()["message"] == OK
        assert str(reply.url) == LOGIN
        assert httpx.post(LOGIN, data=FORM, auth=AUTH).json()["message"] == ALREADY
        assert opened.hosts["in1-ccaas-api.ozonetel.com"] == "ozonetel"
    assert client.journal("ozonetel")[0]["request"]["base_url"] == HOST


def test_httpx_without_threads_reaches_the_space(client: Client) -> None:
    async def both() -> list[str]:
        async with httpx.AsyncClient(auth=AUTH) as session:
            return [(await session.post(LOGIN, data=FORM)).json()["message"] for _ in range(2)]

    with intercept(client):
        assert asyncio.run(both()) == [OK, ALREADY]


def test_header_names_arrive_as_they_were_written(client: Client) -> None:
    with intercept(client):
        requests.get(f"{HOST}/nowhere", headers={"api_access_Token": "T1", "apiKey": "K"}, timeout=5)
        httpx.get(f"{HOST}/nowhere", headers={"api_access_Token": "T2", "apiKey": "K"})
    for number, exchange in enumerate(client.journal(), 1):
        fields = dict(exchange["request"]["header_list"])
        assert (fields["api_access_Token"], fields["apiKey"]) == (f"T{number}", "K")


def test_a_query_and_a_port_stay_part_of_the_address(client: Client) -> None:
    with intercept(client):
        requests.get(f"{HOST}:8443/nowhere?a=%20b&c", timeout=5)
        httpx.get(f"{HOST}:8443/nowhere?a=%20b&c")
    assert {(e["request"]["base_url"], e["request"]["query_string"]) for e in client.journal()} == {(f"{HOST}:8443", "a=%20b&c")}


def test_broken_connections_and_time_outs_are_real(client: Client) -> None:
    client.fault("ozonetel", "reset", times=2)
    with intercept(client):
        with pytest.raises(requests.ConnectionError):
            requests.post(LOGIN, data=FORM, timeout=5)
        with pytest.raises(httpx.TransportError):
            httpx.post(LOGIN, data=FORM)
        client.fault("ozonetel", "delay", seconds=30, times=2)
        with pytest.raises(requests.ReadTimeout):
            requests.post(LOGIN, data=FORM, timeout=0.05)
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(LOGIN, data=FORM, timeout=0.05)


def test_other_hosts_are_called_as_ever(client: Client, elsewhere: str) -> None:
    async def get() -> str:
        async with httpx.AsyncClient() as session:
            return (await session.get(elsewhere)).text

    with intercept(client):
        assert requests.get(elsewhere, timeout=5).text == httpx.get(elsewhere).text == asyncio.run(get()) == "elsewhere"
    assert client.journal() == []


def test_a_proxy_of_the_environment_is_for_the_real_host(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with intercept(client):
        assert requests.post(LOGIN, data=FORM, auth=AUTH, timeout=5).json()["message"] == OK
        assert httpx.post(LOGIN, data=FORM, auth=AUTH).json()["message"] == ALREADY


def test_all_is_as_before_when_it_is_closed_even_after_an_error(client: Client) -> None:
    before = (requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request)
    with pytest.raises(ZeroDivisionError), intercept(client), intercept(client.in_space("default")):
        raise ZeroDivisionError
    after = (requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request)
    assert before == after


def test_the_default_space_of_a_running_server_can_be_meant(client: Client) -> None:
    suite = client.suite or Suite()
    with Server(suite.wsgi) as server, Client(server.url) as far, intercept(far):
        assert requests.post(LOGIN, data=FORM, auth=AUTH, timeout=5).json()["message"] == OK
        assert len(far.journal()) == 1


def test_a_vendor_that_is_not_served_is_named_with_the_nearest(client: Client) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'ozonetel'"), intercept(client, "ozonetell"):
        pass


def test_without_either_library_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interception, "find_spec", lambda name: None)
    with pytest.raises(MockccError, match="neither is installed"), intercept(client):
        pass
