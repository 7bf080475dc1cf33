"""User tokens that are none: what a page sends when nobody has put the real one in."""

from __future__ import annotations

import re
from typing import Final

from mockcc.engine.call import Refuse

_UNREPLACED: Final = re.compile(r"%[A-Za-z_]+%|\{\{.*\}\}|\$\{.*\}|<%.*%>|\{%.*%\}", re.DOTALL)
"""Placeholders of the vendor's sample (``%USER_TOKEN%``) and of common template languages."""
_NOTHINGS: Final = {"undefined": "token.undefined", "null": "token.null"}
_BREAKERS: Final = "+&#% "
"""What the widget's unencoded URL cuts short or changes."""


def check_token(token: object) -> str:
    """The user token; refuses what cannot be one, each kind with a reply of its own."""
    if token is None or (isinstance(token, str) and not token.strip()):
        raise Refuse("token.missing", why="customer_auth_token is empty.")
    if not isinstance(token, str):
        raise Refuse("token.not_text", why=f"customer_auth_token is {token!r:.80}, not a text.")
    if token.strip().lower() in _NOTHINGS:
        why = f"customer_auth_token is the word {token!r}: the page had no token when the widget was loaded."
        raise Refuse(_NOTHINGS[token.strip().lower()], why=why)
    if _UNREPLACED.fullmatch(token.strip()):
        raise Refuse("token.unreplaced", why=f"customer_auth_token is the placeholder {token!r:.80}, which nobody has replaced.")
    return token


def breakers(token: str) -> str:
    """The characters of a token that do not survive the widget's unencoded URL."""
    return "".join(sorted({character for character in token if character in _BREAKERS}))
