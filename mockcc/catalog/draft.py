"""What can be read of a vendor's files although some of it may be wrong, each part with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from mockcc.catalog import schema, strict_yaml
from mockcc.catalog.load import GROUP, SEED_FILE, expand, page_files
from mockcc.catalog.locate import VENDOR_FILE
from mockcc.catalog.shape import shape_problems
from mockcc.catalog.strict_yaml import Path
from mockcc.catalog.types import EndpointSpec, ExampleSpec, PersonaSpec, ReplySpec, ScenarioSpec, VendorFile

Spec = TypeVar("Spec")


class Problem(NamedTuple):
    """One thing that is wrong: ``str(problem)`` is ``<root>/<vendor>/<file>:<line>: <what was found>. <what is allowed>``."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class File(NamedTuple):
    """One file as read."""

    name: str
    """As it stands in problems: ``fixtures/acme/login.yaml``."""
    data: Any
    lines: dict[Path, int]

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the line of ``path``, or of what encloses it when it has no line of its own."""
        while path and path not in self.lines:
            path = path[:-1]
        return Problem(self.name, self.lines.get(path, 1), message)


class Item(NamedTuple, Generic[Spec]):
    """One endpoint, reply, group, scenario, persona or example, and where it stands."""

    name: str
    spec: Spec
    file: File
    path: Path

    def problem(self, message: str, *below: str | int) -> Problem:
        """A problem at a field of this item."""
        return self.file.problem((*self.path, *below), message)


class Draft:
    """All of a vendor's files. ``names`` holds the ids of items that are too broken for their dictionary as well."""

    def __init__(self, root: FilePath, vendor: str) -> None:
        self.vendor = vendor
        self.folder = root / vendor
        self.problems: list[Problem] = []
        self.complete = True
        """Whether every file was YAML at all; when not, a name that is missing may stand in the unreadable one."""
        label = f"{root.resolve().name}/{vendor}"
        self.vendor_file = self._read(self.folder / VENDOR_FILE, label)
        self.seed_file = self._read(self.folder / SEED_FILE, label) if (self.folder / SEED_FILE).is_file() else None
        self.pages = [self._read(path, label) for path in page_files(self.folder)]
        self.names: dict[str, dict[str, tuple[File, Path]]] = {section: {} for section in _SECTIONS}
        self.endpoints = dict(self._items("endpoints", EndpointSpec))
        self.replies = dict(self._items("replies", ReplySpec))
        self.groups = dict(self._items("groups", list[str]))
        self.scenarios = dict(self._items("scenarios", ScenarioSpec))
        self.personas = dict(self._items("personas", PersonaSpec))
        self.examples = list(self._examples())
        self.vendor_spec = _converted(self.vendor_file.data, VendorFile)
        for stray in sorted(self.folder.glob("*.yml")):
            self.problems.append(Problem(f"{label}/{stray.name}", 1, f"This file is not read. Call it {stray.stem}.yaml."))

    def replies_of(self, endpoint: EndpointSpec) -> list[str]:
        """The replies that an endpoint lists, those of its groups included; a group that does not exist has none."""
        groups = {name: group.spec for name, group in self.groups.items()}
        return expand([name for name in endpoint.replies if not name.startswith(GROUP) or name[1:] in groups], groups)

    def _read(self, path: FilePath, label: str) -> File:
        name = f"{label}/{path.name}"
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            return self._unreadable(name, line, f"No UTF-8: byte {error.object[error.start]:#04x}. Save the file as UTF-8.")
        document = strict_yaml.parse(text)
        file = File(name, document.data if isinstance(document.data, dict) else {}, document.lines)
        self.problems += [Problem(name, line, message) for line, message in document.problems]
        if not document.readable:
            self.complete = False
            return file
        first = text.partition("\n")[0].rstrip()
        if first != schema.modeline(path.name):
            self.problems.append(Problem(name, 1, f"The first line is not the editors' modeline. Write: {schema.modeline(path.name)}"))
        kind = schema.kind_of(path.name)
        if _converted(document.data, schema.KINDS[kind]) is None:
            self.problems += [file.problem(at, message) for at, message in shape_problems(document.data, kind)]
        return file

    def _unreadable(self, name: str, line: int, message: str) -> File:
        self.problems.append(Problem(name, line, message))
        self.complete = False
        return File(name, {}, {})

    def _items(self, section: str, type_: type[Spec]) -> Iterator[tuple[str, Item[Spec]]]:
        known = self.names[section]
        for file in self.pages:
            found = file.data.get(section)
            for name, raw in (found if isinstance(found, dict) else {}).items():
                path = (section, name)
                if name in known:
                    self.problems.append(self._twice(section, name, file, path))
                    continue
                known[name] = (file, path)
                spec = _converted(raw, type_)
                if spec is not None:
                    yield name, Item(name, spec, file, path)

    def _examples(self) -> Iterator[Item[ExampleSpec]]:
        known = self.names["examples"]
        for file in self.pages:
            found = file.data.get("examples")
            for index, raw in enumerate(found if isinstance(found, list) else []):
                spec = _converted(raw, ExampleSpec)
                if spec is None:
                    continue
                path = ("examples", index)
                if spec.name in known:
                    self.problems.append(self._twice("examples", spec.name, file, path))
                known.setdefault(spec.name, (file, path))
                yield Item(spec.name, spec, file, path)

    def _twice(self, section: str, name: str, file: File, path: Path) -> Problem:
        other, at = self.names[section][name]
        there = other.problem(at, "")
        return file.problem(path, f"The {_SECTIONS[section]} {name!r} is at {there.file}:{there.line} as well. Rename one of the two.")


_SECTIONS: Final = {
    "endpoints": "endpoint",
    "replies": "reply",
    "groups": "group",
    "scenarios": "scenario",
    "personas": "persona",
    "examples": "example",
}


def _converted(data: Any, type_: type[Spec]) -> Spec | None:
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError:
        return None
