"""Our own faults, each a sentence that says what was found, what is allowed and what to do; never a vendor's refusal."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class MockccError(Exception):
    """The root of every fault of ours; ``str(error)`` is one clear sentence for whoever uses mockcc."""


class FixtureError(MockccError):
    """The fixtures are not usable; ``problems`` holds one line each: file, line, what was found, what is allowed."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class UnknownNameError(MockccError):
    """Something was asked for by a name that does not exist; the message lists what does and names the nearest."""

    def __init__(self, kind: str, found: str, allowed: Iterable[str], where: str = "") -> None:
        self.kind, self.found, self.allowed = kind, found, sorted(allowed)
        place = f" {where}" if where else ""
        super().__init__(f"There is no {kind} {found!r}{place}. {nearest(found, self.allowed)}")


class InvalidValueError(MockccError):
    """A value given to us has the wrong type or lies outside what is allowed; ``field`` names where it stood."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class StoreUnavailableError(MockccError):
    """The store that holds all spaces cannot be reached."""


def nearest(found: str, allowed: Iterable[str]) -> str:
    """One sentence that suggests the name nearest to ``found`` and lists the allowed ones."""
    names = sorted(allowed)
    if not names:
        return "None exist."
    close = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    return f"{hint}Allowed: {', '.join(names)}."
