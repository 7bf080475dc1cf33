"""changeAgentState: Ready and Pause for a virtually logged-in agent, and why the vendor says no."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

PATH = "/ca_apis/changeAgentState"


def change(ozonetel: Ozonetel, state: str, agent: str = "agent1", **more: Any) -> Response:
    return ozonetel.gateway(PATH, agentId=agent, state=state, **more)


def test_an_agent_pauses_and_is_ready_again(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    response = change(ozonetel, "Pause", pauseReason="Lunch")
    assert response.json["status"] == "success"
    assert json.loads(response.json["message"]) == {
        "type": "response",
        "utid": "300001",
        "resp": "Success:tbAgentPause~INBOUND",
        "agentStatus": "PAUSED",
        "agentId": "agent1",
        "user": "demo",
    }
    assert ozonetel.details()["State"] == "PAUSED"
    assert json.loads(change(ozonetel, "Ready").json["message"])["resp"] == "Success:tbAgentReady~INBOUND"
    assert ozonetel.details()["State"] == "READY"


def test_the_time_in_a_state_begins_with_the_state(ozonetel: Ozonetel) -> None:
    ozonetel.control.clock.freeze()
    ozonetel.login()
    ozonetel.control.clock.advance(hours=26)
    assert ozonetel.details()["Since"] == "26:00:00"
    change(ozonetel, "Pause", pauseReason="Tea")
    ozonetel.control.clock.advance(seconds=7)
    assert ozonetel.details()["Since"] == "00:00:07"


@pytest.mark.parametrize(
    ("body", "key", "message"),
    [
        ({"agentId": "agent1", "state": "Ready"}, WRONG_KEY, "userName or apiKey is Invalid"),
        ({"agentId": "agent1", "state": "Ready"}, None, "apiKey should not be empty"),
        ({"userName": "nobody", "agentId": "agent1", "state": "Ready"}, KEY, "user_name or api_Key is Invalid"),
        ({"userName": "", "agentId": "agent1", "state": "Ready"}, KEY, "Please provide UserName"),
        ({"agentId": "agent1", "state": "ready"}, KEY, "The state should be either 'Ready' or 'Pause' state'"),
        ({"agentId": "agent1"}, KEY, "The state should be either 'Ready' or 'Pause' state'"),
        ({"agentId": "agent1", "state": "Pause"}, KEY, "pauseReason is Invalid"),
        ({"agentId": "agent1", "state": "Pause", "pauseReason": "Siesta"}, KEY, "pauseReason is Invalid"),
        ({"agentId": "agent1", "state": "Ready"}, KEY, "Agent is not Logged In"),
        ({"agentId": "nobody", "state": "Ready"}, KEY, "Agent is not Logged In"),
        ({"agent_id": "agent1", "state": "Ready"}, KEY, "Agent is not Logged In"),
    ],
)
def test_why_a_change_is_refused(ozonetel: Ozonetel, body: dict[str, Any], key: str | None, message: str) -> None:
    response = ozonetel.gateway(PATH, key=key, **body)
    assert (response.status, response.json) == (200, {"status": "error", "message": message})


@pytest.mark.parametrize(("scenario", "state"), [("agents-busy", "BUSY"), ("agents-in-acw", "ACW")])
def test_during_and_after_a_call_the_refusal_is_spelt_with_a_capital(ozonetel: Ozonetel, scenario: str, state: str) -> None:
    ozonetel.control.arm("ozonetel", scenario)
    assert change(ozonetel, "Pause", pauseReason="Lunch").json == {
        "status": "error",
        "Message": f"Agent agent1 is in {state} state. You cant change to Pause state",
    }


def test_after_call_work_ends_with_ready_and_a_call_does_not(ozonetel: Ozonetel) -> None:
    assert change(ozonetel, "Ready", "always-in-acw").reply == "state.ok"
    assert change(ozonetel, "Ready", "always-busy").reply == "state.busy"


@pytest.mark.parametrize(("agent", "reply"), [("always-busy", "state.busy"), ("always-in-acw", "state.acw"), ("never-in", "state.not_in")])
def test_personas_who_cannot_pause(ozonetel: Ozonetel, agent: str, reply: str) -> None:
    for _ in range(2):
        assert change(ozonetel, "Pause", agent, pauseReason="Lunch").reply == reply


def test_the_deprecated_page_does_the_same_by_query(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    query = {"userName": "demo", "apiKey": KEY, "agentId": "agent1", "state": "Pause", "pauseReason": "Tea"}
    assert ozonetel.send("GET", "/CAServices/AgentState/StateChange.php", query=query).reply == "state.ok"
    assert ozonetel.details()["State"] == "PAUSED"


def test_the_page_prints_the_inner_object_with_bare_quotes(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    text = change(ozonetel, "Pause", pauseReason="Lunch").text
    assert text.startswith('{"status":"success","message":"{"type":"response","utid":"300001",')
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


def test_an_agent_who_was_put_into_the_table_by_hand_changes_state_too(ozonetel: Ozonetel) -> None:
    ozonetel.change("agents", "agent1", state="PAUSED")
    assert change(ozonetel, "Ready").reply == "state.ok"
    assert ozonetel.logout().reply == "logout.ok"


def test_who_sits_at_the_toolbar_is_left_alone(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    ozonetel.change("agents", "agent1", toolbar=True)
    response = change(ozonetel, "Pause", pauseReason="Lunch")
    assert (response.reply, response.json["message"]) == ("state.not_offline", "Agent is not Logged In")
    assert ozonetel.details()["State"] == "READY"
