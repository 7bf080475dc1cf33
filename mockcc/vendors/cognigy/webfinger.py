"""How the people of an organisation sign in: webfinger (RFC 7033), and the paths of single sign-on that it names."""

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


@vendor.behaviour
def sso(call: Call) -> Answer:
    """The documented paths of single sign-on, behind which no identity provider stands."""
    check_up(call)
    protocol = call.request.path.removeprefix("/auth/").partition("/")[0]
    found = call.get(ORGANISATIONS, call.request.path_args["organisation"])
    if found is None or found.idp != protocol:
        raise refuse(call, "api.not_found", why=f"There is no organisation of this id that signs in by {protocol}.")
    raise refuse(call, "sso.not_implemented", why=f"{found.id} signs in by {protocol}, and this mock has no identity provider.")


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
