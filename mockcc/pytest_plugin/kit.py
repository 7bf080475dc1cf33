"""What a test gets as ``mockcc``: a client bound to a space of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

from mockcc.client import Client, ClientError, Json
from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.listing import ReplyId
from mockcc.listing import replies as list_replies

if TYPE_CHECKING:
    from mockcc.interception import Interception
    from mockcc.model import Evidence
    from mockcc.pytest_plugin.home import Home

__tracebackhide__ = True
_GONE: Final = 404
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Mockcc(Client):
    """A ``Client`` for one test: its space is made when it is first used and dropped when the test is over."""

    def __init__(self, home: Home, space: str, scenarios: list[Json]) -> None:
        super().__init__(home.url, space, home.token, suite=home.suite)
        self.base_url = home.url
        self._home = home
        self._scenarios = scenarios
        self._urls: Mapping[str, str] = {}
        self._others: list[Client] = []
        if home.suite is None:
            self.transport = home.client.transport

    @property
    def made(self) -> bool:
        """Whether the space has been used."""
        return bool(self._urls)

    def url(self, vendor: str) -> str:
        """The address of a vendor in this test's space; raises ``UnknownNameError`` for a vendor that is not served."""
        self._check(vendor)
        return super().url(vendor)

    def wsgi(self, vendor: str) -> Wsgi:
        """The vendor in this test's space as a WSGI application at ``/``, for clients that need no socket.

        Raises ``UnknownNameError`` for a vendor that is not served, ``InvalidValueError`` when the server is another process.
        """
        self._check(vendor)
        suite, space = self._home.suite, self.space
        if suite is None:
            raise InvalidValueError(
                "wsgi", f"The server at {self.base_url} is another process. Use mockcc.url({vendor!r}), or leave --mockcc-url out."
            )
        app = suite.app(vendor)

        def in_space(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            found: Iterable[bytes] = app({**environ, "mockcc.space": space}, start_response)
            return found

        return in_space

    def intercept(self, *vendors: str) -> AbstractContextManager[Interception]:
        """Lead calls of ``requests`` and ``httpx`` for the vendors' real hosts to this test's space; see ``mockcc.intercept``."""
        from mockcc.interception import intercept

        self._make()
        return intercept(self, *vendors)

    def replies(
        self, vendor: str, endpoint: str | None = None, *, evidence: Evidence | Iterable[Evidence] | None = None, variants: bool = False
    ) -> list[ReplyId]:
        """The ids of a vendor's replies, see ``mockcc.replies``, which can be used outside of tests as well."""
        suite = self._home.suite
        return list_replies(vendor, endpoint, evidence=evidence, variants=variants, fixtures=None if suite is None else suite.fixtures)

    def reset(self) -> None:
        """Back to the seed: tables, clock, journal, and everything armed, the scenarios of the test's markers too."""
        self._home.collect(self)
        super().reset()

    def new_space(self, id: str | None = None, **options: Any) -> Client:
        """Make another space, which is dropped with this one."""
        made = super().new_space(id, **options)
        self._others.append(made)
        return made

    def end(self) -> None:
        """Count what was met and drop what was made; a space that the test has dropped itself is gone already."""
        for client in (self, *self._others) if self.made else self._others:
            try:
                self._home.collect(client)
                client.drop()
            except ClientError as error:
                if error.status != _GONE:
                    raise

    def _check(self, vendor: str) -> None:
        self._make()
        if vendor not in self._urls:
            raise UnknownNameError("vendor", vendor, self._urls)

    def _make(self) -> None:
        if not self._urls:
            made: Json = self._root("POST", ["spaces"], {"id": self.space, "scenarios": self._scenarios})
            self._urls = made["urls"]

    def _call(self, method: str, parts: list[str], body: Any = None, *, query: Json | None = None, wait: float = 0.0) -> Any:
        self._make()
        return super()._call(method, parts, body, query=query, wait=wait)
