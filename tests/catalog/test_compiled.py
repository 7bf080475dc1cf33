"""The catalogue that is kept beside the fixtures: the same as the files say, and never older than they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mockcc.catalog.compiled import FILE, load_compiled, load_counts
from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.errors import FixtureError, UnknownNameError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(fixtures_root(), tmp_path / "fixtures", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "fixtures"


def test_it_is_what_the_files_say_at_the_first_and_at_the_second_reading(root: Path) -> None:
    read = load_vendor(root, "ozonetel")

    assert load_compiled(root, "ozonetel") == read
    assert (root / "ozonetel" / FILE).is_file()
    assert load_compiled(root, "ozonetel") == read


def test_the_counts_are_those_of_the_catalogue_whether_it_was_kept_or_not(root: Path) -> None:
    read = load_vendor(root, "ozonetel")
    wanted = (len(read.endpoints), len(read.scenarios))

    assert load_counts(root, "ozonetel") == wanted
    assert load_counts(root, "ozonetel") == wanted
    (root / "ozonetel" / FILE).write_bytes(b"short")
    assert load_counts(root, "ozonetel") == wanted
    with pytest.raises(UnknownNameError):
        load_counts(root, "nobody")


def test_a_changed_file_is_read_again(root: Path) -> None:
    load_compiled(root, "ozonetel")
    page = root / "ozonetel" / "vendor.yaml"
    page.write_text(page.read_text().replace("title: Ozonetel CloudAgent", "title: Ozonetel CloudAgenT"))

    assert load_compiled(root, "ozonetel").file.title == "Ozonetel CloudAgenT"


def test_a_removed_file_is_forgotten(root: Path) -> None:
    load_compiled(root, "ozonetel")
    (root / "ozonetel" / "seed.yaml").unlink()

    assert load_compiled(root, "ozonetel") == load_vendor(root, "ozonetel")


def test_a_damaged_file_is_made_anew(root: Path) -> None:
    read = load_compiled(root, "ozonetel")
    kept = root / "ozonetel" / FILE
    kept.write_bytes(kept.read_bytes()[:200])

    assert load_compiled(root, "ozonetel") == read
    assert len(kept.read_bytes()) > 200


def test_a_folder_that_cannot_be_written_is_no_fault(root: Path) -> None:
    # A file in the place of the folder: root may write into any folder, whatever its mode.
    (root / "ozonetel" / "__pycache__").write_text("in the way")

    assert load_compiled(root, "ozonetel") == load_vendor(root, "ozonetel")


def test_a_disk_that_is_full_leaves_nothing_half_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert load_compiled(root, "ozonetel") == load_vendor(root, "ozonetel")
    assert not any((root / "ozonetel" / FILE.parent).iterdir())


def test_broken_fixtures_are_refused_as_ever(root: Path) -> None:
    load_compiled(root, "ozonetel")
    (root / "ozonetel" / "vendor.yaml").write_text("title: [")

    with pytest.raises(FixtureError):
        load_compiled(root, "ozonetel")
    with pytest.raises(UnknownNameError):
        load_compiled(root, "nobody")
