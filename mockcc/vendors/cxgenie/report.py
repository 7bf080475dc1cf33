"""One authentication with nothing hidden: request, response, verdict and reason per rule, the chat user before and after."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from mockcc.engine.action import Act
from mockcc.engine.call import Call, Refuse
from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.journal import describe_body
from mockcc.runtime.tables import Row, Table
from mockcc.vendors.cxgenie.fields import authentication_of
from mockcc.vendors.cxgenie.outbound import authentication_call
from mockcc.vendors.cxgenie.people import document, upsert
from mockcc.vendors.cxgenie.tables import BOTS, SETTINGS, Authentication, Bot, HeaderForm, IdentityMethod
from mockcc.vendors.cxgenie.tokens import check_token
from mockcc.vendors.cxgenie.verdict import Rule, Verdict, judge

ACCEPTED = "session.started"


class CheckRequest(Row):
    """What is to be checked; what is left out is as the bot has it."""

    user_token: str
    bot_id: str | None = None
    """The bot whose settings count; the first one of the space without it."""
    url: str | None = None
    header_token: str | None = None
    identity_method: IdentityMethod | None = None
    header_form: HeaderForm | None = None
    lenient_status: bool | None = None
    timeout_seconds: Annotated[float, Meta(gt=0, le=60)] | None = None
    redirects: Annotated[int, Meta(ge=0, le=10)] | None = None
    max_bytes: Annotated[int, Meta(ge=1, le=16_777_216)] | None = None
    send: dict[str, str] = {}
    """Extra fields beside the user token: user_id, email, name, phone_number."""
    keep: bool = True
    """Whether the chat user is written; without it the report says what would be."""
    all: bool = False
    """Run every variant in place of one authentication."""


REQUESTS = Table("check", CheckRequest)
_EXTRAS = ("user_id", "email", "name", "phone_number")


class Prepared(NamedTuple):
    """The settings that count and the call that they lead to; ``refused`` is why CX Genie would not even call."""

    bot: Bot
    login: Authentication
    call: OutboundCall | None
    refused: Refuse | None


class _Unkept(Exception):  # noqa: N818 - carries a report out of a transaction that is not to be committed
    def __init__(self, change: dict[str, Any]) -> None:
        super().__init__()
        self.change = change


def read_request(given: Any) -> CheckRequest:
    """What was given as a request; raises ``InvalidValueError`` that names the field and what is allowed."""
    if isinstance(given, dict) and not isinstance(given.get("user_token"), str):
        raise InvalidValueError("check.user_token", f"user_token is {given.get('user_token')!r}; give the token of a user as text.")
    request = REQUESTS.convert(given, "check")
    for name in request.send:
        if name not in _EXTRAS:
            raise InvalidValueError(f"check.send.{name}", f"{name!r} is no field that is sent. Allowed: {', '.join(_EXTRAS)}.")
    return request


def authenticate(act: Act, request: CheckRequest, *, any_token: bool = False) -> dict[str, Any]:
    """Call the server as CX Genie would and report; ``any_token`` sends tokens that CX Genie itself would refuse, too."""
    prepared = act.work(lambda call: _prepare(call, request, act.base_url, any_token))
    if prepared.call is None or prepared.refused is not None:
        return _uncalled(prepared)
    result = act.ask(prepared.call)
    verdict = act.work(lambda call: judge(result, prepared.login, call.settings(SETTINGS)))
    token = Rule("token", "pass", "CX Genie would send this token.")
    return {
        "verdict": "accepted" if verdict.accepted else "rejected",
        "reply": verdict.reply or ACCEPTED,
        "why": verdict.why,
        "request": _describe_call(prepared.call),
        "response": _describe_result(result),
        "failure": {"kind": result.failure, "detail": result.detail} if result.failure else None,
        "seconds": round(result.seconds, 6),
        "rules": [msgspec.to_builtins(rule, enc_hook=str) for rule in (token, *verdict.rules)],
        "identity": {"method": prepared.login.identity_method, "key": verdict.key or None},
        "chat_user": _change(act, prepared, verdict, request.keep),
    }


def _prepare(call: Call, request: CheckRequest, base_url: str, any_token: bool) -> Prepared:
    bots = call.rows(BOTS)
    bot_id = request.bot_id or next(iter(bots), "")
    if bot_id not in bots:
        raise UnknownNameError("bot", bot_id, bots)
    bot = bots[bot_id]
    login = _with(authentication_of(call, bot), request)
    refused = None
    try:
        token = request.user_token if any_token else check_token(request.user_token)
        if not login.authentication_url:
            raise Refuse("login.no_url", why=f"No Authentication URL is set for {bot.id}.")
    except Refuse as refusal:
        return Prepared(bot, login, None, refusal)
    return Prepared(bot, login, authentication_call(login, call.settings(SETTINGS), token, request.send, base_url), refused)


def _with(login: Authentication, request: CheckRequest) -> Authentication:
    changes = {
        "authentication_url": request.url,
        "header_token": request.header_token,
        "identity_method": request.identity_method,
        "header_form": request.header_form,
        "lenient_status": request.lenient_status,
        "timeout_seconds": request.timeout_seconds,
        "redirects": request.redirects,
        "max_bytes": request.max_bytes,
        "additional_body": list(request.send) or None,
    }
    return msgspec.structs.replace(login, **{name: value for name, value in changes.items() if value is not None})


def _uncalled(prepared: Prepared) -> dict[str, Any]:
    answer = prepared.refused.answer if prepared.refused else None
    why = answer.why if answer else ""
    return {
        "verdict": "rejected",
        "reply": answer.reply if answer else "",
        "why": why,
        "request": None,
        "response": None,
        "failure": None,
        "seconds": 0.0,
        "rules": [msgspec.to_builtins(Rule("token", "fail", why))],
        "identity": {"method": prepared.login.identity_method, "key": None},
        "chat_user": {"before": None, "after": None, "change": "none", "why": "The customer's server was not called."},
    }


def _change(act: Act, prepared: Prepared, verdict: Verdict, keep: bool) -> dict[str, Any]:
    """The chat user before and after; in a transaction that is taken back unless the change is kept."""
    if verdict.person is None:
        return {"before": None, "after": None, "change": "none", "why": "Nobody was let in."}
    person, method = verdict.person, prepared.login.identity_method

    def work(call: Call) -> dict[str, Any]:
        done = upsert(call, prepared.bot, method, verdict.key, person)
        change = "updated" if done.before else "created"
        found = {"before": document(done.before), "after": document(done.after), "change": change, "why": done.why, "matches": done.matches}
        if not keep:
            raise _Unkept(found)
        return found

    try:
        return act.work(work)
    except _Unkept as unkept:
        return unkept.change


def _describe_call(call: OutboundCall) -> dict[str, Any]:
    return {"method": call.method, "url": call.url, "headers": [list(field) for field in call.headers], **describe_body(call.body)}


def _describe_result(result: OutboundResult) -> dict[str, Any] | None:
    if result.status == 0:
        return None
    return {"status": result.status, "headers": [list(field) for field in result.headers], **describe_body(result.body)}


__all__ = ["ACCEPTED", "CheckRequest", "authenticate", "read_request"]
