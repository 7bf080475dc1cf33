"""The token interfaces beside the gateway, and signatures that are verified."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.vendors.huawei_cec.gateway import Gateway, Seen

NOW = 1_790_000_000


def post(gateway: Gateway, path: str, body: Any, **headers: str) -> Seen:
    return gateway.send("POST", path, body, root="", headers=headers)


C1 = "/apigovernance/api/oauth/tokenByAkSk"


def test_c1_gives_a_bearer_token_whose_numbers_are_strings(gateway: Gateway) -> None:
    seen = post(gateway, C1, {"app_key": "app-key-1", "app_secret": "app-secret-1"}, **{"X-Token-Expire": "3600"})
    token = seen.doc["AccessToken"]
    assert {**seen.doc, "AccessToken": ""} == {
        "AccessToken": "", "ApplyType": "Bearer", "CreateTime": str(NOW), "Expires": "3600", "Scope": "", "AppKey": "app-key-1",
        "UserID": "Anonymous",
    }  # fmt: skip
    assert gateway.row("tokens", token) == {"kind": "c1", "owner": "app-key-1", "expires": NOW + 3600.0}


@pytest.mark.parametrize(
    ("body", "expire"),
    [
        ({"app_key": "app-key-1", "app_secret": "wrong"}, "600"),
        ({"app_key": "nobody", "app_secret": "app-secret-1"}, "600"),
        ({"app_key": "app-key-1", "app_secret": "app-secret-1"}, "3601"),
        ({"app_key": "app-key-1", "app_secret": "app-secret-1"}, "soon"),
        ({"app_key": ["app-key-1"], "app_secret": "app-secret-1"}, "600"),
        ({"app_key": "\ud800", "app_secret": "app-secret-1"}, "600"),
        ([], "600"),
    ],
)
def test_c1_refuses_everything_else(gateway: Gateway, body: Any, expire: str) -> None:
    seen = post(gateway, C1, body, **{"X-Token-Expire": expire})
    assert (seen.reply, seen.status) == ("c1.refused", 401)


@pytest.mark.parametrize("path", ["/oifde/rest/api/gettoken", "/oifde/rest/appcube/api/getAppCubeToken"])
def test_c3_and_c6_give_a_token_for_the_body_of_later_requests(gateway: Gateway, path: str) -> None:
    seen = post(gateway, path, {"appKey": "tenant-1", "appSecret": "tenant-secret-1"})
    assert list(seen.doc) == ["errorCode", "errorMsg", "authToken", "expireTime"]
    assert (seen.doc["errorCode"], seen.doc["expireTime"]) == (0, 3600)
    for wrong in ({"appKey": "tenant-1"}, {"appSecret": "tenant-secret-1"}, {"appKey": "tenant-1", "appSecret": "x"}, None):
        refused = post(gateway, path, wrong)
        assert refused.doc["errorCode"] != 0
        assert "expireTime" not in refused.doc


C7 = "/apiaccess/CC-Management/v1/oauth/token"
GRANT = {
    "grant_type": "authorization_code",
    "client_id": "workbench-1",
    "client_secret": "workbench-secret-1",
    "code": "code-1",
    "redirect_uri": "https://crm.example/callback",
}


def test_c7_trades_a_code_once_and_each_refresh_token_once(gateway: Gateway) -> None:
    first = post(gateway, C7, GRANT).doc
    assert (first["returnCode"], first["result"]["token_type"], first["result"]["expires_in"]) == ("0", "Bearer", 3600)
    assert post(gateway, C7, GRANT).reply == "c7.refused"
    refresh = {**GRANT, "grant_type": "refresh_token", "refresh_token": first["result"]["refresh_token"]}
    assert post(gateway, C7, refresh).reply == "c7.ok"
    assert post(gateway, C7, refresh).reply == "c7.refused"


@pytest.mark.parametrize(
    "wrong",
    [
        {"grant_type": "password"},
        {"grant_type": None},
        {"client_id": "nobody"},
        {"client_secret": "x"},
        {"code": "x"},
        {"code": 5},
        {"redirect_uri": "https://other.example"},
        {"grant_type": "refresh_token", "refresh_token": "code-1"},
    ],
)
def test_c7_refuses_what_is_not_the_client_s(gateway: Gateway, wrong: dict[str, Any]) -> None:
    assert post(gateway, C7, {**GRANT, **wrong}).reply == "c7.refused"
    assert post(gateway, C7, GRANT).reply == "c7.ok", "a refusal uses nothing up"


CMS = "/cmsgateway/resource/userauth/auth"


def test_the_older_cms_wants_strings_and_sets_a_cookie(gateway: Gateway) -> None:
    seen = post(gateway, CMS, {"agentId": "101", "password": "admin-secret"})
    assert seen.doc["result"]["token"] in seen.headers["Set-Cookie"]
    for wrong in ({"agentId": 101}, {"agentId": "x"}, {"agentId": "999"}, {"password": 5}, {"password": "x"}):
        assert post(gateway, CMS, {"agentId": "101", "password": "admin-secret", **wrong}).reply == "cms.refused"


def authorization(key: str, secret: str, canonical: str, names: str, at: float = NOW) -> str:
    """An independent writing down of the algorithm, for the test alone."""
    prefix = f"auth-v2/{key}/{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}/{names}"
    signing = hmac.new(secret.encode(), prefix.encode(), hashlib.sha256).hexdigest()
    return f"{prefix}/{hmac.new(signing.encode(), canonical.encode(), hashlib.sha256).hexdigest()}"


PATH = "/rest/cmsapp/v1/openapi/monitor"
PLAIN = f"GET\n{PATH}\nhost\nhost:localhost\n"


def signed(gateway: Gateway, value: str, **options: Any) -> Seen:
    return gateway.send("GET", PATH, root="", headers={"Authorization": value}, **options)


def test_a_right_signature_passes(gateway: Gateway) -> None:
    seen = signed(gateway, authorization("app-key-1", "app-secret-1", PLAIN, "host"))
    assert (seen.reply, seen.status) == ("c2.passed", 200)


def test_a_signature_covers_the_query_sorted_and_encoded(gateway: Gateway) -> None:
    canonical = f"GET\n{PATH}\na=%E5%BC%A0&b=1%2C2&c=\nhost\nhost:localhost\n"
    value = authorization("app-key-1", "app-secret-1", canonical, "host")
    assert signed(gateway, value, query_string="c=&b=1,2&a=%E5%BC%A0").reply == "c2.passed"
    assert signed(gateway, value, query_string="c=&b=1,3&a=%E5%BC%A0").reply == "c2.refused"


def test_the_path_of_the_whole_address_may_be_signed_with_our_prefix_in_it(gateway: Gateway) -> None:
    canonical = PLAIN.replace(PATH, f"/~{gateway.space}/huawei-cec{PATH}")
    assert signed(gateway, authorization("app-key-1", "app-secret-1", canonical, "host")).reply == "c2.passed"
    canonical = PLAIN.replace(PATH, f"/~other/huawei-cec{PATH}")
    assert signed(gateway, authorization("app-key-1", "app-secret-1", canonical, "host")).reply == "c2.refused"


def test_a_host_with_a_port_may_be_signed_without_it(gateway: Gateway) -> None:
    value = authorization("app-key-1", "app-secret-1", PLAIN, "host")
    seen = gateway.send("GET", PATH, root="", headers={"Authorization": value, "Host": "localhost:8043"})
    assert seen.reply == "c2.passed"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer x",
        "auth-v2/app-key-1/2026-01-01T00:00:00Z/host",
        "auth-v2/app-key-1/yesterday/host/00",
        "auth-v1/app-key-1/2026-01-01T00:00:00Z/host/00",
        authorization("nobody", "app-secret-1", PLAIN, "host"),
        authorization("", "app-secret-1", PLAIN, "host"),
        authorization("app-key-1", "wrong", PLAIN, "host"),
        authorization("app-key-1", "app-secret-1", PLAIN, "host", NOW - 901),
        authorization("app-key-1", "app-secret-1", PLAIN, "host", NOW + 901),
        authorization("app-key-1", "app-secret-1", PLAIN, "host").replace("T", "t", 1),
        authorization("app-key-1", "app-secret-1", PLAIN.replace("host", "Host"), "Host"),
        authorization("app-key-1", "app-secret-1", PLAIN, "x-missing"),
        authorization("app-key-1", "app-secret-1", PLAIN, "host;host"),
        authorization("app-key-1", "app-secret-1", PLAIN, ""),
        authorization("app-key-1", "app-secret-1", PLAIN.replace("GET", "POST"), "host"),
    ],
)
def test_everything_else_is_401(gateway: Gateway, value: str) -> None:
    assert signed(gateway, value).status == 401


@pytest.mark.parametrize(
    ("path", "body", "refused"),
    [
        (C1, {"app_key": "app-key-1", "app_secret": "app-secret-1"}, "c1.refused"),
        ("/oifde/rest/api/gettoken", {"appKey": "tenant-1", "appSecret": "tenant-secret-1"}, "c3.refused"),
        ("/oifde/rest/appcube/api/getAppCubeToken", {"appKey": "tenant-1", "appSecret": "tenant-secret-1"}, "c6.refused"),
        (C7, GRANT, "c7.refused"),
        ("/cmsgateway/resource/userauth/auth", {"agentId": "101", "password": "admin-secret"}, "cms.refused"),
    ],
)
def test_a_body_that_is_not_said_to_be_json_is_refused(gateway: Gateway, path: str, body: Any, refused: str) -> None:
    assert post(gateway, path, body, **{"Content-Type": "text/plain"}).reply == refused
    form = {"data": "&".join(f"{name}={value}" for name, value in body.items())}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert gateway.send("POST", path, root="", headers=headers, **form).reply == refused


def test_the_answer_of_c3_is_like_that_of_c6_but_nobody_has_documented_it(gateway: Gateway) -> None:
    replies = gateway.suite.catalogue("huawei-cec").replies
    seen = post(gateway, "/oifde/rest/api/gettoken", {"appKey": "tenant-1", "appSecret": "tenant-secret-1"})
    assert (replies[seen.reply].spec.evidence, replies["c6.ok"].spec.evidence) == ("assumed", "documented")
    assert replies[seen.reply].spec.json == replies["c6.ok"].spec.json
