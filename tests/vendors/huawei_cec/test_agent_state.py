"""What an agent does and asks while it is signed in, and the ways out."""

from __future__ import annotations

import pytest

from tests.vendors.huawei_cec.gateway import Gateway, Seen


class Agent:
    """The agent 1001, signed in."""

    def __init__(self, gateway: Gateway, number: int = 1001) -> None:
        self.gateway = gateway
        self.number = number
        self.guid = gateway.sign_in(number).guid
        gateway.events(self.guid, number)

    def do(self, method: str, what: str, root: str = "onlineagent") -> Seen:
        return self.gateway.send(method, f"/{root}/{self.number}/{what}", guid=self.guid)

    def state(self) -> int:
        return int(self.do("GET", "agentstatus").doc["result"]["agentState"])

    def events(self) -> list[str]:
        return self.gateway.events(self.guid, self.number)


@pytest.fixture
def agent(gateway: Gateway) -> Agent:
    """The agent 1001, signed in, its first events fetched."""
    return Agent(gateway)


@pytest.mark.parametrize(
    ("calls", "state", "events"),
    [
        (["saybusy"], 3, ["AgentState_SetNotReady_Success"]),
        (["saybusy?reason=250&prolong=true"], 3, ["AgentState_SetNotReady_Success"]),
        (["saybusy", "sayfree"], 4, ["AgentState_SetNotReady_Success", "AgentState_CancelNotReady_Success", "AgentState_Ready"]),
        (["sayfree"], 4, ["AgentState_Ready"]),
        (["rest/600/0"], 8, ["AgentState_SetRest_Success"]),
        (["rest/600/0", "cancelrest"], 4, ["AgentState_SetRest_Success", "AgentState_CancelRest_Success", "AgentState_Ready"]),
        (["work"], 5, ["AgentState_SetWork_Success", "AgentState_Work"]),
        (["work", "cancelwork"], 4, ["AgentState_SetWork_Success", "AgentState_Work", "AgentState_CancelWork_Success", "AgentState_Ready"]),
    ],
)  # fmt: skip
def test_an_agent_changes_its_state_and_hears_of_it(agent: Agent, calls: list[str], state: int, events: list[str]) -> None:
    for call in calls:
        assert agent.do("POST", call).body == b'{"message":"","retcode":"0"}'
    assert (agent.state(), agent.events()) == (state, events)


@pytest.mark.parametrize(
    "call",
    [
        "saybusy?reason=199",
        "saybusy?reason=x",
        "saybusy?prolong=2",
        "rest/0/0",
        "rest/x/0",
        "rest/600/256",
        "resetskill/perhaps",
        "resetskill/true?phonelinkage=2",
    ],
)
def test_a_value_out_of_range_is_no_valid_parameter(agent: Agent, call: str) -> None:
    assert agent.do("POST", call).retcode == "000-002"


def test_a_rest_that_is_over_is_told_once(agent: Agent) -> None:
    agent.do("POST", "rest/30/1")
    agent.events()
    agent.gateway.wait(29)
    assert agent.events() == []
    agent.gateway.wait(1)
    assert agent.events() == ["AgentState_Rest_Timeout"]
    assert agent.state() == 8


def test_skills_are_joined_all_or_some(agent: Agent) -> None:
    def joined() -> list[int]:
        skills: list[int] = agent.gateway.row("sessions", "1001")["skills"]
        return skills

    assert agent.do("POST", "resetskill/true").retcode == "0"
    assert joined() == [1, 2]
    assert agent.do("POST", "resetskill/false?skillid=2;&phonelinkage=1").retcode == "0"
    assert joined() == [2]
    for wrong in ("", "?skillid=3", "?skillid=1;x"):
        assert agent.do("POST", f"resetskill/false{wrong}").retcode == "000-002"


def test_an_agent_asks_for_skills_ivrs_and_its_custom_state(agent: Agent) -> None:
    assert agent.do("GET", "agentskills").body == (
        b'{"message":"","retcode":"0","result":[{"name":"new-customers","id":1,"mediatype":5},{"name":"contracts","id":2,"mediatype":5}]}'
    )
    assert [skill["id"] for skill in agent.do("GET", "agentskillsbyworkno/1002").doc["result"]] == [1]
    assert agent.do("GET", "agentvdnskill", "queuedevice").doc["result"][0] == {
        "name": "new-customers", "id": 1, "mediatype": 5, "serviceType": 1, "realFlag": 1,
    }  # fmt: skip
    assert agent.do("GET", "ivrinfo", "queuedevice").doc["result"] == [
        {"access": "4701", "id": 1, "description": "welcome", "serviceNo": 1}
    ]
    assert agent.do("GET", "querycustomstate").doc["result"] == {"agentcustomstate": "65535"}


