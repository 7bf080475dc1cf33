"""What Live Agent remembers of a browser: a row behind a cookie that holds nothing but its id."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.agent_tables import BROWSER_SESSIONS, BrowserSession
from mockcc.vendors.cognigy.settings import SETTINGS
from mockcc.vendors.cognigy.sweep import add

COOKIE: Final = "_live_agent_session"
ID_LENGTH: Final = 32


def current(call: Call) -> tuple[str, BrowserSession] | None:
    """The browser's session and its id; ``None`` when it has none or it is over."""
    key = call.request.cookies.get(COOKIE, "")
    row = call.get(BROWSER_SESSIONS, key) if key else None
    return None if row is None or row.expires_at <= call.now() else (key, row)


def begin(call: Call) -> tuple[str, BrowserSession]:
    """A new session under a new id, so that nobody can hand one to somebody else; it keeps only the page that was opened first."""
    old = current(call)
    row = BrowserSession(expires_at=call.now() + call.settings(SETTINGS).state_seconds)
    if old is not None:
        row.first_path = old[1].first_path
        call.delete(BROWSER_SESSIONS, old[0])
    key = call.ids.hex(ID_LENGTH)
    add(call, BROWSER_SESSIONS, key, row)
    return key, row


def save(call: Call, key: str, row: BrowserSession) -> None:
    """Write a session that ``current`` or ``begin`` gave."""
    call.put(BROWSER_SESSIONS, key, row)


def cookie_path(call: Call) -> str:
    """The path under which this vendor stands in this space: its cookies are for nothing else."""
    return urlsplit(call.base_url).path or "/"
