"""/events/*: where an account wants its events pushed, on the subscription host, by headers with underscores."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_pair
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.tables import SUBSCRIPTIONS, Account, Subscription
from mockcc.vendors.ozonetel.text import fields, header, sent

FAULTS: Final = Faults("events.unauthorized", "events.unauthorized", "events.unauthorized", "events.unauthorized")
MAX_URL: Final = 2000
KINDS: Final = ("call", "agent", "both")


@behaviour
def events_subscribe(call: Call) -> Answer:
    """Note the address of the call events, of the agent events, or of both; an address that is not given stays."""
    account = _account(call)
    body = sent(call)
    addresses = [fields(body, name) for name in ("callEventsURL", "agentEventsURL")]
    if not any(addresses) or not all(_usable(address) for address in addresses if address):
        raise Refuse("events.body_invalid", why="Neither callEventsURL nor agentEventsURL is an http or https address.")
    before = call.get(SUBSCRIPTIONS, account.name) or Subscription()
    after = Subscription(call_url=addresses[0] or before.call_url, agent_url=addresses[1] or before.agent_url)
    call.put(SUBSCRIPTIONS, account.name, after)
    return Answer("events.subscribed", why="The headers are those of an account and the address is usable.", account=account.name)


@behaviour
def events_unsubscribe(call: Call) -> Answer:
    """Forget one of the addresses or both."""
    account = _account(call)
    kind = fields(sent(call), "eventType")
    if kind not in KINDS:
        raise Refuse("events.body_invalid", why=f"eventType is {kind!r}. Allowed: {', '.join(KINDS)}.")
    found = call.get(SUBSCRIPTIONS, account.name) or Subscription()
    had = {"call": found.call_url, "agent": found.agent_url, "both": found.call_url or found.agent_url}[kind]
    if had is None:
        raise Refuse("events.unsubscribe_none", why=f"Account {account.name} has no such subscription.", account=account.name)
    if kind != "agent":
        found.call_url = None
    if kind != "call":
        found.agent_url = None
    call.put(SUBSCRIPTIONS, account.name, found)
    return Answer(f"events.unsubscribed_{kind}", why=f"Account {account.name} had this subscription.", account=account.name)


@behaviour
def events_list(call: Call) -> Answer:
    """The addresses as they are noted."""
    account = _account(call)
    found = call.get(SUBSCRIPTIONS, account.name)
    if found is None or (found.call_url is None and found.agent_url is None):
        raise Refuse("events.list_none", why=f"Account {account.name} has no subscription.", account=account.name)
    return Answer("events.listed", why=f"Account {account.name} has a subscription.", subscription=found)


def _account(call: Call) -> Account:
    host = _host(call.base_url)
    if host.endswith(".ozonetel.com") and not host.startswith("subscription."):
        raise Refuse("unknown.path", why=f"Events are subscribed on the subscription host, not on {host}.")
    return by_pair(call, header(call, "username"), header(call, "api_key"), FAULTS, "header.api_key")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # the field Host holds what no address can
        return ""


def _usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            len(address) <= MAX_URL and address.isascii() and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        )
    except ValueError:
        return False
