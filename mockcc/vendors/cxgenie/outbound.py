"""The call to the customer's Authentication URL, byte for byte, and the call that fetches a whitelist."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from mockcc.model import OutboundCall
from mockcc.vendors.cxgenie.tables import Authentication, HeaderForm, Settings

NAME: Final = "authentication_url"
"""What the journal calls the call to the customer's server."""
WHITELIST_NAME: Final = "whitelist_url"
WRONG_TOKEN: Final = "not-the-header-token"  # noqa: S105 - it is meant to be refused

_TICKS: Final = ("user_id", "email", "name", "phone_number")
"""The extra fields, in the order in which they are sent."""


def authentication_call(login: Authentication, settings: Settings, token: str, given: Mapping[str, Any], base_url: str) -> OutboundCall:
    """The request of the vendor's page; of what the visitor's page has ``given`` the ticked fields go along."""
    value = authorization(login.header_form, login.header_token)
    headers = (("Authorization", value),) if value is not None else ()
    ticked: list[str] = [name for name in _TICKS if name in login.additional_body]
    extras = {name: given[name] for name in ticked if isinstance(given.get(name), str)}
    return OutboundCall(
        method="POST",
        url=absolute(login.authentication_url, base_url),
        headers=(*headers, ("Content-Type", "application/json")),
        body=body({"access_token": token, **extras}, settings),
        timeout=login.timeout_seconds,
        max_bytes=login.max_bytes,
        redirects=login.redirects,
        name=NAME,
    )


def whitelist_call(login: Authentication, base_url: str) -> OutboundCall:
    """The request for the list of domains; the page that would describe it could not be read, so its form is ours."""
    value = authorization(login.header_form, login.header_token)
    return OutboundCall(
        method="GET",
        url=absolute(login.whitelist_url, base_url),
        headers=(("Authorization", value),) if value is not None else (),
        timeout=login.timeout_seconds,
        max_bytes=login.max_bytes,
        redirects=login.redirects,
        name=WHITELIST_NAME,
    )


def authorization(form: HeaderForm, token: str) -> str | None:
    """The value of the Authorization field; ``None`` leaves it out. The documented one has the scheme's word behind the token."""
    match form:
        case "docs":
            return f"{token} Bearer"
        case "conventional":
            return f"Bearer {token}"
        case "bare":
            return token
        case "wrong":
            return f"{WRONG_TOKEN} Bearer"
        case _:
            return None


def body(fields: Mapping[str, str], settings: Settings) -> bytes:
    """The JSON: compact, or spaced as in the curl command that the vendor prints."""
    if settings.body_spacing == "sample":
        text = json.dumps(fields, ensure_ascii=False, indent=4)
        return text.encode("utf-8", "replace")
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def absolute(url: str, base_url: str) -> str:
    """The address to call: one that starts with a single ``/`` lies under the mock's own base URL."""
    return base_url + url if url.startswith("/") and not url.startswith("//") else url
