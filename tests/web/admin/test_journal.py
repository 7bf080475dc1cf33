"""The journal through the admin API: which exchanges, in which order, and what each says."""

from __future__ import annotations

import pytest

from tests.support.acme import AcmeSuite
from tests.support.admin import Admin

JOURNAL = "/spaces/default/journal"


def ids(entries: list[dict[str, object]]) -> list[object]:
    return [entry["id"] for entry in entries]


def test_an_exchange_says_what_was_asked_what_was_answered_and_why(admin: Admin) -> None:
    admin.vendor("POST", "/accounts/demo/login?lang=en", data={"user": "agent1", "password": "nope"}, headers={"X-Trace": "t1"})
    (entry,) = admin.get(JOURNAL)
    assert entry["links"] == {
        "self": "http://localhost/_mockcc/spaces/default/journal/1",
        "journal": "http://localhost/_mockcc/spaces/default/journal",
    }
    assert (entry["id"], entry["vendor"], entry["endpoint"], entry["kind"], entry["scenario"]) == ("1", "acme", "login", "exchange", None)
    assert entry["why"] == "The password is another."
    assert entry["compared"] == [{"what": "form.password", "expected": "secret", "found": "nope"}]
    request, reply = entry["request"], entry["reply"]
    assert (request["method"], request["path"], request["query"]) == ("POST", "/accounts/demo/login", {"lang": "en"})
    assert request["form"] == {"user": "agent1", "password": "nope"}
    assert (request["body"], request["headers"]["X-Trace"]) == ("user=agent1&password=nope", "t1")
    assert (reply["id"], reply["status"], reply["evidence"], reply["body"]) == ("login.wrong", 401, "documented", '{"error":"wrong"}')
    assert entry["duration"] >= 0
    assert admin.get(f"{JOURNAL}/1") == entry


def test_a_scenario_that_acted_is_named(admin: Admin) -> None:
    admin.do("PUT", "/spaces/default/scenarios/acme/taken")
    admin.login()
    (entry,) = admin.get(JOURNAL)
    assert entry["scenario"] == "taken"
    assert entry["why"] == "The scenario 'taken' is armed and has changed agents.*.state (time 1). agent1 is READY."


def test_a_request_that_meets_no_endpoint_is_in_the_journal_too(admin: Admin) -> None:
    admin.vendor("GET", "/nowhere")
    admin.vendor("PUT", "/page")
    nowhere, wrong = admin.get(JOURNAL)
    assert (nowhere["endpoint"], nowhere["reply"]["id"]) == (None, "unknown.path")
    assert nowhere["why"].startswith("Acme has no path '/nowhere'.")
    assert (wrong["endpoint"], wrong["reply"]["headers"]["Allow"]) == (None, "GET, HEAD, PURGE")


def test_the_newest_come_last_and_a_limit_keeps_the_newest(admin: Admin) -> None:
    for _ in range(105):
        admin.login()
    assert ids(admin.get(JOURNAL)) == [str(number) for number in range(6, 106)]
    assert ids(admin.get(f"{JOURNAL}?limit=2")) == ["104", "105"]
    assert ids(admin.get(f"{JOURNAL}?after=103")) == ["104", "105"]
    assert ids(admin.get(f"{JOURNAL}?after=9999")) == []
    assert len(admin.get(f"{JOURNAL}?limit=1000")) == 105


def test_filters_hold_together_and_the_limit_counts_what_is_left(admin: Admin, suite: AcmeSuite) -> None:
    admin.login()
    admin.logout()
    admin.login()
    admin.login()
    admin.vendor("POST", "/push")
    assert suite.deliveries.drain()
    assert ids(admin.get(f"{JOURNAL}?endpoint=login")) == ["1", "3", "4"]
    assert ids(admin.get(f"{JOURNAL}?endpoint=login&reply=login.ok")) == ["1", "3"]
    assert ids(admin.get(f"{JOURNAL}?vendor=acme&reply=login.ok&limit=1")) == ["3"]
    assert ids(admin.get(f"{JOURNAL}?kind=outbound")) == ["6", "7"]
    assert ids(admin.get(f"{JOURNAL}?kind=exchange&after=3")) == ["4", "5"]
    assert ids(admin.get(f"{JOURNAL}?endpoint=&limit=1")) == ["7"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "limit: '0' is not allowed here. Allowed: a whole number from 1."),
        ("limit=x", "limit: 'x' is not allowed here."),
        ("limit=99999999999999999999999", "limit: '99999999999999999999999' is not allowed here."),
        ("after=-1", "after: '-1' is not allowed here. Allowed: a whole number from 0."),
        ("vendor=acne", "vendor: There is no vendor 'acne'. Did you mean 'acme'?"),
        ("kind=outbond", "kind: There is no kind 'outbond' of entry. Did you mean 'outbound'? Allowed: exchange, notice, outbound."),
        ("endpont=x", "endpont: There is no query parameter 'endpont'. Did you mean 'endpoint'?"),
    ],
)
def test_a_query_that_is_wrong_is_refused_naming_the_parameter(admin: Admin, query: str, said: str) -> None:
    assert admin.refuse(422, "GET", f"{JOURNAL}?{query}").startswith(said)


def test_an_unknown_entry_is_404(admin: Admin) -> None:
    assert "There is no entry '5' in the journal of default (these are the newest). None exist." in admin.refuse(404, "GET", f"{JOURNAL}/5")
    admin.login()
    for id in ("5", "0", "x", "01", "9" * 30, "²", "-1"):
        assert f"There is no entry '{id}'" in admin.refuse(404, "GET", f"{JOURNAL}/{id}")


def test_a_cleared_journal_is_empty_and_its_ids_go_on(admin: Admin) -> None:
    admin.login()
    assert admin.do("DELETE", JOURNAL) is None
    assert admin.get(JOURNAL) == []
    admin.login()
    assert ids(admin.get(JOURNAL)) == ["2"]


def test_bytes_that_are_no_text_are_shown_whole(admin: Admin) -> None:
    admin.vendor("POST", "/logout", data=b"\xff\x00", headers={"Content-Type": "application/octet-stream"})
    request = admin.get(JOURNAL)[0]["request"]
    assert (request["body"], request["body_base64"], request["json"]) == ("\ufffd\x00", "/wA=", None)


@pytest.mark.parametrize(
    "body",
    [
        rb'{"user": "a\ud800b", "\udfff": 1}',
        b'{"user": 123456789012345678901234567890, "x": 1e999}',
        b'{"user": NaN}',
        b"[" * 900 + b"]" * 900,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"[" * 100_000,
        b"\xff\xfe\x00",
        '{"user": "\u0000ä€😀"}'.encode(),
    ],
)
def test_whatever_bytes_a_client_sent_can_be_looked_at_verified_and_saved(admin: Admin, body: bytes) -> None:
    admin.vendor("POST", "/logout", data=body, headers={"Content-Type": "application/json", "X-Odd": "\xff\xfe"})
    assert admin.get(f"{JOURNAL}/1") == admin.get(JOURNAL)[0]
    assert admin.do("POST", "/spaces/default/verify", {"vendor": "acme", "match": {"method": "POST"}}) == {"matched": 1}
    admin.send("POST", "/spaces/default/verify", {"vendor": "acme", "match": {"json.user": {"regex": "."}}})
    admin.do("PUT", "/spaces/copy/snapshot", admin.get("/spaces/default/snapshot"))
    assert len(admin.get("/spaces/copy/journal")) == 1
