"""CX Genie: its row types and its decisions; here the vendor calls the customer's server."""

from mockcc.vendors.cxgenie import bots, check, knowledge, messages, reference, sessions, tickets, widget
from mockcc.vendors.cxgenie.vendor import vendor

__all__ = ["bots", "check", "knowledge", "messages", "reference", "sessions", "tickets", "vendor", "widget"]
