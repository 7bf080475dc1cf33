"""The Domain API: the base of one service, of all, and in the older JSONP form."""

from __future__ import annotations

import re
from typing import Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.liveperson.common import stamp
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import DOMAIN, at_service, base_uri, directory, listed
from mockcc.vendors.liveperson.tables import ACCOUNTS, SETTINGS

ACCOUNT_ID: Final = re.compile(r"[a-zA-Z0-9_]{1,20}")
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,127}", re.ASCII)


@vendor.behaviour
def domain_service(call: Call) -> Answer:
    """The base of one service of a known account."""
    account = _account(call)
    if call.get(ACCOUNTS, account) is None:
        raise _refusal(call, "unauthorized", f"There is no account {account!r}.")
    name = call.request.path_args["service"]
    service = listed(call).get(name)
    if service is None:
        raise _refusal(call, "bad_request", f"There is no service {name!r}; names are case-sensitive.")
    return Answer(
        "domain.service", why=f"{name} of account {account}.", service=name, account=account, base_uri=base_uri(call, name, service)
    )


@vendor.behaviour
def domain_services(call: Call) -> Answer:
    """The bases of all services; an unknown account has none."""
    account = _account(call)
    if call.get(ACCOUNTS, account) is None:
        if call.settings(SETTINGS).unknown_account == "bad_request":
            raise _refusal(call, "bad_request", f"There is no account {account!r}, and the setting unknown_account asks for 400.")
        return Answer("domain.none", why=f"There is no account {account!r}, so it has no services.")
    return Answer("domain.services", why=f"All services of account {account}.", services=directory(call, account))


@vendor.behaviour
def domain_jsonp(call: Call) -> Answer:
    """The base of one service, wrapped in a call of the page's own function."""
    at_service(call, DOMAIN)
    account, name = call.request.path_args["account"], call.request.path_args["service"]
    callback = call.request.query.get("cb", "")
    if not _CALLBACK.fullmatch(callback):
        raise _refusal(call, "bad_request", "The parameter cb names no function.")
    service = listed(call).get(name)
    if call.get(ACCOUNTS, account) is None or service is None or call.request.query.get("version") != "1.0":
        return Answer("domain.jsonp_error", why="The account, the service or the version is unknown.", callback=callback)
    server = base_uri(call, name, service)
    return Answer("domain.jsonp", why=f"{name} of account {account}.", callback=callback, service=name, account=account, base_uri=server)


def _account(call: Call) -> str:
    at_service(call, DOMAIN)
    if not call.same("query.version", "1.0", call.request.query.get("version")):
        raise _refusal(call, "bad_request", "The parameter version is not 1.0.")
    account = call.request.path_args["account"]
    if not ACCOUNT_ID.fullmatch(account):
        raise _refusal(call, "bad_request", f"{account!r} is no account id: 1 to 20 letters, digits and underscores.")
    return account


def _refusal(call: Call, cause: str, why: str) -> Refuse:
    return Refuse(f"domain.{cause}", why=why, time=stamp(call))
