"""Gives these tests a suite of Acme."""

from tests.support.fixtures import acme_fixtures, acme_python, admin, suite

__all__ = ["acme_fixtures", "acme_python", "admin", "suite"]
