"""The admin API: JSON under ``/_mockcc``, by which tests and tools steer and read every space."""

from mockcc.web.admin.app import AdminApp
from mockcc.web.admin.calls import Served


def create_admin(suite: Served) -> AdminApp:
    """The admin API over a suite as a WSGI app; it is called with the full path."""
    return AdminApp(suite)


__all__ = ["AdminApp", "Served", "create_admin"]
