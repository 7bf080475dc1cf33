"""When two telephone numbers are one phone, and how one is printed."""

from __future__ import annotations

import pytest

from mockcc.vendors.ozonetel.numbers import fault, from_form, international, normalised


@pytest.mark.parametrize(
    ("number", "same"),
    [
        ("+919900000001", "9900000001"),
        ("919900000001", "9900000001"),
        ("09900000001", "9900000001"),
        ("9900000001", "9900000001"),
        ("0919900000001", "9900000001"),
        ("9100000001", "9100000001"),
        ("500994", "500994"),
        ("007", "007"),
        ("00000000000", "00000000000"),
    ],
)
def test_prefixes_do_not_count(number: str, same: str) -> None:
    assert normalised(number) == same


@pytest.mark.parametrize(
    ("number", "printed"), [("09900000001", "+919900000001"), ("4155550123456", "+4155550123456"), ("500994", "500994")]
)
def test_a_number_is_printed_with_its_country_code(number: str, printed: str) -> None:
    assert international(number) == printed


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("", "empty"),
        ("+", "not_numeric"),
        ("99-00", "not_numeric"),
        ("9900 000001", "not_numeric"),
        ("٣٣٣٣", "not_numeric"),
        ("12", "length"),
        ("+" + "1" * 18, "length"),
        ("123", None),
        ("+" + "1" * 17, None),
    ],
)
def test_a_number_is_three_to_seventeen_digits_behind_an_optional_plus(number: str, wrong: str | None) -> None:
    assert fault(number) == wrong


def test_a_blank_in_front_was_a_plus() -> None:
    assert (from_form(" 9199"), from_form("9199"), from_form("  9")) == ("+9199", "9199", "+ 9")
