"""The console as a WSGI app: which page or asset a path is, who may see it, and the fields that keep other sites out."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import Headers

from mockcc.model import Reply
from mockcc.web.admin.calls import Served
from mockcc.web.admin.guard import refusal
from mockcc.web.console.assets import asset
from mockcc.web.console.pages import Pages
from mockcc.web.convert import Environ, StartResponse, send, text_path
from mockcc.web.problem import problem
from mockcc.web.spaces import CONSOLE

STATIC: Final = f"/{CONSOLE}/static/"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_GUARD: Final = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
_HTML: Final = ("Content-Type", "text/html; charset=utf-8")


class Console:
    """The pages over one suite. They hold no data of a space: the scripts fetch it from the admin API."""

    def __init__(self, suite: Served) -> None:
        self._suite = suite
        self._pages = Pages(suite)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer one request."""
        reply = self._answer(environ)
        body = send(reply._replace(headers=[*reply.headers, *_GUARD]), environ, start_response)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else body

    def _answer(self, environ: Environ) -> Reply:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            refused = problem(405, "The console's pages take GET and HEAD. What changes something goes to the admin API at /_mockcc.")
            return refused._replace(headers=[*refused.headers, ("Allow", "GET, HEAD")])
        path = text_path(environ)
        if path.startswith(STATIC):
            return asset(path.removeprefix(STATIC), environ)
        return self._page(path.strip("/").removeprefix(CONSOLE).strip("/"), environ)

    def _page(self, path: str, environ: Environ) -> Reply:
        headers = Headers([(name, environ[key]) for name, key in _READ.items() if key in environ])
        refused = refusal(self._suite, headers, path, has_body=False)
        if refused is not None and refused.status != 401:
            return refused
        page = self._pages.render(path, locked=refused is not None)
        if page is None:
            detail = f"The console has no page {path!r}. Its first page is /{CONSOLE}/."
            return Reply(404, [_HTML, ("Cache-Control", "no-store")], self._pages.lost(detail))
        fields = [_HTML, ("Cache-Control", "no-store"), ("Vary", "Authorization")]
        if refused is not None:
            fields += [field for field in refused.headers if field[0] == "WWW-Authenticate"]
        return Reply(200 if refused is None else 401, fields, page)


_READ: Final = {"Host": "HTTP_HOST", "Origin": "HTTP_ORIGIN", "Authorization": "HTTP_AUTHORIZATION"}