def test_where_nothing_is_configured_a_query_says_which(gateway: Gateway) -> None:
    agent = Agent(gateway, 1004)
    assert agent.do("GET", "agentskills").retcode == "600-001"
    assert agent.do("GET", "agentskillsbyworkno/1001").retcode == "600-001", "an agent of another VDN"
    assert agent.do("GET", "agentskillsbyworkno/99999").status == 404
    assert agent.do("GET", "agentvdnskill", "queuedevice").retcode == "600-005"
    assert agent.do("GET", "ivrinfo", "queuedevice").retcode == "600-004"


def test_a_skill_that_was_deleted_is_not_listed(agent: Agent) -> None:
    agent.gateway.set(skills__2=None)
    assert [skill["id"] for skill in agent.do("GET", "agentskills").doc["result"]] == [1]


@pytest.mark.parametrize("way", ["logout", "forcelogout", "forcelogoutwithreason/255"])
def test_every_way_out_ends_the_session(agent: Agent, way: str) -> None:
    assert agent.do("DELETE", way).body == b'{"message":"success","retcode":"0"}'
    assert agent.do("DELETE", way).retcode == "100-006"
    agent.gateway.set(settings__current__second_sign_out="100-008")
    assert agent.do("DELETE", way).retcode == "100-008"
    assert agent.gateway.sign_in().retcode == "0"


@pytest.mark.parametrize("cause", ["0", "256", "x", "-1"])
def test_a_cause_is_a_number_up_to_255(agent: Agent, cause: str) -> None:
    assert agent.do("DELETE", f"forcelogoutwithreason/{cause}").retcode == "100-005"


def test_in_a_call_only_force_signs_out(agent: Agent) -> None:
    agent.do("POST", "resetskill/true")
    assert agent.gateway.act("incoming_call", skill=1) == {"agent": 1001}
    assert agent.state() == 7
    assert agent.do("DELETE", "logout").retcode == "100-010"
    assert agent.do("DELETE", "forcelogout").retcode == "0"


def test_an_inspector_signs_an_agent_of_its_vdn_out(gateway: Gateway) -> None:
    inspector, agent = Agent(gateway, 1003), Agent(gateway)
    assert inspector.do("POST", "forcelogout/1001", "qualitycontrol").body == b'{"message":"success","retcode":"0"}'
    assert agent.do("GET", "agentstatus").retcode == "100-006"
    assert inspector.do("POST", "forcelogout/1001", "qualitycontrol").retcode == "100-006"
    assert inspector.do("POST", "forcelogout/1003", "qualitycontrol").retcode == "000-005"
    assert inspector.do("POST", "forcelogout/1004", "qualitycontrol").retcode == "900-004"
    assert inspector.do("POST", "forcelogout/77777", "qualitycontrol").status == 404
    assert Agent(gateway).do("POST", "forcelogout/1002", "qualitycontrol").retcode == "900-002"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/onlineagent/1001/resetskill/true"),
        ("GET", "/agentevent/1001"),
        ("POST", "/onlineagent/1001/handshake"),
        ("PUT", "/onlineagent/1001/heartbeat"),
        ("PUT", "/onlineagent/1001/updateGuid"),
        ("DELETE", "/onlineagent/1001/logout"),
        ("DELETE", "/onlineagent/1001/forcelogout"),
        ("DELETE", "/onlineagent/1001/forcelogoutwithreason/1"),
        ("POST", "/qualitycontrol/1001/forcelogout/1002"),
        ("GET", "/onlineagent/1001/agentstatus"),
        ("GET", "/onlineagent/1001/agentskills"),
        ("GET", "/onlineagent/1001/agentskillsbyworkno/1002"),
        ("GET", "/queuedevice/1001/agentvdnskill"),
        ("GET", "/queuedevice/1001/ivrinfo"),
        ("GET", "/onlineagent/1001/querycustomstate"),
        ("POST", "/onlineagent/1001/sayfree"),
        ("POST", "/onlineagent/1001/saybusy"),
        ("POST", "/onlineagent/1001/rest/10/0"),
        ("POST", "/onlineagent/1001/cancelrest"),
        ("POST", "/onlineagent/1001/work"),
        ("POST", "/onlineagent/1001/cancelwork"),
        ("POST", "/onlineagent/1001/modifyaccountpwdex"),
    ],
)
def test_every_call_of_an_agent_needs_its_session_and_its_guid(gateway: Gateway, method: str, path: str) -> None:
    assert gateway.send(method, path, guid="x").retcode == "100-006"
    guid = gateway.sign_in().guid
    for wrong in (None, "", "x", f"JSESSIONID={guid}"):
        assert gateway.send(method, path, guid=wrong).body == b'{"message":"no right to invite resouce","result":"","retcode":"000-003"}'
    assert gateway.send(method, path.replace("1001", "60000", 1), guid=guid).status == 404
    gateway.set(agents__1001__calls_fail="000-004")
    assert gateway.send(method, path, guid=guid).retcode == "000-004"
