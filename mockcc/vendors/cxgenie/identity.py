"""When two records are the same person: the key of an identity, by id, by e-mail or by phone number."""

from __future__ import annotations

import re
from typing import Final, Protocol

from mockcc.vendors.cxgenie.tables import IdentityMethod, Settings

_SEPARATORS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_COMPLETE: Final = 11
"""From so many digits on a number that begins with its country code is taken as international."""


class Traits(Protocol):
    """What an identity is read from: a chat user, or what the customer's server said."""

    external_id: str | None
    email: str | None
    phone_number: str | None
    country_code: str | None


def identity_key(method: IdentityMethod, person: Traits, settings: Settings) -> str | None:
    """What has to be equal for two records to be one person; ``None`` where the record does not say.

    An id counts as it is, an e-mail address without regard to case, a phone number as ``phone_key`` makes it.
    """
    match method:
        case "id":
            return person.external_id if person.external_id and person.external_id.strip() else None
        case "email":
            return (person.email or "").strip().casefold() or None
        case _:
            number = person.phone_number or ""
            if settings.phone_matching == "exact":
                return number.strip() or None
            return phone_key(number, person.country_code or "")


def phone_key(number: str, country_code: str) -> str | None:
    """A phone number as ``+`` and digits where the country is known, else as it is without separators; ``None`` when nothing is left.

    ``0901 234 567`` with ``+84``, ``+84 901234567`` and ``0084901234567`` are one number. A national number without its
    country code stays national: nobody can know which country it is of.
    """
    plain = _SEPARATORS.sub("", number)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    digits = plain.removeprefix("+")
    if not digits or not (digits.isascii() and digits.isdecimal()):
        return plain.casefold() if plain.removeprefix("+") else None
    if plain.startswith("+"):
        return "+" + _without_trunk(digits, _country(country_code))
    country = _country(country_code)
    if not country:
        return digits
    if digits.startswith("0"):
        rest = digits.lstrip("0")
        return f"+{country}{rest}" if rest else None
    return f"+{digits}" if digits.startswith(country) and len(digits) >= _COMPLETE else f"+{country}{digits}"


def _country(code: str) -> str:
    digits = _SEPARATORS.sub("", code).lstrip("+").removeprefix("00")
    return digits if digits.isascii() and digits.isdecimal() else ""


def _without_trunk(digits: str, country: str) -> str:
    """``+84 (0)901…`` is written with the trunk zero by many; it is no part of the number."""
    return country + digits[len(country) + 1 :] if country and digits.startswith(country + "0") else digits
