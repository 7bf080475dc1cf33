"""The console: pages on which a person sees what happens, breaks it with a switch, and reads why; a client of the admin API."""

from mockcc.web.console.app import Console

__all__ = ["Console"]
