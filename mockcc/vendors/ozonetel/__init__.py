"""Ozonetel CloudAgent: its row types and its decisions."""

from mockcc.vendors.ozonetel.authentication import vendor

__all__ = ["vendor"]
