"""Load one vendor's fixture files into its frozen catalogue; the fast path of a vendor's first request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from mockcc.catalog import strict_yaml
from mockcc.catalog.locate import VENDOR_FILE, vendor_names
from mockcc.catalog.types import Endpoint, EndpointSpec, PageFile, PersonaSpec, Reply, Route, SeedFile, VendorCatalogue, VendorFile
from mockcc.errors import FixtureError, UnknownNameError

_File = TypeVar("_File")

SEED_FILE: Final = "seed.yaml"
GROUP: Final = "@"
"""What begins the name of a group where an endpoint lists replies."""
ROUTE: Final = re.compile(r"(?P<method>[A-Z]+) (?P<path>/(?:[^\s<>?#]|<[A-Za-z_][A-Za-z0-9_]*>)*)\Z")
"""``METHOD /path/<argument>``; an argument is a name in angle brackets, which stands for anything but a slash."""


def load_vendor(root: Path, vendor: str) -> VendorCatalogue:
    """The catalogue of one vendor.

    Raises UnknownNameError when there is no such vendor, and FixtureError with all problems of its files, one line each.
    """
    folder = root / vendor
    if vendor not in vendor_names(root):
        raise UnknownNameError("vendor", vendor, vendor_names(root), f"in {root}")
    try:
        return _join(vendor, folder)
    except (FixtureError, UnknownNameError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise FixtureError(_all_problems(root, vendor) or [f"{root.name}/{vendor}: {error}"]) from error


def page_files(folder: Path) -> list[Path]:
    """The page files of a vendor's folder, in alphabetical order."""
    return sorted(path for path in folder.glob("*.yaml") if path.name not in (VENDOR_FILE, SEED_FILE))


def routes_of(route: str | list[str]) -> tuple[Route, ...]:
    """The routes of an endpoint as written; raises FixtureError for one that is not ``METHOD /path/<argument>``."""
    found = []
    for text in [route] if isinstance(route, str) else route:
        match = ROUTE.match(text)
        if match is None:
            raise FixtureError([f"The route {text!r} is not written as 'METHOD /path/<argument>'."])
        found.append(Route(match["method"], match["path"]))
    return tuple(found)


def expand(replies: Iterable[str], groups: Mapping[str, list[str]]) -> list[str]:
    """The reply ids of a list in which ``@name`` stands for a group; raises UnknownNameError for a group that there is not."""
    found: list[str] = []
    for name in replies:
        if not name.startswith(GROUP):
            found.append(name)
        elif name[1:] in groups:
            found += groups[name[1:]]
        else:
            raise UnknownNameError("group of replies", name[1:], groups)
    return found


def _join(vendor: str, folder: Path) -> VendorCatalogue:
    pages = {path.name: _convert(path, PageFile) for path in page_files(folder)}
    personas = {name: spec for name, spec, _ in _union(pages, "personas")}
    groups = {name: members for name, members, _ in _union(pages, "groups")}
    file = _convert(folder / VENDOR_FILE, VendorFile)
    return VendorCatalogue(
        name=vendor,
        file=file,
        endpoints={
            name: Endpoint(name, _with_groups(spec, groups), routes_of(spec.route), spec.source or page.source, page.part)
            for name, spec, page in _union(pages, "endpoints")
        },
        replies={
            id: Reply(id, spec, spec.source or page.source, spec.status_evidence or file.status_evidence or spec.evidence, page.part)
            for id, spec, page in _union(pages, "replies")
        },
        scenarios={name: spec for name, spec, _ in _union(pages, "scenarios")},
        personas=personas,
        examples=[example for page in pages.values() for example in page.examples],
        seed=_with_personas(_convert(folder / SEED_FILE, SeedFile).rows if (folder / SEED_FILE).is_file() else {}, personas),
        pinned=frozenset(place for persona in personas.values() for place in persona.rows),
        folder=str(folder),
    )


def _convert(path: Path, type_: type[_File]) -> _File:
    return msgspec.convert(strict_yaml.read(path.read_text("utf-8"), path.name), type_)


def _union(pages: Mapping[str, PageFile], section: str) -> Iterator[tuple[str, Any, PageFile]]:
    """Each id of one section over all pages; raises FixtureError when two pages have the same."""
    home: dict[str, str] = {}
    for file, page in pages.items():
        for name, spec in getattr(page, section).items():
            if home.setdefault(name, file) != file:
                raise FixtureError([f"{file}: {name!r} of {section} is in {home[name]} as well."])
            yield name, spec, page


def _with_groups(spec: EndpointSpec, groups: Mapping[str, list[str]]) -> EndpointSpec:
    if not any(name.startswith(GROUP) for name in spec.replies):
        return spec
    return msgspec.structs.replace(spec, replies=expand(spec.replies, groups))


def _with_personas(seed: dict[str, Any], personas: Mapping[str, PersonaSpec]) -> dict[str, dict[str, dict[str, Any]]]:
    rows = {table: dict(of_table) for table, of_table in seed.items()}
    for persona in personas.values():
        for place, row in persona.rows.items():
            table, _, key = place.partition(".")
            rows.setdefault(table, {})[key] = row
    return rows


def _all_problems(root: Path, vendor: str) -> list[str]:
    from mockcc.catalog.check import check_vendor  # jsonschema is needed only when something is wrong

    return [str(problem) for problem in check_vendor(root, vendor)]
