"""AgentManualDial: a login by API is not a login in the toolbar, and only the toolbar dials."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

PATH = "/ca_apis/AgentManualDial"
LEGACY = "/CAServices/AgentManualDial.php"
DIAL = {"agentID": "agent1", "campaignName": "Demo_Campaign", "customerNumber": "919900000777", "UCID": "true"}


def dial(ozonetel: Ozonetel, **fields: Any) -> Response:
    return ozonetel.gateway(PATH, **{name: value for name, value in {**DIAL, **fields}.items() if value is not None})


def legacy(ozonetel: Ozonetel, **fields: str) -> Response:
    return ozonetel.send("GET", LEGACY, query={"username": "demo", "api_key": KEY, **DIAL, **fields})


def test_a_virtual_login_does_not_let_anybody_dial(ozonetel: Ozonetel) -> None:
    ozonetel.login("agent1", mode="manual")
    assert dial(ozonetel).json == {"status": "Fail", "message": "Agent is not available"}
    (entry,) = ozonetel.control.journal("ozonetel", "agent_manual_dial")
    assert "needs a login in the toolbar" in entry["why"]
    ozonetel.change("agents", "agent1", toolbar=True)
    response = dial(ozonetel)
    assert response.json["status"] == "queued successfully"
    assert re.fullmatch(r"90\d{13}", response.json["ucid"])


@pytest.mark.parametrize(
    ("agent", "reply"),
    [
        ({"mode": "blended"}, "dial.queued"),
        ({"state": "IDLE"}, "dial.queued"),
        ({"mode": "inbound"}, "dial.not_available"),
        ({"state": "PAUSED"}, "dial.not_available"),
        ({"state": "BUSY"}, "dial.not_available"),
        ({"state": "LOGGED_OUT"}, "dial.not_available"),
        ({"toolbar": False}, "dial.not_available"),
    ],
)
def test_the_agent_has_to_be_there_in_a_mode_that_dials(ozonetel: Ozonetel, agent: dict[str, Any], reply: str) -> None:
    ozonetel.change("agents", "agent1", **{"state": "READY", "mode": "manual", "toolbar": True, **agent})
    assert dial(ozonetel).reply == reply


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"userName": ""}, "false", "Username Should Not be Null or Empty."),
        ({"userName": "nobody"}, "false", "Invalid User Details"),
        ({"agentID": "nobody"}, "Fail", "Please Pass Valid AgentId"),
        ({"agentID": None, "agentId": "agent1"}, "Fail", "Please Pass Valid AgentId are Valid skillName "),
        ({"campaignName": None}, "Fail", "Campaign name should not be null are empty"),
        ({"campaignName": "Nowhere"}, "Fail", "Please pass Valid Campaign Details"),
        ({"customerNumber": None}, "Fail", "All parameters are mandatory"),
        ({"campaignName": None, "skill": "Nowhere"}, "Fail", "Please Pass Valid AgentId are Valid skillName "),
        ({"campaignName": None, "skill": "General"}, "Fail", "All parameters are mandatory"),
        ({"campaignName": None, "skill": "General", "did": "918000000000"}, "Fail", "Agent is not available"),
    ],
)
def test_why_nothing_is_dialled(ozonetel: Ozonetel, fields: dict[str, Any], status: str, message: str) -> None:
    response = dial(ozonetel, **fields)
    assert (response.json["status"], response.json["message"]) == (status, message)
    assert response.status == (401 if status == "false" else 200)


def test_the_key_of_a_dial_is_checked_by_the_gateway(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway(PATH, key=WRONG_KEY, **DIAL).json["message"] == "Invalid User Details"
    assert ozonetel.gateway(PATH, key=None, **DIAL).json["message"] == "Api Key Should Not be Null or Empty."


def test_personas_at_and_away_from_the_toolbar(ozonetel: Ozonetel) -> None:
    assert dial(ozonetel, agentID="at-toolbar").reply == "dial.queued"
    assert dial(ozonetel, agentID="at-toolbar", UCID="false").reply == "dial.queued_plain"
    assert dial(ozonetel, agentID="always-in").reply == "dial.not_available"


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"api_key": "wrong"}, "fail", "please provide proper user credentials"),
        ({"campaignName": "Nowhere"}, "fails", "Campaign is invalid"),
        ({}, "Fail", "Agent is not available"),
        ({"agentID": "nobody"}, "Fail", "Agent is not available"),
        ({"customerNumber": ""}, "Fail", "All parameters are mandatory"),
    ],
)
def test_the_deprecated_page_spells_its_failures_in_three_ways_as_json_and_xml(
    ozonetel: Ozonetel, fields: dict[str, str], status: str, message: str
) -> None:
    assert legacy(ozonetel, **fields).json == {"status": status, "message": message}
    xml = legacy(ozonetel, **fields, format="XML")
    assert f"<status>{status}</status><message>{message}</message>" in xml.text
    assert (xml.headers["Content-Type"], xml.headers["Mockcc-Evidence"]) == ("application/xml", "assumed")


def test_the_deprecated_page_dials_too(ozonetel: Ozonetel) -> None:
    assert legacy(ozonetel, agentID="at-toolbar").json["status"] == "queued successfully"
    assert re.search(r"<ucid>90\d{13}</ucid>", legacy(ozonetel, agentID="at-toolbar", format="xml").text)
    assert legacy(ozonetel, agentID="at-toolbar", UCID="", format="xml").reply == "dial.legacy_queued_plain.xml"
