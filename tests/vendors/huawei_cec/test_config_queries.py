"""The interfaces that are called right after config/login."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.huawei_cec.gateway import Gateway

SYSTEM = ["/config/sys/vdn", "/config/sys/vdngroup", "/config/sys/nodepolicy"]
OF_VDN = ["/config/vdn/vdn", "/config/vdn/agents", "/config/vdn/skill", "/config/vdn/skillGroup", "/config/vdn/calledroute"]


@pytest.fixture
def guid(gateway: Gateway) -> str:
    """The Guid of the administrator 101, who may do everything."""
    return gateway.configure().guid


def get(gateway: Gateway, path: str, guid: str, **query: Any) -> Any:
    seen = gateway.send("GET", path, guid=guid, query_string=query)
    assert list(seen.doc) == ["message", "retcode", "result"], seen.body
    assert (seen.doc["message"], seen.retcode) == ("success", "0")
    return seen.doc["result"]


def test_the_own_vdn_is_described_with_its_setup(gateway: Gateway, guid: str) -> None:
    assert get(gateway, "/config/vdn/vdn", guid) == {
        "vdnSetup": {
            "accessCodes": ["955001"],
            "administratorWorkNo": 101,
            "allowedAgentNum": 4,
            "allowedVideoAgentNum": 0,
            "allowedObsCallNum": 1000,
            "allowedPstnCallNum": 10,
            "allowedWebCallNum": 1,
            "ivrIds": [1],
            "vdnEnabled": 1,
        },
        "vdnInfo": {},
    }


def test_vdns_are_listed_all_or_by_id(gateway: Gateway, guid: str) -> None:
    every = get(gateway, "/config/sys/vdn", guid)
    assert [(vdn["vdnId"], vdn["data"]["parentGroupId"]) for vdn in every] == [(1, 1), (2, None)]
    assert list(every[0]["data"]) == ["vdnSetup", "vdnInfo", "parentGroupId"]
    assert [vdn["vdnId"] for vdn in get(gateway, "/config/sys/vdn", guid, ids="2,77")] == [2]


def test_agents_never_show_their_password(gateway: Gateway, guid: str) -> None:
    (agent,) = get(gateway, "/config/vdn/agents", guid, agentIdSet="1001")
    assert list(agent) == [
        "agentId", "name", "agentPwd", "fullName", "socialChatNum", "timeRemaining", "userClassId", "asrInd", "enableDualChannelRec",
        "skills", "h5VideoNum",
    ]  # fmt: skip
    assert (agent["agentId"], agent["agentPwd"]) == (1001, "")
    assert agent["skills"] == [{"skillId": 1, "agentPower": 1}, {"skillId": 2, "agentPower": 2}]


def test_an_account_sees_the_agents_of_its_own_vdn_only(gateway: Gateway) -> None:
    guid = gateway.configure(100002, "vdn-secret").guid
    assert [agent["agentId"] for agent in get(gateway, "/config/vdn/agents", guid)] == [1004]
    assert get(gateway, "/config/vdn/skill", guid) == []


def test_skills_groups_and_routes_have_the_names_of_the_wire(gateway: Gateway, guid: str) -> None:
    assert get(gateway, "/config/vdn/skill", guid, skillIds="2") == [
        {"skillId": 2, "Data": {"name": "contracts", "mediaTypeId": 5, "serviceId": 1, "description": "", "skillParameter": {}}}
    ]
    assert get(gateway, "/config/vdn/skillGroup", guid, skillGroupIds="2") == [
        {"skillGroupId": 2, "skillGroupName": "back-office", "skills": []}
    ]
    assert get(gateway, "/config/vdn/calledroute", guid, dnId="2") == [
        {"dnid": 2, "accesscode": "955002", "subcode": "12", "devicetype": "3", "deviceId": 1}
    ]
    seen = gateway.send("POST", "/config/vdn/skillgroups/query", {"ids": [1]}, guid=guid)
    assert seen.doc["result"] == [
        {
            "id": 1,
            "groupName": "front-office",
            "skills": [{"skillId": 1, "skillPower": 10, "agentPower": 1}, {"skillId": 2, "skillPower": 5, "agentPower": 1}],
        }
    ]


def test_groups_of_vdns_and_node_policies_are_for_the_system(gateway: Gateway, guid: str) -> None:
    (group,) = get(gateway, "/config/sys/vdngroup", guid, ids="1,2", parentId="1")
    assert list(group) == ["parentId", "groupName", "adminName", "adminWorkNo", "allowedAgentNum"]
    assert (group["parentId"], group["groupName"], group["adminWorkNo"]) == (1, "inside-sales", 61002)
    assert len(get(gateway, "/config/sys/vdngroup", guid)) == 2
    policies = get(gateway, "/config/sys/nodepolicy", guid)
    assert policies == [{"vdnId": 1, "nodeId": 1, "nodePower": 3}, {"vdnId": 1, "nodeId": 2, "nodePower": 1}]

    gateway.set(settings__current__pool_mode=False)
    assert gateway.send("GET", "/config/sys/nodepolicy", guid=guid).reply == "config.107-004"


@pytest.mark.parametrize("path", SYSTEM + OF_VDN)
@pytest.mark.parametrize("guid", [None, "", "x", "JSESSIONID=x", "00000000-0000-4000-8000-000000000000.AgentGateway1"])
def test_a_guid_that_is_missing_or_unknown_means_sign_in_again(gateway: Gateway, path: str, guid: str | None) -> None:
    seen = gateway.send("GET", path, guid=guid)
    assert (seen.status, seen.retcode) == (200, "107-000")


@pytest.mark.parametrize(
    ("number", "password", "allowed", "refused"),
    [
        (100001, "vdn-secret", OF_VDN, SYSTEM),
        (103, "admin-secret", OF_VDN, SYSTEM),
        (102, "admin-secret", SYSTEM, OF_VDN),
        (101, "admin-secret", SYSTEM + OF_VDN, []),
    ],
)
def test_each_kind_of_account_has_its_interfaces(
    gateway: Gateway, number: int, password: str, allowed: list[str], refused: list[str]
) -> None:
    guid = gateway.configure(number, password).guid
    assert {gateway.send("GET", path, guid=guid).retcode for path in allowed} == {"0"}
    assert {gateway.send("GET", path, guid=guid).retcode for path in refused} <= {"107-007"}


def test_an_agent_may_not_configure_with_its_guid(gateway: Gateway) -> None:
    guid = gateway.sign_in().guid
    assert gateway.send("GET", "/config/vdn/vdn", guid=guid).retcode == "107-007"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/config/sys/vdn", {"ids": "a"}),
        ("/config/sys/vdn", {"ids": "1,,2"}),
        ("/config/sys/vdn", {"ids": "0"}),
        ("/config/sys/vdn", {"ids": "5001"}),
        ("/config/sys/vdn", {"ids": ",".join(["1"] * 101)}),
        ("/config/vdn/agents", {"agentIdSet": "60000"}),
        ("/config/vdn/skill", {"skillIds": "-1"}),
        ("/config/vdn/skill", {"skillIds": ",".join(["00001"] * 90)}),
        ("/config/vdn/skillGroup", {"skillGroupIds": "2001"}),
        ("/config/vdn/calledroute", {"dnId": "10001"}),
        ("/config/vdn/calledroute", {"dnId": "٣"}),
        ("/config/sys/vdngroup", {"parentId": "xx"}),
    ],
)
def test_ids_outside_their_range_are_bad_input(gateway: Gateway, guid: str, path: str, query: dict[str, str]) -> None:
    assert gateway.send("GET", path, guid=guid, query_string=query).retcode == "107-002"


@pytest.mark.parametrize("body", [{}, {"ids": None}, {"ids": "1"}, {"ids": [True]}, {"ids": [0]}, {"ids": ["1"]}, {"ids": [2001]}])
def test_the_ids_of_a_body_are_a_list_of_numbers(gateway: Gateway, guid: str, body: Any) -> None:
    assert gateway.send("POST", "/config/vdn/skillgroups/query", body, guid=guid).retcode == "107-002"


ROUTE = {"accesscode": "955003", "devicetype": "1", "deviceId": 1}


def test_an_added_called_route_is_found(gateway: Gateway, guid: str) -> None:
    seen = gateway.send("POST", "/config/vdn/calledroute", ROUTE, guid=guid, query_string={"dnId": "5"})
    assert seen.doc == {"message": "success", "retcode": "0", "result": {"dnId": 5}}
    assert gateway.send("POST", "/config/vdn/calledroute", {**ROUTE, "devicetype": 3}, guid=guid).doc["result"] == {"dnId": 3}
    assert [route["dnid"] for route in get(gateway, "/config/vdn/calledroute", guid)] == [1, 2, 3, 5]
    seen = gateway.send("POST", "/config/vdn/calledroute", ROUTE, guid=guid, query_string={"dnId": "5"})
    assert seen.retcode == "107-018"


@pytest.mark.parametrize(
    "wrong",
    [{"accesscode": ""}, {"accesscode": 5}, {"subcode": 5}, {"devicetype": "2"}, {"deviceId": "1"}, {"deviceId": True}, {"deviceId": 0}],
)
def test_a_called_route_needs_all_its_fields(gateway: Gateway, guid: str, wrong: dict[str, Any]) -> None:
    assert gateway.send("POST", "/config/vdn/calledroute", {**ROUTE, **wrong}, guid=guid).retcode == "107-002"
    assert gateway.send("POST", "/config/vdn/calledroute", ROUTE, guid=guid, query_string={"dnId": "x"}).retcode == "107-002"


def test_a_site_without_a_free_route_adds_none(gateway: Gateway, guid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockcc.vendors.huawei_cec.config_write.LAST_ROUTE", 2)
    assert gateway.send("POST", "/config/vdn/calledroute", ROUTE, guid=guid).retcode == "107-018"


def test_a_vdn_is_deleted_only_under_its_own_name_and_group(gateway: Gateway, guid: str) -> None:
    def delete(**query: str) -> str:
        return gateway.send("DELETE", "/config/sys/vdn", guid=guid, query_string=query).retcode

    assert delete() == "107-002"
    assert delete(vdnId="5001") == "107-002"
    assert delete(vdnId="77") == "107-044"
    assert delete(vdnId="1", vdnName="support") == "107-045"
    assert delete(vdnId="1", vdnGroupId="2") == "107-044"
    assert delete(vdnId="1", vdnName="sales", vdnGroupId="1") == "0"
    assert [vdn["vdnId"] for vdn in get(gateway, "/config/sys/vdn", guid)] == [2]
    assert gateway.send("GET", "/config/vdn/vdn", guid=guid).retcode == "107-023"
    assert gateway.configure(100001, "vdn-secret").reply == "c5.107-004"


def test_a_row_whose_key_is_no_number_is_in_no_list(gateway: Gateway, guid: str) -> None:
    gateway.set(skills__odd={"vdn": 1, "data": {"name": "odd"}})
    assert [skill["skillId"] for skill in get(gateway, "/config/vdn/skill", guid)] == [1, 2]


@pytest.mark.parametrize(
    ("path", "name", "good", "bad"),
    [
        ("/config/sys/vdn", "ids", ["4999"] * 100, ["1"] * 101),
        ("/config/vdn/agents", "agentIdSet", ["59999"] * 100, ["1"] * 101),
        ("/config/vdn/skill", "skillIds", ["1"] * 250, ["1"] * 251),
        ("/config/vdn/calledroute", "dnId", ["1"] * 250, ["1"] * 251),
        ("/config/vdn/skillGroup", "skillGroupIds", ["2000"] * 200, ["2001"]),
        ("/config/vdn/agents", "agentIdSet", ["1001", "1002"], ["1001", " 1002"]),
    ],
)
def test_a_list_may_be_as_long_as_its_own_interface_documents(
    gateway: Gateway, path: str, name: str, good: list[str], bad: list[str]
) -> None:
    guid = gateway.configure().guid
    codes = [gateway.send("GET", path, guid=guid, query_string={name: ",".join(ids)}).retcode for ids in (good, bad)]
    assert codes == ["0", "107-002"]
