"""OAuth 2.0 (RFC 6749): redirects with parameters, redirect addresses that match, scopes, and grants."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit, urlunsplit


def redirect(uri: str, **params: str | None) -> str:
    """``uri`` with ``params`` added to its query (RFC 6749, 4.1.2); a parameter that is ``None`` is left out."""
    parts = urlsplit(uri)
    added = urlencode([(name, value) for name, value in params.items() if value is not None], quote_via=quote, errors="replace")
    return urlunsplit(parts._replace(query="&".join(part for part in (parts.query, added) if part)))


def valid_redirect(uri: str) -> bool:
    """Whether ``uri`` may be a redirection endpoint: absolute and without a fragment (RFC 6749, 3.1.2)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not parts.fragment and uri.isprintable() and " " not in uri


def chosen_redirect(registered: Iterable[str], asked: str | None) -> str | None:
    """The redirection endpoint of a request: the one asked for, if it is registered to the letter, or the only one that is.

    ``None`` when neither gives one (RFC 6749, 3.1.2.3).
    """
    known = list(registered)
    if asked is None:
        return known[0] if len(known) == 1 else None
    return asked if asked in known else None


def repeated(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The names of parameters that come more than once, which no request may hold (RFC 6749, 3.1 and 3.2), in order."""
    seen: dict[str, int] = {}
    for name, _ in pairs:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]


def scopes(text: str | None) -> list[str]:
    """The scope tokens of a ``scope`` parameter, in order, without repeats (RFC 6749, 3.3)."""
    return list(dict.fromkeys((text or "").split()))


__all__ = ["chosen_redirect", "redirect", "repeated", "scopes", "valid_redirect"]
