"""One address for everything: which app a request meets, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from mockcc.errors import FixtureError, MockccError
from mockcc.runtime.space import DEFAULT
from mockcc.web.problem import problem_of
from tests.support.acme import AcmeSuite, write_fixtures

LOGIN = "/accounts/demo/login"


@pytest.fixture
def two(acme_python: None, tmp_path: Path) -> AcmeSuite:
    """A suite of two vendors, so that none stands at the root."""
    return AcmeSuite(fixtures=write_fixtures(tmp_path, "acme", "umbrella"))


def met(suite: AcmeSuite, path: str, **headers: str) -> tuple[str, str] | int:
    """The vendor and the space that a login met, else the status."""
    reply = Client(suite.wsgi).post(path, headers={"Mockcc-Explain": "1", **headers})
    if "Mockcc-Space" not in reply.headers:
        return reply.status_code
    space = reply.headers["Mockcc-Space"]
    return suite.store.read_log(space)[-1][1].decode().split('"vendor":"')[1].split('"')[0], space


@pytest.mark.parametrize(
    ("path", "headers", "found"),
    [
        (f"/acme{LOGIN}", {}, ("acme", DEFAULT)),
        (f"/umbrella{LOGIN}", {}, ("umbrella", DEFAULT)),
        (f"/~mine/acme{LOGIN}", {}, ("acme", "mine")),
        (f"/acme{LOGIN}", {"Mockcc-Space": "mine"}, ("acme", "mine")),
        (f"/~mine/acme{LOGIN}", {"Mockcc-Space": "other"}, ("acme", "mine")),
        (LOGIN, {"Host": "api.acme.example"}, ("acme", DEFAULT)),
        (LOGIN, {"Host": "API.Umbrella.example:8443"}, ("umbrella", DEFAULT)),
        (LOGIN, {"Host": "api.acme.example", "Mockcc-Space": "mine"}, ("acme", "mine")),
        (f"/~mine{LOGIN}", {"Host": "api.acme.example"}, ("acme", "mine")),
        (LOGIN, {"Host": "umbrella.localhost:8080"}, ("umbrella", DEFAULT)),
        (LOGIN, {"Host": "Mine.acme.localhost"}, ("acme", "Mine")),
        (LOGIN, {"Host": "mine.acme.localhost", "Mockcc-Space": "other"}, ("acme", "mine")),
        (f"/acme{LOGIN}", {"Host": "api.umbrella.example"}, ("acme", DEFAULT)),
        (f"/acme{LOGIN}", {"Host": "127.0.0.1:8080"}, ("acme", DEFAULT)),
        (f"/acme{LOGIN}", {"Host": "[::1]:8080"}, ("acme", DEFAULT)),
        (f"/acme{LOGIN}", {"Host": "[::1]"}, ("acme", DEFAULT)),
        (LOGIN, {"Host": "nobody.localhost"}, 404),
        (LOGIN, {"Host": "other.example"}, 404),
        (f"/~mine{LOGIN}", {}, 404),
        ("/acmes/x", {}, 404),
        (f"/~a b/acme{LOGIN}", {}, 422),
        (f"/acme{LOGIN}", {"Mockcc-Space": "a b"}, 422),
        (LOGIN, {"Host": "a_&b.acme.localhost"}, 422),
    ],
)
def test_the_path_goes_before_the_host_and_the_host_before_the_header(
    two: AcmeSuite, path: str, headers: dict[str, str], found: object
) -> None:
    assert met(two, path, **headers) == found


def test_a_vendor_that_is_alone_stands_at_the_root_too(suite: AcmeSuite) -> None:
    assert met(suite, LOGIN) == ("acme", DEFAULT)
    assert met(suite, f"/~mine{LOGIN}") == ("acme", "mine")
    assert met(suite, f"/acme{LOGIN}") == ("acme", DEFAULT)
    assert Client(suite.wsgi).get("/_mockcc/health").status_code == 200


def test_the_root_of_several_is_the_console(two: AcmeSuite) -> None:
    for path in ("/", "//", "/_console", "/_console/"):
        reply = Client(two.wsgi).open(path="/", environ_overrides={"PATH_INFO": path})
        assert "/_console/try/umbrella" in reply.get_data(as_text=True)
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


def test_where_a_vendor_stands_at_the_root_the_console_has_an_address_of_its_own(suite: AcmeSuite) -> None:
    assert met(suite, LOGIN) == ("acme", DEFAULT)
    assert "/_console/try/acme" in Client(suite.wsgi).get("/_console/").get_data(as_text=True)


def test_an_unknown_vendor_is_a_problem_that_names_the_nearest(two: AcmeSuite) -> None:
    for path in ("/acne/x", "/~mine/acne/x", "/acne"):
        reply = Client(two.wsgi).get(path)
        assert (reply.status_code, reply.headers["Content-Type"]) == (404, "application/problem+json")
        assert reply.get_json()["detail"].startswith("There is no vendor 'acne' here. Did you mean 'acme'?")
    assert "There is no vendor ''" in Client(two.wsgi).get("/~mine").get_json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "waits"),
    [
        ("GET", "/acme/poll", True),
        ("GET", "/acme/ask/me", True),
        ("POST", f"/acme{LOGIN}", False),
        ("GET", "/acme/nowhere", False),
        ("GET", "/_mockcc/health", True),
        ("GET", "/_mockcc", True),
        ("GET", "/", True),
        ("GET", "/~a b/acme/poll", False),
    ],
)
def test_the_server_is_told_which_requests_wait(two: AcmeSuite, method: str, path: str, waits: bool) -> None:
    environ: dict[str, Any] = EnvironBuilder(path=path, method=method).get_environ()
    assert two.wsgi.waits(environ) is waits
    sent: list[str] = []
    body = b"".join(two.wsgi(environ, lambda status, headers: sent.append(status))) if "poll" not in path or not waits else b"x"
    assert body or sent


def test_a_vendor_without_waiting_endpoints_is_never_matched_twice(acme_python: None, tmp_path: Path) -> None:
    folder = write_fixtures(tmp_path)
    page = folder / "acme" / "page.yaml"
    page.write_text(page.read_text().replace("waits: true", "waits: false"))
    suite = AcmeSuite(fixtures=folder)
    environ = EnvironBuilder(path="/acme/page").get_environ()
    assert suite.wsgi.waits(environ) is False
    assert "mockcc.match" not in environ


def test_a_fault_of_ours_is_a_problem_document() -> None:
    reply = problem_of(FixtureError(["a.yaml:1: wrong"]))
    assert (reply.status, b"a.yaml:1: wrong" in reply.body) == (500, True)
    assert problem_of(MockccError("x")).status == 500


@pytest.mark.parametrize(
    ("given", "space"),
    [
        ({"mockcc.proxy_user": "mine"}, "mine"),
        ({"mockcc.proxy_user": ""}, DEFAULT),
        ({"mockcc.proxy_user": "mine", "HTTP_MOCKCC_SPACE": "other"}, "other"),
    ],
)
def test_the_user_of_a_proxy_names_the_space_where_nothing_else_does(two: AcmeSuite, given: dict[str, str], space: str) -> None:
    for host, found in (("api.acme.example", space), ("own.acme.localhost", "own")):
        reply = Client(two.wsgi).post(LOGIN, headers={"Mockcc-Explain": "1", "Host": host}, environ_overrides=given)
        assert reply.headers["Mockcc-Space"] == found


def test_a_proxy_lets_through_what_is_for_a_vendor_and_refuses_all_else_in_a_sentence(two: AcmeSuite) -> None:
    for host in ("api.acme.example", "API.Umbrella.example", "acme.localhost", "mine.acme.localhost"):
        two.wsgi.admit(host, "mine")
    for host in ("example.org", "localhost", "127.0.0.1", "[::1]", "nobody.localhost", "acme.example"):
        with pytest.raises(
            MockccError, match=r"There is no host .* behind this proxy .*NO_PROXY.*acme\.localhost, api\.acme\.example"
        ) as error:
            two.wsgi.admit(host, "")
        assert repr(host) in str(error.value)
    for host, user in (("api.acme.example", "a b"), ("a_&b.acme.localhost", "")):
        with pytest.raises(MockccError, match="cannot name a space"):
            two.wsgi.admit(host, user)
