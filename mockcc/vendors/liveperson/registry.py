"""The vendor to which the modules beside this one add their behaviours."""

from __future__ import annotations

from mockcc.engine.vendor import Vendor
from mockcc.vendors.liveperson.tables import TABLES

vendor = Vendor("liveperson", TABLES)
