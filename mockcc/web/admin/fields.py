"""Reading what a call was sent: JSON bodies as structs, query parameters, names of spaces and vendors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from flask import request
from werkzeug.exceptions import BadRequest

from mockcc.engine.pipeline import Pipeline
from mockcc.errors import InvalidValueError, UnknownNameError, nearest
from mockcc.runtime.fields import read
from mockcc.runtime.space import DEFAULT, check_name
from mockcc.web.admin.calls import Call, Served

MAX_NUMBER: Final = 2**53
"""Whole numbers beyond it are not the same in every JSON reader."""


def read_body(call: Call) -> Any:
    """The body as the call takes it; raises ``BadRequest`` when it is no JSON, ``InvalidValueError`` when it is another shape."""
    document = _document(request.get_data(), call)
    if call.body is not None:
        return read(document, call.body)
    if not isinstance(document, dict):
        raise InvalidValueError("body", f"An object is expected, not {_shown(document)}.")
    return document


def _document(raw: bytes, call: Call) -> Any:
    if not raw.strip():
        if call.optional:
            return {}
        raise BadRequest("The body is empty. Send a JSON object.")
    try:
        document = msgspec.json.decode(raw)
        # What cannot be written again (a number beyond 64 bits) must not get as far as the store.
        msgspec.json.encode(document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"The body is no JSON: {error}.") from None
    except (RecursionError, OverflowError, ValueError) as error:
        raise BadRequest(f"The body cannot be kept: {error}.") from None
    return document


def read_query(allowed: Mapping[str, Any]) -> dict[str, str]:
    """The query parameters; raises ``InvalidValueError`` for one that the call does not have."""
    for name in request.args:
        if name not in allowed:
            raise InvalidValueError(name, f"There is no query parameter {name!r}. {nearest(name, allowed)}")
    return {name: value for name, value in request.args.items() if value != ""}


def whole(query: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    """A whole number of the query; raises ``InvalidValueError`` for anything else."""
    text = query.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdecimal() and least <= int(text[:20]) <= MAX_NUMBER:
        return int(text)
    raise InvalidValueError(name, f"{text!r} is not allowed here. Allowed: a whole number from {least}.")


def existing(suite: Served, space: str) -> str:
    """The name of a space that is there; raises ``UnknownNameError`` for another. The default space always is."""
    check_name(space, "space")
    if space != DEFAULT and not suite.store.exists(space):
        raise UnknownNameError(
            "space", space, {*suite.store.spaces(), DEFAULT}, "yet; it is made at its first use or by POST /_mockcc/spaces"
        )
    return space


def usable(space: str) -> str:
    """The name of a space that is made when it is first used; raises ``InvalidValueError`` when none can be called so."""
    return check_name(space, "space")


def pipeline_of(suite: Served, vendor: str, field: str) -> Pipeline:
    """The vendor that a body names; raises ``InvalidValueError`` when it is not served."""
    if vendor not in suite.vendors:
        raise InvalidValueError(field, f"There is no vendor {vendor!r}. {nearest(vendor, suite.vendors)}")
    return suite.pipeline(vendor)


def _shown(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 40 else text[:37] + "..."
