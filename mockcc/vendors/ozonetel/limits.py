"""Rate limits: how often an account may call, counted by the space's clock over a window that moves along."""

from __future__ import annotations

from mockcc.engine.call import Call, Refuse
from mockcc.vendors.ozonetel.tables import HITS, Account, Hits


def count(call: Call, account: Account, what: str, most: int, seconds: float, reply: str) -> None:
    """Count one call of ``what``; refuse with ``reply`` when ``most`` were made within the last ``seconds``.

    A refused call is not counted, so that a client that waits for the window gets in again.
    """
    now = call.now()
    key = f"{account.name}:{what}"
    hits = call.get(HITS, key)
    recent = [time for time in hits.times if now - seconds < time <= now] if hits else []
    if account.exhausted or len(recent) >= most:
        made = "All calls" if account.exhausted else f"{len(recent)} calls"
        raise Refuse(reply, why=f"{made} of {what} are used up; {most} are allowed in {seconds:g} seconds.")
    call.put(HITS, key, Hits(times=[*recent, now]))
