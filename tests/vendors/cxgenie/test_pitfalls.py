"""The twelve things that integrators of Custom Authentication trip over, each as it happens to somebody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.support.far_server import FarServer, Visit
from tests.vendors.cxgenie.conftest import BOT, BY_EMAIL, START, WORKSPACE, Far, Mock, answer
from tests.vendors.cxgenie.pages import chat, embed

YES = answer(b'{"status": true, "data": {"id": "u1", "name": "Ursula"}}')


def test_1_it_is_cx_genie_that_calls_the_customer(mock: Mock, far: Far) -> None:
    with far(YES) as server:
        seen = mock.start()

    assert seen.reply == "session.started"
    assert len(server.requests) == 1
    assert server.requests[0].startswith(b"POST / ")


def test_2_stock_bearer_middleware_refuses_the_token_first_order(mock: Mock, far: Far) -> None:
    def stock(visit: Visit) -> None:
        good = re.search(rb"\r\nAuthorization: Bearer HEADER_TOKEN\r\n", visit.request)
        visit.send(YES if good else answer(b'{"status": false}', "401 Unauthorized"))

    with far(stock):
        refused = mock.start()
        mock.set(header_form="conventional")
        taken = mock.start()

    assert (refused.reply, taken.reply) == ("upstream.http_error", "session.started")
    assert "401" in refused.body["error"]["message"]


def test_3_the_header_token_is_not_the_user_token(mock: Mock) -> None:
    assert mock.start("HEADER_TOKEN").reply == "upstream.status_false"
    mock.set(header_token="USER_TOKEN")
    assert mock.start("USER_TOKEN").reply == "upstream.http_error"


def test_4_status_is_the_boolean_true_beside_http_200(mock: Mock, far: Far) -> None:
    for body in (
        b'{"status": "true", "data": {"id": "u1"}}',
        b'{"status": 200, "data": {"id": "u1"}}',
        b'{"success": true, "data": {"id": "u1"}}',
    ):
        with far(answer(body)):
            assert mock.start().status == 401


def test_5_the_printed_sample_has_no_id_although_id_is_the_default(mock: Mock, far: Far) -> None:
    sample = answer(
        b'{"status": true, "message": "Successfully!", "data": {"name": "Sample User", "phone_number": "07700900123", '
        b'"country_code": "+44", "email": "sample@demo.example", "avatar": "https://a.example/a.png", "label": "Gold member"}}'
    )
    with far(sample):
        refused = mock.start()
        mock.set(identity_method="phone_number")
        taken = mock.start()

    assert (refused.reply, refused.body["error"]["message"]) == ("upstream.identity_missing", "Authentication failed: data.id is missing")
    assert taken.reply == "session.started"


def test_6_a_phone_number_with_and_without_country_code_is_two_people(mock: Mock) -> None:
    mock.set(identity_method="phone_number")
    with_code = mock.customer("USER_TOKEN")

    assert mock.customer("USER_TOKEN_INTERNATIONAL") == with_code
    assert mock.customer("USER_TOKEN_NATIONAL") != with_code


@pytest.mark.parametrize(
    "token", ["undefined", " undefined ", "null", "NULL", "", "  ", "%USER_TOKEN%", "{{ user_token }}", "${token}", None]
)
def test_7_a_token_that_is_none_never_reaches_the_customers_server(mock: Mock, far: Far, token: str | None) -> None:
    with far(YES) as server:
        seen = mock.start(token)

    assert seen.status == 401
    assert seen.reply.startswith("token.")
    assert server.requests == []


@pytest.mark.parametrize(
    ("attributes", "sent"),
    [
        ('data-phone="0987654321"', "0987654321"),
        ('data-phone-number="+84987654321"', "+84987654321"),
        ('data-phone="0987654321" data-phone-number="+84987654321"', "+84987654321"),
    ],
)
def test_8_the_page_names_two_attributes_for_the_phone_number(mock: Mock, page: Page, attributes: str, sent: str) -> None:
    mock.set(additional_body=["phone_number"])
    with FarServer(embed(mock, f'data-aid="{BOT}" data-token="USER_TOKEN" {attributes}')) as shop:
        page.goto(shop.url)
        chat(page)

    (asked,) = [entry["request"]["json"] for entry in mock.journal() if entry["kind"] == "outbound"]
    assert asked == {"access_token": "USER_TOKEN", "phone_number": sent}


def test_9_a_broken_server_hides_behind_the_guest_form(mock: Mock, far: Far) -> None:
    with far(answer(b"", "500 Oh no")):
        refused = mock.start()
    fallback = mock.call("POST", START, json={"bot_id": BOT, "name": "Ursula", "email": "u@demo.example"})

    assert refused.status == 401
    assert fallback.reply == "session.started"
    assert [user["kind"] for user in mock.table("chat_users").values()] == ["guest"]
    assert [entry["why"] for entry in mock.journal()][1] == "The HTTP status is 500, not 2xx."


def test_10_without_a_whitelist_every_site_passes_and_a_fetched_one_may_fail(mock: Mock, far: Far) -> None:
    assert mock.start(headers={"Origin": "https://anywhere.example"}).reply == "session.started"
    mock.set(whitelist="list", whitelist_domains=["https://shop.example"])
    assert mock.start(headers={"Origin": "https://anywhere.example"}).reply == "whitelist.not_listed"
    assert mock.start(headers={"Origin": "https://shop.example"}).reply == "session.started"
    mock.set(whitelist="api", whitelist_url="http://127.0.0.1:1/")
    assert mock.start(headers={"Origin": "https://shop.example"}).reply == "whitelist.unavailable"


def test_11_who_logs_in_after_the_page_was_loaded_stays_a_guest_until_it_is_loaded_anew(mock: Mock, page: Page) -> None:
    late = "<script>document.currentScript.previousElementSibling.dataset.token = 'USER_TOKEN'</script>"
    with FarServer(embed(mock, f'data-aid="{BOT}"', late)) as shop:
        page.goto(shop.url)
        before = chat(page)
        assert "&user-token=undefined&" in before.url
        assert before.locator("#guest").is_visible()
    with FarServer(embed(mock, f'data-aid="{BOT}" data-token="USER_TOKEN"')) as shop:
        page.goto(shop.url)
        assert chat(page).locator("#name").inner_text() == "Sample User"


def test_a_token_is_asked_about_once_when_the_chat_is_loaded(mock: Mock, far: Far) -> None:
    """Who logs out at the customer's keeps the chat until it is loaded anew."""
    with far(YES):
        token = mock.start().body["data"]["guest_token"]
    with far(answer(b'{"status": false}')) as server:
        chat = mock.call("GET", "/api/v1/messages/guest-auth/customer", headers={"Authorization": f"Bearer {token}"})
        assert chat.reply == "messages.listed"
        assert server.requests == []
        assert mock.start().reply == "upstream.status_false"


def test_12_whoever_knows_a_customers_id_may_read_customer_and_tickets(mock: Mock) -> None:
    customer = mock.customer()
    mock.call("POST", "/api/v1/tickets", json={"creator_id": customer, "name": "It does not work"})

    assert mock.call("GET", f"/api/v1/customers/{customer}/public").body["data"]["email"] == "sample@demo.example"
    tickets = mock.call("GET", "/api/v1/tickets/public", params={"creator_id": customer, "workspace_id": WORKSPACE, "status[]": "OPEN"})
    assert [ticket["name"] for ticket in tickets.body["data"]] == ["It does not work"]


def test_the_same_person_through_two_bots_of_a_workspace_is_one_chat_user(mock: Mock) -> None:
    mock.set(identity_method="email")
    assert mock.customer("USER_TOKEN", BOT) == mock.customer("USER_TOKEN", BY_EMAIL)
