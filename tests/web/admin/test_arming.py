"""Scenarios, forced replies and faults, armed through the admin API."""

from __future__ import annotations

import pytest

from tests.support.acme import AcmeSuite
from tests.support.admin import Admin

SCENARIOS = "/spaces/default/scenarios"
REPLIES = "/spaces/default/replies/acme"
FAULTS = "/spaces/default/faults/acme"


def test_a_scenario_that_changes_the_world_makes_the_vendor_refuse_until_it_is_disarmed(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/taken")
    assert admin.login() == "login.taken"
    assert admin.get("/spaces/default/tables/acme/agents/agent1")["state"] == "READY"
    assert admin.do("DELETE", f"{SCENARIOS}/acme/taken") is None
    assert admin.login() == "login.ok"


def test_a_disarmed_scenario_leaves_alone_what_has_changed_since(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/taken")
    admin.do("PATCH", "/spaces/default/tables/acme/agents/agent1", {"state": "BUSY"})
    admin.do("DELETE", f"{SCENARIOS}/acme/taken")
    rows = admin.get("/spaces/default/tables/acme/agents")
    assert {key: row["state"] for key, row in rows.items()} == {"agent1": "BUSY", "agent2": "OUT", "locked1": "READY"}


def test_what_the_body_says_takes_the_place_of_what_the_scenario_says(admin: Admin) -> None:
    armed = admin.do("PUT", f"{SCENARIOS}/acme/wrong-once", {"times": 2, "after": 1, "match": {"form.user": "agent2"}, "on": ["login"]})
    assert (armed["times"], armed["after"], armed["match"], armed["on"]) == (2, 1, {"form.user": "agent2"}, ["login"])
    assert [admin.login("agent2") for _ in range(4)] == ["login.ok", "login.wrong", "login.wrong", "login.taken"]
    assert admin.login() == "login.ok"


def test_null_times_means_as_long_as_it_is_armed(admin: Admin) -> None:
    assert admin.do("PUT", f"{SCENARIOS}/acme/wrong-once", {"times": None})["times"] is None
    assert {admin.login() for _ in range(3)} == {"login.wrong"}


def test_a_scenario_without_on_acts_on_every_endpoint_that_lists_its_reply(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/limited")
    assert (admin.login(), admin.logout()) == ("common.limit", "common.limit")
    page = admin.vendor("GET", "/page")
    assert page.headers["Mockcc-Reply"] == "page.ok"
    refused = admin.vendor("POST", "/logout")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")


def test_arming_again_starts_the_counters_anew(admin: Admin) -> None:
    for _ in range(2):
        admin.do("PUT", f"{SCENARIOS}/acme/wrong-once")
        assert admin.login() == "login.wrong"
        assert admin.get(SCENARIOS)[0]["spent"]


def test_all_that_is_armed_is_listed_with_how_often_it_acted(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/wrong-once", {"after": 1})
    admin.do("PUT", f"{REPLIES}/logout", {"reply": "common.limit"})
    admin.do("PUT", FAULTS, {"kind": "delay", "seconds": 0.5, "on": "page"})
    admin.login("agent2")
    admin.login("agent2")
    armed = admin.get(SCENARIOS)
    assert [(each["kind"], each["name"]) for each in armed] == [("scenario", "wrong-once"), ("reply", "logout"), ("fault", "page")]
    assert [(each["seen"], each["fired"], each["spent"]) for each in armed] == [(2, 1, True), (0, 0, False), (0, 0, False)]
    assert armed[0]["reply"] == "login.wrong"
    assert armed[2]["transport"] == {"kind": "delay", "seconds": 0.5}


def test_a_scenario_that_makes_or_removes_a_row_is_taken_back(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/new-agent")
    admin.do("PUT", f"{SCENARIOS}/acme/gone")
    assert (admin.login("agent9"), admin.login("agent2")) == ("login.ok", "login.wrong")
    admin.do("PATCH", "/spaces/default/tables/acme/agents/agent9", {"state": "OUT"})
    admin.do("DELETE", f"{SCENARIOS}/acme/new-agent")
    admin.do("DELETE", f"{SCENARIOS}/acme/gone")
    assert (admin.login("agent9"), admin.login("agent2")) == ("login.wrong", "login.ok")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"time": 2}, "time: There is no field 'time'. Did you mean 'times'? Allowed: after, match, on, times."),
        ({"times": 0}, "times: Expected `int` >= 1."),
        ({"times": "2"}, "times: Expected `int | null`, got `str`."),
        ({"times": True}, "times: Expected `int | null`, got `bool`."),
        ({"after": -1}, "after: Expected `int` >= 0."),
        ({"on": "logon"}, "on: There is no endpoint 'logon' of acme. Did you mean 'login'?"),
        ({"on": "logout"}, "on: logout does not list the reply 'login.wrong', which this scenario gives."),
        ({"match": {"from.user": "a"}}, "match.from.user: 'from.user' is no field of a request. Did you mean 'form.user'?"),
        ({"match": {"form.user": {"regex": "("}}}, "match.form.user: '(' is no regular expression"),
        ({"match": []}, "match: Expected `object`, got `array`."),
        ([], "body: Expected `object`, got `array`."),
    ],
)
def test_an_option_that_does_not_fit_is_refused_naming_it(admin: Admin, body: object, said: str) -> None:
    assert admin.refuse(422, "PUT", f"{SCENARIOS}/acme/wrong-once", body).startswith(said)
    assert admin.get(SCENARIOS) == []


def test_a_scenario_whose_reply_nobody_lists_cannot_be_armed(admin: Admin) -> None:
    assert "No endpoint of acme lists the reply 'common.lonely'" in admin.refuse(422, "PUT", f"{SCENARIOS}/acme/lonely")


def test_unknown_names_are_404_and_name_the_nearest(admin: Admin) -> None:
    assert "Did you mean 'taken'?" in admin.refuse(404, "PUT", f"{SCENARIOS}/acme/takn")
    assert "Did you mean 'taken'?" in admin.refuse(404, "DELETE", f"{SCENARIOS}/acme/takn")
    assert "There is no vendor 'acne'. Did you mean 'acme'?" in admin.refuse(404, "PUT", f"{SCENARIOS}/acne/taken")
    assert "There is no endpoint 'logim' of acme. Did you mean 'login'?" in admin.refuse(404, "PUT", f"{REPLIES}/logim", {"reply": "x"})
    assert "Did you mean 'login'?" in admin.refuse(404, "DELETE", f"{REPLIES}/logim")
    assert "There is no vendor" in admin.refuse(404, "PUT", "/spaces/default/faults/nobody", {"kind": "reset"})


def test_disarming_what_is_not_armed_is_404(admin: Admin) -> None:
    assert "The scenario 'taken' of acme is not armed in the space 'default'" in admin.refuse(404, "DELETE", f"{SCENARIOS}/acme/taken")
    assert "A reply for 'login' of acme is not armed" in admin.refuse(404, "DELETE", f"{REPLIES}/login")
    assert "no space 'nowhere'" in admin.refuse(404, "DELETE", "/spaces/nowhere/scenarios/acme/taken")


def test_a_reply_is_forced_once_and_the_state_of_the_world_stays(admin: Admin) -> None:
    admin.do("PUT", f"{REPLIES}/login", {"reply": "login.taken"})
    assert [admin.login(), admin.login(), admin.login()] == ["login.taken", "login.ok", "login.taken"]


def test_a_forced_reply_takes_values_for_its_placeholders_and_samples_for_the_rest(admin: Admin) -> None:
    admin.do("PUT", f"{REPLIES}/login", {"reply": "login.ok", "values": {"why": {"a": 1}}})
    reply = admin.vendor("POST", "/accounts/demo/login", data={"user": "agent1"})
    assert reply.get_json() == {"user": "someone", "why": {"a": 1}}
    admin.do("PUT", f"{REPLIES}/page", {"reply": "page.ok", "values": {"agent.id": "Zoe"}})
    assert admin.vendor("GET", "/page").get_data(as_text=True) == "Hello Zoe nobody"


def test_a_reply_can_be_forced_for_good_and_taken_back(admin: Admin) -> None:
    admin.do("PUT", f"{REPLIES}/login", {"reply": "login.wrong", "times": None})
    assert {admin.login() for _ in range(3)} == {"login.wrong"}
    admin.do("DELETE", f"{REPLIES}/login")
    assert admin.login() == "login.ok"


def test_a_reply_can_be_forced_for_certain_requests_after_some_of_them(admin: Admin) -> None:
    admin.do("PUT", f"{REPLIES}/login", {"reply": "login.wrong", "after": 1, "match": {"path_arg.account": "demo", "form.user": "agent1"}})
    assert [admin.login("agent2"), admin.login(), admin.login()] == ["login.ok", "login.ok", "login.wrong"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "reply: This field is missing."),
        ({"reply": "logout.ok"}, "reply: login does not list the reply 'logout.ok'. Did you mean 'login.ok'?"),
        ({"reply": "login.okay"}, "reply: login does not list the reply 'login.okay'. Did you mean 'login.ok'?"),
        (
            {"reply": "login.ok", "values": {"agent.name": 1}},
            "values.agent.name: The reply 'login.ok' has no placeholder 'agent.name'. Did you mean 'agent.id'?",
        ),
        ({"reply": "login.ok", "on": "login"}, "on: There is no field 'on'."),
        ({"reply": "login.ok", "values": []}, "values: Expected `object`, got `array`."),
    ],
)
def test_a_reply_that_cannot_be_forced_is_refused_naming_why(admin: Admin, body: object, said: str) -> None:
    assert admin.refuse(422, "PUT", f"{REPLIES}/login", body).startswith(said)


