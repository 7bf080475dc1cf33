"""``mockcc ca``, and ``mockcc serve`` with a TLS and a proxy port."""

from __future__ import annotations

import re
import ssl
import stat
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from mockcc.cli import cli
from mockcc.cli.tls import more_listeners, names
from mockcc.errors import MockccError
from mockcc.suite import Suite
from tests.cli.test_serve import refused
from tests.support.process import Served, serving
from tests.support.redis_server import RedisServer

DOMAIN = "https://api.liveperson.net/api/account/12345678/service/agentVep/baseURI.json?version=1.0"


def address(served: Served, row: str) -> str:
    """An address from the table that the server prints."""
    found = re.search(rf"^{row} +(https?://\S+)$", served.printed, re.MULTILINE)
    assert found is not None, served.printed
    return found[1]


def test_ca_prints_the_certificate_and_makes_the_authority_if_there_is_none(tmp_path: Path) -> None:
    first, second = (CliRunner().invoke(cli, ["ca", "--tls-dir", str(tmp_path)]) for _ in range(2))

    assert first.exit_code == 0
    assert first.stdout == second.stdout == (tmp_path / "ca.pem").read_text()
    ssl.create_default_context(cadata=first.stdout)


def test_ca_writes_it_to_a_file_and_its_folder_may_come_from_the_environment(tmp_path: Path) -> None:
    out = tmp_path / "out.pem"
    done = CliRunner(env={"XDG_DATA_HOME": str(tmp_path)}).invoke(cli, ["ca", "--out", str(out)])

    assert (done.exit_code, done.stdout) == (0, "")
    assert out.read_bytes() == (tmp_path / "mockcc" / "tls" / "ca.pem").read_bytes()
    assert stat.S_IMODE((tmp_path / "mockcc" / "tls" / "ca.key").stat().st_mode) == 0o600


def test_ca_says_where_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(MockccError, match=r"nowhere/ca\.pem cannot be written \(No such file or directory\): choose another --out"):
        CliRunner(catch_exceptions=False).invoke(cli, ["ca", "--tls-dir", str(tmp_path), "--out", str(tmp_path / "nowhere" / "ca.pem")])


def test_serve_prints_the_ports_and_serves_all_three(tmp_path: Path) -> None:
    with serving("--tls-port", "0", "--proxy-port", "0", "--tls-dir", str(tmp_path)) as served:
        ca = str(tmp_path / "ca.pem")
        secure, proxy = address(served, "TLS"), address(served, "proxy")
        by_tls = requests.get(f"{secure}/_mockcc/health", verify=ca, timeout=5)
        by_proxy = requests.get(DOMAIN, verify=ca, proxies={"https": proxy}, timeout=5)
        plain = requests.get(f"{served.url}/_mockcc/health", timeout=5)

    assert [reply.status_code for reply in (by_tls, by_proxy, plain)] == [200, 200, 200]
    assert secure.startswith("https://127.0.0.1:")
    assert by_proxy.json()["baseURI"] == "va.agentvep.liveperson.net"


def test_without_a_proxy_port_nothing_is_a_proxy() -> None:
    with serving("--vendor", "liveperson") as served:
        assert "proxy" not in served.printed
        assert "TLS" not in served.printed
        with pytest.raises(requests.exceptions.ProxyError, match="405"):
            requests.get(DOMAIN, proxies={"https": served.url}, timeout=5)
        assert requests.get(DOMAIN.replace("https", "http"), proxies={"http": served.url}, timeout=5).status_code == 200


def test_several_workers_share_the_tls_and_the_proxy_port(redis_server: RedisServer, tmp_path: Path) -> None:
    ports = ("--tls-port", "0", "--proxy-port", "0", "--tls-dir", str(tmp_path))
    with serving("--workers", "2", "--store", redis_server.url, *ports) as served:
        ca = str(tmp_path / "ca.pem")
        by_tls = {requests.get(f"{address(served, 'TLS')}/_mockcc/health", verify=ca, timeout=5).status_code for _ in range(6)}
        proxies = {"https": address(served, "proxy")}
        by_proxy = {requests.get(DOMAIN, verify=ca, proxies=proxies, timeout=5).status_code for _ in range(6)}

    assert by_tls == by_proxy == {200}


def test_an_authority_that_cannot_be_had_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "ca.key").write_text("nonsense")
    said = refused("--port", "0", "--tls-port", "0", "--tls-dir", str(tmp_path))

    assert len(said.splitlines()) == 1
    assert "is damaged" in said


def test_the_certificate_is_for_this_machine_the_bound_address_and_the_vendors() -> None:
    suite = Suite(vendors=["ozonetel"])

    found = names(suite, "10.1.2.3")
    assert {"localhost", "127.0.0.1", "::1", "*.localhost", "10.1.2.3", "ozonetel.localhost", "*.ozonetel.localhost"} <= set(found)
    assert "in1-ccaas-api.ozonetel.com" in found
    assert "0.0.0.0" not in names(suite, "0.0.0.0")


@pytest.mark.parametrize(
    ("tls", "proxy", "schemes"), [(None, None, []), (0, None, ["https"]), (None, 0, ["http"]), (0, 0, ["https", "http"])]
)
def test_only_the_ports_that_were_asked_for_are_opened(tmp_path: Path, tls: int | None, proxy: int | None, schemes: list[str]) -> None:
    listeners = more_listeners(Suite(vendors=["ozonetel"]), "127.0.0.1", tls, proxy, tmp_path / "tls")

    assert [each.scheme for each in listeners] == schemes
    assert [each.proxy is not None for each in listeners] == [scheme == "http" for scheme in schemes]
    assert (tmp_path / "tls").exists() == bool(schemes)
