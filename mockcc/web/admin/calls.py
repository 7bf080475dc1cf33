"""What a call of the admin API is: its method and path, what it reads and gives, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from mockcc.catalog.types import VendorCatalogue
from mockcc.engine.pipeline import Pipeline
from mockcc.runtime.store import Store

Schema = dict[str, Any]


class Served(Protocol):
    """The suite, as far as the admin API needs it."""

    vendors: list[str]
    store: Store
    admin_token: str | None
    admin_hosts: frozenset[str]
    bound: set[str]
    fixture_problems: dict[str, list[str]]

    def catalogue(self, vendor: str) -> VendorCatalogue:
        """The vendor's fixtures; raises ``UnknownNameError``."""
        ...

    def pipeline(self, vendor: str) -> Pipeline:
        """The vendor's pipeline; raises ``UnknownNameError``."""
        ...


class Given(NamedTuple):
    """What a call gives where it is not 200 with a document."""

    status: int
    document: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Parameter(NamedTuple):
    """A parameter of the query string: its schema and what it is for."""

    schema: Schema
    about: str


class Call(NamedTuple):
    """One call; ``run`` gets the suite, the path's arguments by name and, where there is one, the body."""

    name: str
    method: str
    path: str
    about: str
    run: Callable[..., Any]
    body: type[Struct] | None
    schema: Schema | None
    """What the body looks like where it is a document without a type of its own."""
    optional: bool
    """Whether the body may be left out."""
    gives: dict[int, Schema | None]
    problems: tuple[int, ...]
    query: dict[str, Parameter]

    @property
    def takes_body(self) -> bool:
        """Whether it reads a body."""
        return self.body is not None or self.schema is not None


class Calls:
    """The calls of one topic, in the order in which they are listed."""

    def __init__(self) -> None:
        self.all: list[Call] = []

    def add(
        self,
        route: str,
        about: str,
        *,
        gives: dict[int, Schema | None],
        body: type[Struct] | None = None,
        schema: Schema | None = None,
        optional: bool = False,
        problems: Collection[int] = (),
        query: dict[str, Parameter] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the function below as the call of ``route`` (``METHOD /path``), under its own name."""
        method, path = route.split(" ")

        def register(run: Callable[..., Any]) -> Callable[..., Any]:
            self.all.append(Call(run.__name__, method, path, about, run, body, schema, optional, gives, tuple(problems), query or {}))
            return run

        return register
