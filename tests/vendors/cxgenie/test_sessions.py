"""The session API that widgets and SDKs call: users, guests, whitelists, guest tokens, and input that is none."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from werkzeug.test import Client

from mockcc.suite import Suite
from mockcc.vendors.cxgenie.whitelist import _names
from tests.vendors.cxgenie.conftest import BOT, BY_EMAIL, START, Far, Mock, answer

LISTED = "00000000-0000-4000-8000-000000000005"
FETCHED = "00000000-0000-4000-8000-000000000006"
SHOP = {"Origin": "https://shop.example"}
MESSAGES = "/api/v1/messages/guest-auth/customer"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_visitor_with_a_token_gets_customer_and_guest_token(mock: Mock) -> None:
    data = mock.start().body["data"]

    assert list(data) == ["customer", "guest_token"]
    assert list(data["customer"]) == ["id", "name", "email", "avatar", "auto_reply"]
    assert data["customer"]["name"] == "Sample User"
    assert data["customer"]["avatar"] == f"{mock.url}/reference/avatars/sample-user.svg"


def test_the_bot_says_whether_login_is_required(mock: Mock) -> None:
    assert mock.call("GET", f"/api/v1/bots/public/{BOT}").body["data"]["workspace_required_login"] is True
    mock.set(required_login=False)
    assert mock.call("GET", f"/api/v1/bots/public/{BOT}").body["data"]["workspace_required_login"] is False


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/chat-sessions/start-chatbot-session", "chatbot_id"),
        ("/api/v1/chat-sessions/start-bot-session", "bot_id"),
        ("/api/v1/bot-sessions/start-bot-session", "bot_id"),
    ],
)
def test_earlier_paths_give_the_customer_without_a_guest_token(mock: Mock, path: str, field: str) -> None:
    seen = mock.call("POST", path, json={field: BOT, "customer_auth_token": "USER_TOKEN"})

    assert seen.body["data"]["name"] == "Sample User"
    assert mock.table("sessions") == {}
    other = "bot_id" if field == "chatbot_id" else "chatbot_id"
    assert mock.call("POST", path, json={other: BOT, "customer_auth_token": "USER_TOKEN"}).reply == "request.missing_field"


def test_a_listed_site_passes_by_what_the_widget_says_or_by_its_origin(mock: Mock) -> None:
    assert mock.start(bot=LISTED, headers=SHOP).reply == "session.started"
    assert mock.start(bot=LISTED, domain="https://shop.example").reply == "session.started"
    assert mock.start(bot=LISTED, domain="https://evil.example", headers=SHOP).reply == "whitelist.not_listed"
    assert mock.start(bot=LISTED).reply == "whitelist.not_listed"
    assert mock.start("undefined", bot=LISTED).reply == "whitelist.not_listed"


@pytest.mark.parametrize(
    ("entry", "site", "passes"),
    [
        ("https://shop.example", "https://shop.example", True),
        ("https://shop.example", "https://SHOP.example:443", True),
        ("https://shop.example", "http://shop.example", False),
        ("https://shop.example", "https://shop.example:8443", False),
        ("shop.example", "http://shop.example:8080", True),
        ("shop.example:8080", "http://shop.example:8080", True),
        ("shop.example:8080", "http://shop.example", False),
        ("shop.example", "https://www.shop.example", False),
        ("shop.example", "https://shop.example.evil.example", False),
        ("shop.example", "https://notshop.example", False),
        ("shop.example", "null", False),
        ("shop.example", "", False),
        ("", "https://shop.example", False),
        ("http://[half", "https://shop.example", False),
    ],
)
def test_an_entry_of_the_whitelist_names_a_site(entry: str, site: str, passes: bool) -> None:
    assert _names(entry, site) is passes


@pytest.mark.parametrize(
    "body",
    [b'["https://shop.example"]', b'{"data": ["https://shop.example"]}', b'{"data": ["shop.example", "x.example"], "success": true}'],
)
def test_a_fetched_list_is_an_array_or_stands_under_data(mock: Mock, far: Far, body: bytes) -> None:
    with far(answer(body)) as server:
        mock.change({f"bots.{FETCHED}.whitelist_url": server.url})
        assert mock.start(bot=FETCHED, headers=SHOP).reply == "session.started"
        assert mock.start(bot=FETCHED, headers={"Origin": "https://evil.example"}).reply == "whitelist.not_listed"
    assert server.requests[0].startswith(b"GET / HTTP/1.1\r\n")
    assert b"\r\nAuthorization: HEADER_TOKEN Bearer\r\n" in server.requests[0]


@pytest.mark.parametrize(
    "reply",
    [
        answer(b"{}"),
        answer(b"no"),
        answer(b"[1]"),
        answer(b"[]", "500 Oh"),
        b"",
        answer(b"[" * 99999),
        answer(b'["\\ud800"]'),
        answer(b'{"data": ["https://shop.example"], "age": NaN}'),
    ],
)
def test_a_list_that_cannot_be_fetched_lets_nobody_in(mock: Mock, far: Far, reply: bytes) -> None:
    with far(reply) as server:
        mock.change({f"bots.{FETCHED}.whitelist_url": server.url})
        assert mock.start(bot=FETCHED, headers=SHOP).reply == "whitelist.unavailable"


def test_a_site_that_is_not_listed_lets_no_guest_in_either(mock: Mock, far: Far) -> None:
    guest = {"name": "Gwen Guest", "email": "gwen@guest.example"}
    for bot in (LISTED, FETCHED):
        given = {"bot_id": bot, **guest}
        assert mock.call("POST", START, json=given, headers={"Origin": "https://evil.example"}).reply == "whitelist.not_listed"
        assert mock.call("POST", START, json=given, headers=SHOP).reply == "session.started"
    mock.change({f"bots.{LISTED}.required_login": False})
    assert mock.call("POST", START, json={"bot_id": LISTED, **guest}).reply == "session.started"


def test_no_server_is_needed_to_log_in_at_the_reference_server() -> None:
    suite = Suite(vendors=["cxgenie"])
    reply = Client(suite.wsgi).post(f"/cxgenie{START}", json={"bot_id": BOT, "customer_auth_token": "USER_TOKEN"})
    suite.close()

    assert reply.get_json()["data"]["customer"]["name"] == "Sample User"


def test_a_fetched_list_without_an_address_lets_nobody_in(mock: Mock) -> None:
    mock.change({f"bots.{FETCHED}.whitelist_url": ""})

    assert mock.start(bot=FETCHED, headers=SHOP).reply == "whitelist.unavailable"


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        (b"", "request.not_json"),
        (b"[]", "request.not_json"),
        (b"{", "request.not_json"),
        (b"\xff\xfe", "request.not_json"),
        (b'"bot_id"', "request.not_json"),
        (b'{"bot_id": "\\ud800"}', "request.not_json"),
        (b"{}", "request.missing_field"),
        (b'{"bot_id": null}', "request.missing_field"),
        (b'{"bot_id": ["x"]}', "request.missing_field"),
        (b'{"bot_id": "  "}', "request.missing_field"),
        (b'{"bot_id": "nobody", "customer_auth_token": "USER_TOKEN"}', "bot.unknown"),
        (b'{"bot_id": "a\\u0000b", "customer_auth_token": "USER_TOKEN"}', "bot.unknown"),
        (f'{{"bot_id": "{BOT}"}}'.encode(), "request.missing_field"),
        (f'{{"bot_id": "{BOT}", "name": 5, "email": "a@b"}}'.encode(), "request.missing_field"),
        (f'{{"bot_id": "{BOT}", "name": "A", "email": "@"}}'.encode(), "request.wrong_email"),
        (f'{{"bot_id": "{BOT}", "name": "A", "email": "a@@b.example"}}'.encode(), "request.wrong_email"),
        (f'{{"bot_id": "{BOT}", "name": "A", "email": "a b@c.example"}}'.encode(), "request.wrong_email"),
        (f'{{"bot_id": "{BOT}", "name": "A", "email": "a@"}}'.encode(), "request.wrong_email"),
        (f'{{"bot_id": "{BOT}", "customer_auth_token": true}}'.encode(), "token.not_text"),
        (f'{{"bot_id": "{BOT}", "customer_auth_token": {{}}}}'.encode(), "token.not_text"),
        (f'{{"bot_id": "{BOT}", "customer_auth_token": {"9" * 4000}}}'.encode(), "token.not_text"),
        (f'{{"bot_id": "{BOT}", "customer_auth_token": "a\\u0000b"}}'.encode(), "upstream.status_false"),
    ],
)
def test_whatever_is_sent_there_is_an_answer(mock: Mock, body: bytes, reply: str) -> None:
    assert mock.call("POST", START, data=body, headers={"Content-Type": "application/json"}).reply == reply


def test_messages_are_listed_to_the_holder_of_the_guest_token(mock: Mock) -> None:
    data = mock.start().body["data"]
    customer, headers = data["customer"]["id"], bearer(data["guest_token"])
    for number, kind in enumerate(("BOT", "CUSTOMER", "SYSTEM")):
        row = {"id": f"m{number}", "content": f"text {number}", "sender_type": kind, "created_at": number, "customer_id": customer}
        mock.change({f"messages.m{number}": row})

    def ids(query: str) -> list[str]:
        return [message["id"] for message in mock.call("GET", f"{MESSAGES}?{query}", headers=headers).body["data"]["messages"]]

    assert ids("order=desc") == ["m2", "m1", "m0"]
    assert ids("order=asc&remove_system_message=true") == ["m0", "m1"]
    assert ids("order=asc&limit=1&offset=1") == ["m1"]
    assert mock.call("GET", f"{MESSAGES}?limit=-1", headers=headers).reply == "request.wrong_type"
    assert mock.call("GET", MESSAGES).reply == "guest_token.invalid"
    assert mock.call("GET", MESSAGES, headers=bearer("nobody's")).reply == "guest_token.invalid"


def test_each_file_of_an_upload_gets_an_address_and_other_fields_none(mock: Mock) -> None:
    headers = bearer(mock.start().body["data"]["guest_token"])
    path = "/api/v1/files/guest-auth/multiple-upload"
    two = [("files", ("a.txt", b"a")), ("files", ("b.txt", b"b")), ("other", ("c.txt", b"c"))]

    urls = mock.call("POST", path, files=two, headers=headers).body["urls"]
    assert len(set(urls)) == 2
    assert mock.call("POST", path, files=two[2:], headers=headers).reply == "request.no_files"


def test_a_guest_token_expires_by_the_clock_of_the_space(mock: Mock) -> None:
    headers = bearer(mock.start().body["data"]["guest_token"])
    mock.advance(86399)
    assert mock.call("GET", MESSAGES, headers=headers).reply == "messages.listed"
    mock.advance(2)
    assert mock.call("GET", MESSAGES, headers=headers).reply == "guest_token.invalid"


@pytest.mark.parametrize("rating", [0, 6, True, "5", None, 4.5, [1]])
def test_a_rating_is_a_whole_number_of_one_to_five(mock: Mock, rating: Any) -> None:
    data = mock.start().body["data"]
    given = {"bot_id": BOT, "customer_id": data["customer"]["id"], "rating": rating}
    path = "/api/v1/messages/guest-auth/flows/feedbacks"

    assert mock.call("POST", path, json=given, headers=bearer(data["guest_token"])).reply == "request.wrong_type"
    given = {**given, "rating": 5, "content": ["x"]}
    assert mock.call("POST", path, json=given, headers=bearer(data["guest_token"])).reply == "request.wrong_type"
    assert mock.call("POST", path, json={**given, "content": "x"}, headers=bearer(data["guest_token"])).reply == "feedback.kept"
    assert [row["rating"] for row in mock.table("feedbacks").values()] == [5]


def test_a_ticket_has_messages_and_states(mock: Mock) -> None:
    customer = mock.customer()
    ticket = mock.call("POST", "/api/v1/tickets", json={"creator_id": customer, "name": "Broken"}).body["data"]["id"]
    mock.call("POST", "/api/v1/messages/ticket", json={"ticket_id": ticket, "content": "Any news?"})

    listed = mock.call("GET", "/api/v1/messages/ticket", params={"ticket_id": ticket}).body["data"]["messages"]
    assert [message["content"] for message in listed] == ["Any news?"]
    closed = mock.call("GET", "/api/v1/tickets/public", params={"creator_id": customer, "status[]": "CLOSED"})
    assert closed.body["data"] == []
    assert mock.call("GET", "/api/v1/messages/ticket").reply == "ticket.unknown"


def test_a_workspace_token_opens_its_own_bots_and_customers_alone(mock: Mock) -> None:
    customer = mock.customer()
    other = {"workspace_token": "WORKSPACE_TOKEN_2", "bot_id": BOT, "content": "Hello", "type": "TEXT"}

    assert mock.call("POST", "/api/v2/public-api/bot-data", json=other).reply == "workspace_token.invalid"
    assert mock.call("POST", "/api/v1/messages", json=other).reply == "workspace_token.invalid"
    path = f"/api/v2/public-api/customer-detail/{customer}"
    assert mock.call("GET", path, params={"workspace_token": "WORKSPACE_TOKEN_2"}).reply == "customer.unknown"
    assert mock.call("GET", path).reply == "workspace_token.invalid"


def test_training_data_has_every_field_of_the_documented_reply(mock: Mock) -> None:
    given = {"workspace_token": "WORKSPACE_TOKEN", "bot_id": BOT, "content": "Nine to five", "type": "TEXT", "title": "Hours"}

    seen = mock.call("POST", "/api/v2/public-api/bot-data", json=given).body
    assert seen["success"] is True
    assert list(seen["data"]) == [
        "id", "bot_id", "content", "content_value", "type", "title", "status_learning", "updated_at", "created_at", "source",
        "total_relearning", "filename", "size", "mimetype", "created_by", "updated_by", "deleted_at",
    ]  # fmt: skip
    assert (seen["data"]["title"], seen["data"]["status_learning"], seen["data"]["source"]) == ("Hours", "WAITING", "USER")


def test_a_server_chats_with_a_bot_by_text_or_by_a_file(mock: Mock) -> None:
    path = "/api/v2/public-api/messages"
    given = {"workspace_token": "WORKSPACE_TOKEN", "bot_id": BOT}

    assert mock.call("POST", path, json={**given, "content": "Hello"}).body["success"] is True
    media = {"uid": "1", "name": "a.png", "size": 3}
    assert mock.call("POST", path, json={**given, "media": media}).reply == "public_message.answered"
    assert mock.call("POST", path, json=given).reply == "request.missing_field"
    assert mock.call("POST", path, json={**given, "media": "a.png"}).reply == "request.wrong_type"
    assert mock.call("POST", path, json={**given, "media": {**media, "size": "3"}}).reply == "request.wrong_type"
    assert mock.call("POST", path, json={**given, "content": "Hello", "workspace_token": "WORKSPACE_TOKEN_2"}).status == 401
    assert {message["content"] for message in mock.table("messages").values()} == {"Hello", "a.png"}


def test_a_conversation_is_shown_to_its_own_workspace(mock: Mock) -> None:
    customer = mock.customer()
    (session,) = mock.table("sessions").values()
    mock.change({"messages.m1": {"id": "m1", "content": "Hello", "sender_type": "CUSTOMER", "created_at": 1, "customer_id": customer}})
    path = f"/api/v2/public-api/detail-sessions/{session['id']}"

    data = mock.call("GET", path, params={"workspace_token": "WORKSPACE_TOKEN"}).body["data"]
    assert (data["customer_id"], data["bot_id"], [message["content"] for message in data["messages"]]) == (customer, BOT, ["Hello"])
    assert mock.call("GET", path, params={"workspace_token": "WORKSPACE_TOKEN_2"}).reply == "session.unknown"
    assert mock.call("GET", path).reply == "workspace_token.invalid"


def test_the_sites_of_the_widget_are_noted_with_their_first_and_last_time(mock: Mock) -> None:
    for _ in range(2):
        assert mock.call("POST", "/api/v1/sites", json={"bot_id": BOT, "domain": "https://shop.example"}).reply == "site.noted"
        mock.advance(10)

    (site,) = mock.table("sites").values()
    assert 9 < site["last_seen"] - site["first_seen"] < 20


def test_the_reference_server_is_reached_by_host_and_in_the_default_space_too(mock: Mock) -> None:
    given = {"bot_id": BY_EMAIL, "customer_auth_token": "USER_TOKEN"}
    for url, host in ((f"{mock.root}{START}", f"{mock.space}.cxgenie.localhost"), (f"{mock.root}{START}", "api.cxgenie.ai")):
        space = {"Mockcc-Space": mock.space}
        reply = requests.post(url, json=given, headers={"Host": host, **space}, timeout=5)
        assert reply.json()["data"]["customer"]["avatar"] == f"http://{host}/reference/avatars/sample-user.svg"


def test_an_avatar_has_the_initials_of_its_name(mock: Mock) -> None:
    assert ">SU<" in mock.call("GET", "/reference/avatars/sample-user.svg").body
    assert ">?<" in mock.call("GET", "/reference/avatars/-.svg").body
    assert "<script" not in mock.call("GET", "/reference/avatars/%3Cscript%3E.svg").body
