"""The one place where the parts are joined: fixtures, vendors, a store, and the WSGI app over them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockcc.catalog.load import load_vendor, vendor_names
from mockcc.catalog.locate import fixtures_root
from mockcc.catalog.seed import resolve
from mockcc.catalog.types import VendorCatalogue
from mockcc.engine.deliveries import Deliveries
from mockcc.engine.pipeline import Pipeline
from mockcc.engine.vendor import Vendor
from mockcc.errors import UnknownNameError
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.open_store import open_store
from mockcc.runtime.space import read_meta
from mockcc.runtime.store import LogCap, Store, World
from mockcc.runtime.tables import CURRENT, SETTINGS, Row, SeedRows, Table

if TYPE_CHECKING:
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
        if self._outbound_hosts:
            # A wrong entry is better heard of now than at the first call.
            _ = self._caller
        self.deliveries = Deliveries(self.store, self.ask)
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
            found = self._catalogues[vendor] = load_vendor(self.fixtures, vendor)
        return found

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

    def front(self) -> WSGI:
        """What stands at ``/``."""
        from mockcc.web.front import front

        return front(self.vendors)

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

    def close(self) -> None:
        """Give back what is held open, once the background calls are done."""
        self.deliveries.drain()
        self.store.close()

    def _build(self, name: str) -> Pipeline:
        catalogue = self.catalogue(name)
        vendor = load_python(name)
        seeds = Seeds(catalogue, self.seed)
        return Pipeline(catalogue, vendor, self.store, seeds.of, self.seed, self.ask, self.deliveries.deliver)


class Seeds:
    """The seed rows of one vendor, kept for each seed number that a space asks for."""

    def __init__(self, catalogue: VendorCatalogue, server_seed: int) -> None:
        settings = {name: setting.default for name, setting in catalogue.file.settings.items()}
        self._rows = {**catalogue.seed, SETTINGS: {CURRENT: settings}}
        self._vendor = catalogue.name
        self._server_seed = server_seed
        self._made: dict[int, SeedRows] = {}

    def of(self, world: World) -> SeedRows:
        """The seed rows of the space."""
        own = read_meta(world).seed
        seed = self._server_seed if own is None else own
        found = self._made.get(seed)
        if found is None:
            found = self._made[seed] = SeedRows(self._rows, lambda table, key: self._fill(table, key, seed))
        return found

    def _fill(self, table: str, key: str, seed: int) -> dict[str, Any]:
        return resolve(self._vendor, self._rows, table, key, seed)


class Settings(Row):
    """The settings of a vendor that has none."""


def load_python(vendor: str) -> Vendor:
    """What the vendor's package decides; a vendor that has only fixtures gets none but the shared behaviours."""
    module = f"mockcc.vendors.{vendor.replace('-', '_')}"
    if find_spec(module) is None:
        return Vendor(vendor, [Table(SETTINGS, Settings)])
    found: Vendor = import_module(module).vendor
    return found
