"""What the plugin costs, and that parallel workers never meet each other; ``make plugin`` measures the same at full length."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.heavy.plugin_cost import FIXTURE_MS, fixture_cost, workers


def test_set_up_and_tear_down_together_take_less_than_ten_milliseconds(tmp_path: Path) -> None:
    assert fixture_cost(tmp_path) <= FIXTURE_MS


@pytest.mark.xdist_group("workers")
def test_tests_in_eight_workers_on_one_server_never_meet(tmp_path: Path) -> None:
    passed, _ = workers(tmp_path, 100)
    assert passed == 100
