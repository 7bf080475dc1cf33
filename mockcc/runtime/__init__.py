"""All that changes: stores, spaces, clocks, ids, journals, tables."""
