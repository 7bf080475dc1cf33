"""Invented data: the same for the same place, and never anybody's."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from mockcc.catalog.seed import PROVIDERS, resolve
from mockcc.errors import UnknownNameError

ROWS: dict[str, dict[str, dict[str, Any]]] = {
    "agents": {
        "a": {"name": {"faker": "name"}, "n": 1, "deep": [{"x": {"faker": "email"}}]},
        "b": {"name": {"faker": "name"}},
        "c": {"n": {"f": 1}},
    }
}


def test_the_same_place_gets_the_same_data() -> None:
    first = resolve("acme", ROWS, "agents", "a", 1)
    assert first == resolve("acme", ROWS, "agents", "a", 1)
    assert first["n"] == 1
    assert ROWS["agents"]["a"]["name"] == {"faker": "name"}
    others = [("acme", "b", 1), ("acme", "a", 2), ("zoo", "a", 1)]
    assert len({first["name"], *(resolve(vendor, ROWS, "agents", key, seed)["name"] for vendor, key, seed in others)}) == 4


def test_a_row_without_invented_data_is_the_row_itself() -> None:
    assert resolve("acme", ROWS, "agents", "c", 1) is ROWS["agents"]["c"]


def test_nobody_is_hit_by_invented_data() -> None:
    row = {name: {"faker": name} for name in PROVIDERS}
    for seed in range(20):
        made = resolve("acme", {"t": {"k": row}}, "t", "k", seed)
        assert all(isinstance(value, str) and value for value in made.values())
        assert re.fullmatch(r"[a-z]+\.[a-z]+@[a-z-]+\.example", made["email"])
        assert re.fullmatch(r"\+120255501\d\d", made["phone_number"])
        assert made["url"].endswith(".example/")
        assert made["domain_name"].endswith(".example")
        assert made["hostname"].endswith(".example")
        assert made["ipv4"].startswith("192.0.2.")


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"There is no Faker provider 'nam'. Did you mean 'name'"):
        resolve("acme", {"t": {"k": {"a": {"faker": "nam"}}}}, "t", "k", 1)


def test_loading_and_rendering_import_nothing_heavy() -> None:
    code = (
        "import sys; import mockcc.catalog.load, mockcc.catalog.render, mockcc.catalog.seed as s;"
        "s.resolve('v', {'t': {'k': {'a': 1}}}, 't', 'k', 1);"
        "print([name for name in ('faker', 'jinja2', 'jsonschema') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
