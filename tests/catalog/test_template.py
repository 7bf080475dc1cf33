"""Placeholders: where they are found, what they become, and what is said of a missing one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockcc.catalog import template
from mockcc.catalog.template import MissingPlaceholderError


class Agent(msgspec.Struct):
    """An object whose fields a placeholder reaches."""

    id: int
    tags: dict[str, Any] = {}


VALUES: dict[str, Any] = {
    "x": 5,
    "none": None,
    "yes": True,
    "agent": Agent(7, {"a": "b"}),
    "agent.name": "Ann",
    "map": {"k": {"l": 1.5}},
    "list": [1],
}


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("$x", 5),
        ("${x}", 5),
        ("$none", None),
        ("$list", [1]),
        ("$agent.id", 7),
        ("$agent.name", "Ann"),
        ("$agent.tags.a", "b"),
        ("$map.k.l", 1.5),
        ("a $x.", "a 5."),
        ("$x$x", "55"),
        ("${x}y", "5y"),
        ("<$none>", "<>"),
        ("is $yes", "is true"),
        ("$$x", "$x"),
        ("$$$x", "$5"),
        ("a$$", "a$"),
        ("5 $ or $5", "5 $ or $5"),
        ("${x", "${x"),
        ("plain", "plain"),
        (12, 12),
        (None, None),
        ({"a": ["$x", {"b": "$$"}], "$x": 1, "c": 2}, {"a": [5, {"b": "$"}], "$x": 1, "c": 2}),
    ],
)
def test_filling(written: Any, filled: Any) -> None:
    assert template.compile(written)(VALUES) == filled


def test_the_order_of_keys_is_kept() -> None:
    assert list(template.compile({"b": "$x", "a": 1, "c": "$x"})(VALUES)) == ["b", "a", "c"]


def test_constant_parts_are_shared_between_calls() -> None:
    filler = template.compile({"a": {"b": 1}, "c": "$x"})
    first, second = filler(VALUES), filler(VALUES)
    assert first is not second
    assert first["a"] is second["a"]


def test_names_of_placeholders() -> None:
    assert template.placeholders({"a": ["$x ${agent.id}", {"$key": "$$no"}], "b": "$agent.name.", "c": 5}) == {
        "x",
        "agent.id",
        "agent.name",
    }


def test_stray_dollars() -> None:
    assert template.stray_dollars(["$5", "$x", "$$", "${a-b}", {"a": "x$"}]) == ["$5", "${a-b}", "x$"]


@pytest.mark.parametrize(
    "name", ["nobody", "agent.nobody", "nobody.id", "map.k.none.l", "agent.__class__", "list.append", "x.real.imag.none"]
)
def test_a_missing_value_is_named(name: str) -> None:
    with pytest.raises(MissingPlaceholderError) as error:
        template.compile(f"a ${{{name}}}")(VALUES)
    assert error.value.name == name
    assert str(error.value) == f"The placeholder ${name} has no value. Values given: agent, agent.name, list, map, none, x, yes."
    assert isinstance(error.value, KeyError)


def test_a_missing_value_among_none() -> None:
    with pytest.raises(MissingPlaceholderError, match="Values given: none"):
        template.compile("$x")({})
