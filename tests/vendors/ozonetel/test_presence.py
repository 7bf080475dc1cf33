"""One login table feeds every endpoint: what a login did is seen wherever the vendor shows it."""

from __future__ import annotations

import pytest

from tests.vendors.ozonetel.caller import KEY, Ozonetel

LEGACY_LOGINS = "/cloudAgentRestAPI/index.php/CloudAgent/CloudAgentAPI/getAgentLogins"
LEGACY_DETAILS = "/CAServices/AgentDetails/AgentDetails.php"


def test_a_login_is_seen_by_every_endpoint_and_so_is_the_logout(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze("2026-01-05T06:00:00Z")
    assert ozonetel.logins() == {}
    assert ozonetel.details()["State"] == "NOT READY"

    ozonetel.login("agent2", "+919900000002", mode="manual")

    name = ozonetel.control.table("ozonetel", "agents")["agent2"]["name"]
    expected = {
        "AgentId": "agent2",
        "AgentName": name,
        "PhoneNumber": "+919900000002",
        "AgentState": "READY",
        "SkillName": "General, Billing",
    }
    assert ozonetel.logins() == {"agent2": expected}
    legacy = ozonetel.send("GET", LEGACY_LOGINS, query={"api_key": KEY, "username": "demo"}).json["message"]
    assert expected in legacy
    ozonetel.control.clock.advance(minutes=6, seconds=54)
    details = {
        "State": "READY",
        "Since": "00:06:54",
        "Skill": "General, Billing",
        "AgentName": name,
        "PhoneNumber": "+919900000002",
        "AgentId": "agent2",
        "Mode": "Manual",
    }
    assert ozonetel.details("agent2") == details
    query = {"userName": "demo", "apiKey": KEY, "AgentId": "agent2"}
    assert ozonetel.send("GET", LEGACY_DETAILS, query=query).json == {"message": [details], "status": "success"}
    assert "agent2" in ozonetel.send("GET", "/toolbar_widget/index.html", query={"customer": "demo"}).text
    dial = {"agentID": "agent2", "campaignName": "Demo_Campaign", "customerNumber": "919900000777", "UCID": "true"}
    ozonetel.change("agents", "agent2", toolbar=True)
    assert ozonetel.gateway("/ca_apis/AgentManualDial", **dial).json["status"] == "queued successfully"
    report = ozonetel.gateway("/ca_reports/summaryReport", fromDate="2026-01-05 11:00:00", toDate="2026-01-05 12:00:00").json["message"]
    assert [(row["AgentUniqueID"], row["ModeType"], row["TotalLoginDuration"]) for row in report] == [("agent2", "Manual", "00:06:54")]

    ozonetel.logout("agent2")

    assert ozonetel.logins() == {}
    assert ozonetel.details("agent2")["PhoneNumber"] is None
    assert ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent2", state="Ready").reply == "state.not_in"
    assert ozonetel.gateway("/ca_apis/AgentManualDial", **dial).reply == "dial.not_available"


def test_a_change_of_the_table_is_seen_by_the_vendor_too(ozonetel: Ozonetel) -> None:
    ozonetel.change("agents", "agent1", state="ACW", phone="500994")
    assert ozonetel.logins()["agent1"]["AgentState"] == "ACW"
    assert ozonetel.details()["Since"] == "00:00:00"
    assert ozonetel.login("agent2", "500994").reply == "phone.taken"


def test_a_logged_out_agent_is_a_row_or_nothing(ozonetel: Ozonetel) -> None:
    assert ozonetel.details()["State"] == "NOT READY"
    ozonetel.setting(logged_out_details="empty_list")
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="agent1").json == {"message": [], "status": "success"}


@pytest.mark.parametrize(("path", "query"), [(LEGACY_LOGINS, {"username": "demo"}), (LEGACY_DETAILS, {"userName": "demo"})])
def test_the_deprecated_pages_refuse_in_the_same_words(ozonetel: Ozonetel, path: str, query: dict[str, str]) -> None:
    key = "api_key" if "username" in query else "apiKey"
    assert ozonetel.send("GET", path).json["message"] == "userName should not be empty"
    assert ozonetel.send("GET", path, query=query).json["message"] == "apiKey should not be empty"
    assert ozonetel.send("GET", path, query={**query, key: "wrong"}).json["message"] == "userName or apiKey is Invalid"


def test_the_sample_of_the_page_has_a_comma_too_many(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    text = ozonetel.gateway("/ca_apis/getAgentLogins").text
    assert text.startswith('{"status":"success","message":[{"AgentId":')
    assert text.endswith('"},]}')
    ozonetel.control.arm("ozonetel", "not-logged-in")
    assert ozonetel.gateway("/ca_apis/getAgentLogins").text == '{"status":"success","message":[]}'


def test_the_empty_key_is_misprinted_on_the_page_of_agent_details(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    text = ozonetel.gateway("/ca_apis/AgentDetails", key=None, agentId="agent1").text
    assert text == '"status": "error"\n"message": apiKey should not be empty"'


def test_details_are_of_one_agent(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway("/ca_apis/AgentDetails").reply == "details.agent_empty"
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId="nobody").reply == "details.none"
    assert ozonetel.gateway("/ca_apis/AgentDetails", agentId=["agent1"]).reply == "details.agent_empty"
