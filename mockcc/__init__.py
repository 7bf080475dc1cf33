"""mockcc: local mock servers for the login and session APIs of contact-centre vendors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockcc.client import Client
    from mockcc.interception import intercept
    from mockcc.listing import replies
    from mockcc.suite import Suite

__version__ = "0.1.0"
__all__ = ["Client", "Suite", "intercept", "replies"]
_HOMES = {"Client": "mockcc.client", "Suite": "mockcc.suite", "intercept": "mockcc.interception", "replies": "mockcc.listing"}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: ``import mockcc`` itself costs nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'mockcc' has no attribute {name!r}. It has: {', '.join(__all__)}.")
    return getattr(import_module(home), name)
