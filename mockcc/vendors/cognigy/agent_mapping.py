"""Which Live Agent account somebody from Cognigy.AI gets, and the fixed bugs by which it was the wrong one or none."""

from __future__ import annotations

import re
from typing import Any, Final

from mockcc.engine.call import Call
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, BrowserSession
from mockcc.vendors.cognigy.ai_tables import ORGANISATIONS
from mockcc.vendors.cognigy.directory import by_email
from mockcc.vendors.cognigy.settings import Settings

_OPENED: Final = re.compile(r"/app/accounts/([^/]+)/")


def account_of(call: Call, settings: Settings, session: BrowserSession, identity: dict[str, Any]) -> int | None:
    """The account that is mapped to the organisation, if it is there; with a bug switched on, another one."""
    organisation = call.get(ORGANISATIONS, _organisation(call, settings, identity))
    number = None if organisation is None else organisation.live_agent_account
    if settings.bug_wrong_account:
        opened = _OPENED.match(session.first_path or "")
        found = call.get(ACCOUNTS, opened[1]) if opened else None
        number = found.id if found else number
    return None if number is None or call.get(ACCOUNTS, str(number)) is None else number


def barred(call: Call, settings: Settings, identity: dict[str, Any]) -> bool:
    """Whether the bug is on by which single sign-on leads nowhere, and the organisation has it."""
    organisation = call.get(ORGANISATIONS, identity["organisation"])
    return settings.bug_sso_login and organisation is not None and organisation.idp != "none"


def _organisation(call: Call, settings: Settings, identity: dict[str, Any]) -> str:
    chosen: str = identity["organisation"]
    if not settings.bug_wrong_organisation:
        return chosen
    return next((known.user.organisation for known in by_email(call, identity["id"]) if known.user.organisation != chosen), chosen)
