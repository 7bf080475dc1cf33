"""YAML 1.2 scalars, and the refusal of everything that would not stay as written."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockcc.catalog import strict_yaml
from mockcc.errors import FixtureError


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("12:30", "12:30"),
        ("2024-01-02", "2024-01-02"),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1e3", -1000.0),
        ("'0123'", "0123"),
        ('"null"', "null"),
        ("-", [None]),
        ("-a", "-a"),
        (".", "."),
        ("+", "+"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("{}", {}),
        ("[a, {b: [1]}]", ["a", {"b": [1]}]),
        ("|\n  text\n", "text\n"),
    ],
)
def test_scalars(written: str, value: Any) -> None:
    text = f"a:\n  {written}\n" if written == "-" else f"a: {written}\n"
    found = strict_yaml.read(text, "f.yaml")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "number",
    [
        "0123",
        "-01",
        "+49",
        "+4.9",
        "00.5",
        "0x1F",
        "0o17",
        ".inf",
        "-.INF",
        ".nan",
        "18446744073709551616",
        "-9223372036854775809",
        "1e999",
    ],
)
def test_a_number_that_would_change_is_refused(number: str) -> None:
    with pytest.raises(FixtureError) as error:
        strict_yaml.read(f"a: 1\nb: {number}\n", "f.yaml")
    assert str(error.value) == f"f.yaml:2: {number} is a number that would not be kept as written. Quote it: '{number}'."


def test_keys_are_always_strings() -> None:
    assert strict_yaml.read("1001: a\non: b\nnull: c\n0123: d\n", "") == {"1001": "a", "on": "b", "null": "c", "0123": "d"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "The key 'a' is here a second time in the same mapping. Keep one of the two."),
        ("a: {b: 1, b: 2}\n", 1, "The key 'b' is here a second time"),
        ("a: &x 1\n", 1, "An anchor (&x). Remove it;"),
        ("a: 1\nb: *x\n", 2, "An alias (*x). Write the value out;"),
        ("a: !!str 1\n", 1, "A tag (tag:yaml.org,2002:str). Remove it;"),
        ("a: 1\n<<: {b: 1}\n", 2, "A merge key (<<). Write the fields out;"),
        ("? [a]\n: 1\n", 1, "A key that is no plain string."),
        ("&k a: 1\n", 1, "A key that is no plain string."),
        ("a: 1\n---\nb: 1\n", 2, "A second document begins here."),
        ("a: 1\nb: : 2\n", 2, "No YAML: mapping values are not allowed"),
        ("a: ${x}\nb: {c: ${x}}\n", 2, "No YAML: "),
        ("a: [1\n", 2, "No YAML: "),
        ("\ta: 1\n", 1, "No YAML: "),
        ("a: 1\nb: \x00\n", 2, "No YAML: "),
        ("a: 1\nb: '\ud800'\n", 2, "A lone surrogate, which is no character."),
        ("[" * 80 + "]" * 80, 1, "Nested deeper than 60 levels."),
    ],
)
def test_a_refusal_names_the_line(text: str, line: int, message: str) -> None:
    with pytest.raises(FixtureError) as error:
        strict_yaml.read(text, "f.yaml")
    found = error.value.problems
    assert any(each.startswith(f"f.yaml:{line}: {message}") for each in found), found
    assert not any("\n" in each for each in found)


def test_all_refusals_come_at_once() -> None:
    with pytest.raises(FixtureError) as error:
        strict_yaml.read("a: 01\na: &x 2\nb: +3\n", "f.yaml")
    assert [line.split(": ")[0] for line in error.value.problems] == ["f.yaml:1", "f.yaml:2", "f.yaml:2", "f.yaml:3"]


def test_positions_are_the_lines_of_keys_and_entries() -> None:
    text = "a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n"
    assert strict_yaml.parse(text).lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 5,
    }


def test_of_equal_keys_lines_and_data_are_of_the_first() -> None:
    document = strict_yaml.parse("a: 1\na: 2\n")
    assert (document.data, document.lines) == ({"a": 1}, {("a",): 1})


def test_an_empty_file_holds_nothing() -> None:
    assert strict_yaml.read("", "f.yaml") is None
    assert strict_yaml.read("# a comment\n", "f.yaml") is None


_TEXT = st.text() | st.text(alphabet="abc:-[]{}&*!#'\"|>%@`?,0+.\n \t$<\x00\ud800")


@given(_TEXT)
def test_no_text_raises_anything_but_our_fault(text: str) -> None:
    try:
        strict_yaml.read(text, "f.yaml")
    except FixtureError as error:
        problems = error.problems
    else:
        problems = ["f.yaml:"]
    assert problems
    assert all(line.startswith("f.yaml:") and "\n" not in line for line in problems)
    assert all(line > 0 for line in strict_yaml.parse(text).lines.values())


@given(_TEXT)
def test_the_parser_in_python_raises_nothing_else_either(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_yaml, "_Loader", yaml.SafeLoader)
        document = strict_yaml.parse(text)
        assert document.readable or document.problems


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc$é ", max_size=4), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON)
def test_what_pyyaml_writes_is_read_back(value: Any) -> None:
    text = yaml.safe_dump({"a": value}, allow_unicode=True, default_style='"' if isinstance(value, str) else None)
    assert strict_yaml.read(text, "f") == yaml.safe_load(text)
