"""Each persona of the catalogue meets its reply, time and again, for a client that knows nothing but the vendor's own API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from tests.vendors.ozonetel.caller import Ozonetel, Response

PERSONAS: Final = load_vendor(fixtures_root(), "ozonetel").personas
IN = "+919900112233"
KEY = "KK0000000000000000000000000000000"
DIAL = "/ca_apis/AgentManualDial"
PAUSE = {"state": "Pause", "pauseReason": "Lunch"}
CALL = {"campaignName": "Demo_Campaign", "customerNumber": "919900000777", "UCID": "true"}


def with_an_expired_token(ozonetel: Ozonetel) -> Response:
    made = ozonetel.gateway("/ca_apis/CAToken/generateToken", key=f"{KEY}4", userName="expired-tokens")
    return ozonetel.gateway("/ca_apis/getAgentLogins", token=made.json["token"], userName="expired-tokens")


def in_a_full_account(ozonetel: Ozonetel) -> Response:
    full = {"userName": "full", "apiKey": f"{KEY}5"}
    assert ozonetel.login("agent1", IN, **full).reply == "login.limit"
    new = {"action": "create", "phoneName": "Phone9", "phoneNumber": "500994"}
    return ozonetel.gateway("/ca_apis/PhoneManageV2", key=f"{KEY}5", userName="full", **new)


MEET: Final[dict[str, Callable[[Ozonetel], Response]]] = {
    "always-out": lambda vendor: vendor.login("always-out", IN),
    "always-in": lambda vendor: vendor.login("always-in", IN),
    "logs-out": lambda vendor: vendor.logout("always-in"),
    "never-in": lambda vendor: vendor.logout("never-in"),
    "closed-account": lambda vendor: vendor.login("agent1", IN, userName="closed"),
    "rekeyed-account": lambda vendor: vendor.login("agent1", IN, userName="rekeyed"),
    "deleted-agent": lambda vendor: vendor.login("deleted-agent", IN),
    "wrong-password": lambda vendor: vendor.login("wrong-password", IN),
    "phone-holder": lambda vendor: vendor.login("agent1", "+919900000099"),
    "always-busy": lambda vendor: vendor.gateway("/ca_apis/changeAgentState", agentId="always-busy", **PAUSE),
    "always-in-acw": lambda vendor: vendor.gateway("/ca_apis/changeAgentState", agentId="always-in-acw", **PAUSE),
    "never-in-state": lambda vendor: vendor.gateway("/ca_apis/changeAgentState", agentId="never-in", state="Ready"),
    "deleted-twice": lambda vendor: vendor.gateway("/ca_apis/deleteAgent", method="DELETE", agentId="deleted-agent"),
    "not-at-toolbar": lambda vendor: vendor.gateway(DIAL, agentID="always-in", **CALL),
    "at-toolbar": lambda vendor: vendor.gateway(DIAL, agentID="at-toolbar", **CALL),
    "throttled-account": lambda vendor: vendor.gateway("/ca_apis/getAgentLogins", key=f"{KEY}3", userName="throttled"),
    "token-account": lambda vendor: vendor.gateway("/ca_apis/getAgentLogins", key=f"{KEY}2", userName="token-demo"),
    "expired-tokens": with_an_expired_token,
    "full-account": in_a_full_account,
}


@pytest.mark.parametrize("name", PERSONAS)
def test_the_persona_meets_its_reply_every_time(ozonetel: Ozonetel, name: str) -> None:
    for _ in range(3):
        assert MEET[name](ozonetel).reply == PERSONAS[name].reply


def test_an_administrator_cannot_move_a_persona_by_the_vendors_api(ozonetel: Ozonetel) -> None:
    ozonetel.gateway("/ca_apis/updateAgent", method="PUT", agentId="always-in", password="other-secret")
    ozonetel.gateway("/ca_apis/deleteAgent", method="DELETE", agentId="always-in")
    ozonetel.gateway("/ca_apis/ReleaseFwpNumber", phoneName="HeldPhone")
    assert ozonetel.login("always-in", IN).reply == "login.already"
    assert ozonetel.login("agent1", "+919900000099").reply == "phone.taken"
