"""Which service a call reached, and the base under which each service is found from where the client stands."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.liveperson.tables import SERVICES, SETTINGS, Service

AGENT_VEP: Final = ("agentVep",)
SENTINEL: Final = ("sentinel",)
ACCOUNT_CONFIG_READ: Final = ("accountConfigReadOnly", "accountConfigReadWrite")
AGENT_VIEW: Final = ("msgHist", "agentManagerWorkspace")
MESSAGING: Final = ("asyncMessagingEnt", "facadeMsg")
FUNCTIONS: Final = ("faasUI", "faasGW")
DOMAIN: Final = ("csds",)
"""The Domain API itself, which it does not list."""


def at_service(call: Call, services: tuple[str, ...]) -> None:
    """Refuse a call that was sent to the base of another service, as the vendor's own hosts would."""
    called = _called(call)
    wanted = " or ".join(services)
    if called is not None and called not in services:
        raise Refuse("unknown.path", why=f"This path belongs to the service {wanted}; the call went to {called}.")
    if called is None and services != DOMAIN and call.settings(SETTINGS).service_bases == "own":
        raise Refuse("unknown.path", why=f"Every service has a base of its own here; this path belongs to that of {wanted}.")


def base_uri(call: Call, name: str, service: Service) -> str:
    """The base of a service as the Domain API gives it: host, port and prefix, without a scheme.

    A client that came to a real host of the vendor (through a proxy) gets the service's real host. Everybody else gets the
    address under which it reached us, prefix included; with bases of their own the service's name follows as a path segment.
    """
    reached = call.base_url.partition("://")[2]
    authority, slash, prefix = reached.partition("/")
    host, port = _split(authority)
    if _owner(call, host) is not None:
        return service.hosts[0] + port + slash + prefix
    return f"{reached}/{name}" if call.settings(SETTINGS).service_bases == "own" else reached


def base_url(call: Call, service: str) -> str:
    """The absolute base of a service, for links in replies."""
    row = call.get(SERVICES, service) or Service(hosts=[service])
    scheme = call.base_url.partition("://")[0]
    return f"{scheme}://{base_uri(call, service, row)}"


def listed(call: Call) -> dict[str, Service]:
    """The services that the Domain API knows, by name."""
    return {name: service for name, service in call.rows(SERVICES).items() if service.listed and service.hosts}


def directory(call: Call, account: str) -> list[dict[str, str]]:
    """All services with their bases, each as the row that the vendor's lists hold."""
    return [{"service": name, "account": account, "baseURI": base_uri(call, name, row)} for name, row in listed(call).items()]


def _called(call: Call) -> str | None:
    """The service to whose base the call went; ``None`` when the base is that of all."""
    named = call.request.path_args.get("base")
    if named is not None:
        return named
    return _owner(call, _split(call.base_url.partition("://")[2].partition("/")[0])[0])


def _owner(call: Call, host: str) -> str | None:
    """The service whose real host it is."""
    if not host[-1:].isalpha() or host.endswith("localhost"):
        return None
    return next((name for name, service in call.rows(SERVICES).items() if host.lower() in service.hosts), None)


def _split(authority: str) -> tuple[str, str]:
    """Host, and port with its colon or nothing."""
    host, colon, port = authority.rpartition(":")
    return (host, colon + port) if colon and not port.endswith("]") else (authority, "")
