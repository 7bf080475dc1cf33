"""Values of a request as text, whatever type the client sent, and the forms that the vendor allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mockcc.engine.call import Call
from mockcc.vendors.ozonetel.tables import SETTINGS

JSON: Final = "application/json"
AGENT_ID: Final = re.compile(r"[A-Za-z0-9.@_-]{1,50}")
NAME: Final = re.compile(r"[A-Za-z0-9.@_ -]{2,50}")
PHONE_NAME: Final = re.compile(r"\+?[A-Za-z0-9][A-Za-z0-9.,@_ -]{0,48}[A-Za-z0-9]")
EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
AGENT_DATA: Final = re.compile(r"[A-Za-z0-9.@_-]{2,100}")


def text(value: Any) -> str:
    """A field as text: a whole number counts as its digits, anything that is neither text nor such a number as not given."""
    if isinstance(value, str):
        # A lone surrogate is legal in JSON's escapes and cannot be stored.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def fields(found: Mapping[str, Any], *names: str) -> str:
    """The first of the names that is given and not blank, as text, blanks around it kept; empty when none is."""
    for name in names:
        value = text(found.get(name))
        if value and not value.isspace():
            return value
    return ""


def sent(call: Call) -> Mapping[str, Any]:
    """The body's JSON object; empty where the Content-Type is not that of the vendor's pages, unless the settings take any."""
    return {} if unread(call) else call.request.json_object


def unread(call: Call) -> str:
    """Why the body is not read, in one sentence; empty where it is."""
    kind = call.request.content_type
    if not call.request.body or kind == JSON or call.settings(SETTINGS).accept_any_encoding:
        return ""
    return f"The body is not read: its Content-Type is {kind!r}, and the vendor's pages ask for {JSON}."


def words(value: Any) -> list[str]:
    """The names in a list, or in a text with commas between them."""
    items = value if isinstance(value, list) else text(value).split(",")
    return [word for word in (text(item).strip() for item in items) if word]


def header(call: Call, name: str) -> str:
    """A header field; empty when it is missing."""
    return (call.request.headers.get(name) or "").strip()
