"""What the widget reads and reports before the chat: the bot, its site, and the customer behind an id."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.cxgenie.fields import authentication_of, find_bot, json_object, needed, workspace_of
from mockcc.vendors.cxgenie.tables import CHAT_USERS, SITES, ChatUser, Site
from mockcc.vendors.cxgenie.vendor import vendor


@vendor.behaviour
def public_bot(call: Call) -> Answer:
    """The bot as anybody may see it."""
    bot = find_bot(call, call.request.path_args["bot_id"])
    login = authentication_of(call, bot)
    why = f"The bot exists; required login is {'on' if login.required_login else 'off'}."
    return Answer("bot.public", why=why, bot=bot, workspace=workspace_of(call, bot), required_login=login.required_login)


@vendor.behaviour
def report_site(call: Call) -> Answer:
    """Note on which site the widget was loaded."""
    given = json_object(call)
    bot = find_bot(call, needed(given, "bot_id"))
    domain = needed(given, "domain")
    key = f"{bot.id} {domain}"
    known = call.get(SITES, key)
    first = call.now() if known is None else known.first_seen
    call.put(SITES, key, Site(bot_id=bot.id, domain=domain, first_seen=first, last_seen=call.now()))
    return Answer("site.noted", why=f"The widget of {bot.id} was loaded on {domain!r:.120}.", site=domain, bot=bot)


@vendor.behaviour
def public_customer(call: Call) -> Answer:
    """A chat user by id, with no credentials asked for: whoever knows the id may read it."""
    user = find_user(call, call.request.path_args["customer_id"])
    return Answer("customer.public", why="The id is that of a chat user; nothing else is asked for.", customer=user)


def find_user(call: Call, customer_id: str) -> ChatUser:
    """The chat user of that id; refuses one that does not exist."""
    user = call.get(CHAT_USERS, customer_id)
    if user is None:
        raise Refuse("customer.unknown", why=f"There is no chat user {customer_id!r:.80}.")
    return user
