"""A gateway for each test, in a space of its own of one suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockcc.runtime.clock import Clock
from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway


@pytest.fixture(scope="session")
def huawei_suite() -> Iterator[Suite]:
    """A suite of this vendor alone."""
    suite = Suite(vendors=[VENDOR])
    yield suite
    suite.close()


@pytest.fixture
def gateway(huawei_suite: Suite) -> Gateway:
    """A gateway whose polls do not wait and whose clock stands still but for ``wait``."""
    gateway = Gateway(huawei_suite)
    gateway.set(settings__current__poll_wait=0)
    huawei_suite.store.transact(gateway.space, lambda world: Clock(world).freeze(1_790_000_000.0))
    return gateway
