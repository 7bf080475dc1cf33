"""What the journal keeps can be read again, whatever a client has sent."""

from __future__ import annotations

import json

from mockcc.model import Headers, Reply, Request
from mockcc.runtime.journal import Comparison, Entry


def entry(body: bytes, found: object) -> Entry:
    return Entry(
        space="default",
        vendor="acme",
        endpoint="login",
        request=Request("POST", "/login", headers=Headers([("Content-Type", "application/json")]), body=body),
        reply=Reply(200, [], b"{}"),
        reply_id="login.ok",
        evidence="documented",
        source="https://docs.acme.example",
        scenario=None,
        why="Because.",
        compared=[Comparison("json.agent", "agent1", found)],
        at=0.0,
        duration=0.0,
    )


def test_a_lone_surrogate_does_not_make_an_entry_unreadable() -> None:
    body = rb'{"agent": "a\ud800b", "\udfff": ["\ud800", 1e999, 123456789012345678901234567890]}'

    document = json.loads(entry(body, "a\ud800b").encode())

    assert document["request"]["json"] == {"agent": "a?b", "?": ["?", None, 123456789012345678901234567890]}
    assert document["request"]["body"] == body.decode()
    assert document["compared"] == [{"what": "json.agent", "expected": "agent1", "found": "a?b"}]
