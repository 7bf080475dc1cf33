"""config/login (C5): who gets a Guid, and the retcode of everybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.AgentGateway1"


@pytest.mark.parametrize(("number", "password"), [(101, "admin-secret"), (100001, "vdn-secret")])
def test_an_administrator_and_a_vdn_account_get_one_guid_in_three_places(gateway: Gateway, number: int, password: str) -> None:
    seen = gateway.configure(number, password)

    guid = seen.doc["result"]["guid"]
    assert re.fullmatch(GUID, guid)
    assert seen.body == b'{"result":{"guid":"%s"},"message":"success","retcode":"0"}' % guid.encode()
    assert (seen.headers["Guid"], seen.headers["Set-GUID"]) == (guid, f"JSESSIONID={guid}")
    assert seen.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert "Set-Cookie" not in seen.headers


def test_a_site_may_set_a_cookie_that_nobody_needs(gateway: Gateway) -> None:
    gateway.set(settings__current__set_cookie=True)
    seen = gateway.configure()
    assert seen.headers["Set-Cookie"] == f"JSESSIONID={seen.guid}; Path=/agentgateway; HttpOnly"


@pytest.mark.parametrize(
    "number",
    ["101", 101.0, -101, 0, 60000, 100000, 105001, 10**30, True, None, [101], {"agentId": 101}, "", 1000001],
)
def test_a_number_of_the_wrong_type_or_range_is_bad_input(gateway: Gateway, number: Any) -> None:
    seen = gateway.configure(number)
    assert (seen.status, seen.body) == (200, b'{"message":"","result":"","retcode":"107-002"}')


@pytest.mark.parametrize("password", ["", None, 5, ["admin-secret"], True])
def test_a_password_that_is_no_text_is_bad_input(gateway: Gateway, password: Any) -> None:
    assert gateway.configure(101, password).retcode == "107-002"


def test_an_empty_body_lacks_its_fields(gateway: Gateway) -> None:
    assert gateway.send("POST", "/config/login").retcode == "107-002"
    assert gateway.send("POST", "/config/login", {}).retcode == "107-002"


@pytest.mark.parametrize("number", [1, 59999, 105000, 100003])
def test_a_number_that_nobody_has_is_no_valid_account(gateway: Gateway, number: int) -> None:
    assert gateway.configure(number).reply == "c5.107-004"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"x"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"agentId":101,"password":"admin-secret","x":NaN}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"agentId":101,"password":"admin-secret"}', "text/plain"),
        (b"agentId=101&password=admin-secret", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_json_object_is_not_valid(gateway: Gateway, body: bytes, kind: str) -> None:
    seen = gateway.send("POST", "/config/login", data=body, headers={"Content-Type": kind})
    assert (seen.status, seen.retcode) == (200, "000-002")

    gateway.set(settings__current__unreadable_body="http-400")
    assert gateway.send("POST", "/config/login", data=body, headers={"Content-Type": kind}).status == 400


@pytest.mark.parametrize(("number", "password", "table"), [(101, "admin-secret", "administrators"), (100001, "vdn-secret", "vdns")])
def test_five_wrong_passwords_lock_the_account_for_five_minutes(gateway: Gateway, number: int, password: str, table: str) -> None:
    for _ in range(5):
        assert gateway.configure(number, "wrong").retcode == "107-003"

    assert gateway.configure(number, password).retcode == "107-003"
    gateway.wait(299)
    assert gateway.configure(number, password).retcode == "107-003"
    gateway.wait(1)
    assert gateway.configure(number, password).retcode == "0"


def test_a_right_password_forgets_the_wrong_ones(gateway: Gateway) -> None:
    for _ in range(3):
        for _ in range(4):
            assert gateway.configure(101, "wrong").retcode == "107-003"
        assert gateway.configure().retcode == "0"


def test_the_editions_of_2025_have_wider_bands(gateway: Gateway) -> None:
    gateway.set(settings__current__agent_number_max=999999, settings__current__vdn_offsets=[100000, 1000000])
    assert gateway.configure(100001, "vdn-secret").retcode == "0"
    assert gateway.configure(1000001, "vdn-secret").retcode == "0"
    assert gateway.configure(999999).reply == "c5.107-004"
    assert gateway.configure(1005001).retcode == "107-002"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_only_post_is_supported(gateway: Gateway, method: str) -> None:
    seen = gateway.send(method, "/config/login")
    assert (seen.status, seen.headers["Allow"]) == (405, "POST")


def test_a_second_sign_in_leaves_the_first_guid_good(gateway: Gateway) -> None:
    first, second = gateway.configure().guid, gateway.configure().guid
    assert first != second
    assert [gateway.send("GET", "/config/vdn/vdn", guid=guid).retcode for guid in (first, second)] == ["0", "0"]


def test_the_guid_of_a_configuration_user_has_its_lifetime(gateway: Gateway) -> None:
    guid = gateway.configure().guid
    gateway.wait(1799)
    assert gateway.send("GET", "/config/vdn/vdn", guid=guid).retcode == "0"
    gateway.wait(1)
    assert gateway.send("GET", "/config/vdn/vdn", guid=guid).retcode == "107-000"
    assert gateway.row("config_sessions", guid) is None


def test_without_a_back_end_no_account_signs_in(huawei_suite: Suite, gateway: Gateway) -> None:
    gateway.set(**huawei_suite.catalogue(VENDOR).scenarios["config-back-end-down"].set or {})
    assert [gateway.configure(101).retcode, gateway.configure(100001, "vdn-secret").retcode] == ["107-005", "107-005"]
