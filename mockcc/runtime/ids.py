"""The ids of a space: the only place that makes tokens, uuids and numbers; the same seed gives the same ones in the same order."""

from __future__ import annotations

import uuid
from hashlib import blake2b
from typing import Final

from mockcc.runtime.space import id_seed
from mockcc.runtime.store import World

COLLECTION: Final = "mockcc/ids"
KEY: Final = "next"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGITS: Final = "0123456789"


def fresh_name() -> str:
    """A name for a space that nobody chose one for; it is at random, for two servers on one store must not choose the same."""
    return f"s-{uuid.uuid4().hex[:20]}"


class Ids:
    """The source of everything that a vendor draws at random, inside one transaction."""

    __slots__ = ("_server_seed", "_world")

    def __init__(self, world: World, server_seed: int) -> None:
        self._world = world
        self._server_seed = server_seed

    def sequence(self) -> int:
        """The next whole number of the space, from 1."""
        number = int(self._world.get(COLLECTION, KEY) or b"0") + 1
        self._world.put(COLLECTION, KEY, b"%d" % number)
        return number

    def bytes(self, length: int) -> bytes:
        """So many bytes that nobody can guess from another draw."""
        stem = f"{id_seed(self._world, self._server_seed)}/{self.sequence()}".encode()
        drawn = b""
        while len(drawn) < length:
            drawn += blake2b(stem + b"/%d" % len(drawn)).digest()
        return drawn[:length]

    def hex(self, length: int) -> str:
        """So many lower-case hexadecimal digits."""
        return self.bytes((length + 1) // 2).hex()[:length]

    def text(self, length: int, alphabet: str = LETTERS + DIGITS) -> str:
        """So many characters of ``alphabet``."""
        return "".join(alphabet[byte % len(alphabet)] for byte in self.bytes(length))

    def digits(self, length: int) -> str:
        """So many decimal digits; the first is not 0."""
        return self.text(1, DIGITS[1:]) + self.text(length - 1, DIGITS) if length > 1 else self.text(1, DIGITS[1:])

    def uuid(self) -> str:
        """A version 4 UUID, lower case."""
        return str(uuid.UUID(bytes=self.bytes(16), version=4))
