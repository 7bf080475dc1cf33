"""The action move_agent: an agent takes a call, ends it, is away; the world and the subscriber hear of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.support.far_server import FarServer
from tests.vendors.ozonetel.caller import KEY, Ozonetel

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def move(ozonetel: Ozonetel, **given: Any) -> requests.Response:
    control = ozonetel.control
    return requests.post(f"{control.base_url}/_mockcc/spaces/{control.space}/actions/ozonetel/move_agent", json=given, timeout=10)


def test_a_call_comes_and_goes_and_its_events_are_pushed(ozonetel: Ozonetel) -> None:
    with FarServer(OK) as subscriber:
        ozonetel.login()
        headers = {"api_key": KEY, "username": "demo"}
        ozonetel.send("POST", "/events/subscribe", headers=headers, json_body={"agentEventsURL": subscriber.url})
        assert move(ozonetel, agent="agent1", state="BUSY", tell=["calling", "incall"]).json() == {
            "agent": "agent1",
            "state": "BUSY",
            "pushed": [200, 200],
        }
        assert ozonetel.gateway("/ca_apis/changeAgentState", agentId="agent1", state="Ready").reply == "state.busy"
        move(ozonetel, agent="agent1", state="ACW")
        assert ozonetel.logins()["agent1"]["AgentState"] == "ACW"
        move(ozonetel, agent="agent1", state="BUSY")
        move(ozonetel, agent="agent1", state="PAUSED", tell=[])
        told = [json.loads(request.partition(b"\r\n\r\n")[2])["data"]["action"] for request in subscriber.requests]
    assert told == ["calling", "incall", "ACW", "incall"]
    assert ozonetel.details()["State"] == "PAUSED"


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"agent": "agent1", "state": "BUSY"}, 422, "Agent agent1 is logged out."),
        ({"agent": "agnt1", "state": "BUSY"}, 404, "Did you mean 'agent1'?"),
        ({"agent": "agent1", "state": "BUSY", "account": "dema"}, 404, "Did you mean 'demo'?"),
        ({"agent": "agent1", "state": "LOGGED_OUT"}, 422, "move_agent.state"),
        ({"agent": "agent1", "state": "BUSY", "tell": ["login"]}, 422, "move_agent.tell"),
        ({"agnt": "agent1"}, 422, "Did you mean 'agent'?"),
    ],
)
def test_a_move_that_cannot_be_made_is_explained(ozonetel: Ozonetel, given: dict[str, Any], status: int, words: str) -> None:
    refused = move(ozonetel, **given)
    assert refused.status_code == status
    assert words in refused.json()["detail"]
