"""A vendor's catalogue kept beside its fixtures as Python keeps its bytecode: read in a millisecond while nothing has changed."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from mockcc.catalog.locate import vendor_names
from mockcc.catalog.types import VendorCatalogue
from mockcc.errors import UnknownNameError

FILE: Final = Path("__pycache__") / "catalogue.msgpack"
_MARK: Final = 32
"""How many bytes at the head of the file say what it was made from."""
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(VendorCatalogue)


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
    _write(folder / FILE, mark + _encoder.encode(catalogue))
    return catalogue


def _made_from(folder: Path) -> bytes:
    """What the catalogue depends on: where the files are, their names, times and sizes, and the code that reads them."""
    seen = [str(folder)]
    for place in (folder, Path(__file__).parent):
        with os.scandir(place) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith((".yaml", ".py")):
                    status = entry.stat()
                    seen.append(f"{entry.name} {status.st_mtime_ns} {status.st_size}")
    return blake2b("\n".join(seen).encode(), digest_size=_MARK).digest()


def _read(file: Path, mark: bytes) -> VendorCatalogue | None:
    try:
        raw = file.read_bytes()
        return _decoder.decode(raw[_MARK:]) if raw[:_MARK] == mark else None
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
