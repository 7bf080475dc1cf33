"""The nine outcomes of the vendor's page, byte for byte, each met in four ways: by state, by scenario, by persona, by a forced reply."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

IN = {"action": "login", "phoneNumber": "+919900000001"}
OUT = {"action": "logout"}


class Send(NamedTuple):
    """One call of AgentAuthenticationV2, with the usual values where nothing is said."""

    form: dict[str, str]
    agent: str = "agent1"
    password: str | None = None


class Outcome(NamedTuple):
    """A row of the page, and how it is met."""

    reply: str
    body: str
    natural: tuple[Send, ...]
    """The calls that lead there; the last one meets it."""
    scenario: str
    armed: Send
    persona: str
    met: Send


OUTCOMES = [
    Outcome(
        reply="login.ok",
        body='{"status":"success","message":"Agent %s logged in successfully"}',
        natural=(Send(IN),),
        scenario="not-logged-in",
        armed=Send(IN, "always-in"),
        persona="always-out",
        met=Send(IN, "always-out"),
    ),
    Outcome(
        reply="logout.ok",
        body='{"status":"success","message":"Agent %s logged out successfully"}',
        natural=(Send(IN), Send(OUT)),
        scenario="already-logged-in",
        armed=Send(OUT),
        persona="logs-out",
        met=Send(OUT, "always-in"),
    ),
    Outcome(
        reply="account.unknown",
        body='{"status":"error","message":"Invalid userName or apiKey"}',
        natural=(Send({**IN, "userName": "Demo"}),),
        scenario="account-closed",
        armed=Send(IN),
        persona="closed-account",
        met=Send({**IN, "userName": "closed"}),
    ),
    Outcome(
        reply="key.invalid",
        body='{"status":"error","message":"Invalid userName or apiKey"}',
        natural=(Send({**IN, "apiKey": WRONG_KEY}),),
        scenario="key-rotated",
        armed=Send(IN),
        persona="rekeyed-account",
        met=Send({**IN, "userName": "rekeyed"}),
    ),
    Outcome(
        reply="agent.unknown",
        body='{"status":"error","message":"Invalid Authentication"}',
        natural=(Send(IN, "nobody"),),
        scenario="agent-deleted",
        armed=Send(IN),
        persona="deleted-agent",
        met=Send(IN, "deleted-agent"),
    ),
    Outcome(
        reply="logout.not_in",
        body='{"status":"error","message":"Agent %s is not logged in"}',
        natural=(Send(OUT),),
        scenario="not-logged-in",
        armed=Send(OUT, "always-in"),
        persona="never-in",
        met=Send(OUT, "never-in"),
    ),
    Outcome(
        reply="login.already",
        body='{"status":"error","message":"Agent has already logged in"}',
        natural=(Send(IN), Send({**IN, "phoneNumber": "+919900000002"})),
        scenario="already-logged-in",
        armed=Send(IN),
        persona="always-in",
        met=Send(IN, "always-in"),
    ),
    Outcome(
        reply="password.invalid",
        body='{"status":"error","message":"Invalid Authentication"}',
        natural=(Send(IN, password="guessed"),),
        scenario="password-changed",
        armed=Send(IN),
        persona="wrong-password",
        met=Send(IN, "wrong-password"),
    ),
    Outcome(
        reply="phone.taken",
        body='{"status":"error","message":"%s logged in with the number (+91%s)"}',
        natural=(Send(IN, "agent2"), Send(IN)),
        scenario="phone-taken",
        armed=Send({**IN, "phoneNumber": "9900112233"}),
        persona="phone-holder",
        met=Send({**IN, "phoneNumber": "+919900000099"}),
    ),
]
FILLED = {
    "natural": {"phone.taken": ("agent2", "9900000001")},
    "scenario": {"phone.taken": ("phone-holder", "9900112233")},
    "persona": {"phone.taken": ("phone-holder", "9900000099")},
    "forced": {"phone.taken": ("agent2", "9900000001")},
}

each = pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.reply)


def authenticate(ozonetel: Ozonetel, send: Send) -> Response:
    form = {"userName": "demo", "apiKey": KEY, **send.form}
    return ozonetel.authenticate(form.pop("action"), send.agent, send.password, **form)


def expect(way: str, outcome: Outcome, send: Send, response: Response) -> None:
    blanks = outcome.body.count("%s")
    filled = FILLED[way].get(outcome.reply, (send.agent if way != "forced" else "agent1",))[:blanks]
    assert response.text == outcome.body % filled
    assert response.reply == outcome.reply
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Mockcc-Evidence"] == "documented"


@each
def test_by_the_state_of_the_world(ozonetel: Ozonetel, outcome: Outcome) -> None:
    *before, last = outcome.natural
    for send in before:
        assert authenticate(ozonetel, send).json["status"] == "success"
    expect("natural", outcome, last, authenticate(ozonetel, last))


@each
def test_by_a_scenario(ozonetel: Ozonetel, outcome: Outcome) -> None:
    ozonetel.control.arm("ozonetel", outcome.scenario)
    response = authenticate(ozonetel, outcome.armed)
    expect("scenario", outcome, outcome.armed, response)
    assert response.headers["Mockcc-Scenario"] == outcome.scenario


@each
def test_by_a_persona_who_stays_as_it_is(ozonetel: Ozonetel, outcome: Outcome) -> None:
    for _ in range(2):
        expect("persona", outcome, outcome.met, authenticate(ozonetel, outcome.met))
    persona = ozonetel.control.catalogue("ozonetel")["personas"][outcome.persona]
    assert persona["reply"] == outcome.reply


@each
def test_by_a_forced_reply_and_then_no_more(ozonetel: Ozonetel, outcome: Outcome) -> None:
    ozonetel.control.force("ozonetel", "agent_authentication", outcome.reply)
    usual = Send({**IN, "apiKey": WRONG_KEY})
    expect("forced", outcome, usual, authenticate(ozonetel, usual))
    assert authenticate(ozonetel, usual).reply == "key.invalid"


def test_the_nine_outcomes_are_told_apart_by_their_reply_ids(ozonetel: Ozonetel) -> None:
    listed = ozonetel.control.catalogue("ozonetel")["endpoints"]["agent_authentication"]["replies"]
    assert listed[:9] == [outcome.reply for outcome in OUTCOMES]
    for outcome in OUTCOMES:
        authenticate(ozonetel, outcome.met)
    seen = ozonetel.control.coverage()["ozonetel"]["replies"]
    assert {outcome.reply for outcome in OUTCOMES} <= set(seen["seen"])
