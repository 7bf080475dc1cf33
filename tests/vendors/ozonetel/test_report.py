"""summaryReport: how long everybody was logged in and paused, in Indian time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.ozonetel.caller import Ozonetel, Response

PATH = "/ca_reports/summaryReport"


def report(ozonetel: Ozonetel, begin: str = "2026-01-01 00:00:00", end: str = "2026-01-31 00:00:00", **more: Any) -> Response:
    return ozonetel.gateway(PATH, fromDate=begin, toDate=end, **more)


def test_a_day_of_an_agent(ozonetel: Ozonetel) -> None:
    clock = ozonetel.control.clock
    clock.freeze("2026-01-05T20:00:00Z")
    ozonetel.login("agent1")
    clock.advance(hours=1)
    ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Pause", pauseReason="Lunch")
    clock.advance(minutes=30)
    assert report(ozonetel).json["message"][0]["TotalPauseTime"] == "00:30:00"
    ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Ready")
    clock.advance(minutes=15)
    ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Pause", pauseReason="Tea")
    clock.advance(minutes=5)
    ozonetel.logout("agent1")
    clock.advance(hours=9)
    name = ozonetel.control.table("ozonetel", "agents")["agent1"]["name"]
    assert report(ozonetel).json == {
        "status": "success",
        "message": [
            {
                "AgentIncrID": 300001,
                "AgentName": name,
                "AgentUniqueID": "agent1",
                "CallDate": "2026-01-06",
                "ModeType": "Inbound",
                "TotalBusyTime": "00:00:00",
                "TotalDialTime": "00:00:00",
                "TotalIdleTime": "01:15:00",
                "TotalLoginDuration": "01:50:00",
                "TotalPauseTime": "00:35:00",
                "TotalWrapupTime": "00:00:00",
            }
        ],
    }


def test_modes_agents_and_dates_narrow_it_down(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze("2026-01-05T18:30:00Z")
    ozonetel.login("agent1", "500001", mode="manual")
    ozonetel.login("agent2", "500002")

    def agents(**more: Any) -> list[str]:
        ozonetel.setting(summary_report_per_minute=100)
        response = report(ozonetel, **more)
        return [row["AgentUniqueID"] for row in response.json["message"]] if response.reply == "report.ok" else []

    assert agents() == ["agent1", "agent2"]
    assert agents(modeType="MANUAL,nothing") == ["agent1"]
    assert agents(agentId=["agent2", "nobody"]) == ["agent2"]
    assert agents(begin="2026-01-06 00:00:00", end="2026-01-06 00:00:00") == ["agent1", "agent2"]
    assert agents(begin="2026-01-06 00:00:01") == []
    assert agents(end="2026-01-05 23:59:59") == []


def test_a_login_that_was_ended_by_other_means_lasted_no_time(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze("2026-01-05T18:30:00Z")
    ozonetel.login("agent1")
    ozonetel.control.table("ozonetel", "agents").patch("agent1", session=None, state="LOGGED_OUT")
    ozonetel.control.clock.advance(hours=1)
    assert report(ozonetel).json["message"][0]["TotalLoginDuration"] == "00:00:00"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "No Data Found"),
        ({"begin": "2026-01-01"}, "From and To Date should be in yyyy-mm-dd HH:mm:ss Format"),
        ({"begin": ""}, "From and To Date should be in yyyy-mm-dd HH:mm:ss Format"),
        ({"end": "2026-02-30 00:00:00"}, "From and To Date should be in yyyy-mm-dd HH:mm:ss Format"),
        ({"begin": "0000-00-00 00:00:00"}, "From and To Date should be in yyyy-mm-dd HH:mm:ss Format"),
        ({"begin": "2026-02-01 00:00:00"}, "From Date Should not be Greater than To Date"),
        ({"end": "2026-01-31 00:00:01"}, "Difference Between From and To Date should not be Greater than 30 Days"),
        ({"modeType": "asleep"}, "Mode Type is Invalid"),
        ({"agentId": "nobody"}, "agentId is Invalid"),
        ({"userName": ""}, "userName should not be empty"),
        ({"userName": "nobody"}, "userName or apiKey is Invalid"),
    ],
)
def test_why_there_is_no_report(ozonetel: Ozonetel, fields: dict[str, Any], message: str) -> None:
    assert report(ozonetel, **fields).json == {"status": "error", "message": message}
