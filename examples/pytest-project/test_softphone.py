"""The softphone against a private Ozonetel in each test."""

from __future__ import annotations

import pytest
from softphone import NotLoggedInError, Softphone

KEY = "KK00000000000000000000000000000001"


@pytest.fixture
def softphone(mockcc):
    """The softphone of agent1, in a space of this test's own."""
    return Softphone("demo", KEY, "agent1", "agent1-secret", base_url=mockcc.url("ozonetel"))


def test_an_agent_logs_in_and_out(mockcc, softphone):
    softphone.log_in("+919900000001")
    softphone.log_out()

    mockcc.verify("ozonetel", "agent_authentication", match={"form.action": "login", "form.phoneNumber": "+919900000001"}, times=1)
    assert mockcc.table("ozonetel", "agents")["agent1"]["state"] == "LOGGED_OUT"


@pytest.mark.mockcc("ozonetel", "already-logged-in")
def test_an_agent_who_is_in_already_stays_in(softphone):
    softphone.log_in("+919900000001")


@pytest.mark.mockcc("ozonetel", "not-logged-in")
def test_logging_out_twice_is_no_error(softphone):
    softphone.log_out()


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ("account-closed", "Invalid userName or apiKey"),
        ("key-rotated", "Invalid userName or apiKey"),
        ("agent-deleted", "Invalid Authentication"),
        ("password-changed", "Invalid Authentication"),
        ("phone-taken", "phone-holder logged in with the number"),
    ],
)
def test_a_refusal_is_shown_as_the_vendor_words_it(mockcc, softphone, scenario, message):
    mockcc.arm("ozonetel", scenario)
    with pytest.raises(NotLoggedInError, match=message) as caught:
        softphone.log_in("+919900000001")
    assert not caught.value.retry


def test_a_cut_connection_can_be_tried_again(mockcc, softphone):
    mockcc.fault("ozonetel", "reset", times=1)
    with pytest.raises(NotLoggedInError, match="cannot be reached") as caught:
        softphone.log_in("+919900000001")
    assert caught.value.retry
    softphone.log_in("+919900000001")


def test_the_address_of_production_can_stay_where_it_is(mockcc):
    with mockcc.intercept("ozonetel"):
        Softphone("demo", KEY, "agent1", "agent1-secret").log_in("+919900000001")
    mockcc.verify("ozonetel", reply="login.ok", times=1)
