"""The vendor as a value; the modules beside this one add its behaviours."""

from __future__ import annotations

from mockcc.engine.vendor import Vendor
from mockcc.vendors.cognigy.agent_tables import AGENT_TABLES
from mockcc.vendors.cognigy.ai_tables import AI_TABLES
from mockcc.vendors.cognigy.settings import SETTINGS

vendor = Vendor("cognigy", [SETTINGS, *AI_TABLES, *AGENT_TABLES])
