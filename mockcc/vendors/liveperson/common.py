"""What the Login Service's endpoints ask of any request: the base, the version, the account, and a body that is JSON."""

from __future__ import annotations

from typing import Final, NoReturn

from mockcc.engine.call import Call, Refuse
from mockcc.model import parse_pairs
from mockcc.protocols import oauth2
from mockcc.vendors.liveperson.tables import ACCOUNTS, SETTINGS, Account

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def refuse(call: Call, family: str, cause: str, why: str) -> NoReturn:
    """Refuse with ``family.cause`` in the envelope, or as the setting ``login_errors`` says in a shorter shape of the family."""
    shape = call.settings(SETTINGS).login_errors
    raise Refuse(f"{family}.{cause}" if shape == "envelope" else f"{family}.{shape}", why=why, time=stamp(call))


def check_version(call: Call, wanted: str, reply: str) -> None:
    """Refuse a missing or another ``v`` where the setting asks for the documented one."""
    if call.settings(SETTINGS).version_parameter == "strict" and not call.same("query.v", wanted, call.request.query.get("v")):
        raise Refuse(reply, why=f"The parameter v is not {wanted}, and the setting version_parameter is strict.", time=stamp(call))


def check_body_type(call: Call) -> None:
    """Refuse a body that says it is something else than JSON."""
    if call.request.body and call.request.content_type != "application/json":
        found = call.request.content_type or "missing"
        raise Refuse("unsupported.media_type", why=f"The Content-Type of the body is {found}, not application/json.")


def account_of(call: Call) -> Account | None:
    """The account that the path names."""
    return call.get(ACCOUNTS, call.request.path_args["account"])


def text_field(call: Call, name: str) -> str | None:
    """A field of the body that holds a text which is not empty; names are told apart by case."""
    value = call.request.json_object.get(name)
    return value if isinstance(value, str) and value else None


def repeated(call: Call) -> list[str]:
    """The parameters that come twice, be it in the query or in an urlencoded body."""
    form = call.request.body.decode("utf-8", "replace") if call.request.content_type == "application/x-www-form-urlencoded" else ""
    return oauth2.repeated(parse_pairs(call.request.query_string)) + oauth2.repeated(parse_pairs(form))


def stamp(call: Call) -> str:
    """The time as the vendor's error envelope writes it, such as ``Sep 22, 2016 4:10:15 PM``."""
    at = call.clock.datetime()
    half = "AM" if at.hour < 12 else "PM"
    return f"{_MONTHS[at.month - 1]} {at.day}, {at.year} {at.hour % 12 or 12}:{at.minute:02}:{at.second:02} {half}"
