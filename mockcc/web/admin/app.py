"""The admin API as a Flask app: its calls put together, and every error a problem document."""

from __future__ import annotations

import logging
from typing import Any, Final

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from mockcc.errors import MockccError, nearest
from mockcc.model import Reply
from mockcc.web.admin import actions, arming, catalogue, clock, coverage, events, health, journal, openapi, snapshot, spaces, tables, verify
from mockcc.web.admin.calls import Call, Given, Served
from mockcc.web.admin.fields import read_body, read_query
from mockcc.web.admin.guard import refusal
from mockcc.web.problem import problem, problem_of

log: Final = logging.getLogger("mockcc.admin")
PREFIX: Final = "/_mockcc"
MAX_BODY: Final = 64 * 1024 * 1024
"""The longest body in bytes: a snapshot with a full journal fits."""
TOPICS: Final = (health, catalogue, openapi, spaces, arming, journal, verify, tables, actions, clock, snapshot, coverage, events)
CALLS: Final[tuple[Call, ...]] = tuple(call for topic in TOPICS for call in topic.calls.all)


class AdminApp(Flask):
    """The admin API over one suite."""

    def __init__(self, suite: Served) -> None:
        super().__init__("mockcc.admin", static_folder=None)
        self.suite = suite
        self.config["MAX_CONTENT_LENGTH"] = MAX_BODY
        self.url_map.merge_slashes = False
        for call in CALLS:
            self.add_url_rule(PREFIX + call.path, call.name, self._view(call), methods=[call.method], provide_automatic_options=False)
        self.before_request(self._guard)
        self.after_request(self._notice)
        self.register_error_handler(Exception, _problem)

    def _guard(self) -> Response | None:
        has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
        refused = refusal(self.suite, request.headers, request.path, has_body)
        return None if refused is None else _response(refused)

    def _notice(self, response: Response) -> Response:
        """Tell on every answer that an edit of the fixtures is broken."""
        for problems in self.suite.fixture_problems.values():
            more = f" ({len(problems)} problems)" if len(problems) > 1 else ""
            response.headers.add("Mockcc-Notice", (problems[0] + more).encode("ascii", "backslashreplace").decode())
        return response

    def _view(self, call: Call) -> Any:
        def view(**arguments: str) -> Response:
            query = read_query(call.query)
            more: dict[str, Any] = {"query": query} if call.query else {}
            if call.takes_body:
                more["body"] = read_body(call)
            return answer(call.run(self.suite, **arguments, **more))

        return view


def answer(result: Any) -> Response:
    """The response to what a call gave."""
    if isinstance(result, Response):
        result.headers["Cache-Control"] = "no-store"
        return result
    given = result if isinstance(result, Given) else Given(204 if result is None else 200, result)
    body = b"" if given.document is None else msgspec.json.encode(given.document, enc_hook=str)
    response = Response(body, given.status, list(given.headers))
    response.headers["Cache-Control"] = "no-store"
    if given.document is None:
        del response.headers["Content-Type"]
    else:
        response.headers["Content-Type"] = "application/json"
    return response


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, reply.headers)


def _problem(error: Exception) -> Response:
    match error:
        case MockccError():
            return _response(problem_of(error))
        case NotFound():
            return _response(_no_such_call())
        case MethodNotAllowed():
            allow = ", ".join(sorted(error.valid_methods or ()))
            refused = problem(405, f"{request.path} does not take {request.method}. Allowed: {allow}.", allowed=allow.split(", "))
            return _response(refused._replace(headers=[*refused.headers, ("Allow", allow)]))
        case HTTPException():
            return _response(problem(error.code or 500, error.description or error.name))
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return _response(problem(500, f"A fault of mockcc itself: {type(error).__name__}: {error}. Please report it."))


def _no_such_call() -> Reply:
    paths = {PREFIX + call.path for call in CALLS}
    listed = [f"{call.method} {PREFIX}{call.path}" for call in CALLS]
    return problem(404, f"The admin API has no path {request.path!r}. {nearest(request.path, paths)}", calls=listed)
