"""One vendor's Flask app, with a WSGI path of its own that is short: match, read the environ once, pipeline, bytes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from mockcc.catalog.types import FRAME, Endpoint
from mockcc.engine.call import Answer
from mockcc.engine.pipeline import Pipeline
from mockcc.errors import nearest
from mockcc.runtime.journal import Entry
from mockcc.runtime.space import DEFAULT
from mockcc.web.convert import Environ, StartResponse, address, read_request, send, text_path

Matched = tuple[Endpoint | None, Mapping[str, str], Answer | None]
SWITCHING_PROTOCOLS: Final = 101
_NO_ARGS: Mapping[str, str] = {}
_SLASHES: Final = re.compile("//+")


class VendorApp(Flask):
    """The WSGI app of one vendor; mount it under a prefix, on a host, or alone on a port.

    The space is ``environ["mockcc.space"]``, else the field ``Mockcc-Space``, else ``default``.
    """

    def __init__(self, pipeline: Pipeline, *, annotate: bool = False) -> None:
        super().__init__(f"mockcc.{pipeline.vendor.name}", static_folder=None)
        self.pipeline = pipeline
        self.annotate = annotate
        self.waits = any(endpoint.spec.waits for endpoint in pipeline.catalogue.endpoints.values())
        self._exact: dict[tuple[str, str], Endpoint] = {}
        self.url_map.strict_slashes = True
        # Werkzeug answers doubled slashes with a redirect; a vendor that merges them does so without a word.
        self.url_map.merge_slashes = False
        self._merge_slashes = pipeline.catalogue.file.merge_slashes
        self._frames = Map(merge_slashes=False)
        for endpoint in pipeline.catalogue.endpoints.values():
            for route in endpoint.routes:
                if route.method == FRAME:
                    self._frames.add(Rule(route.path, endpoint=endpoint.name))
                    continue
                rule = Rule(route.path, methods=[route.method], endpoint=endpoint.name)
                # Werkzeug adds HEAD to every GET; the vendor has only what its catalogue says.
                rule.methods = {route.method}
                self.url_map.add(rule)
                if "<" not in route.path:
                    self._exact[route.method, route.path] = endpoint
        self._adapter = self.url_map.bind("")

    def match(self, method: str, path: str) -> Matched:
        """The endpoint with its path arguments, or the answer to a request that meets none."""
        if self._merge_slashes and "//" in path:
            path = _SLASHES.sub("/", path)
        found = self._exact.get((method, path))
        if found is not None:
            return found, _NO_ARGS, None
        file = self.pipeline.catalogue.file
        try:
            if path.startswith("//"):
                raise NotFound  # Werkzeug drops the slashes at the front
            name, args = self._adapter.match(path, method=method)
        except MethodNotAllowed as error:
            allow = ", ".join(sorted(error.valid_methods or ()))
            return None, _NO_ARGS, Answer(file.unknown_method, allow=allow, why=f"{path} does not take {method}. Allowed: {allow}.")
        except (NotFound, RequestRedirect):
            return None, _NO_ARGS, Answer(file.unknown_path, allow="", why=self._no_such_path(path))
        return self.pipeline.catalogue.endpoints[name], args, None

    def wsgi_app(self, environ: Environ, start_response: Any) -> Any:
        """Answer one request without a request context, a session or a signal."""
        endpoint, args, fallback = environ.get("mockcc.match") or self.match(environ["REQUEST_METHOD"], text_path(environ))
        request = read_request(environ, address(environ), args)
        space = environ.get("mockcc.space") or environ.get("HTTP_MOCKCC_SPACE") or DEFAULT
        entry = self.pipeline.handle(space, endpoint, request, fallback)
        return self._send(entry, environ, start_response)

    def _send(self, entry: Entry, environ: Environ, start_response: StartResponse) -> list[bytes]:
        if entry.reply is None:
            raise TypeError("An exchange with a client always has a reply.")
        wanted = self.annotate or environ.get("HTTP_MOCKCC_EXPLAIN") == "1"
        extra = annotation(entry) if wanted else []
        fault = entry.reply.fault
        if entry.reply.status == SWITCHING_PROTOCOLS and (fault is None or fault.kind == "delay"):
            frames = self._frames_at(entry.request.path)
            if frames is not None:
                from mockcc.web.websocket import converse

                return converse(self.pipeline, *frames, entry, environ, start_response, extra)
        return send(entry.reply, environ, start_response, extra)

    def _frames_at(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        """The endpoint that answers the frames of a WebSocket at ``path``, with its path arguments."""
        try:
            name, args = self._frames.bind("").match(path)
        except (NotFound, RequestRedirect):
            return None
        return self.pipeline.catalogue.endpoints[name], args

    def _no_such_path(self, path: str) -> str:
        routes = {route.path for endpoint in self.pipeline.catalogue.endpoints.values() for route in endpoint.routes}
        return f"{self.pipeline.catalogue.file.title} has no path {path!r}. {nearest(path, routes)}"


def annotation(entry: Entry) -> list[tuple[str, str]]:
    """The header fields that say which reply this is, how sure we are of it, and where to read more."""
    fields = [
        ("Mockcc-Reply", entry.reply_id),
        ("Mockcc-Evidence", entry.evidence),
        ("Mockcc-Exchange", str(entry.seq)),
        ("Mockcc-Space", entry.space),
    ]
    return [*fields, ("Mockcc-Scenario", entry.scenario)] if entry.scenario else fields
