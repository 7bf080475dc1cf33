"""The agent's WebSocket: opened with the bearer in its path, closed when the session behind the bearer is over."""

from __future__ import annotations

from typing import Final

from mockcc.engine.call import Answer, Call, Refuse, Wait
from mockcc.vendors.liveperson.callers import live_session
from mockcc.vendors.liveperson.common import account_of, stamp
from mockcc.vendors.liveperson.registry import vendor
from mockcc.vendors.liveperson.services import MESSAGING, at_service
from mockcc.vendors.liveperson.sessions import by_token
from mockcc.vendors.liveperson.tables import BEARERS

_CHANNEL: Final = "liveperson/messaging"


@vendor.behaviour
def messaging(call: Call) -> Answer:
    """The handshake; whether the bearer is good shows in the first thing that the open socket says."""
    at_service(call, MESSAGING)
    headers = call.request.headers
    tokens = [token.strip().lower() for token in (headers.get("Connection") or "").split(",")]
    fits = (headers.get("Upgrade") or "").lower() == "websocket" and "upgrade" in tokens and headers.get("Sec-WebSocket-Key")
    if not fits or headers.get("Sec-WebSocket-Version") != "13":
        raise Refuse("messaging.no_websocket", why="The request is no handshake of a WebSocket of version 13.", time=stamp(call))
    return Answer("messaging.open", why="The handshake is that of a WebSocket.")


@vendor.behaviour
def messaging_frame(call: Call) -> Answer | Wait:
    """One frame of the client; without one, whether the socket has to be closed."""
    account = account_of(call)
    token = call.request.path_args["bearer"]
    session, why = (None, "There is no such account.") if account is None else live_session(call, account.id, token)
    if session is None:
        known = by_token(call, BEARERS, token)
        ran_out = known is not None and account is not None and known.account == account.id
        return Answer("messaging.expired" if ran_out else "messaging.unauthorized", why=why)
    if not call.request.body:
        return Wait(_CHANNEL, 0, Answer("messaging.unauthorized"))
    frame = call.request.json_object
    id, kind = frame.get("id"), frame.get("type")
    if frame.get("kind") != "req" or not isinstance(id, str) or not isinstance(kind, str):
        return Answer("messaging.bad_frame", why="The frame is no JSON object with kind req, an id and a type.")
    if kind != ".GetClock":
        return Answer("messaging.unknown_type", why=f"{kind} is not spoken here; .GetClock is.", id=id, type=kind)
    return Answer("messaging.clock", why="The time of the space.", id=id, now=round(call.now() * 1000))
