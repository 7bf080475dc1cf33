"""The one place where the parts are joined: fixtures, vendors, a store, and the WSGI app over them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mockcc.catalog.compiled import Counts, load_compiled, load_counts
from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.catalog.types import VendorCatalogue
from mockcc.errors import UnknownNameError
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.open_store import open_store
from mockcc.runtime.store import LogCap, Store

if TYPE_CHECKING:
    from mockcc.engine.deliveries import Deliveries
    from mockcc.engine.pipeline import Pipeline
    from mockcc.web.app import VendorApp
    from mockcc.web.mount import WSGI, Mount
    from mockcc.wire.caller import Caller


class Suite:
    """All vendors over one store; ``wsgi`` is the app that serves them.

    ``vendors`` names those that are served (all of the fixtures without it), ``fixtures`` is the folder that holds them, ``seed``
    is the number from which invented people and ids come. ``outbound_hosts`` are the hosts with public addresses that the vendors
    may call; ``outbound_ca`` is a PEM file of authorities to trust in such calls beside the system's. ``admin_token`` is what
    callers of the admin API have to show (nothing without it); ``admin_hosts`` are host names at which it answers beside loopback
    and the addresses in ``bound``, to which a server adds those that it is bound to.
    Raises ``UnknownNameError`` for a vendor that does not exist, ``InvalidValueError`` for outbound hosts that are no bare names.
    """

    def __init__(
        self,
        *,
        vendors: Iterable[str] | None = None,
        fixtures: Path | None = None,
        store: str | Store = "memory",
        seed: int = 0,
        annotate: bool = False,
        cap: LogCap | None = None,
        outbound_hosts: Iterable[str] = (),
        outbound_ca: str | None = None,
        admin_token: str | None = None,
        admin_hosts: Iterable[str] = (),
    ) -> None:
        self.fixtures = fixtures or fixtures_root()
        known = vendor_names(self.fixtures)
        self.vendors = list(known if vendors is None else dict.fromkeys(vendors))
        for name in self.vendors:
            if name not in known:
                raise UnknownNameError("vendor", name, known, f"in {self.fixtures}")
        self.store = open_store(store, cap or LogCap()) if isinstance(store, str) else store
        self.seed = seed
        self.annotate = annotate
        self._outbound_hosts = frozenset(outbound_hosts)
        self._outbound_ca = outbound_ca
        self.admin_token = admin_token
        self.admin_hosts = frozenset(admin_hosts)
        self.bound: set[str] = set()
        self.fixture_problems: dict[str, list[str]] = {}
        """What is wrong with a vendor's files since they were last changed; what is served is the last good state."""
        if self._outbound_hosts:
            # A wrong entry is better heard of now than at the first call.
            _ = self._caller
        self._catalogues: dict[str, VendorCatalogue] = {}
        self._pipelines: dict[str, Pipeline] = {}
        self._apps: dict[str, VendorApp] = {}
        self._building = threading.RLock()

    def catalogue(self, vendor: str) -> VendorCatalogue:
        """The vendor's fixtures, read when first asked for; raises ``UnknownNameError`` and ``FixtureError``."""
        found = self._catalogues.get(vendor)
        if found is None:
            if vendor not in self.vendors:
                raise UnknownNameError("vendor", vendor, self.vendors)
            found = self._catalogues[vendor] = load_compiled(self.fixtures, vendor)
        return found

    def counts(self, vendor: str) -> Counts:
        """How many endpoints and scenarios the vendor has, without reading all of its fixtures; raises as ``catalogue`` does."""
        return load_counts(self.fixtures, vendor)

    def pipeline(self, vendor: str) -> Pipeline:
        """The vendor's pipeline, built when first asked for."""
        found = self._pipelines.get(vendor)
        if found is None:
            with self._building:
                found = self._pipelines.get(vendor) or self._build(vendor)
                self._pipelines[vendor] = found
        return found

    def app(self, vendor: str) -> VendorApp:
        """The vendor's Flask app, built when first asked for."""
        found = self._apps.get(vendor)
        if found is None:
            from mockcc.web.app import VendorApp

            with self._building:
                found = self._apps.get(vendor) or VendorApp(self.pipeline(vendor), annotate=self.annotate)
                self._apps[vendor] = found
        return found

    @cached_property
    def wsgi(self) -> Mount:
        """The whole suite as one WSGI app."""
        from mockcc.web.mount import Mount
        from mockcc.web.spaces import Resolver

        return Mount(self, Resolver(frozenset(self.vendors), self.hosts, self.vendors[0] if len(self.vendors) == 1 else None))

    def admin(self) -> WSGI:
        """The admin API as a WSGI app."""
        return self._admin

    @cached_property
    def _admin(self) -> WSGI:
        from mockcc.web.admin import create_admin

        return create_admin(self)

    def console(self) -> WSGI:
        """The console as a WSGI app."""
        return self._console

    @cached_property
    def _console(self) -> WSGI:
        from mockcc.web.console import Console

        return Console(self)

    def reload(self, vendor: str) -> None:
        """Serve the vendor's fixtures as they are now; raises ``FixtureError`` and changes nothing when they are broken."""
        fresh = load_compiled(self.fixtures, vendor)
        with self._building:
            self._catalogues[vendor] = fresh
            self._pipelines.pop(vendor, None)
            self._apps.pop(vendor, None)

    def hosts(self) -> dict[str, str]:
        """The vendor of each of the vendors' real hosts."""
        return {host: vendor for vendor in self.vendors for host in self.catalogue(vendor).file.hosts}

    def ask(self, call: OutboundCall) -> OutboundResult:
        """Make a call to somebody else's server."""
        return self._caller.ask(call)

    @cached_property
    def _caller(self) -> Caller:
        from mockcc.wire.caller import Caller

        return Caller(self._outbound_hosts, ca_file=self._outbound_ca)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The calls that are made in the background."""
        from mockcc.engine.deliveries import Deliveries

        return Deliveries(self.store, self.ask)

    def _deliver(self, space: str, vendor: str, calls: tuple[OutboundCall, ...]) -> None:
        self.deliveries.deliver(space, vendor, calls)

    def close(self) -> None:
        """Give back what is held open, once the background calls are done."""
        if "deliveries" in self.__dict__:
            self.deliveries.drain()
        self.store.close()

    def _build(self, name: str) -> Pipeline:
        from mockcc.assembly import assemble

        return assemble(self.catalogue(name), self.store, self.seed, self.ask, self._deliver)
