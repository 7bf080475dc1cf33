"""AgentAuthenticationV2 beyond its nine outcomes: what it reads, in which order it checks, and what decides a number clash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.vendors.ozonetel.caller import KEY, LOGIN, WRONG_KEY, Ozonetel

FORM = {"userName": "demo", "apiKey": KEY, "action": "login", "phoneNumber": "+919900000001"}


@pytest.mark.parametrize("action", ["login", "LOGIN", "Login"])
def test_the_action_may_be_written_in_any_letter_case(ozonetel: Ozonetel, action: str) -> None:
    assert ozonetel.authenticate(action, phoneNumber="+919900112233").reply == "login.ok"
    assert ozonetel.authenticate(action.replace("in", "out").replace("IN", "OUT")).reply == "logout.ok"


def test_a_logout_needs_no_phone_number(ozonetel: Ozonetel) -> None:
    ozonetel.login()
    assert ozonetel.logout().json == {"status": "success", "message": "Agent agent1 logged out successfully"}


def test_after_a_logout_the_agent_and_the_number_are_free_again(ozonetel: Ozonetel) -> None:
    ozonetel.login("agent1", "+919900000001")
    ozonetel.logout("agent1")
    assert ozonetel.login("agent2", "+919900000001").reply == "login.ok"
    assert ozonetel.login("agent1", "+919900000002").reply == "login.ok"


@pytest.mark.parametrize("spelling", ["+919900000001", "919900000001", "09900000001", "9900000001", "00919900000001"])
def test_a_number_is_the_same_in_every_spelling(ozonetel: Ozonetel, spelling: str) -> None:
    ozonetel.login("agent2", "+919900000001")
    response = ozonetel.login("agent1", spelling)
    assert response.json == {"status": "error", "message": "agent2 logged in with the number (+919900000001)"}


@pytest.mark.parametrize("other", ["+919900000011", "+9109900000001", "00000001", "+19900000001"])
def test_another_number_is_another_number(ozonetel: Ozonetel, other: str) -> None:
    ozonetel.login("agent2", "+919900000001")
    assert ozonetel.login("agent1", other).reply == "login.ok"


@pytest.mark.parametrize(("number", "printed"), [("500994", "500994"), ("+14155550123", "+14155550123")])
def test_the_clash_prints_a_number_that_is_not_indian_as_it_is(ozonetel: Ozonetel, number: str, printed: str) -> None:
    ozonetel.login("agent2", number)
    assert ozonetel.login("agent1", number).json["message"] == f"agent2 logged in with the number ({printed})"


def test_a_plus_that_the_form_did_not_escape_is_still_a_plus(ozonetel: Ozonetel) -> None:
    body = f"userName=demo&apiKey={KEY}&action=login&phoneNumber=+919900112233".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ozonetel.send("POST", LOGIN, basic=("agent1", "agent1-secret"), body=body, headers=headers).reply == "login.ok"
    assert ozonetel.details()["PhoneNumber"] == "+919900112233"


def test_of_two_agents_who_log_in_at_once_with_one_number_exactly_one_gets_in(ozonetel: Ozonetel) -> None:
    agents = ("agent1", "agent2")
    with ThreadPoolExecutor(2) as pool:
        for turn in range(20):
            responses = pool.map(ozonetel.login, agents, [f"+9199000{turn:05d}"] * 2)
            assert sorted(response.reply for response in responses) == ["login.ok", "phone.taken"]
            assert sorted(ozonetel.logout(agent).reply for agent in agents) == ["logout.not_in", "logout.ok"]


def test_a_multipart_form_is_a_form_too(ozonetel: Ozonetel) -> None:
    parts = (
        "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in FORM.items()) + "--b--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert ozonetel.send("POST", LOGIN, basic=("agent1", "agent1-secret"), body=parts.encode(), headers=headers).reply == "login.ok"


def test_query_and_json_are_not_read_unless_the_setting_says_so(ozonetel: Ozonetel) -> None:
    basic = ("agent1", "agent1-secret")
    assert ozonetel.send("POST", LOGIN, basic=basic, query=FORM).reply == "user_name.empty"
    assert ozonetel.send("POST", LOGIN, basic=basic, json_body=FORM).reply == "user_name.empty"
    ozonetel.setting(accept_any_encoding=True)
    assert ozonetel.send("POST", LOGIN, basic=basic, query=FORM).reply == "login.ok"
    assert ozonetel.send("POST", LOGIN, basic=basic, json_body=FORM).reply == "login.already"


@pytest.mark.parametrize(
    ("form", "agent", "password", "reply"),
    [
        ({"userName": "nobody", "apiKey": WRONG_KEY}, "nobody", "x", "account.unknown"),
        ({"userName": "demo", "apiKey": WRONG_KEY}, "nobody", "x", "key.invalid"),
        ({"action": "dance"}, "nobody", "x", "agent.unknown"),
        ({"action": "dance"}, "agent1", "x", "password.invalid"),
        ({"action": "dance"}, "agent1", "agent1-secret", "action.invalid"),
        ({"phoneNumber": "letters"}, "always-in", "always-in-secret", "login.already"),
        ({"phoneNumber": "letters", "mode": "none"}, "agent1", "agent1-secret", "phone.not_numeric"),
        ({"phoneNumber": "+919900000090"}, "agent1", "agent1-secret", "phone.taken"),
    ],
)
def test_account_then_agent_then_action_then_login_then_number(
    ozonetel: Ozonetel, form: dict[str, str], agent: str, password: str, reply: str
) -> None:
    assert ozonetel.send("POST", LOGIN, basic=(agent, password), form={**FORM, **form}).reply == reply


@pytest.mark.parametrize("authorization", [None, "Basic", "Basic !!!", "Basic YWdlbnQx", "Bearer agent1", "Basic /w=="])
def test_without_usable_basic_credentials_nobody_gets_in(ozonetel: Ozonetel, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = ozonetel.send("POST", LOGIN, form=FORM, headers=headers)
    assert (response.reply, response.json["message"]) == ("basic.missing", "Invalid Authentication")
    assert response.headers["Mockcc-Evidence"] == "assumed"


def test_agent_ids_are_unique_within_an_account_only(ozonetel: Ozonetel) -> None:
    other = {"userName": "token-demo", "apiKey": "KK00000000000000000000000000000002"}
    assert ozonetel.login("agent1", "+919900000001").reply == "login.ok"
    assert ozonetel.login("agent1", "+919900000001", **other).reply == "login.ok"
    assert ozonetel.login("agent2", "+919900000002", **other).reply == "agent.unknown"


@pytest.mark.parametrize(("asked", "state"), [("", "READY"), ("Ready", "READY"), ("idle", "IDLE"), ("Pause", "PAUSED")])
@pytest.mark.parametrize("field", ["state", "agentState", "initialState"])
def test_the_agent_begins_in_the_state_that_was_asked_for(ozonetel: Ozonetel, field: str, asked: str, state: str) -> None:
    ozonetel.login(**{field: asked})
    assert ozonetel.details()["State"] == state


@pytest.mark.parametrize("field", ["mode", "agentMode", "loginMode"])
def test_the_agent_works_in_the_mode_that_was_asked_for(ozonetel: Ozonetel, field: str) -> None:
    ozonetel.login(**{field: "Blended"})
    assert ozonetel.details()["Mode"] == "Blended"


def test_an_agent_works_in_the_modes_that_are_allowed(ozonetel: Ozonetel) -> None:
    assert ozonetel.login("agent4", mode="manual").reply == "mode.not_allowed"
    assert ozonetel.login("agent4", mode="chat").reply == "login.ok"


def test_any_number_will_do_unless_phones_have_to_be_registered(ozonetel: Ozonetel) -> None:
    assert ozonetel.login("agent1", "+919900112233").reply == "login.ok"
    ozonetel.control.arm("ozonetel", "phones-registered")
    assert ozonetel.login("agent2", "+919900112244").reply == "phone.unregistered"
    assert ozonetel.login("agent2", "09900000002").reply == "login.ok"


def test_an_account_may_have_a_limit_of_logins(ozonetel: Ozonetel) -> None:
    inside = sum(row["state"] != "LOGGED_OUT" for row in ozonetel.control.table("ozonetel", "agents").rows().values())
    ozonetel.change("accounts", "demo", login_limit=inside + 1)
    assert ozonetel.login("agent1", "+919900000001").reply == "login.ok"
    assert ozonetel.login("agent2", "+919900000002").reply == "login.limit"


def test_messages_may_call_agents_by_their_names(ozonetel: Ozonetel) -> None:
    ozonetel.setting(name_in_messages="agent_name")
    ozonetel.change("agents", "agent1", name="Anna Moss")
    assert ozonetel.login().json["message"] == "Agent Anna Moss logged in successfully"
    assert ozonetel.login("agent2").json["message"] == "Anna Moss logged in with the number (+919900112233)"


def test_a_number_that_a_broken_call_has_left_with_an_agent_is_taken(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "phones-stuck")
    assert ozonetel.login("agent1", "+919900000001").json["message"] == "agent3 logged in with the number (+919900000001)"
    assert ozonetel.login("agent3", "+919900000001").reply == "login.ok"
    ozonetel.change("phones", "+919900000002", held_by="gone-for-good")
    assert ozonetel.login("agent1", "+919900000002").json["message"] == "gone-for-good logged in with the number (+919900000002)"


def test_the_journal_says_what_was_compared_and_why(ozonetel: Ozonetel) -> None:
    ozonetel.authenticate("login", password="guessed")
    (entry,) = ozonetel.control.journal("ozonetel", "agent_authentication")
    assert entry["why"] == "The password is not that of agent agent1."
    assert {"what": "basic.password", "expected": "agent1-secret", "found": "guessed"} in entry["compared"]


def test_no_such_mode_or_state_is_refused(ozonetel: Ozonetel) -> None:
    assert ozonetel.login(mode="asleep").reply == "mode.invalid"
    assert ozonetel.login(state="asleep").reply == "initial_state.invalid"
    assert ozonetel.details()["State"] == "NOT READY"
