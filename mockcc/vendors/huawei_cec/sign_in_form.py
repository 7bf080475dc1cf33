"""What an agent's sign-in sends: each field checked, with the retcode that a bad one leads to."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from mockcc.engine.call import Call
from mockcc.vendors.huawei_cec.reading import flag, json_object, printable, refuse
from mockcc.vendors.huawei_cec.tables import AgentState, Push

_FLAGS = {
    "autoanswer": True,
    "autoenteridle": True,
    "phonelinkage": False,
    "checkInMailm": False,
    "listenStatus": False,
    "checkInWebm": True,
}
_STATES: dict[str, AgentState] = {"3": 3, "4": 4, "5": 5}
_AGENT_TYPES = ("4", "11")
SERVICE_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,50}")
_IP = re.compile(r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}")


class Form(NamedTuple):
    """A sign-in that is right in form."""

    password: str
    phone: str
    status: AgentState
    webm: bool
    mailm: bool
    push: Push | None


def read_form(call: Call, *, phone_required: bool) -> Form:
    """The body of a sign-in by number."""
    body = json_object(call)
    phone = body.get("phonenum", "")
    if not isinstance(phone, str) or (phone_required and not phone):
        raise refuse("100-001", "phonenum is missing, empty or no string.")
    return _form(body, _password(body.get("password")), phone)


def read_account_form(call: Call) -> tuple[str, Form]:
    """The account's name and the body of a sign-in by account."""
    body = json_object(call)
    account = printable(body.get("account"), 100)
    if not account:
        raise refuse("100-060", "account is missing, empty or no string.")
    return account, _form(body, _password(body.get("password")), "")


def _password(value: object) -> str:
    if not isinstance(value, str) or len(value) > 32:
        raise refuse("100-001", "password is missing, no string, or longer than 32 characters. It may be empty.")
    return value


def _form(body: dict[str, Any], password: str, phone: str) -> Form:
    flags = {name: flag(body.get(name, default)) for name, default in {**_FLAGS, "releasephone": True}.items()}
    for name, value in flags.items():
        if value is None:
            raise refuse("100-001", f"{name} is neither true nor false.")
    status = _STATES.get(_whole(body, "status", 4))
    if status is None:
        raise refuse("100-011", "status is none of 3, 4 and 5.")
    if _whole(body, "agenttype", 4) not in _AGENT_TYPES:
        raise refuse("100-012", "agenttype is neither 4 nor 11.")
    for name in ("ip", "entryIp"):
        _check_ip(body.get(name), name)
    if printable(body.get("vcPhoneNumber", ""), 24) is None:
        raise refuse("100-001", "vcPhoneNumber is no string of at most 24 characters.")
    return Form(password, phone, status, bool(flags["checkInWebm"]), bool(flags["checkInMailm"]), _push(body))


def _whole(body: dict[str, Any], name: str, default: int) -> str:
    """A whole number that may be written as a string, as text; refuses any other type."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise refuse("100-001", f"{name} is no whole number.")
    return value if isinstance(value, str) else str(value)


def _check_ip(value: object, name: str) -> None:
    if value not in (None, "") and not (isinstance(value, str) and _IP.fullmatch(value)):
        raise refuse("100-016", f"{name} is no IPv4 address.")


def _push(body: dict[str, Any]) -> Push | None:
    """Where events are pushed: callBackUri and serviceToken only count as a pair, the older pushUrl counts alone."""
    uri, token, older = (
        printable("" if body.get(name) is None else body[name], 200) for name in ("callBackUri", "serviceToken", "pushUrl")
    )
    if uri is None or token is None or older is None or (token and not SERVICE_TOKEN.fullmatch(token)):
        raise refuse("100-001", "callBackUri, pushUrl or serviceToken is too long, no string, or holds special characters.")
    if uri and token:
        return Push(url=uri, token=token)
    return Push(url=older) if older else None
