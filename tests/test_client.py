"""Stories of a test that steers mockcc with its client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockcc.client import Client, VerificationError
from mockcc.suite import Suite
from tests.support.admin import Admin


@pytest.fixture
def suite() -> Iterator[Suite]:
    """A suite of the shipped fixtures over memory."""
    suite = Suite()
    yield suite
    suite.close()


@pytest.fixture
def admin(suite: Suite) -> Admin:
    """Calls the vendors as the client under test would."""
    return Admin(suite)


@pytest.fixture
def mockcc(suite: Suite) -> Client:
    """A client in process."""
    return Client(suite=suite)


def test_an_agent_who_is_logged_in_already(mockcc: Client, admin: Admin) -> None:
    mockcc.arm("ozonetel", "already-logged-in")
    assert admin.login()["message"] == "Agent has already logged in"
    assert mockcc.verify("ozonetel", "agent_authentication", times=1) == 1
    mockcc.disarm("ozonetel", "already-logged-in")
    assert admin.login()["status"] == "success"


def test_a_verification_that_fails_shows_the_nearest_misses_field_by_field(mockcc: Client, admin: Admin) -> None:
    admin.login()
    with pytest.raises(VerificationError) as caught:
        mockcc.verify("ozonetel", "agent_authentication", match={"form.action": "logout"}, times=1)
    assert 'form.action: expected "logout", found "login"' in str(caught.value)
