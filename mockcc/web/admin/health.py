"""Whether the server is well."""

from __future__ import annotations

from typing import Any

from mockcc import __version__
from mockcc.web.admin.calls import Calls, Served
from mockcc.web.admin.schemas import HEALTH

calls = Calls()


@calls.add("GET /health", "Whether the server is well; 503 when its store is gone. Needs no token.", gives={200: HEALTH}, problems=(503,))
def health(suite: Served) -> dict[str, Any]:
    """A store that is gone raises, and becomes the problem 503."""
    suite.store.ping()
    return {
        "status": "ok",
        "version": __version__,
        "vendors": suite.vendors,
        "store": suite.store.kind,
        "fixture_problems": suite.fixture_problems,
    }
