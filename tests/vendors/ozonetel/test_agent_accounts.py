"""Agents are created, changed and deleted, by the newer endpoints and by the deprecated page; what they can do follows at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

NEW = {"agentId": "agent9", "agentName": "Anna Moss", "password": "agent9-secret", "email": "anna@moss.example"}
MANAGE = "/cloudAgentRestAPI/index.php/CloudAgent/CloudAgentAPI/AgentManage"
DATA = "Agent data must be between 2 and 100 characters using only letters, numbers, and special characters like ., @, _, -"
NAME = (
    "The agent name must not be empty and it should be between 2 and 50 alphanumeric characters "
    "and allow special characters such as., @, _, -"
)


def create(ozonetel: Ozonetel, **fields: Any) -> Response:
    body = {name: value for name, value in {**NEW, **fields}.items() if value is not None}
    return ozonetel.gateway("/ca_apis/createAgent", **body)


def update(ozonetel: Ozonetel, **fields: Any) -> Response:
    return ozonetel.gateway("/ca_apis/updateAgent", method="PUT", **fields)


def delete(ozonetel: Ozonetel, agent: Any) -> Response:
    return ozonetel.gateway("/ca_apis/deleteAgent", method="DELETE", agentId=agent)


def manage(ozonetel: Ozonetel, action: str, **fields: str) -> Response:
    return ozonetel.send("GET", MANAGE, query={"userName": "demo", "apiKey": KEY, "action": action, **fields})


def test_a_new_agent_can_log_in_and_a_deleted_one_cannot(ozonetel: Ozonetel) -> None:
    assert create(ozonetel, skills=["General"]).json == {"Status": "Success", "Message": "Agent Created Successfully"}
    assert ozonetel.login("agent9").reply == "login.ok"
    assert ozonetel.details("agent9")["Skill"] == "General"
    assert delete(ozonetel, "agent9").json == {"Status": "Success", "Message": "Agent agent9 Deleted Successfully"}
    assert ozonetel.login("agent9").reply == "agent.unknown"
    assert ozonetel.login("agent1").reply == "login.ok"


def test_a_second_deletion_has_words_of_its_own_in_another_key(ozonetel: Ozonetel) -> None:
    assert delete(ozonetel, "nobody").json == {"messages": "Invalid Agent Details", "status": "error"}
    assert delete(ozonetel, None).json == {"messages": "Invalid Agent Details", "status": "error"}
    delete(ozonetel, "agent3")
    assert delete(ozonetel, "agent3").json == {"status": "error", "messages": "Invalid agent details or Agent is already deleted"}


def test_the_id_of_a_deleted_agent_may_be_used_again(ozonetel: Ozonetel) -> None:
    delete(ozonetel, "agent3")
    assert create(ozonetel, agentId="agent3").reply == "agents.created"
    assert create(ozonetel, agentId="agent3").reply == "agents.exists"


def test_an_agent_changes_in_the_fields_that_are_given(ozonetel: Ozonetel) -> None:
    before = ozonetel.control.table("ozonetel", "agents")["agent1"]
    assert (
        update(ozonetel, agentId="agent1", password="new-secret", skills="Billing, General", email="anna@moss.example").reply
        == "agents.updated"
    )
    after = ozonetel.control.table("ozonetel", "agents")["agent1"]
    assert after == {**before, "password": "new-secret", "skills": ["Billing", "General"], "email": "anna@moss.example"}
    assert ozonetel.login("agent1").reply == "password.invalid"
    assert update(ozonetel, agentId="agent1", agentName="Bea Moss", email="bea@moss.example", agentData="desk-1").reply == "agents.updated"
    assert ozonetel.details("agent1")["AgentName"] == "Bea Moss"


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"agentId": None}, {"status": "error", "message": "Agent not found"}),
        ({"agentId": "no spaces"}, {"status": "error", "message": "Agent not found"}),
        ({"agentName": "A"}, {"Status": "Fail", "Message": {"agentName": NAME}}),
        ({"agentName": "A" * 51}, {"Status": "Fail", "Message": {"agentName": NAME}}),
        ({"agentName": "<b>"}, {"Status": "Fail", "Message": {"agentName": NAME}}),
        ({"agentName": None}, {"status": "error", "message": "Agent Name is required"}),
        ({"password": "no"}, {"message": "Password length must be between 3 and 50 characters", "status": "error"}),
        ({"password": None}, {"message": "Password is required", "status": "error"}),
        ({"email": "anna"}, {"message": "Invalid email format", "status": "error"}),
        ({"email": None}, {"message": "Email should not be null or empty", "status": "error"}),
        ({"email": ""}, {"message": "Email should not be null or empty", "status": "error"}),
        ({"agentData": "desk 9"}, {"message": DATA, "status": "error"}),
        ({"screenRecording": "maybe"}, {"message": "Invalid sipLocation", "status": "error"}),
        ({"screenRecording": 1}, {"message": "Invalid sipLocation", "status": "error"}),
        ({"sipLocation": ["x"]}, {"message": "Invalid sipLocation", "status": "error"}),
    ],
)
def test_why_an_agent_is_not_created(ozonetel: Ozonetel, fields: dict[str, Any], body: dict[str, Any]) -> None:
    response = create(ozonetel, **fields)
    assert response.json == body
    assert response.text.startswith('{"' + next(iter(body)))


@pytest.mark.parametrize(
    "fields", [{"screenRecording": True}, {"screenRecording": "FALSE"}, {"sipLocation": "Hyderabad"}, {"agentData": "ab"}]
)
def test_what_an_agent_may_have_beside(ozonetel: Ozonetel, fields: dict[str, Any]) -> None:
    assert create(ozonetel, **fields).reply == "agents.created"


def test_a_change_refuses_what_is_given_and_wrong(ozonetel: Ozonetel) -> None:
    assert update(ozonetel, agentId="nobody").json == {"status": "error", "message": "Agent not found"}
    assert update(ozonetel, agentId="agent1", agentName="").reply == "agents.name_missing"
    assert update(ozonetel, agentId="agent1", password="no").reply == "agents.password_invalid"


def test_a_change_wants_the_email_each_time(ozonetel: Ozonetel) -> None:
    missing = {"message": "Email should not be null or empty", "status": "error"}
    assert update(ozonetel, agentId="agent1", agentName="Bea Moss").json == missing
    assert ozonetel.details("agent1")["AgentName"] != "Bea Moss"


@pytest.mark.parametrize(("method", "path"), [("POST", "createAgent"), ("PUT", "updateAgent"), ("DELETE", "deleteAgent")])
def test_the_gateway_tells_wrong_name_and_wrong_key_alike(ozonetel: Ozonetel, method: str, path: str) -> None:
    invalid = {"status": "false", "message": "Invalid User Details", "data": None}
    for call in ({"key": WRONG_KEY}, {"userName": "nobody"}, {"userName": ""}):
        response = ozonetel.gateway(f"/ca_apis/{path}", method=method, **call)
        assert (response.status, response.json) == (401, invalid)
    assert ozonetel.gateway(f"/ca_apis/{path}", method=method, key=None).json["message"] == "Api Key Should Not be Null or Empty."


def test_the_deprecated_page_creates_edits_and_deletes(ozonetel: Ozonetel) -> None:
    person = {"agentId": "agent9", "agentName": "Anna Moss", "agentPassword": "agent9-secret"}
    assert manage(ozonetel, "Create", **person, skill="General,Billing").json == {
        "status": "success",
        "message": "Agent Created Successfully",
    }
    assert ozonetel.details("agent9")["Skill"] == "General, Billing"
    edit = {**person, "agentIdNew": "agent10", "assignSkill": "Sales,General", "unAssignSkill": "Billing"}
    assert manage(ozonetel, "Edit", **{**edit, "agentPassword": "agent10-secret"}).json["message"] == "Agent Updated Successfully"
    assert ozonetel.details("agent10")["Skill"] == "General, Sales"
    assert ozonetel.login("agent10").reply == "login.ok"
    assert ozonetel.login("agent9").reply == "agent.unknown"
    assert manage(ozonetel, "Delete", **{**person, "agentId": "agent10"}).json["message"] == "Agent Deleted Successfully"
    assert ozonetel.logout("agent10").reply == "agent.unknown"


@pytest.mark.parametrize(
    ("action", "fields", "message"),
    [
        ("Create", {"apiKey": "wrong"}, "Authentication Failed"),
        ("Create", {"userName": "nobody"}, "Authentication Failed"),
        ("Create", {"userName": ""}, "Authentication Failed"),
        ("create", {}, "Authentication Failed"),
        ("Create", {"agentPassword": ""}, "All parameters are mandatory"),
        ("Create", {"agentId": "no spaces"}, "All parameters are mandatory"),
        ("Delete", {"agentName": ""}, "All parameters are mandatory"),
        ("Create", {"agentId": "agent1"}, "Agent Already Exists"),
        ("Create", {"agentName": "Cara Moss"}, "Agent Already Exists"),
        ("Edit", {"agentId": "agent1", "agentIdNew": "agent2"}, "Agent Already Exists"),
        ("Edit", {"agentId": "agent1", "agentIdNew": "no spaces"}, "Agent Already Exists"),
        ("Edit", {"agentId": ""}, "All parameters are mandatory"),
        ("Edit", {"agentId": "agent1", "agentName": ""}, "All parameters are mandatory"),
        ("Edit", {"agentId": "agent1", "agentPassword": ""}, "All parameters are mandatory"),
        ("Edit", {"agentId": "nobody"}, "Agent not found"),
        ("Delete", {"agentId": "nobody"}, "Agent not found"),
    ],
)
def test_why_the_deprecated_page_refuses(ozonetel: Ozonetel, action: str, fields: dict[str, str], message: str) -> None:
    ozonetel.change("agents", "agent2", name="Cara Moss")
    person = {"agentId": "agent9", "agentName": "Anna Moss", "agentPassword": "agent9-secret"}
    response = manage(ozonetel, action, **{**person, **fields})
    assert (response.status, response.json) == (200, {"status": "error", "message": message})
