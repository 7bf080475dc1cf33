"""The JSON Schemas of the fixture files, made from the types: ``python -m mockcc.catalog.schema`` writes them for editors."""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from mockcc.catalog import locate, types

KINDS: Final[dict[str, type[msgspec.Struct]]] = {"page": types.PageFile, "vendor": types.VendorFile, "seed": types.SeedFile}


def kind_of(file: str) -> str:
    """Which schema a fixture file has: ``vendor``, ``seed`` or ``page``."""
    stem = file.removesuffix(".yaml")
    return stem if stem in ("vendor", "seed") else "page"


def modeline(file: str) -> str:
    """The first line of a fixture file, by which editors find its schema."""
    return f"# yaml-language-server: $schema=../schema/{kind_of(file)}.json"


@cache
def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file; fields carry their docstrings as descriptions."""
    made = msgspec.json.schema(KINDS[kind])
    about = _field_docs()
    for name, definition in made["$defs"].items():
        # Before 3.13 Python leaves the indentation of a class's docstring in it.
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
        for field, of_field in definition.get("properties", {}).items():
            if (name, field) in about:
                of_field.setdefault("description", about[name, field])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def write(folder: Path) -> list[Path]:
    """Write all schemas into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind in KINDS:
        path = folder / f"{kind}.json"
        path.write_text(printed(kind), "utf-8")
        paths.append(path)
    return paths


def printed(kind: str) -> str:
    """The text of a schema file."""
    return json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n"


def _field_docs() -> dict[tuple[str, str], str]:
    """The string below each field of the types, by class and field; Python keeps it nowhere but in the source."""
    found = {}
    for node in ast.parse(inspect.getsource(types)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, doc in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(doc, ast.Expr):
                found[node.name, field.target.id] = inspect.cleandoc(ast.literal_eval(doc.value))
    return found


if __name__ == "__main__":
    write(locate.fixtures_root() / "schema")
