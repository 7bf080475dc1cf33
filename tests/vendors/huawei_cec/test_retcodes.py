"""Every retcode of the vendor's three tables is in the catalogue with its meaning, and every interface knows those of its table."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway


def codes(written: str) -> set[str]:
    """``100-001..003 107-010`` as a set of codes."""
    return set(_codes(written))


def _codes(written: str) -> Iterator[str]:
    for part in written.split():
        first, _, last = part.partition("..")
        group, number = first.split("-")
        yield from (f"{group}-{each:03d}" for each in range(int(number), int(last or number) + 1))


AGENT_DOCUMENTED = codes(
    "000-001..007 100-001..021 101-001..007 104-001..010 104-012 105-001..007 106-001..004 110-016"
)  # fmt: skip
AGENT_OF_CLIENTS = codes(
    "100-060..062 200-001..026 210-001 300-001..004 400-001 400-003 500-001..010 600-001..005 700-001..003 701-001..006 800-001..003 "
    "900-001..009 999-001"
)
SIGN_IN = codes("107-000..005 107-007 107-026..032 107-049..057 107-106")
CONFIGURATION = codes(
    "000-000 000-002 104-001..011 107-000..005 107-007 107-010..025 107-033..045 107-064..067 107-107..109"
)  # fmt: skip


@pytest.mark.parametrize(
    ("endpoints", "expected", "evidence"),
    [
        (["login", "force_login", "poll_events", "logout", "agent_status", "handshake"], AGENT_DOCUMENTED - {"000-003"}, {"documented"}),
        (["login", "poll_events", "login_by_account", "say_busy"], AGENT_OF_CLIENTS | {"000-003"}, {"observed"}),
        (["config_login", "register", "subscription_handshake", "unregister"], SIGN_IN, {"documented"}),
        (["config_login", "query_vdn_info", "query_vdns", "delete_vdn", "add_called_route"], CONFIGURATION, {"documented"}),
    ],
)
def test_every_code_of_a_table_is_known_to_its_interfaces(
    huawei_suite: Suite, endpoints: list[str], expected: set[str], evidence: set[str]
) -> None:
    catalogue = huawei_suite.catalogue(VENDOR)
    for name in endpoints:
        found = {id.partition(".")[2]: catalogue.replies[id] for id in catalogue.endpoints[name].spec.replies}
        assert expected <= found.keys(), (name, sorted(expected - found.keys()))
        for code in expected:
            assert found[code].spec.title
            assert found[code].spec.evidence in evidence, code
            assert found[code].source.startswith("https://") or code == "000-003"


def test_a_code_that_means_two_things_is_two_replies(huawei_suite: Suite) -> None:
    replies = huawei_suite.catalogue(VENDOR).replies
    for one, other in (
        ("c5.107-004", "config.107-004"),
        *((f"agent.104-{n}", f"config.104-{n}") for n in ("003", "004", "005", "006", "010")),
    ):
        assert replies[one].spec.title != replies[other].spec.title
        assert replies[one].spec.json == replies[other].spec.json


def test_no_text_of_ours_stands_in_a_body(gateway: Gateway) -> None:
    """The vendor documents no text of a failure; the only one that was seen on the wire is that of 000-003."""
    renderer = gateway.suite.pipeline(VENDOR).renderer
    for id, reply in gateway.suite.catalogue(VENDOR).replies.items():
        if id.startswith(("retcode.", "agent.1", "c5.1", "config.1", "cti.")):
            body = json.loads(renderer.render(id, {}).body)
            assert list(body) == ["message", "result", "retcode"]
            assert body["message"] == ("no right to invite resouce" if id == "retcode.000-003" else "")
            assert body["retcode"] == id.partition(".")[2]
            assert reply.spec.status == 200
