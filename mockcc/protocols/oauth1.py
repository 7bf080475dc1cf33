"""OAuth 1.0 (RFC 5849): the fields of a signed request, its base string, and its HMAC-SHA1 signature."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

FORM: Final = "application/x-www-form-urlencoded"


class Signed(NamedTuple):
    """A signed request as the server saw it.

    ``url`` is absolute and holds the query; ``oauth`` are the fields of the ``Authorization`` header, decoded, without ``realm``;
    ``form`` is the body when, and only when, it is urlencoded.
    """

    method: str
    url: str
    oauth: Mapping[str, str]
    form: str = ""


class Secrets(NamedTuple):
    """The two secrets that make the key of the signature: the consumer's and the token's, in the words of RFC 5849."""

    client_secret: str
    resource_owner_secret: str


class Guess(NamedTuple):
    """What the client signed instead of what it should have: the mistake in a few words, and its base string."""

    mistake: str
    base_string: str


def read_header(header: str) -> dict[str, str] | None:
    """The decoded fields of an ``Authorization: OAuth ...`` value (RFC 5849, 3.5.1), without ``realm``.

    ``None`` when it is none, or a field has no value or comes twice.
    """
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        return None
    from urllib.request import parse_http_list

    fields: dict[str, str] = {}
    for part in parse_http_list(rest):
        name, equals, value = part.partition("=")
        if not equals or name in fields:
            return None
        fields[name] = unquote(value.strip('"'))
    fields.pop("realm", None)
    return fields


def base_string(request: Signed) -> str:
    """The signature base string (RFC 5849, 3.4.1); raises ValueError for a URL that cannot be signed."""
    from oauthlib.oauth1.rfc5849 import signature as rfc5849  # paid by the first signed request only

    query = urlsplit(request.url).query
    # oauthlib refuses a query with characters that should have been escaped; no client can have signed such a request.
    params: Any = rfc5849.collect_parameters(uri_query=query, body=request.form or [], headers=None)
    params += [(name, value) for name, value in request.oauth.items() if name != "oauth_signature"]
    uri = rfc5849.base_string_uri(urlunsplit(urlsplit(request.url)._replace(query="", fragment="")))
    method: Any = request.method
    return rfc5849.signature_base_string(method, uri, rfc5849.normalize_parameters(params))


def sign(base: str, secrets: Secrets) -> str:
    """The HMAC-SHA1 signature of a base string, in base64 (RFC 5849, 3.4.2)."""
    from oauthlib.oauth1.rfc5849 import signature as rfc5849

    client: Any = secrets
    return str(rfc5849.sign_hmac_sha1_with_client(base, client))


def verifies(request: Signed, secrets: Secrets) -> bool:
    """Whether ``oauth_signature`` is that of the request; raises ValueError for a URL that cannot be signed."""
    return hmac.compare_digest(sign(base_string(request), secrets).encode(), request.oauth.get("oauth_signature", "").encode())


def guess(request: Signed, secrets: Secrets) -> Guess | None:
    """Which usual mistake explains a signature that does not verify; ``None`` when none of them does.

    A signature cannot be read backwards. Each usual mistake is made here once, and the one that leads to the signature that
    was sent is, beyond doubt, the one that was made.
    """
    sent = request.oauth.get("oauth_signature", "")
    for mistake, tried, with_secrets in _mistakes(request, secrets):
        try:
            base = base_string(tried)
        except ValueError:
            continue
        if sign(base, with_secrets) == sent:
            return Guess(mistake, base)
    return None


def _mistakes(request: Signed, secrets: Secrets) -> Iterator[tuple[str, Signed, Secrets]]:
    yield "the key was made without the access token secret", request, secrets._replace(resource_owner_secret="")
    yield "the two secrets were swapped", request, Secrets(secrets.resource_owner_secret, secrets.client_secret)
    for what, url in _other_urls(request.url):
        yield what, request._replace(url=url), secrets
    for method in ("GET", "POST", "PUT", "DELETE"):
        if method != request.method:
            yield f"the method {method} was signed", request._replace(method=method), secrets
    if request.form:
        yield "the form was left out", request._replace(form=""), secrets


def _other_urls(url: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    other = "http" if parts.scheme == "https" else "https"
    yield f"the scheme {other} was signed", urlunsplit(parts._replace(scheme=other))
    host = parts.netloc.rpartition(":")[0] or parts.netloc
    if host != parts.netloc:
        yield "the port was left out", urlunsplit(parts._replace(netloc=host))
        yield f"the scheme {other} was signed and the port left out", urlunsplit(parts._replace(scheme=other, netloc=host))
    if parts.query:
        yield "the query parameters were left out", urlunsplit(parts._replace(query=""))
    path = parts.path
    while path.count("/") > 1:
        path = path[path.index("/", 1) :]
        yield "the beginning of the path was left out", urlunsplit(parts._replace(path=path))


__all__ = ["FORM", "Guess", "Secrets", "Signed", "base_string", "guess", "read_header", "sign", "verifies"]
