"""A vendor's catalogue kept beside its fixtures as Python keeps its bytecode: read in a millisecond while nothing has changed."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class
from typing import Final, NamedTuple

import msgspec

from mockcc.catalog.locate import vendor_names
from mockcc.catalog.types import VendorCatalogue
from mockcc.errors import UnknownNameError

FILE: Final = Path("__pycache__") / "catalogue.msgpack"
_MARK: Final = 32
"""How many bytes at the head of the file say what it was made from."""
_COUNTS: Final = Struct("<II")
"""Behind the mark: how many endpoints and scenarios the catalogue has, so that whoever wants only that reads only that."""
_HEAD: Final = _MARK + _COUNTS.size
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(VendorCatalogue)


class Counts(NamedTuple):
    """How much a vendor's catalogue holds."""

    endpoints: int
    scenarios: int


def load_counts(root: Path, vendor: str) -> Counts:
    """How many endpoints and scenarios a vendor has; raises what ``load_compiled`` raises."""
    try:
        with (root / vendor / FILE).open("rb") as file:
            head = file.read(_HEAD)
        if head[:_MARK] == _made_from(root / vendor):
            return Counts(*_COUNTS.unpack(head[_MARK:]))
    except (OSError, StructError):
        pass
    catalogue = load_compiled(root, vendor)
    return Counts(len(catalogue.endpoints), len(catalogue.scenarios))


def load_compiled(root: Path, vendor: str) -> VendorCatalogue:
    """The catalogue of one vendor, as ``load.load_vendor`` gives it, from the kept file when that is current.

    The file is written when it is not, where the folder can be written. Raises what ``load_vendor`` raises.
    """
    names = vendor_names(root)
    if vendor not in names:
        raise UnknownNameError("vendor", vendor, names, f"in {root}")
    folder = root / vendor
    mark = _made_from(folder)
    kept = _read(folder / FILE, mark)
    if kept is not None:
        return kept
    from mockcc.catalog.load import load_vendor

    catalogue = load_vendor(root, vendor)
    _write(folder / FILE, mark + _COUNTS.pack(len(catalogue.endpoints), len(catalogue.scenarios)) + _encoder.encode(catalogue))
    return catalogue


def _made_from(folder: Path) -> bytes:
    """What the catalogue depends on: where the files are, their names, times and sizes, and the code that reads them."""
    return blake2b("\n".join([str(folder), *_files(folder), *_code()]).encode(), digest_size=_MARK).digest()


@cache
def _code() -> list[str]:
    return _files(Path(__file__).parent)


def _files(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith((".yaml", ".py"))]
    return sorted(f"{name} {status.st_mtime_ns} {status.st_size}" for name, status in found)


def _read(file: Path, mark: bytes) -> VendorCatalogue | None:
    try:
        raw = file.read_bytes()
        return _decoder.decode(raw[_HEAD:]) if raw[:_MARK] == mark else None
    except (OSError, msgspec.MsgspecError):
        return None


def _write(file: Path, raw: bytes) -> None:
    # Another process may read or write the same file: it is complete from the first moment under its name.
    partial = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        partial.write_bytes(raw)
        partial.replace(file)
    except OSError:
        # A folder that cannot be written is no fault: the fixtures are then read each time.
        with suppress(OSError):
            partial.unlink()
