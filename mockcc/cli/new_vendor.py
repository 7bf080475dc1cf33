"""``mockcc new-vendor``: the start of a vendor, which passes lint and its tests as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Final

import click

from mockcc.errors import InvalidValueError, MockccError

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEMPLATES: Final = Path(__file__).parent / "templates"
_FILES: Final = {
    "vendor.yaml": "fixtures/$name/vendor.yaml",
    "seed.yaml": "fixtures/$name/seed.yaml",
    "common.yaml": "fixtures/$name/common.yaml",
    "login.yaml": "fixtures/$name/login.yaml",
    "package.py.txt": "mockcc/vendors/$module/__init__.py",
    "tables.py.txt": "mockcc/vendors/$module/tables.py",
    "login.py.txt": "mockcc/vendors/$module/login.py",
    "test.py.txt": "tests/vendors/test_$module.py",
}
"""Each template and the file that it becomes."""


@click.command("new-vendor")
@click.argument("name")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The checkout to write into.")
def new_vendor(name: str, into: Path) -> None:
    """Write the fixtures, the Python and the tests of a new vendor NAME (lower case, words joined by hyphens)."""
    if not _NAME.fullmatch(name):
        raise InvalidValueError(
            "name", f"{name!r} cannot name a vendor. Allowed: lower-case letters, digits and single hyphens, as in acme-desk."
        )
    if not (into / "mockcc" / "vendors").is_dir():
        raise MockccError(f"{into.resolve()} is no checkout of mockcc. Run this where mockcc/ and fixtures/ are, or name it with --into.")
    values = {"name": name, "module": name.replace("-", "_"), "title": name.replace("-", " ").title()}
    targets = {source: into / Template(target).substitute(values) for source, target in _FILES.items()}
    taken = [str(path) for path in targets.values() if path.exists()]
    if taken:
        raise MockccError(f"There is a vendor {name!r} already: {', '.join(taken)}. Choose another name, or remove these files.")
    for source, path in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (_TEMPLATES / source).read_text(encoding="utf-8")
        path.write_text(_fill(text, values), encoding="utf-8")
        click.echo(f"wrote {path}")
    click.echo(
        f"\nAdd mockcc.vendors.{values['module']} to the packages in setup.cfg, then:\n  mockcc lint\n  mockcc serve --vendor {name}"
    )


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
