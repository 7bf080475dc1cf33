"""The editors' schemas are current, say what the types say, and the README's examples are right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from mockcc.catalog import schema, strict_yaml
from mockcc.catalog.check import check, check_vendor
from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.catalog.render import Renderer


@pytest.mark.parametrize("kind", schema.KINDS)
def test_the_schema_on_disk_is_current(kind: str) -> None:
    found = (fixtures_root() / "schema" / f"{kind}.json").read_text("utf-8")
    assert found == schema.printed(kind), "Run: python -m mockcc.catalog.schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(found))


def test_fields_carry_their_docstrings() -> None:
    assert "Jinja with autoescape" in schema.schema("page")["$defs"]["ReplySpec"]["properties"]["page"]["description"]
    assert schema.schema("page")["$defs"]["ReplySpec"]["properties"]["status"]["description"] == "HTTP status code"


def test_schemas_are_written(tmp_path: Path) -> None:
    paths = schema.write(tmp_path / "schema")
    assert [path.name for path in paths] == ["page.json", "vendor.json", "seed.json"]
    assert paths[2].read_text("utf-8") == schema.printed("seed")


def test_every_fixture_file_has_the_modeline_and_obeys_the_schema() -> None:
    for path in sorted(fixtures_root().glob("*/*.yaml")):
        assert path.read_text("utf-8").partition("\n")[0] == schema.modeline(path.name), path


def test_the_readmes_examples_are_right(tmp_path: Path) -> None:
    text = (fixtures_root() / "README.md").read_text("utf-8")
    folder = tmp_path / "fixtures/acme"
    (folder / "pages").mkdir(parents=True)
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        kind = re.search(r"schema/(\w+)\.json", block)[1]  # type: ignore[index]
        (folder / f"{kind}.yaml").write_text(block, "utf-8")
        jsonschema.validate(strict_yaml.read(block, kind), schema.schema(kind))
    (folder / "pages/login.html").write_text(re.search(r"```html\n(.*?)```", text, re.DOTALL)[1])  # type: ignore[index]
    assert [str(problem) for problem in check(tmp_path / "fixtures")] == []
    assert check_vendor(tmp_path / "fixtures", "acme") == []
    catalogue = load_vendor(tmp_path / "fixtures", "acme")
    renderer = Renderer(catalogue)
    reply = renderer.render("login.ok", renderer.sample_values("login.ok"))
    assert reply.body == b'{"id": 7, "greeting": "Hello Ann", "price": "$5"}'
    assert ("Location", "https://acme.example/agents/7") in reply.headers
