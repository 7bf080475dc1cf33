"""Fixtures shared by the tests of the engine, the web, the admin API and the client: a suite of Acme over memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockcc import assembly as module
from mockcc.engine.vendor import Vendor
from tests.support import acme
from tests.support.acme import AcmeSuite, write_fixtures
from tests.support.admin import Admin


@pytest.fixture(scope="session")
def acme_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures of Acme."""
    return write_fixtures(tmp_path_factory.mktemp("fixtures"))


@pytest.fixture
def acme_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acme's decisions, for every vendor of a suite."""

    def load(name: str) -> Vendor:
        renamed = Vendor(name, acme.vendor.tables.values())
        renamed.behaviours, renamed.actions = acme.vendor.behaviours, acme.vendor.actions
        return renamed

    monkeypatch.setattr(module, "load_python", load)


@pytest.fixture
def suite(acme_python: None, acme_fixtures: Path) -> Iterator[AcmeSuite]:
    """A suite of Acme alone, over memory."""
    suite = AcmeSuite(fixtures=acme_fixtures)
    yield suite
    suite.close()


@pytest.fixture
def admin(suite: AcmeSuite) -> Admin:
    """Calls the suite as somebody with a plain HTTP client would."""
    return Admin(suite)