def test_a_bare_status_turns_requests_away_before_they_change_anything(admin: Admin) -> None:
    admin.do("PUT", f"{REPLIES}/login", {"reply": "login.wrong"})
    admin.do("PUT", FAULTS, {"kind": "status", "status": 503, "times": 2, "on": "login"})
    replies = [admin.vendor("POST", "/accounts/demo/login", data={"user": "agent1"}) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [503, 503, 401, 200]
    entry = admin.get("/spaces/default/journal")[0]
    assert entry["reply"]["id"] == "mockcc.status"
    assert entry["why"] == "The request is turned away with a bare status before it reaches the vendor."


def test_faults_stand_beside_each_other_and_the_first_armed_acts(admin: Admin) -> None:
    admin.do("PUT", FAULTS, {"kind": "delay", "seconds": 0.001, "on": ["logout", "login"]})
    admin.do("PUT", FAULTS, {"kind": "reset"})
    admin.do("PUT", FAULTS, {"kind": "truncate", "at": 3, "on": "page", "times": 1})
    assert {each["name"] for each in admin.get(SCENARIOS)} == {"login,logout", "*", "page"}
    admin.login()
    admin.vendor("GET", "/page")
    faults = [entry["reply"]["fault"] for entry in admin.get("/spaces/default/journal")]
    assert faults == [{"kind": "delay", "seconds": 0.001, "at": None}, {"kind": "reset", "seconds": 0.0, "at": None}]
    assert [each["fired"] for each in admin.get(SCENARIOS)] == [1, 1, 0]
    assert admin.do("DELETE", FAULTS) is None
    assert admin.get(SCENARIOS) == []
    assert admin.do("DELETE", FAULTS) is None


def test_mending_the_transport_leaves_scenarios_and_replies_armed(admin: Admin) -> None:
    admin.do("PUT", f"{SCENARIOS}/acme/slow")
    admin.do("PUT", FAULTS, {"kind": "garbage"})
    admin.do("DELETE", FAULTS)
    assert [each["name"] for each in admin.get(SCENARIOS)] == ["slow"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"kind": "delay"}, "seconds: A fault of kind 'delay' needs the seconds to wait, more than 0."),
        ({"kind": "delay", "seconds": 0}, "seconds: A fault of kind 'delay' needs"),
        ({"kind": "delay", "seconds": 5000}, "seconds: Expected `float` <= 3600"),
        ({"kind": "status"}, "status: A fault of kind 'status' needs the status to answer with"),
        ({"kind": "status", "status": 101}, "status: Expected `int` >= 200."),
        ({"kind": "reset", "status": 500}, "status: A fault of kind 'reset' has no status"),
        ({"kind": "reset", "at": 5}, "at: A fault of kind 'reset' has no place to cut at"),
        ({"kind": "dealy"}, "kind: Invalid enum value 'dealy'. Did you mean 'delay'? Allowed: delay, garbage, reset, status, truncate."),
        ({"kind": "reset", "on": ["nope"]}, "on: There is no endpoint 'nope' of acme."),
        ({}, "kind: This field is missing. Allowed: delay, garbage, reset, status, truncate."),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_naming_why(admin: Admin, body: object, said: str) -> None:
    assert admin.refuse(422, "PUT", FAULTS, body).startswith(said)


def test_arming_makes_a_space_that_is_new(admin: Admin, suite: AcmeSuite) -> None:
    admin.do("PUT", "/spaces/mine/scenarios/acme/taken")
    assert suite.store.exists("mine")
    assert (admin.login(space="mine"), admin.login()) == ("login.taken", "login.ok")
