"""The domain whitelist: which sites may open the chat, from a fixed list or from the customer's API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from mockcc.engine.call import Call, Refuse
from mockcc.model import OutboundResult, parse_json


def site_of(call: Call, given: dict[str, Any]) -> str:
    """The site on which the chat was opened: what the widget says, else the ``Origin`` field; empty when nobody says."""
    said = given.get("domain")
    return said if isinstance(said, str) else call.request.headers.get("Origin") or ""


def admit(call: Call, site: str, domains: Iterable[str]) -> None:
    """Refuse a site that no entry names."""
    known = list(domains)
    if not call.same("site", known, site) and any(_names(entry, site) for entry in known):
        return
    raise Refuse("whitelist.not_listed", why=f"The site {site!r:.120} is not in the whitelist of {len(known)} entries.")


def fetched(result: OutboundResult) -> list[str]:
    """The domains that the customer's API lists: a JSON array, or one under ``data``; refuses when there is no such list."""
    try:
        document = parse_json(result.body.decode("utf-8-sig")) if result.failure is None and 200 <= result.status < 300 else None
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        document = None
    domains = document.get("data") if isinstance(document, dict) else document
    if isinstance(domains, list) and all(isinstance(domain, str) for domain in domains):
        return domains
    found = result.detail if result.failure else f"HTTP status {result.status} and no list of domains"
    raise Refuse("whitelist.unavailable", why=f"The whitelist could not be fetched: {found}.")


def _names(entry: str, site: str) -> bool:
    """Whether an entry names the site: an origin exactly, a bare host with any scheme and port; never a subdomain."""
    origin = _origin(site)
    wanted = _origin(entry)
    if origin is None or wanted is None:
        return False
    scheme, host, port = wanted
    return host == origin[1] and scheme in ("", origin[0]) and (port == origin[2] if scheme or port else True)


def _origin(text: str) -> tuple[str, str, int | None] | None:
    bare = "://" not in text
    try:
        parts = urlsplit(f"//{text.strip()}" if bare else text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    scheme = parts.scheme.lower()
    return scheme, host.rstrip("."), port or {"http": 80, "https": 443}.get(scheme)
