"""POST …/start-bot-session: a visitor with a token is asked about at the customer's server; one without is a guest."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

from mockcc.engine.call import Answer, Ask, Call, Outcome, Refuse
from mockcc.model import OutboundResult
from mockcc.vendors.cxgenie.fields import authentication_of, find_bot, json_object, needed
from mockcc.vendors.cxgenie.outbound import authentication_call, whitelist_call
from mockcc.vendors.cxgenie.people import create_guest, open_session, upsert
from mockcc.vendors.cxgenie.tables import SETTINGS, Bot, ChatUser
from mockcc.vendors.cxgenie.tokens import check_token
from mockcc.vendors.cxgenie.vendor import vendor
from mockcc.vendors.cxgenie.verdict import judge
from mockcc.vendors.cxgenie.whitelist import admit, fetched, site_of

FIRST_PATH: Final = "/start-chatbot-session"
"""How the path of September 2023 ends; it names the bot ``chatbot_id``."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
NEWEST_PATH: Final = "/guest-auth/start-bot-session"
TOKEN: Final = "customer_auth_token"  # noqa: S105 - the name of a field


@vendor.behaviour
def start_session(call: Call) -> Outcome:
    """The bot first, then the site where a whitelist is on, then the visitor: with a user token, else as a guest."""
    given = json_object(call)
    bot = _bot(call, given)
    login = authentication_of(call, bot)
    if login.required_login and login.whitelist == "list":
        admit(call, site_of(call, given), login.whitelist_domains)
    if login.required_login and login.whitelist == "api":
        if not login.whitelist_url:
            raise Refuse("whitelist.unavailable", why="The whitelist comes from an API, but no address is set.")
        return Ask(whitelist_call(login, call.base_url), partial(_listed, given=given))
    return _enter(call, given, bot)


def _bot(call: Call, given: dict[str, Any]) -> Bot:
    field = "chatbot_id" if call.request.path.endswith(FIRST_PATH) else "bot_id"
    return find_bot(call, needed(given, field))


def _listed(call: Call, result: OutboundResult, *, given: dict[str, Any]) -> Outcome:
    admit(call, site_of(call, given), fetched(result))
    return _enter(call, given, _bot(call, given))


def _enter(call: Call, given: dict[str, Any], bot: Bot) -> Outcome:
    if TOKEN in given:
        return _identify(call, given, bot)
    name, email = needed(given, "name"), needed(given, "email")
    if not _EMAIL.fullmatch(email):
        raise Refuse("request.wrong_email", why=f"{email!r:.80} is no e-mail address.")
    guest = create_guest(call, bot, name, email)
    return _started(call, bot, guest, f"No user token was sent, so {guest.id} is a guest.")


def _identify(call: Call, given: dict[str, Any], bot: Bot) -> Outcome:
    login = authentication_of(call, bot)
    if not login.required_login:
        raise Refuse("login.off", why=f"Custom Authentication is off for {bot.id}, so nobody can be asked about a user token.")
    token = check_token(given[TOKEN])
    if not login.authentication_url:
        raise Refuse("login.no_url", why=f"Custom Authentication is on for {bot.id}, but no Authentication URL is set.")
    outbound = authentication_call(login, call.settings(SETTINGS), token, given, call.base_url)
    return Ask(outbound, partial(_identified, given=given))


def _identified(call: Call, result: OutboundResult, *, given: dict[str, Any]) -> Outcome:
    bot = _bot(call, given)
    login = authentication_of(call, bot)
    verdict = judge(result, login, call.settings(SETTINGS))
    for rule in verdict.rules:
        if rule.result == "fail":
            call.same(f"authentication_url.{rule.rule}", rule.expected, rule.found)
    if verdict.person is None:
        raise Refuse(verdict.reply, why=verdict.why, **verdict.values)
    done = upsert(call, bot, login.identity_method, verdict.key, verdict.person)
    return _started(call, bot, done.after, f"{verdict.why} {done.why}")


def _started(call: Call, bot: Bot, user: ChatUser, why: str) -> Answer:
    if call.request.path.endswith(NEWEST_PATH):
        return Answer("session.started", why=why, customer=user, guest_token=open_session(call, bot, user))
    reply = "session.started.first" if call.request.path.endswith(FIRST_PATH) else "session.started.early"
    return Answer(reply, why=why, customer=user)
