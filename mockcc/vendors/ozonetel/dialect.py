"""The vendor itself, and the twins of replies: the same refusal said in another status, or as the page misprints it."""

from __future__ import annotations

from functools import wraps

from mockcc.engine.call import Answer, Behaviour, Call, Outcome, Refuse
from mockcc.engine.vendor import Vendor
from mockcc.vendors.ozonetel.tables import ACCOUNTS, AGENTS, HITS, PHONES, SESSIONS, SETTINGS, SUBSCRIPTIONS, TOKENS

vendor = Vendor("ozonetel", [SETTINGS, ACCOUNTS, AGENTS, PHONES, TOKENS, HITS, SUBSCRIPTIONS, SESSIONS])


def behaviour(function: Behaviour) -> Behaviour:
    """Register a behaviour whose replies are told in the dialect that the settings ask for."""

    @wraps(function)
    def told(call: Call) -> Outcome:
        try:
            outcome = function(call)
        except Refuse as refusal:
            outcome = refusal.answer
        if isinstance(outcome, Answer):
            outcome.reply = _twin(call, outcome.reply)
        return outcome

    return vendor.behaviour(told)


def legacy(function: Behaviour) -> Behaviour:
    """Register a behaviour of a deprecated page, which the vendor may have switched off."""

    @wraps(function)
    def living(call: Call) -> Outcome:
        if not call.settings(SETTINGS).legacy_endpoints:
            raise Refuse("legacy.gone", why="The setting legacy_endpoints is off: the deprecated pages are gone.")
        return function(call)

    return behaviour(living)


def _twin(call: Call, reply: str) -> str:
    """The reply's twin where a setting asks for it and the endpoint lists one, else the reply itself."""
    settings = call.settings(SETTINGS)
    for wanted, suffix in ((settings.docs_verbatim, ".verbatim"), (settings.http_errors == "in_body", ".in_body")):
        if wanted and reply + suffix in call.endpoint.spec.replies:
            return reply + suffix
    return reply
