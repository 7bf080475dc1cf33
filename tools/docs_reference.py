"""A hook of MkDocs: writes the reference pages from what mockcc knows of itself, and puts all pages in order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mockcc.catalog.types import Endpoint, Reply, VendorCatalogue
from mockcc.cli import cli
from mockcc.engine.describe import effect
from mockcc.suite import Suite
from mockcc.web.admin.app import CALLS
from mockcc.web.admin.openapi import admin_document

FIRST = ["index.md", "tutorial.md"]
TESTING = ["pytest", "coverage", "first-tests", "hard-coded-hosts", "other-languages", "ci", "editing-fixtures"]
REFERENCE = "reference"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Order the pages; what nobody has put in a place comes last in its folder."""
    docs = Path(config.docs_dir)
    suite = Suite()
    testing = [f"testing/{name}.md" for name in TESTING]
    vendors = [f"{name}.md" for name in suite.vendors if (docs / f"{name}.md").is_file()]
    placed = {*FIRST, *testing, *vendors}
    folders: dict[str, list[str]] = {}
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        if name not in placed:
            folders.setdefault(name.rpartition("/")[0], []).append(name)
    config.nav = [
        *FIRST,
        {"Testing": [*testing, *folders.pop("testing", [])]},
        {"Vendors": vendors},
        *({folder.replace("-", " ").capitalize(): pages} for folder, pages in folders.items() if folder not in ("", "decisions")),
        *folders.get("", []),
        {"Reference": [f"{REFERENCE}/{name}.md" for name in ("admin-api", "command-line", *suite.vendors)]},
        {"Decisions": folders.get("decisions", [])},
    ]
    suite.close()
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for name, text in pages().items():
        files.append(File.generated(config, f"{REFERENCE}/{name}.md", content=text))
    return files


def pages() -> dict[str, str]:
    """All reference pages by name."""
    suite = Suite()
    found = {"admin-api": "\n".join(_admin()), "command-line": "\n".join(_command_line())}
    for name in suite.vendors:
        found[name] = "\n".join(_vendor(suite.catalogue(name)))
    suite.close()
    return found


def _vendor(catalogue: VendorCatalogue) -> Iterator[str]:
    yield f"# {catalogue.file.title}: reference\n"
    yield f"{catalogue.file.summary}\n"
    yield f"Real hosts: {', '.join(f'`{host}`' for host in catalogue.file.hosts) or 'none'}.\n"
    yield "## Endpoints\n"
    for endpoint in catalogue.endpoints.values():
        yield from _endpoint(catalogue, endpoint)
    yield "## Scenarios\n"
    yield from _table("scenario|what|does", ((f"`{name}`", spec.title, effect(spec)) for name, spec in catalogue.scenarios.items()))
    yield "## Personas\n"
    rows = ((f"`{name}`", spec.title, spec.use, f"`{spec.reply}`") for name, spec in catalogue.personas.items())
    yield from _table("persona|who|use|meets", rows)
    yield "## Settings\n"
    settings = catalogue.file.settings.items()
    yield from _table(
        "setting|default|about|evidence", ((f"`{n}`", f"`{json.dumps(s.default)}`", s.about, s.evidence) for n, s in settings)
    )


def _endpoint(catalogue: VendorCatalogue, endpoint: Endpoint) -> Iterator[str]:
    yield f"### {endpoint.name}\n"
    yield f"{_cell(endpoint.spec.title)}\n"
    yield "\n".join(f"- `{route.method} {route.path}`" for route in endpoint.routes) + "\n"
    yield f"Source: {_source(endpoint.source)}\n"
    replies = (catalogue.replies[id] for id in endpoint.spec.replies)
    yield from _table("reply|when|status|evidence", ((f"`{r.id}`", r.spec.title, _status(r), r.spec.evidence) for r in replies))


def _admin() -> Iterator[str]:
    document = admin_document(CALLS, "http://127.0.0.1:8080")
    yield "# Admin API\n"
    yield "JSON below `/_mockcc`; the same as OpenAPI 3.1 is at `GET /_mockcc/openapi.json`."
    yield "An error is an RFC 9457 problem whose `detail` names the field and what is allowed.\n"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"## {method.upper()} {path.replace('{', '<').replace('}', '>')}\n".replace("<", "&lt;")
            yield f"{_cell(operation['summary'])}\n"
            queries = [found for found in operation["parameters"] if found["in"] == "query"]
            yield from _table("query|meaning", ((f"`{found['name']}`", found["description"]) for found in queries))
            yield from _body(document, operation)
            answers = (f"{status} {answer['description'].lower()}" for status, answer in sorted(operation["responses"].items()))
            yield f"Answers: {_cell('; '.join(answers))}.\n"


def _body(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    schema = content["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    rows = ((f"`{name}`", "yes" if name in required else "", _kind(spec)) for name, spec in schema.get("properties", {}).items())
    yield from _table("field|required|value", rows)


def _kind(spec: dict[str, Any]) -> str:
    if "anyOf" in spec:
        return " or ".join(dict.fromkeys(_kind(one) for one in spec["anyOf"] if one != {"type": "null"}))
    if "enum" in spec:
        return ", ".join(f"`{json.dumps(value)}`" for value in spec["enum"])
    kind = spec.get("$ref", "").rpartition("/")[2] or str(spec.get("type", "anything"))
    return f"{kind}: {spec['description']}" if "description" in spec else kind


def _command_line() -> Iterator[str]:
    yield "# Command line\n"
    yield "Every option can be given as an environment variable `MOCKCC_<OPTION>` too.\n"
    context = click.Context(cli, info_name="mockcc")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            yield f"## mockcc {name}\n"
            usage = command.get_help(click.Context(command, info_name=name, parent=context, max_content_width=110, terminal_width=110))
            yield f"```text\n{usage}\n```\n"


def _status(reply: Reply) -> str:
    """The status, and how sure we are of it where that differs from the words."""
    return f"{reply.spec.status}" if reply.status_evidence == reply.spec.evidence else f"{reply.spec.status}, {reply.status_evidence}"


def _table(head: str, rows: Any) -> Iterator[str]:
    listed = [" | ".join(_cell(cell) for cell in row) for row in rows]
    if not listed:
        yield "None.\n" if "|" in head and not head.startswith(("query", "field")) else ""
        return
    names = head.split("|")
    yield f"| {' | '.join(names)} |\n|{'---|' * len(names)}"
    yield "\n".join(f"| {row} |" for row in listed) + "\n"


def _source(source: str) -> str:
    return f"<{source}>" if re.fullmatch(r"https?://\S+", source) else _cell(source)


def _cell(text: str) -> str:
    """Text that neither ends its cell nor is taken for markup; what stands in backquotes stays."""
    parts = re.split(r"(`[^`]*`)", text.replace("\n", " "))
    plain = [part if part.startswith("`") else re.sub(r"([<*_\[\]])", r"\\\1", part) for part in parts]
    return "".join(plain).replace("|", "\\|")
