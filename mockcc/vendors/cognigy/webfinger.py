"""Webfinger (RFC 7033) as Cognigy.AI's login page uses it: how the people of an organisation sign in."""

from __future__ import annotations

from urllib.parse import urlsplit

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cognigy.ai_tables import ORGANISATIONS, Organisation
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.directory import by_email
from mockcc.vendors.cognigy.problems import check_up, refuse


@vendor.behaviour
def webfinger(call: Call) -> Answer:
    """``resource`` is ``org:<id>``, ``acct:<e-mail>`` or an address of the user interface."""
    check_up(call)
    resource = call.request.query.get("resource", "")
    if not resource:
        raise refuse(call, "api.argument_missing", why="resource is missing or blank.", field="resource")
    found = _organisation(call, resource)
    if found is None:
        raise refuse(call, "api.not_found", why=f"No organisation belongs to {resource!r}.")
    idp = found.idp if found.idp in ("oidc", "saml") else "none"
    why = f"The organisation {found.id} signs in by {idp}."
    return Answer(f"webfinger.{idp}", why=why, organisation=found.id, base=call.base_url)


def _organisation(call: Call, resource: str) -> Organisation | None:
    scheme, _, rest = resource.partition(":")
    if scheme == "org":
        return call.get(ORGANISATIONS, rest)
    if scheme == "acct":
        users = by_email(call, rest)
        if users:
            return call.get(ORGANISATIONS, users[0].user.organisation)
        return _of_domain(call, rest.rpartition("@")[2])
    try:
        host = urlsplit(resource).netloc
    except ValueError:
        return None
    own = host and host == urlsplit(call.base_url).netloc
    return next(iter(call.rows(ORGANISATIONS).values()), None) if own else _of_domain(call, host)


def _of_domain(call: Call, domain: str) -> Organisation | None:
    return next((each for each in call.rows(ORGANISATIONS).values() if domain and domain in each.domains), None)
