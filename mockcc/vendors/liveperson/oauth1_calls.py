"""Direct calls signed with OAuth 1.0: the fields, the key, the signature, the time and the nonce, in this order."""

from __future__ import annotations

from typing import Final, NoReturn
from urllib.parse import quote

from mockcc.engine.call import Call, Refuse
from mockcc.protocols import oauth1
from mockcc.vendors.liveperson.tables import APP_KEYS, NONCE_TIMES, NONCES, SETTINGS, AppKey, Nonces, NonceTimes

_REQUIRED: Final = ("oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce")
_LONGEST: Final = 12
"""Digits of a timestamp: longer ones are no time of this or the next thirty thousand years."""


def signing_key(call: Call, account: str, problems: str) -> AppKey:
    """The key that signed the request; ``problems`` is the family of replies for what is wrong with it."""
    fields = oauth1.read_header(call.request.headers.get("Authorization") or "")
    missing = [name for name in _REQUIRED if not (fields or {}).get(name)]
    if fields is None or missing:
        _refuse(problems, "parameter_absent", f"The Authorization header lacks {', '.join(missing)}, or has a field twice.")
    double = [name for name in [*call.request.query, *call.request.form] if name.startswith("oauth_")]
    if double:
        _refuse(problems, "parameter_rejected", f"{', '.join(double)} stand outside of the Authorization header too; each comes once.")
    if not call.same("oauth_version", "1.0", fields.get("oauth_version", "1.0")):
        _refuse(problems, "version_rejected", "oauth_version is not 1.0.")
    if not call.same("oauth_signature_method", "HMAC-SHA1", fields["oauth_signature_method"]):
        _refuse(problems, "signature_method_rejected", "The vendor's keys sign with HMAC-SHA1.")
    key = call.get(APP_KEYS, fields["oauth_consumer_key"])
    if key is None or key.account != account or not key.enabled:
        _refuse(problems, "consumer_key_unknown", f"Account {account} has no key {fields['oauth_consumer_key']!r} that is enabled.")
    if not call.same("oauth_token", key.access_token, fields["oauth_token"]):
        _refuse(problems, "token_rejected", f"oauth_token is not the access token of the key {key.id}.")
    _check_time(call, fields["oauth_timestamp"], problems)
    _check_signature(call, key, fields, problems)
    _use_nonce(call, key, int(fields["oauth_timestamp"]), fields["oauth_nonce"], problems)
    return key


def _check_time(call: Call, timestamp: str, problems: str) -> None:
    window = call.settings(SETTINGS).oauth1_window_seconds
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST):
        _refuse(problems, "timestamp_refused", f"oauth_timestamp {timestamp[:40]!r} is no whole number of seconds.")
    apart = int(timestamp) - int(call.now())
    if abs(apart) > window:
        where = "ahead of" if apart > 0 else "behind"
        _refuse(problems, "timestamp_refused", f"oauth_timestamp is {abs(apart):.0f} s {where} the clock; {window:.0f} s are allowed.")


def _check_signature(call: Call, key: AppKey, fields: dict[str, str], problems: str) -> None:
    request = call.request
    url = f"{call.base_url}{quote(request.path, safe=_PATH)}" + (f"?{request.query_string}" if request.query_string else "")
    form = request.body.decode("utf-8", "replace") if request.content_type == oauth1.FORM else ""
    signed = oauth1.Signed(request.method, url, fields, form)
    secrets = oauth1.Secrets(key.secret, key.access_token_secret)
    try:
        good, expected = oauth1.verifies(signed, secrets), oauth1.base_string(signed)
    except ValueError as error:
        _refuse(problems, "signature_invalid", f"No base string can be made of this request: {error}.")
    if good:
        call.same("oauth.base_string", expected, expected)
        return
    guess = oauth1.guess(signed, secrets)
    if guess is None:
        call.same("oauth.base_string", expected, None)
        call.same("oauth_signature", oauth1.sign(expected, secrets), fields["oauth_signature"])
        rest = "A signature cannot be read backwards, and no usual mistake gives the one that was sent."
        why = f"Expected the signature of {expected} with the key's two secrets. {rest}"
    else:
        call.same("oauth.base_string", expected, guess.base_string)
        why = f"Expected the signature of {expected} but {guess.mistake}: the client signed {guess.base_string}."
    _refuse(problems, "signature_invalid", why)


_PATH: Final = "/-._~!$&'()*+,;=:@"
"""What a path holds without an escape (RFC 3986, 3.3)."""


def _use_nonce(call: Call, key: AppKey, timestamp: int, nonce: str, problems: str) -> None:
    """Note the nonce; those whose timestamp is no longer taken are forgotten."""
    place = f"{key.id}@{timestamp}"
    used = call.get(NONCES, place)
    if used is None:
        used = Nonces()
        times = call.get(NONCE_TIMES, key.id) or NonceTimes()
        oldest = call.now() - call.settings(SETTINGS).oauth1_window_seconds
        for past in times.timestamps:
            if past < oldest:
                call.delete(NONCES, f"{key.id}@{past}")
        times.timestamps = [*(at for at in times.timestamps if at >= oldest), timestamp]
        call.put(NONCE_TIMES, key.id, times)
    if nonce in used.seen:
        _refuse(problems, "nonce_used", f"The nonce {nonce[:80]!r} was used with this timestamp before.")
    used.seen.append(nonce)
    call.put(NONCES, place, used)


def _refuse(problems: str, problem: str, why: str) -> NoReturn:
    raise Refuse(f"{problems}.{problem}", why=why)
