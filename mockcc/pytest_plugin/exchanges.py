"""The section of a failed test's report that tells its exchanges, with what looks like a secret masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockcc.errors import MockccError
from mockcc.exchange_text import story

if TYPE_CHECKING:
    from mockcc.pytest_plugin.kit import Mockcc

SHOWN: Final = 10
"""How many of the newest exchanges are shown."""


def section(kit: Mockcc) -> tuple[str, str]:
    """The section's title and its text."""
    title = f"mockcc exchanges in space {kit.space}"
    try:
        found = kit.journal(limit=SHOWN + 1) if kit.made else []
    except MockccError as error:
        return title, str(error)
    if not found:
        return title, "No exchange: nothing has called a vendor in this space."
    more = [f"Only the newest {SHOWN} are shown.", ""] if len(found) > SHOWN else []
    return title, "\n".join([*more, "\n\n".join(story(exchange, mask=True) for exchange in found[-SHOWN:])])
