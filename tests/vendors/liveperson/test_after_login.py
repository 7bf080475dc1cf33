"""What a bearer opens: configuration, the chat agent's session, functions; and how a dead one is turned away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.liveperson.world import ACCOUNT, World, reply

CONFIG = f"/api/account/{ACCOUNT}/configuration"


def bearer(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.login().json()['bearer']}"}


def test_users_look_as_on_the_vendors_page(world: World) -> None:
    found = world.users(world.login().json()["bearer"])
    users = {user["loginName"]: user for user in found.json()}

    agent = users["agent1"]
    assert agent["id"] == "4410873526"
    assert (agent["deleted"], agent["isEnabled"], agent["maxChats"]) == ("false", "true", "4")
    assert (agent["isApiUser"], agent["userTypeId"]) == (False, 1)
    assert agent["email"].endswith(".example")
    assert (users["bot1"]["isApiUser"], users["bot1"]["userTypeId"]) == (True, 2)
    assert "former1" not in users
    assert "sso1" not in users
    assert "password" not in found.text
    assert found.headers["ac-revision"].isdecimal()


@pytest.mark.parametrize("path", ["le-users/users?v=6.0", "le-users/skills?v=4.0", "le-users/agentGroups", "le-agents/status-reasons"])
def test_a_list_is_not_sent_again_while_nothing_changes(world: World, path: str) -> None:
    headers = bearer(world)
    first = world.call("GET", f"{CONFIG}/{path}", headers=headers)
    assert isinstance(first.json(), list)
    revision = first.headers["ac-revision"]

    same = world.call("GET", f"{CONFIG}/{path}", headers={**headers, "If-Match": revision})
    assert (same.status_code, same.content, same.headers["ac-revision"]) == (304, b"", revision)
    assert world.call("GET", f"{CONFIG}/{path}", headers={**headers, "If-Match": "-1"}).status_code == 200
    table = {"users": "users", "skills": "skills", "agentGroups": "agent_groups", "status-reasons": "status_reasons"}
    name = table[path.partition("?")[0].rpartition("/")[2]]
    row = next(iter(world.rows(name)))
    world.change({f"{name}.{row}.deleted": True})
    assert world.call("GET", f"{CONFIG}/{path}", headers={**headers, "If-Match": revision}).status_code == 200


def test_a_list_may_be_narrowed_to_fields_and_widened_to_the_deleted(world: World) -> None:
    headers = bearer(world)
    skills = f"{CONFIG}/le-users/skills?v=4.0"

    narrow = world.call("GET", f"{skills}&select=id,%20name&include_deleted=true", headers=headers).json()
    assert narrow[0] == {"id": 518830417, "name": "billing"}
    assert [skill["name"] for skill in narrow] == ["billing", "sales", "retired"]
    full = world.call("GET", skills, headers=headers).json()
    assert len(full) == 2
    assert full[0]["skillRoutingConfiguration"] == [{"priority": 1, "splitPercentage": 100, "agentGroupId": -1}]
    assert world.call("GET", f"{skills}&select=id,nothing", headers=headers).json() == [{"id": 518830417}, {"id": 518830418}]


def test_the_version_of_the_configuration_is_checked(world: World) -> None:
    headers = bearer(world)
    assert world.call("GET", f"{CONFIG}/le-users/users", headers=headers).status_code == 200
    assert world.call("GET", f"{CONFIG}/le-users/users?v=6", headers=headers).status_code == 200
    for wrong in ("1.0", "soon", "\u0666", "nan", "", "9" * 400, "6e0", "+6.0", " 6.0", "6_0", "6.", "6.5"):
        assert world.call("GET", f"{CONFIG}/le-users/users", params={"v": wrong}, headers=headers).status_code == 400
    world.arm("strict-version")
    assert world.call("GET", f"{CONFIG}/le-users/users", headers=headers).status_code == 400
    assert world.call("GET", f"{CONFIG}/le-users/users?v=6.0", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "without", "dead"),
    [
        ("GET", f"{CONFIG}/le-users/users", None, "account.not_authenticated", "account.not_authenticated"),
        ("POST", f"/api/account/{ACCOUNT}/agentSession", {"loginData": ""}, "oauth.signature_invalid", "oauth.token_rejected"),
        (
            "POST",
            f"/messaging_history/api/account/{ACCOUNT}/agent-view/status",
            {},
            "account.not_authenticated",
            "account.not_authenticated",
        ),
        ("GET", f"/api/account/{ACCOUNT}/functions?userId=1", None, "functions.unauthorized", "functions.unauthorized"),
    ],
)
def test_a_caller_without_a_good_bearer_is_turned_away(world: World, method: str, path: str, body: Any, without: str, dead: str) -> None:
    good = bearer(world)
    assert world.call(method, path, json=body, headers=good).ok
    assert reply(world.call(method, path, json=body)) == without
    assert reply(world.call(method, path, json=body, headers={"Authorization": "Basic YTpi"})) == without
    assert reply(world.call(method, path, json=body, headers={"Authorization": "Bearer " + "0" * 64})) == dead
    assert reply(world.call(method, path, json=body, headers={"Authorization": "Bearer a.b.c"})) == dead
    assert reply(world.call(method, path.replace(ACCOUNT, "87654321"), json=body, headers=good)) == dead
    assert reply(world.call(method, path.replace(ACCOUNT, "00000000"), json=body, headers=good)) == dead
    world.advance(hours=8)
    assert reply(world.call(method, path, json=body, headers=good)) == dead


def test_the_scheme_of_a_bearer_may_be_in_lower_case(world: World) -> None:
    token = world.login().json()["bearer"]
    assert world.call("GET", f"{CONFIG}/le-users/users", headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_a_chat_agent_opens_a_session_and_takes_chats(world: World) -> None:
    headers = bearer(world)
    created = world.call("POST", f"/api/account/{ACCOUNT}/agentSession?v=1&NC=true", json={"loginData": ""}, headers=headers)
    assert created.status_code == 201
    link = created.json()["agentSessionLocation"]["link"]
    assert link["@rel"] == "location"
    href = link["@href"]
    assert href.startswith(f"{world.base}/api/account/{ACCOUNT}/agentSession/")

    state = world.call("GET", f"{href}/availability?v=1&NC=true", headers=headers)
    assert state.json() == {"availability": {"chat": "Offline", "voice": "Offline"}}
    put = {**headers, "X-HTTP-Method-Override": "PUT"}
    online = world.call("POST", f"{href}/availability?v=1", json={"availability": {"chat": "Online"}}, headers=put)
    assert online.json() == {"availability": {"chat": "Online", "voice": "Offline"}}
    assert world.call("GET", f"{href}/availability", headers=headers).json()["availability"]["chat"] == "Online"
    for path in ("incomingRequests", "incomingRequests.json"):
        assert world.call("GET", f"{href}/{path}", headers=headers).json() == {"incomingRequests": {"ringingCount": 0}}

    assert reply(world.call("POST", f"{href}/availability", json={"availability": {"chat": "Online"}}, headers=headers)) == "unknown.method"
    wrong: list[Any] = [{"availability": {"chat": "Asleep"}}, {"availability": "Online"}, [], {"availability": {"chat": []}}]
    for body in wrong:
        assert reply(world.call("POST", f"{href}/availability", json=body, headers=put)) == "agent_session.bad_request"
    assert reply(world.call("GET", f"{href}0/availability", headers=headers)) == "agent_session.unknown"
    assert reply(world.call("GET", f"{href}/availability", headers=bearer(world))) == "agent_session.unknown"


def test_an_agent_session_of_the_older_form_leads_to_the_base_of_its_service(world: World) -> None:
    world.arm("services-have-bases-of-their-own")
    base = f"{world.base}/agentVep/api/account/{ACCOUNT}"
    token = world.call("POST", f"{base}/login", json={"username": "agent1", "password": "agent1-secret"}).json()["bearer"]
    headers = {"Authorization": f"Bearer {token}"}
    created = world.call("POST", f"{base}/agentSession.json", json={"loginData": {}}, headers=headers).json()
    href = created["agentSessionLocation"]["link"]["@href"]

    assert href.startswith(f"{base}/agentSession/")
    assert world.call("GET", f"{href}/availability", headers=headers).status_code == 200


def test_reasons_for_being_away_have_no_version(world: World) -> None:
    for query in ("", "?v=1.0", "?v=2.0"):
        assert world.call("GET", f"{CONFIG}/le-agents/status-reasons{query}", headers=bearer(world)).status_code == 200


def test_an_agent_takes_chats_by_the_method_that_the_disguise_stands_for(world: World) -> None:
    headers = bearer(world)
    created = world.call("POST", f"/api/account/{ACCOUNT}/agentSession", json={"loginData": ""}, headers=headers).json()
    href = created["agentSessionLocation"]["link"]["@href"] + "/availability"
    body = {"availability": {"chat": "Away"}}

    refused = world.call("POST", href, json=body, headers=headers)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, PUT")
    assert world.call("PUT", href, json=body, headers=headers).json()["availability"]["chat"] == "Away"


def test_a_body_of_an_agent_session_is_checked(world: World) -> None:
    headers = bearer(world)
    path = f"/api/account/{ACCOUNT}/agentSession"
    assert reply(world.call("POST", path, json={}, headers=headers)) == "agent_session.bad_request"
    assert reply(world.call("POST", path, data={"loginData": ""}, headers=headers)) == "unsupported.media_type"
    view = f"/messaging_history/api/account/{ACCOUNT}/agent-view/status"
    assert reply(world.call("POST", view, data="{", headers=headers)) == "account.bad_request"


def test_a_user_who_is_gone_still_has_an_answer(world: World) -> None:
    token = world.login("agent2").json()["bearer"]
    world.change({"users.agent2": None})
    assert world.users(token).status_code == 200
