"""Journal entries: a request and a reply as a document, and back."""

from __future__ import annotations

import json

from mockcc.model import Fault, Headers, Reply, Request
from mockcc.runtime.journal import Comparison, Entry, SavedEntry, describe_request, revive_request

MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n'
)


def entry(request: Request, reply: Reply | None) -> Entry:
    return Entry(
        space="a", vendor="acme", endpoint="login", request=request, reply=reply, reply_id="login.ok", evidence="documented",
        source="here", scenario=None, why="Because.", compared=[Comparison("x", 1, object)], at=1767225600.0, duration=0.00123456,
    )  # fmt: skip


def test_an_entry_is_a_document_of_plain_json() -> None:
    reply = Reply(200, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X", "y")], b"{}", fault=Fault("reset", 1.0))
    made = entry(Request("GET", "/"), reply)
    document = json.loads(made.encode())
    assert (document["at"], document["duration"], document["kind"]) == ("2026-01-01T00:00:00.000Z", 0.001235, "exchange")
    assert document["reply"]["headers"] == {"Set-Cookie": "a=1, b=2", "X": "y"}
    assert document["reply"]["header_list"][1] == ["Set-Cookie", "b=2"]
    assert document["reply"]["fault"] == {"kind": "reset", "seconds": 1.0, "at": None}
    assert document["compared"] == [{"what": "x", "expected": 1, "found": "<class 'object'>"}]
    assert made.weight() > 1500
    assert entry(Request("GET", "/"), None).document()["reply"] is None
    assert entry(Request("GET", "/"), None).weight() < made.weight()


def test_a_request_comes_back_from_its_description() -> None:
    headers = Headers(
        [("Content-Type", "multipart/form-data; boundary=x"), ("Authorization", "Basic YTpi"), ("Cookie", "c=d"), ("X", "1"), ("x", "2")]
    )
    request = Request(
        "PUT", "/ä", query_string="q=1", headers=headers, body=MULTIPART, base_url="http://h/v", client="::1", path_args={"p": "v"}
    )
    described = describe_request(request)
    assert (described["form"], described["basic"], described["cookies"]) == ({"a": "1"}, {"user": "a", "password": "b"}, {"c": "d"})
    assert described["files"] == {"f": {"filename": "f.txt", "content_type": "text/plain", "size": 5}}
    revived = revive_request(json.loads(json.dumps(described)))
    assert describe_request(revived) == described
    assert revived.body == MULTIPART


def test_bytes_that_are_no_text_come_back_too() -> None:
    request = Request("POST", "/", body=b"\xff\x00")
    assert revive_request(json.loads(json.dumps(describe_request(request)))).body == b"\xff\x00"


def test_a_saved_entry_is_the_document_that_it_was() -> None:
    saved = SavedEntry({"a": 1})
    assert (saved.encode(), saved.weight(), saved.seq) == (b'{"a":1}', 7, 0)


def test_a_lone_surrogate_does_not_make_an_entry_unreadable() -> None:
    body = rb'{"agent": "a\ud800b", "\udfff": ["\ud800", 1e999, 123456789012345678901234567890]}'
    made = entry(Request("POST", "/login", headers=Headers([("Content-Type", "application/json")]), body=body), Reply(200, [], b"{}"))
    made.compared = [Comparison("json.agent", "agent1", "a\ud800b")]

    document = json.loads(made.encode())

    assert document["request"]["json"] == {"agent": "a?b", "?": ["?", None, 123456789012345678901234567890]}
    assert document["request"]["body"] == body.decode()
    assert document["compared"] == [{"what": "json.agent", "expected": "agent1", "found": "a?b"}]
