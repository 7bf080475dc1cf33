"""The Domain API: where each service is, from where the client stands."""

from __future__ import annotations

import requests

from tests.vendors.liveperson.world import ACCOUNT, World, reply

ONE = f"/api/account/{ACCOUNT}/service/agentVep/baseURI.json?version=1.0"
ALL = f"/api/account/{ACCOUNT}/service/baseURI.json?version=1.0"


def test_a_base_leads_back_to_this_mock_and_this_space(world: World) -> None:
    host = world.base.removeprefix("http://")

    assert world.call("GET", ONE).json() == {"service": "agentVep", "account": ACCOUNT, "baseURI": host}
    assert world.call("GET", ONE.replace("/api/", "/csdr/")).json()["baseURI"] == host
    url = f"http://{host}/api/account/{ACCOUNT}/login"
    assert world.call("POST", url, json={"username": "agent1", "password": "agent1-secret"}).status_code == 200


def test_every_documented_service_is_listed(world: World) -> None:
    listed = world.call("GET", ALL).json()["baseURIs"]

    names = {row["service"] for row in listed}
    assert {
        "agentVep",
        "asyncMessagingEnt",
        "facadeMsg",
        "accountConfigReadOnly",
        "sentinel",
        "msgHist",
        "faasUI",
        "leDataReporting",
    } <= names
    assert "csds" not in names
    assert len(names) == 23
    assert {row["account"] for row in listed} == {ACCOUNT}


def test_a_service_with_a_base_of_its_own_fails_at_that_of_another(world: World) -> None:
    world.arm("services-have-bases-of-their-own")
    bases = {row["service"]: f"http://{row['baseURI']}" for row in world.call("GET", ALL).json()["baseURIs"]}
    body = {"username": "agent1", "password": "agent1-secret"}

    assert len(set(bases.values())) == len(bases)
    good = world.call("POST", f"{bases['agentVep']}/api/account/{ACCOUNT}/login", json=body)
    wrong = world.call("POST", f"{bases['accountConfigReadOnly']}/api/account/{ACCOUNT}/login", json=body)
    assert (good.status_code, wrong.status_code) == (200, 404)
    assert "accountConfigReadOnly" in world.why()
    users = f"/api/account/{ACCOUNT}/configuration/le-users/users?v=6.0"
    bearer = {"Authorization": f"Bearer {good.json()['bearer']}"}
    assert world.call("GET", bases["accountConfigReadOnly"] + users, headers=bearer).status_code == 200
    assert world.call("GET", bases["agentVep"] + users, headers=bearer).status_code == 404
    assert world.call("GET", world.base + users, headers=bearer).status_code == 404


def test_a_client_that_comes_to_the_real_hosts_gets_real_hosts(world: World) -> None:
    headers = {"Host": "api.liveperson.net", "Mockcc-Space": world.space}
    listed = requests.get(world.server + ALL, headers=headers, timeout=10).json()["baseURIs"]
    hosts = {row["service"]: row["baseURI"] for row in listed}

    assert hosts["agentVep"] == "va.agentvep.liveperson.net"
    body = {"username": "agent1", "password": "agent1-secret"}
    path = f"{world.server}/api/account/{ACCOUNT}/login"
    good = requests.post(path, json=body, headers={**headers, "Host": hosts["agentVep"]}, timeout=10)
    wrong = requests.post(path, json=body, headers={**headers, "Host": hosts["sentinel"]}, timeout=10)
    assert (good.status_code, wrong.status_code) == (200, 404)
    wrong = requests.get(world.server + ALL, headers={**headers, "Host": hosts["sentinel"]}, timeout=10)
    assert wrong.status_code == 404


def test_a_space_that_is_named_by_its_host_is_kept(world: World) -> None:
    headers = {"Host": f"{world.space}.liveperson.localhost:8443"}
    found = requests.get(world.server + ONE, headers=headers, timeout=10).json()

    assert found["baseURI"] == f"{world.space}.liveperson.localhost:8443"


def test_a_real_host_with_a_port_keeps_it(world: World) -> None:
    headers = {"Host": "adminlogin.liveperson.net:8080", "Mockcc-Space": world.space}
    assert requests.get(world.server + ONE, headers=headers, timeout=10).json()["baseURI"] == "va.agentvep.liveperson.net:8080"


def test_an_address_of_ipv6_stays_what_it_is(world: World) -> None:
    headers = {"Host": "[::1]:8080"}
    found = requests.get(world.server + "/liveperson" + ONE, headers=headers, timeout=10).json()
    assert found["baseURI"] == "[::1]:8080/liveperson"


def test_an_absolute_request_line_of_a_proxys_client_is_served(world: World) -> None:
    proxies = {"http": world.server}
    found = requests.get(f"http://api.liveperson.net{ONE}", proxies=proxies, headers={"Mockcc-Space": world.space}, timeout=10)

    assert found.json()["baseURI"] == "va.agentvep.liveperson.net"


def test_a_signature_that_nobody_needs_is_not_looked_at(world: World) -> None:
    assert world.call("GET", ONE, headers={"Authorization": "OAuth nonsense"}).status_code == 200


def test_what_is_wrong_with_the_question_is_a_400(world: World) -> None:
    for path in (
        ONE.replace("1.0", "2.0"),
        ONE.partition("?")[0],
        ONE.replace(ACCOUNT, "no-such"),
        ONE.replace(ACCOUNT, "a" * 21),
        ONE.replace("agentVep", "agentvep"),
        ONE.replace("agentVep", "csds"),
    ):
        assert reply(world.call("GET", path)) == "domain.bad_request", path


def test_a_refusal_has_the_envelope_of_the_platform(world: World) -> None:
    for path, status, message in (
        (ONE.partition("?")[0], "BAD_REQUEST", "Bad request"),
        (ONE.replace(ACCOUNT, "00000000"), "UNAUTHORIZED", "Invalid account"),
    ):
        error = world.call("GET", path).json()["error"]
        assert list(error) == ["time", "message", "internalCode", "responseStatus"]
        assert (error["message"], error["responseStatus"]) == (message, status)
        assert error["time"][-2:] in ("AM", "PM")


def test_an_unknown_account_is_refused_or_has_no_services(world: World) -> None:
    assert reply(world.call("GET", ONE.replace(ACCOUNT, "00000000"))) == "domain.unauthorized"
    assert world.call("GET", ALL.replace(ACCOUNT, "00000000")).json() == {"baseURIs": []}
    world.set(unknown_account="bad_request")
    assert world.call("GET", ALL.replace(ACCOUNT, "00000000")).status_code == 400


def test_a_web_page_gets_a_call_of_its_function(world: World) -> None:
    path = ONE.replace("/api/", "/csdr/").replace("baseURI.json", "baseURI.lpCsds")
    found = world.call("GET", f"{path}&cb=page.load")

    assert found.text.startswith('page.load({"ResultSet":{"lpData":[{"lpService":"agentVep"')
    assert found.headers["Content-Type"] == "application/javascript"
    assert "lpCallError" in world.call("GET", f"{path.replace('agentVep', 'x')}&cb=page.load").text
    assert reply(world.call("GET", f"{path}&cb=alert(1)")) == "domain.bad_request"


def test_the_hosts_of_the_vendor_are_those_of_its_services(world: World) -> None:
    hosts = world.suite.catalogue("liveperson").file.hosts

    assert sorted(hosts) == sorted(host for service in world.rows("services").values() for host in service.hosts)
