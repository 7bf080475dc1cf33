"""Telephone numbers: when two of them are the same phone, how the vendor prints one, and which it takes at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

COUNTRY: Final = "91"
_NATIONAL: Final = 10
_DIALLED: Final = re.compile(r"\+?[0-9]+")
_LENGTHS: Final = range(3, 18)


@lru_cache(maxsize=4096)
def normalised(number: str) -> str:
    """The number without ``+``, the trunk ``0`` and India's ``91``: equal for all spellings of one Indian number."""
    digits = number.strip().removeprefix("+")
    if len(digits) > _NATIONAL:
        digits = digits.lstrip("0") or digits
    if len(digits) == _NATIONAL + len(COUNTRY) and digits.startswith(COUNTRY):
        digits = digits[len(COUNTRY) :]
    return digits


def international(number: str) -> str:
    """The number as the vendor prints it, with its country code; a short internal number stays as it is."""
    digits = normalised(number)
    if len(digits) == _NATIONAL:
        return f"+{COUNTRY}{digits}"
    return f"+{digits}" if len(digits) > _NATIONAL else digits


def from_form(number: str) -> str:
    """The number as its sender meant it: a form turns a ``+`` that was not escaped into a blank."""
    return "+" + number[1:] if number.startswith(" ") else number


def fault(number: str) -> str | None:
    """What is wrong with a number: ``empty``, ``not_numeric`` or ``length``; ``None`` when nothing is."""
    if not number:
        return "empty"
    if _DIALLED.fullmatch(number) is None:
        return "not_numeric"
    return None if len(number.removeprefix("+")) in _LENGTHS else "length"
