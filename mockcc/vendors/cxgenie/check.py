"""The action ``check``: one authentication as a report, or every variant that integrators trip over as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from mockcc.engine.action import Act
from mockcc.vendors.cxgenie.report import CheckRequest, authenticate, read_request
from mockcc.vendors.cxgenie.tokens import breakers
from mockcc.vendors.cxgenie.vendor import vendor

UNKNOWN: Final = "mockcc-unknown-user-token"
_REFUSALS: Final = range(400, 500)


class Variant(Struct):
    """One way to ask: what differs from the plain request, what a good server does, and how bad it is when it does not."""

    variant: str
    sends: str
    expected: Literal["accepted", "rejected"]
    changes: dict[str, Any] = {}
    otherwise: Literal["fail", "warn"] = "fail"
    why: str = ""
    """Why it matters, for whoever got it wrong."""


@vendor.action
def check(act: Act) -> Any:
    """Call an authentication server as CX Genie would; ``passed`` is false when the server got something wrong."""
    request = read_request(act.given)
    if request.all:
        return _all(act, request)
    report = authenticate(act, request)
    return {"passed": report["verdict"] == "accepted", **report}


def variants(request: CheckRequest) -> Iterator[Variant]:
    """Every variant, in the order in which an integrator meets them."""
    order = "Whether the wire has the order that the vendor's page prints is unknown: accept the token in any order."
    proof = "The header token is the only proof that CX Genie asks; without it anybody can read your users."
    nobody = "This token is nobody's; a server that vouches for it logs strangers in."
    yield Variant("documented", "Authorization: <token> Bearer", "accepted", why="This is the request that the vendor's page shows.")
    yield Variant("header: conventional", "Authorization: Bearer <token>", "accepted", {"header_form": "conventional"}, "warn", order)
    yield Variant("header: bare", "Authorization: <token>", "accepted", {"header_form": "bare"}, "warn", order)
    yield Variant("header: missing", "no Authorization", "rejected", {"header_form": "missing"}, why=proof)
    yield Variant("header: wrong", "Authorization: <another token> Bearer", "rejected", {"header_form": "wrong"}, why=proof)
    swapped = {"header_token": request.user_token, "user_token": request.header_token or UNKNOWN}
    yield Variant("tokens swapped", "the user token in the header", "rejected", swapped, why="The two tokens prove different things.")
    yield Variant("token: unknown", f"access_token: {UNKNOWN}", "rejected", {"user_token": UNKNOWN}, why=nobody)
    for token in ("", "undefined", "null", "%USER_TOKEN%"):
        yield Variant(f"token: {token or 'empty'}", f'access_token: "{token}"', "rejected", {"user_token": token}, why=nobody)
    for method in ("id", "email", "phone_number"):
        selected = method == (request.identity_method or "id")
        why = f"With this identity method data.{method} has to say who the user is."
        yield Variant(
            variant=f"identity: {method}",
            sends="selected" if selected else "",
            expected="accepted",
            changes={"identity_method": method},
            otherwise="fail" if selected else "warn",
            why=why,
        )
    extras = {"user_id": "1", "email": "a@demo.example", "name": "A", "phone_number": "1", **request.send}
    yield Variant("additional body", "user_id, email, name, phone_number", "accepted", {"send": extras}, why="Ticked fields come along.")


def _all(act: Act, request: CheckRequest) -> dict[str, Any]:
    rows, keys = [], []
    for variant in variants(request):
        changed = msgspec.structs.replace(request, keep=False, **variant.changes)
        report = authenticate(act, changed, any_token=True)
        rows.append(_row(variant, report))
        if variant.variant in ("documented", "additional body"):
            keys.append(report["identity"]["key"])
    rows += [_stable(keys), _survives(request.user_token)]
    return {"passed": all(row["result"] != "fail" for row in rows), "variants": rows}


def _row(variant: Variant, report: dict[str, Any]) -> dict[str, Any]:
    result, why = "pass", report["why"]
    if report["response"] is None or report["failure"] is not None:
        result = "fail"
    elif report["verdict"] != variant.expected:
        result, why = variant.otherwise, f"{why} {variant.why}".strip()
    elif report["verdict"] == "rejected" and not _says_no(report):
        result, why = "warn", f"{why} It refuses by accident or by an error of its own; answer with status false or 401."
    else:
        warnings = [rule["why"] for rule in report["rules"] if rule["result"] == "warn"]
        if warnings:
            result, why = "warn", " ".join(warnings)
    return {
        "variant": variant.variant,
        "sends": variant.sends,
        "expected": variant.expected,
        "verdict": report["verdict"],
        "reply": report["reply"],
        "result": result,
        "why": why,
    }


def _says_no(report: dict[str, Any]) -> bool:
    """Whether a refusal is one that somebody meant: ``status`` false, or a 4xx."""
    return bool(report["reply"] == "upstream.status_false" or report["response"]["status"] in _REFUSALS)


def _stable(keys: list[str | None]) -> dict[str, Any]:
    row = {"variant": "same person twice", "sends": "the same user token again", "expected": "accepted", "verdict": "", "reply": ""}
    known = [key for key in keys if key]
    if len(known) < len(keys):
        return {**row, "result": "skipped", "why": "The user was not let in each time, so there is nothing to compare."}
    if len(set(known)) > 1:
        return {**row, "result": "fail", "why": f"The same token gave {' and '.join(map(repr, known))}."}
    return {**row, "result": "pass", "why": "The same token gave the same identity each time."}


def _survives(token: str) -> dict[str, Any]:
    broken = breakers(token)
    why = f"The token holds {broken!r}; the widget does not encode it." if broken else "The token survives the widget's unencoded URL."
    row = {"variant": "token in the widget's URL", "sends": "user-token=<token>", "expected": "accepted", "verdict": "", "reply": ""}
    return {**row, "result": "warn" if broken else "pass", "why": why}
