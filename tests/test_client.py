"""Stories of a test that steers mockcc with its client."""

from __future__ import annotations

import pytest

from mockcc.client import Client
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin
from tests.support.fixtures import acme_fixtures, acme_python, admin, suite

__all__ = ["acme_fixtures", "acme_python", "admin", "suite"]


@pytest.fixture
def mockcc(suite: AcmeSuite) -> Client:
    """A client in process."""
    return Client(suite=suite)


def test_an_agent_who_is_logged_in_already(mockcc: Client, admin: Admin) -> None:
    mockcc.arm("acme", "taken")
    assert admin.login() == "login.taken"
    assert mockcc.verify("acme", "login", times=1) == 1
    mockcc.disarm("acme", "taken")
    assert admin.login() == "login.ok"
