"""C2: requests that are signed with an access key and its secret (``Authorization: auth-v2/...``)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.model import Request, parse_pairs
from mockcc.vendors.huawei_cec.tables import SETTINGS
from mockcc.vendors.huawei_cec.token_tables import API_KEYS
from mockcc.vendors.huawei_cec.vendor import vendor

VERSION = "auth-v2"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@vendor.behaviour
def signed_request(call: Call) -> Answer:
    """The signature is computed anew from the request and has to be the one that was sent, not too long ago."""
    parts = (call.request.headers.get("Authorization") or "").split("/")
    if len(parts) != 5 or parts[0] != VERSION:
        raise Refuse("c2.refused", why=f"Authorization is not {VERSION}/key/time/headers/signature.")
    _, key, moment, names, signature = parts
    row = call.get(API_KEYS, key) if key else None
    if row is None:
        raise Refuse("c2.refused", why=f"There is no access key {key[:60]!r}.")
    if not _recent(call, moment):
        raise Refuse("c2.refused", why=f"The time {moment[:30]!r} is not now, in UTC, as yyyy-MM-ddTHH:mm:ssZ.")
    signed = names.split(";")
    missing = [name for name in signed if call.request.headers.get(name) is None]
    if missing or signed != sorted({name.lower() for name in signed}):
        raise Refuse("c2.refused", why="The signed headers are not sent, or their names are not lower-case, sorted and each there once.")
    prefix = "/".join(parts[:4])
    expected = [sign(row.secret, prefix, text) for text in canonical_forms(call.request, signed)]
    if not call.same("header.Authorization.signature", True, signature in expected):
        raise Refuse("c2.refused", why=f"The signature is not that of the request. Expected: {expected[0]}.")
    return Answer("c2.passed", why="The signature is that of the request.")


def sign(secret: str, prefix: str, canonical: str) -> str:
    """The signature of a canonical request, in lower-case hexadecimal digits."""
    return _hmac(_hmac(secret, prefix), canonical)


def canonical_forms(request: Request, signed: list[str]) -> list[str]:
    """The canonical requests that a client may mean by this request.

    The address has our prefix before the vendor's path: who signs the path of the whole address signs the prefix too, who signs
    that of the vendor's page does not. Likewise ``host`` may be signed with or without its port.
    """
    hosts, prefix = [request.headers.get("Host") or ""], urlsplit(request.base_url).path
    if "host" in signed and ":" in hosts[0]:
        hosts.append(hosts[0].rpartition(":")[0])
    paths = [prefix + request.path, request.path] if prefix else [request.path]
    return [_canonical(request, path, signed, host) for path in paths for host in hosts]


def _canonical(request: Request, path: str, signed: list[str], host: str) -> str:
    lines = [request.method, path]
    if request.query_string:
        pairs = parse_pairs(request.query_string)
        lines.append("&".join(sorted({f"{_encoded(name)}={_encoded(value)}" for name, value in pairs})))
    lines.append(";".join(signed))
    values = {name: host if name == "host" else request.headers.get(name) or "" for name in signed}
    lines += sorted(f"{_encoded(name)}:{_encoded(value)}" for name, value in values.items())
    return "\n".join([*lines, _encoded(request.body.decode("utf-8", "replace"))])


def _encoded(text: str) -> str:
    return quote(text, safe="-._~", errors="replace")


def _hmac(key: str, text: str) -> str:
    return hmac.new(key.encode("utf-8", "replace"), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _recent(call: Call, moment: str) -> bool:
    try:
        at = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return False
    # strptime takes small letters and single digits as well.
    return at.strftime(_MOMENT) == moment and abs(call.now() - at.timestamp()) <= call.settings(SETTINGS).signature_seconds
