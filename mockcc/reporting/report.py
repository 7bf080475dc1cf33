"""The report as data: by vendor and endpoint each reply with how often it was met; joined over processes and runs, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.model import Evidence

FORMAT: Final = 1
KNOWN: Final[tuple[Evidence, ...]] = ("documented", "observed")
"""The evidence of the replies that are asked of a suite; what we merely assume is counted beside them."""
Times = Annotated[int, Meta(ge=0)]


class ReplyMet(Struct, forbid_unknown_fields=True, kw_only=True):
    """One reply of an endpoint, and how often the run met it."""

    met: Times = 0
    evidence: Evidence
    status: int
    title: str = ""
    source: str = ""


class EndpointMet(Struct, forbid_unknown_fields=True, kw_only=True):
    """One endpoint with its replies by id."""

    method: str
    path: str
    title: str = ""
    replies: dict[str, ReplyMet]

    @property
    def called(self) -> bool:
        """Whether any of its replies was met."""
        return any(reply.met for reply in self.replies.values())

    def known(self) -> dict[str, ReplyMet]:
        """The replies that the vendor documents or that a real client has seen."""
        return {id: reply for id, reply in self.replies.items() if reply.evidence in KNOWN}

    def never_met(self) -> dict[str, ReplyMet]:
        """Those of ``known`` that the run never met."""
        return {id: reply for id, reply in self.known().items() if not reply.met}


class ScenarioMet(Struct, forbid_unknown_fields=True, kw_only=True):
    """One scenario, and on how many exchanges it acted."""

    met: Times = 0
    title: str = ""


class VendorMet(Struct, forbid_unknown_fields=True, kw_only=True):
    """One vendor with its endpoints and scenarios by name."""

    title: str
    endpoints: dict[str, EndpointMet]
    scenarios: dict[str, ScenarioMet] = {}

    def called(self) -> dict[str, EndpointMet]:
        """The endpoints that the run has called."""
        return {name: endpoint for name, endpoint in self.endpoints.items() if endpoint.called}


class Total(NamedTuple):
    """How many of the known replies were met, of how many."""

    met: int
    of: int

    @property
    def percent(self) -> float:
        """The share in percent; 0 where there was nothing to meet."""
        return 100.0 * self.met / self.of if self.of else 0.0


class Report(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a run has met, by vendor.

    ``scope`` names the endpoints that count, as ``vendor`` or ``vendor/endpoint``; where it is empty those count that were called.
    """

    format: Literal[1] = FORMAT
    scope: list[str] = []
    vendors: dict[str, VendorMet] = {}

    def counted(self) -> Iterator[tuple[str, str, EndpointMet]]:
        """The endpoints that count, as vendor, name and endpoint."""
        for vendor, met in self.vendors.items():
            for name, endpoint in met.endpoints.items():
                if self._in_scope(vendor, name, endpoint):
                    yield vendor, name, endpoint

    def total(self) -> Total:
        """The known replies of the endpoints that count."""
        known = [reply for _, _, endpoint in self.counted() for reply in endpoint.known().values()]
        return Total(sum(1 for reply in known if reply.met), len(known))

    def encode(self) -> bytes:
        """The report as a JSON file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    def check_scope(self) -> None:
        """Raise ``UnknownNameError`` for a vendor or an endpoint of the scope that is not in the report."""
        for place in self.scope:
            vendor, _, endpoint = place.partition("/")
            if vendor not in self.vendors:
                raise UnknownNameError("vendor", vendor, self.vendors)
            if endpoint and endpoint not in self.vendors[vendor].endpoints:
                raise UnknownNameError("endpoint", endpoint, self.vendors[vendor].endpoints, f"of {vendor}")

    def _in_scope(self, vendor: str, name: str, endpoint: EndpointMet) -> bool:
        if self.scope:
            return vendor in self.scope or f"{vendor}/{name}" in self.scope
        return endpoint.called


def vendor_met(described: Mapping[str, Any], replies: Mapping[str, Mapping[str, int]], scenarios: Mapping[str, int]) -> VendorMet:
    """One vendor's part, from its catalogue as the admin API describes it and how often each endpoint gave each reply.

    A variant is the same outcome in other words, so it counts for the reply of which it is one.
    """
    known = described["replies"]
    endpoints = {}
    for name, endpoint in described["endpoints"].items():
        given = replies.get(name, {})
        met: dict[str, ReplyMet] = {}
        for id in endpoint["replies"]:
            base = known[id]["variant_of"]
            spec = known[base or id]
            entry = met.setdefault(
                base or id,
                ReplyMet(evidence=spec["evidence"], status=spec["status"], title=spec["title"], source=spec["source"]),
            )
            entry.met += given.get(id, 0)
        endpoints[name] = EndpointMet(method=endpoint["method"], path=endpoint["path"], title=endpoint["title"], replies=met)
    acted = {name: ScenarioMet(met=scenarios.get(name, 0), title=spec["title"]) for name, spec in described["scenarios"].items()}
    return VendorMet(title=described["title"], endpoints=endpoints, scenarios=acted)


def merge(reports: Iterable[Report]) -> Report:
    """One report of several, such as those of all processes or of several runs; how often is summed up."""
    merged = Report()
    for report in reports:
        merged.scope = list(dict.fromkeys([*merged.scope, *report.scope]))
        for name, vendor in report.vendors.items():
            into = merged.vendors.setdefault(name, VendorMet(title=vendor.title, endpoints={}))
            for endpoint_name, endpoint in vendor.endpoints.items():
                if endpoint_name not in into.endpoints:
                    into.endpoints[endpoint_name] = msgspec.structs.replace(endpoint, replies={})
                _add(into.endpoints[endpoint_name].replies, endpoint.replies)
            _add(into.scenarios, vendor.scenarios)
    return merged


def read(path: Path) -> Report:
    """The report that a file holds; raises ``InvalidValueError`` when it holds none."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise InvalidValueError("coverage", f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    except msgspec.DecodeError as error:
        what = f"{path} is no coverage report of mockcc: {error}. Write one with pytest --mockcc-coverage-json={path.name}."
        raise InvalidValueError("coverage", what) from None


def decode(raw: bytes) -> Report:
    """The report of a JSON document; raises ``msgspec.DecodeError``."""
    return msgspec.json.decode(raw, type=Report)


def _add(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, entry in more.items():
        before = into[name].met if name in into else 0
        into[name] = msgspec.structs.replace(entry, met=entry.met + before)
