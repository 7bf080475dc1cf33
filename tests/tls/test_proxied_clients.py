"""Whole flows of unmodified clients that know nothing of mockcc but a proxy's address and a certificate."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mockcc.client import Client
from tests.tls.conftest import Secure

LOGIN = {"username": "agent1", "password": "agent1-secret"}
AGENT = {"userName": "demo", "apiKey": "KK00000000000000000000000000000001", "phoneNumber": "+919900000001"}
SIGN_IN = "in1-ccaas-api.ozonetel.com/CAServices/AgentAuthenticationV2/index.php"


def session(secure: Secure, space: str = "") -> requests.Session:
    """A client that goes through the proxy, as it would with ``HTTPS_PROXY`` and ``REQUESTS_CA_BUNDLE``."""
    found = requests.Session()
    found.trust_env = False
    found.verify = secure.ca
    proxy = secure.proxy.replace("://", f"://{space}:x@") if space else secure.proxy
    found.proxies = {"https": proxy, "http": proxy}
    return found


@pytest.fixture
def http(secure: Secure) -> Iterator[requests.Session]:
    """A client in the space ``default``."""
    with session(secure) as found:
        yield found


def test_liveperson_from_the_domain_lookup_to_the_logout_by_the_vendors_own_hosts(secure: Secure) -> None:
    with session(secure, "whole-flow") as http:

        def base(service: str) -> str:
            lookup = f"https://api.liveperson.net/api/account/12345678/service/{service}/baseURI.json"
            return str(http.get(lookup, params={"version": "1.0"}, timeout=5).json()["baseURI"])

        login_host, config_host = base("agentVep"), base("accountConfigReadOnly")
        login = http.post(f"https://{login_host}/api/account/12345678/login", params={"v": "1.3"}, json=LOGIN, timeout=5).json()
        bearer = {"Authorization": f"Bearer {login['bearer']}"}
        users = http.get(f"https://{config_host}/api/account/12345678/configuration/le-users/users", headers=bearer, timeout=5)
        again = {"csrf": login["csrf"]}
        refresh = http.post(f"https://{login_host}/api/account/12345678/refresh", json=again, headers=bearer, timeout=5)
        wrong_host = http.post(f"https://{config_host}/api/account/12345678/login", params={"v": "1.3"}, json=LOGIN, timeout=5)
        logout = http.post(f"https://{login_host}/api/account/12345678/logout", json=again, headers=bearer, timeout=5)
        after = http.get(f"https://{config_host}/api/account/12345678/configuration/le-users/users", headers=bearer, timeout=5)

    assert (login_host, config_host) == ("va.agentvep.liveperson.net", "va.ac.liveperson.net")
    assert [users.status_code, refresh.status_code // 100, wrong_host.status_code, logout.status_code // 100] == [200, 2, 404, 2]
    assert after.status_code == 401
    with Client(secure.url, "whole-flow") as client:
        seen = client.journal("liveperson")
    assert len(seen) == 8
    assert not [name for each in seen for name in each["request"]["headers"] if name.lower().startswith(("proxy", "mockcc"))]


def test_every_base_that_liveperson_gives_is_a_host_that_the_proxy_serves(http: requests.Session) -> None:
    lookup = "https://api.liveperson.net/api/account/12345678/service/baseURI.json"
    rows = http.get(lookup, params={"version": "1.0"}, timeout=5).json()["baseURIs"]
    hosts = {row["baseURI"] for row in rows}

    assert len(hosts) > 10
    for host in hosts:
        assert http.get(f"https://{host}/", headers={"Mockcc-Explain": "1"}, timeout=5).headers["Mockcc-Reply"] == "unknown.path"


def test_a_websocket_opens_through_a_tunnel(secure: Secure, http: requests.Session) -> None:
    login = http.post("https://va.agentvep.liveperson.net/api/account/12345678/login", params={"v": "1.3"}, json=LOGIN, timeout=5).json()
    host, _, port = secure.proxy.partition("://")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as sock:
        sock.sendall(b"CONNECT va.msg.liveperson.net:443 HTTP/1.1\r\nHost: va.msg.liveperson.net:443\r\n\r\n")
        assert b" 200 " in sock.recv(1000)
        context = ssl.create_default_context(cafile=secure.ca)
        with context.wrap_socket(sock, server_hostname="va.msg.liveperson.net") as inner:
            inner.sendall(
                f"GET /ws_api/account/12345678/messaging/brand/{login['bearer']}?v=2.1 HTTP/1.1\r\nHost: va.msg.liveperson.net\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            assert inner.recv(1000).startswith(b"HTTP/1.1 101 ")


def test_each_proxy_user_has_a_space_of_its_own(secure: Secure) -> None:
    said = []
    for space in ("user-a", "user-b", "user-a"):
        with session(secure, space) as http:
            reply = http.post(f"https://{SIGN_IN}", data={**AGENT, "action": "login"}, auth=("agent1", "agent1-secret"), timeout=5)
            said.append(reply.json()["status"])

    assert said == ["success", "success", "error"]


def test_http_and_https_to_one_host_meet_one_world(secure: Secure) -> None:
    with session(secure, "both-schemes") as http:
        form, auth = {**AGENT, "action": "login"}, ("agent1", "agent1-secret")
        said = [http.post(f"{scheme}://{SIGN_IN}", data=form, auth=auth, timeout=5).json()["status"] for scheme in ("http", "https")]

    assert said == ["success", "error"]


def test_an_address_in_the_request_line_is_served_on_the_main_port_too(secure: Secure) -> None:
    with session(secure) as http:
        http.proxies = {"http": secure.url}
        reply = http.get(f"http://{SIGN_IN}", headers={"Mockcc-Explain": "1", "Mockcc-Space": "main-port"}, timeout=5)

    assert reply.headers["Mockcc-Space"] == "main-port"


def test_names_of_localhost_lead_through_the_proxy_with_their_space(http: requests.Session) -> None:
    for host, space in (("ozonetel.localhost", "default"), ("mine.ozonetel.localhost", "mine")):
        for scheme in ("http", "https"):
            reply = http.get(f"{scheme}://{host}/nowhere", headers={"Mockcc-Explain": "1"}, timeout=5)
            assert reply.headers["Mockcc-Space"] == space


def test_another_host_is_refused_by_name_with_those_that_are_served(http: requests.Session) -> None:
    with pytest.raises(requests.exceptions.ProxyError, match="403"):
        http.get("https://example.org/", timeout=5)
    reply = http.get("http://example.org/", timeout=5)

    assert reply.status_code == 403
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "'example.org'" in reply.text
    assert all(host in reply.text for host in ("api.liveperson.net", "in1-ccaas-api.ozonetel.com", "api.cxgenie.ai", "cognigy.localhost"))


def test_a_proxy_user_that_cannot_name_a_space_is_refused_with_what_is_allowed(secure: Secure) -> None:
    with session(secure, "no%20space") as http:
        reply = http.get("http://api.liveperson.net/", timeout=5)

    assert reply.status_code == 403
    assert "'no space' cannot name a space. Allowed: 1 to 64 of the characters" in reply.text


def test_silent_clients_on_both_ports_hold_nobody_up(secure: Secure, http: requests.Session) -> None:
    silent = []
    for url in (secure.tls, secure.proxy) * 20:
        host, _, port = url.partition("://")[2].partition(":")
        silent.append(socket.create_connection((host, int(port)), timeout=5))
    lookup = "https://api.liveperson.net/api/account/12345678/service/baseURI.json?version=1.0"

    assert requests.get(f"{secure.tls}/_mockcc/health", verify=secure.ca, timeout=2).status_code == 200
    assert http.get(lookup, timeout=2).status_code == 200
    for sock in silent:
        sock.close()


def test_many_clients_at_once_each_get_the_answer_of_their_host(secure: Secure) -> None:
    def ask(host: str) -> str:
        with session(secure) as http:
            return http.get(f"https://{host}/nowhere", headers={"Mockcc-Explain": "1"}, timeout=10).headers["Mockcc-Reply"]

    hosts = ["api.liveperson.net", "api.cxgenie.ai", "in1-ccaas-api.ozonetel.com"] * 8
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, hosts)) == {"unknown.path"}
