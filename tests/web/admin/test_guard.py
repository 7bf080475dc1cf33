"""Who may call the admin API, and how whoever may not is told."""

from __future__ import annotations

import pytest

from mockcc.web.admin.guard import known_host
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "[::1]", "::1", "mockcc.localhost:80", "localhost.",
     "[::ffff:127.0.0.1]:80"],
)  # fmt: skip
def test_a_call_at_a_loopback_address_is_answered(admin: Admin, host: str) -> None:
    assert admin.send("GET", "/spaces", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "10.0.0.5:8080", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]:80"]
)
def test_a_call_at_a_foreign_host_is_refused_and_told_how_to_allow_it(admin: Admin, host: str) -> None:
    for path in ("/spaces", "/health", "/nowhere"):
        said = admin.refuse(403, "GET", path, headers={"Host": host})
        assert said.startswith(f"Host: {host!r} is not an address of this server")
        assert "--admin-host" in said


def test_hosts_that_are_bound_or_listed_are_answered(acme_python: None, suite: AcmeSuite) -> None:
    own = AcmeSuite(fixtures=suite.fixtures, admin_hosts=["mockcc", "Other.example:99"])
    own.bound.add("192.168.1.5")
    admin = Admin(own)
    for host in ("mockcc:8080", "MOCKCC", "other.example", "192.168.1.5:8080"):
        assert admin.send("GET", "/spaces", headers={"Host": host}).status_code == 200
    assert admin.send("GET", "/spaces", headers={"Host": "192.168.1.6"}).status_code == 403


def test_where_every_address_is_bound_each_is_answered_but_no_name() -> None:
    assert known_host("192.168.1.6", {"0.0.0.0"}, ())
    assert known_host("2001:db8::1", {"::"}, ())
    assert known_host("2001:db8::1", {"[::]"}, ())
    assert known_host("2001:db8::1", {"[2001:db8::1]"}, ())
    assert not known_host("evil.example", {"0.0.0.0"}, ())


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:3000", "http://localhost.evil.example", "http://[", "", "http://evil.example@x"],
)
def test_a_page_of_another_site_may_not_call(admin: Admin, origin: str) -> None:
    for method in ("GET", "POST"):
        assert "a web page of another site" in admin.refuse(403, method, "/spaces", headers={"Origin": origin})


@pytest.mark.parametrize("origin", ["http://localhost:8080", "http://127.0.0.1:8080", "https://localhost:8080"])
def test_a_page_of_our_own_may(admin: Admin, origin: str) -> None:
    assert admin.send("GET", "/spaces", headers={"Origin": origin, "Host": "localhost:8080"}).status_code == 200


def test_with_a_token_everything_but_health_needs_it(acme_python: None, suite: AcmeSuite) -> None:
    secured = AcmeSuite(fixtures=suite.fixtures, admin_token="sesame-ä")
    admin = Admin(secured)
    reply = admin.send("GET", "/spaces")
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="mockcc"'
    assert admin.problem(reply, 401)["detail"].startswith("Authorization is missing. Send 'Authorization: Bearer <token>'")
    for wrong in ("Bearer sesame", "Basic c2VzYW1l", "Bearer", "sesame"):
        assert "Authorization is not the admin token." in admin.refuse(401, "GET", "/nowhere", headers={"Authorization": wrong})
    assert admin.send("GET", "/health").status_code == 200
    assert admin.login() == "login.ok"
    plain = AcmeSuite(fixtures=suite.fixtures, admin_token="sesame")
    assert Admin(plain, "sesame").send("GET", "/spaces").status_code == 200
    assert Admin(plain).send("GET", "/spaces", headers={"Authorization": "bearer  sesame"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"])
def test_a_body_that_is_not_announced_as_json_is_refused(admin: Admin, kind: str) -> None:
    said = admin.refuse(415, "POST", "/spaces", data=b'{"id": "mine"}', content_type=kind or None)
    assert said.endswith("Send the body as application/json.")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"])
def test_json_by_any_of_its_names_is_read(admin: Admin, kind: str) -> None:
    assert admin.send("POST", "/spaces", data=b"{}", content_type=kind).status_code == 201
