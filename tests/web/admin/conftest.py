"""Gives the tests of the admin API a suite, and a client of it that is neither ours nor a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
    """Calls the admin API and the vendors of the suite."""
    return Admin(suite)
