"""Invented people for seed rows: ``{faker: name}`` becomes data that is the same for the same seed and row, in every process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from mockcc.errors import UnknownNameError

if TYPE_CHECKING:
    from faker import Faker

    from mockcc.catalog.strict_yaml import Path

Rows = Mapping[str, Mapping[str, dict[str, Any]]]
"""The rows of a seed by table and key, as in ``VendorCatalogue.seed``."""

PROVIDERS: Final[Mapping[str, str]] = {
    "city": "Lake Anna",
    "color_name": "Teal",
    "company": "Moss Ltd",
    "country": "Norway",
    "country_code": "NO",
    "domain_name": "moss.example",
    "email": "anna.moss@moss.example",
    "first_name": "Anna",
    "hostname": "web-01.moss.example",
    "ipv4": "192.0.2.1",
    "job": "Engineer",
    "language_code": "en",
    "last_name": "Moss",
    "name": "Anna Moss",
    "phone_number": "+12025550123",
    "postcode": "01234",
    "sentence": "One sentence of words.",
    "street_address": "1 Moss Road",
    "timezone": "Europe/Oslo",
    "url": "https://moss.example/",
    "user_name": "amoss",
    "uuid4": "00000000-0000-4000-8000-000000000000",
    "word": "moss",
}
"""What ``{faker: ...}`` may name, each with a value of the kind that it gives (always a string)."""
_LOCK: Final = Lock()
_NOT_OURS: Final = re.compile(r"[^a-z0-9]+")


def resolve(vendor: str, rows: Rows, table: str, key: str, seed: int | str) -> dict[str, Any]:
    """One row of a vendor's seed with each ``{faker: provider}`` replaced; the same for the same (seed, vendor, table, key, field).

    A row without such a value is returned as it is, and Faker is not imported. E-mail and web addresses end in ``.example``
    and telephone numbers are of the range +1 202 555 01xx, so none of them is anybody's. Raises KeyError for an unknown row.
    """
    row = rows[table][key]
    if next(faker_places(row), None) is None:
        return row
    filled: dict[str, Any] = _filled(row, f"{seed}/{vendor}/{table}/{key}")
    return filled


def faker_places(value: Any, at: Path = ()) -> Iterator[tuple[Path, str]]:
    """Where ``{faker: provider}`` stands below ``value``, and which provider."""
    provider = _provider(value)
    if provider is not None:
        yield at, provider
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from faker_places(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from faker_places(item, (*at, index))


def with_examples(value: Any) -> Any:
    """``value`` with an example in place of each ``{faker: provider}``, for checking its type without Faker."""
    provider = _provider(value)
    if provider is not None:
        return PROVIDERS.get(provider, "")
    if isinstance(value, dict):
        return {key: with_examples(item) for key, item in value.items()}
    return [with_examples(item) for item in value] if isinstance(value, list) else value


def _provider(value: Any) -> str | None:
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("faker"), str):
        return str(value["faker"])
    return None


def _filled(value: Any, place: str) -> Any:
    provider = _provider(value)
    if provider is not None:
        return _invent(provider, place)
    if isinstance(value, dict):
        return {key: _filled(item, f"{place}/{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, f"{place}/{index}") for index, item in enumerate(value)]
    return value


@cache
def _faker() -> Faker:
    from faker import Faker  # 160 ms, paid by the first invented person only

    return Faker("en_US")


def _invent(provider: str, place: str) -> str:
    """One invented value; it depends on nothing but the provider and the place."""
    if provider not in PROVIDERS:
        raise UnknownNameError("Faker provider", provider, PROVIDERS)
    digest = int.from_bytes(sha256(place.encode()).digest()[:8], "big")
    if provider == "phone_number":
        return f"+1202555{100 + digest % 100:04d}"
    if provider == "ipv4":
        return f"192.0.2.{1 + digest % 254}"
    with _LOCK:
        return _drawn(provider, digest)


def _drawn(provider: str, digest: int) -> str:
    faker = _faker()
    faker.seed_instance(digest)
    domain = _NOT_OURS.sub("-", faker.last_name().lower()) + ".example"
    match provider:
        case "email":
            return f"{_word(faker.first_name())}.{_word(faker.last_name())}@{domain}"
        case "domain_name":
            return domain
        case "hostname":
            return f"web-{digest % 100:02d}.{domain}"
        case "url":
            return f"https://{domain}/"
    return str(getattr(faker, provider)())


def _word(name: str) -> str:
    return _NOT_OURS.sub("", name.lower())
