"""One vendor put together: its fixtures, its Python and its seed rows, as the pipeline that answers its requests."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from mockcc.catalog.seed import resolve
from mockcc.catalog.types import VendorCatalogue
from mockcc.engine.deliveries import Deliver
from mockcc.engine.pipeline import Pipeline
from mockcc.engine.vendor import Vendor
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.space import read_meta
from mockcc.runtime.store import Store, World
from mockcc.runtime.tables import CURRENT, SETTINGS, Row, SeedRows, Table


def assemble(
    catalogue: VendorCatalogue, store: Store, seed: int, ask: Callable[[OutboundCall], OutboundResult], deliver: Deliver
) -> Pipeline:
    """The vendor's pipeline; ``seed`` is the server's, ``ask`` and ``deliver`` make calls to other servers."""
    return Pipeline(catalogue, load_python(catalogue.name), store, Seeds(catalogue, seed).of, seed, ask, deliver)


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
