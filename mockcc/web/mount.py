"""The whole suite as one WSGI app: the admin API, the console, and the vendors by prefix or host."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from mockcc.errors import MockccError, UnknownNameError, nearest
from mockcc.runtime.space import check_name
from mockcc.web.app import VendorApp
from mockcc.web.convert import Environ, StartResponse, send, text_path
from mockcc.web.problem import problem, problem_of
from mockcc.web.spaces import ADMIN, CONSOLE, Resolver

WSGI = Callable[[Environ, Any], Iterable[bytes]]


class Parts(Protocol):
    """What is mounted."""

    vendors: list[str]
    """The names of the vendors."""

    def app(self, vendor: str) -> VendorApp:
        """The vendor's app, built when first asked for."""
        ...

    def admin(self) -> WSGI:
        """The admin API, built when first asked for."""
        ...

    def console(self) -> WSGI:
        """The console, built when first asked for."""
        ...


class Mount:
    """Sends each request to the app that it is for and tells the server which requests wait."""

    def __init__(self, parts: Parts, resolver: Resolver) -> None:
        self._parts = parts
        self._resolver = resolver

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        found: WSGI | None = environ.pop("mockcc.app", None)
        try:
            app = self._find(environ) if found is None else found
            return app(environ, start_response)
        except MockccError as error:
            return send(problem_of(error), environ, start_response)

    def waits(self, environ: Environ) -> bool:
        """Whether the request may wait for somebody else, so that the server gives it a thread."""
        try:
            app = environ["mockcc.app"] = self._find(environ)
        except MockccError:
            return False
        if not isinstance(app, VendorApp):
            return True
        if not app.waits:
            return False
        found = environ["mockcc.match"] = app.match(environ["REQUEST_METHOD"], text_path(environ))
        endpoint = found[0]
        return endpoint is not None and endpoint.spec.waits

    def admit(self, host: str, user: str) -> None:
        """Let a client's request to ``host`` through a proxy; ``user`` is the space that its proxy's address names.

        Raises ``UnknownNameError`` for a host that is no vendor's, ``InvalidValueError`` for a name that no space can have.
        """
        if user:
            check_name(user, "proxy user")
        if self._resolver.by_host(host) is None:
            hosts = self._resolver.hosts()
            raise UnknownNameError("host", host, hosts, "behind this proxy (list it in NO_PROXY to reach it without)")

    def _find(self, environ: Environ) -> WSGI:
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(f"/{ADMIN}/") or path == f"/{ADMIN}":
            return self._parts.admin()
        if path.startswith(f"/{CONSOLE}/") or path == f"/{CONSOLE}":
            return self._parts.console()
        named = environ.get("HTTP_MOCKCC_SPACE", environ.get("mockcc.proxy_user") or None)
        target = self._resolver.resolve(path, environ.get("HTTP_HOST", ""), named)
        if target.vendor:
            environ["mockcc.space"] = target.space
            if target.prefix:
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + path[: target.prefix]
                environ["PATH_INFO"] = path[target.prefix :] or "/"
            return self._parts.app(target.vendor)
        if path in ("", "/") or not path.strip("/"):
            return self._parts.console()
        return self._nothing

    def _nothing(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        path: str = environ.get("PATH_INFO", "")
        named = path.split("/")[2:3] if path.startswith("/~") else path.split("/")[1:2]
        vendors = self._parts.vendors
        detail = (
            f"There is no vendor {''.join(named)!r} here. {nearest(''.join(named), vendors)} "
            f"A vendor stands at /<vendor> or /~<space>/<vendor>, the admin API at /{ADMIN}, the console at /{CONSOLE}."
        )
        return send(problem(404, detail, allowed=vendors), environ, start_response)
