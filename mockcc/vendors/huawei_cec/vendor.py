"""The vendor's one value, to which the other modules add their behaviours."""

from __future__ import annotations

from mockcc.engine.vendor import Vendor
from mockcc.vendors.huawei_cec.tables import SITE
from mockcc.vendors.huawei_cec.token_tables import TOKENS

vendor = Vendor("huawei-cec", [*SITE, *TOKENS])
