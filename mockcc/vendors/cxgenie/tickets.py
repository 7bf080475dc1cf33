"""Tickets as the SDK reads and writes them: with no credentials, whoever knows an id may read what it names."""

from __future__ import annotations

from typing import Any

import msgspec

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.model import parse_pairs
from mockcc.runtime.clock import iso
from mockcc.vendors.cxgenie.bots import find_user
from mockcc.vendors.cxgenie.fields import json_object, needed, optional
from mockcc.vendors.cxgenie.messages import describe
from mockcc.vendors.cxgenie.tables import MESSAGES, TICKETS, Message, Ticket
from mockcc.vendors.cxgenie.vendor import vendor


@vendor.behaviour
def list_tickets(call: Call) -> Answer:
    """The tickets of a chat user, of the named states."""
    query = call.request.query
    states = {value for name, value in parse_pairs(call.request.query_string) if name == "status[]"}
    found = [
        _describe(ticket)
        for ticket in call.rows(TICKETS).values()
        if ticket.creator_id == query.get("creator_id")
        and ticket.workspace_id == query.get("workspace_id", ticket.workspace_id)
        and (not states or ticket.status in states)
    ]
    return Answer("tickets.listed", why="Nothing but creator_id is asked for.", tickets=found)


@vendor.behaviour
def public_ticket(call: Call) -> Answer:
    """A ticket by id."""
    return Answer("ticket.public", why="The id is that of a ticket; nothing else is asked for.", ticket=_describe(_find(call)))


@vendor.behaviour
def create_ticket(call: Call) -> Answer:
    """Open a ticket for a chat user."""
    given = json_object(call)
    creator = find_user(call, needed(given, "creator_id"))
    ticket = Ticket(
        id=call.ids.uuid(),
        workspace_id=creator.workspace_id,
        creator_id=creator.id,
        name=needed(given, "name"),
        content=optional(given, "content"),
        category_id=optional(given, "ticket_category_id"),
        created_at=call.now(),
    )
    call.put(TICKETS, ticket.id, ticket)
    return Answer("ticket.created", why=f"{creator.id} is a chat user.", ticket=_describe(ticket))


@vendor.behaviour
def ticket_messages(call: Call) -> Answer:
    """The messages of a ticket, oldest first."""
    ticket = _find(call)
    found = sorted((message for message in call.rows(MESSAGES).values() if message.ticket_id == ticket.id), key=lambda one: one.created_at)
    return Answer("ticket.messages", why=f"{ticket.id} is a ticket.", messages=[describe(message) for message in found])


@vendor.behaviour
def write_to_ticket(call: Call) -> Answer:
    """Add a message to a ticket."""
    given = json_object(call)
    ticket = _find(call, needed(given, "ticket_id"))
    message = Message(
        id=call.ids.uuid(),
        content=needed(given, "content"),
        sender_type="CUSTOMER",
        created_at=call.now(),
        customer_id=None,
        ticket_id=ticket.id,
    )
    call.put(MESSAGES, message.id, message)
    return Answer("message.kept", why=f"{ticket.id} is a ticket.", message=describe(message))


def _find(call: Call, ticket_id: str | None = None) -> Ticket:
    wanted = ticket_id or call.request.path_args.get("ticket_id") or call.request.query.get("ticket_id", "")
    ticket = call.get(TICKETS, wanted)
    if ticket is None:
        raise Refuse("ticket.unknown", why=f"There is no ticket {wanted!r:.80}.")
    return ticket


def _describe(ticket: Ticket) -> dict[str, Any]:
    return {**msgspec.to_builtins(ticket), "created_at": iso(ticket.created_at)}
