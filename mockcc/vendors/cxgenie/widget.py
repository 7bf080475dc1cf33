"""The pages of the widget: the chat window, and the demo page that embeds it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cxgenie.tables import BOTS
from mockcc.vendors.cxgenie.vendor import vendor

_ATTRIBUTES: Final = ("user-id", "email", "name", "phone", "phone-number")
_LANGUAGES: Final = ("en", "vi")


@vendor.behaviour
def chat_page(call: Call) -> Answer:
    """The chat window; what it shows is decided in the browser, by the session call."""
    return Answer("chat.page", why="The page is the same for everybody; its script starts the session.", base=_prefix(call))


@vendor.behaviour
def demo_page(call: Call) -> Answer:
    """A page whose script tag has the attributes that the query names."""
    query = call.request.query
    token = query.get("token")
    return Answer(
        "demo.page",
        why=f"data-token is {'left out' if token is None else 'that of the query'}.",
        base=_prefix(call),
        bot=query.get("aid") or next(iter(call.rows(BOTS)), ""),
        token=token,
        lang=query.get("lang") if query.get("lang") in _LANGUAGES else _LANGUAGES[0],
        extras={name: query[name] for name in _ATTRIBUTES if name in query},
    )


def _prefix(call: Call) -> str:
    """The path under which this vendor is reached; right behind a proxy that changes scheme or host, too."""
    return urlsplit(call.base_url).path
