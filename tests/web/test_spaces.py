"""Which vendor and which space a request is for."""

from __future__ import annotations

import pytest

from mockcc.errors import InvalidValueError
from mockcc.web.spaces import Resolver, Target

VENDORS = frozenset({"acme", "huawei-cec"})
HOSTS = {"api.acme.example": "acme"}


def resolve(path: str, host: str = "localhost", header: str | None = None, alone: str | None = None) -> Target:
    return Resolver(VENDORS, lambda: HOSTS, alone).resolve(path, host, header)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/acme", Target("acme", "default", 5)),
        ("/acme/", Target("acme", "default", 5)),
        ("/huawei-cec/x/y", Target("huawei-cec", "default", 11)),
        ("/~a/acme/x", Target("acme", "a", 8)),
        ("/~a", Target("", "a", 3)),
        ("/~a/", Target("", "a", 3)),
        ("/", Target("", "default", 0)),
        ("", Target("", "default", 0)),
        ("/ACME", Target("", "default", 0)),
        ("//acme", Target("", "default", 0)),
    ],
)
def test_by_its_path(path: str, target: Target) -> None:
    assert resolve(path) == target


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("api.acme.example", Target("acme", "default", 0)),
        ("API.ACME.example:443", Target("acme", "default", 0)),
        ("acme.localhost", Target("acme", "default", 0)),
        ("one.two.acme.localhost:1", Target("acme", "one.two", 0)),
        ("Mine.ACME.LocalHost:80", Target("acme", "Mine", 0)),
        ("localhost:80", Target("", "default", 0)),
        ("127.0.0.1", Target("", "default", 0)),
        ("", Target("", "default", 0)),
        ("[::1]", Target("", "default", 0)),
        ("nobody.localhost", Target("", "default", 0)),
        ("acme.example", Target("", "default", 0)),
    ],
)
def test_by_its_host(host: str, target: Target) -> None:
    assert resolve("/x", host) == target


def test_the_path_goes_first_then_the_host_then_the_header() -> None:
    assert resolve("/~a/x", "b.acme.localhost", "c").space == "a"
    assert resolve("/x", "b.acme.localhost", "c").space == "b"
    assert resolve("/x", "acme.localhost", "c").space == "c"
    assert resolve("/x", "acme.localhost").space == "default"


def test_a_vendor_that_is_alone_gets_what_is_left() -> None:
    assert resolve("/x", alone="acme") == Target("acme", "default", 0)
    assert resolve("/~a/x", alone="acme") == Target("acme", "a", 3)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("/~/acme",), "space"),
        (("/~a%20/acme",), "space"),
        (("/acme", "localhost", ""), "Mockcc-Space"),
        (("/", "a b.acme.localhost"), "host"),
    ],
)
def test_a_name_that_no_space_can_have_is_refused_saying_where_it_stood(arguments: tuple[str, ...], field: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        resolve(*arguments)
    assert caught.value.field == field
