"""What a visitor sees: Chromium loads the demo page, and pages of other sites, and opens the chat."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import shoot
from tests.support.far_server import FarServer
from tests.vendors.cxgenie.conftest import BOT, Mock
from tests.vendors.cxgenie.pages import chat, embed

FOLDER = "cxgenie"


def test_a_good_token_shows_name_label_and_avatar(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.url}/demo?token=USER_TOKEN")
    frame = chat(page)

    expect(frame.locator("#name")).to_have_text("Sample User")
    expect(frame.locator("#label")).to_have_text("Gold member")
    expect(frame.locator("#email")).to_have_text("sample@demo.example")
    expect(frame.locator("#avatar")).to_be_visible()
    assert frame.evaluate("document.getElementById('avatar').naturalWidth") > 0
    expect(frame.locator("#guest")).to_be_hidden()
    page.wait_for_timeout(250)
    shoot(page, FOLDER, "a good token")


def test_a_bad_token_shows_the_guest_form_and_a_guest_gets_in(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.url}/demo?token=NOBODYS_TOKEN")
    frame = chat(page)

    expect(frame.locator("#guest")).to_be_visible()
    expect(frame.locator("#visitor")).to_be_hidden()
    expect(frame.locator("#verdict")).to_contain_text("upstream.status_false")
    shoot(page, FOLDER, "a bad token")
    frame.get_by_label("Your name").fill("Gwen Guest")
    frame.get_by_role("button", name="Start the chat").click()
    expect(frame.locator("#guest-problem")).to_contain_text("email")
    frame.get_by_label("Your e-mail address").fill("gwen@guest.example")
    frame.get_by_role("button", name="Start the chat").click()
    expect(frame.locator("#name")).to_have_text("Gwen Guest")
    expect(frame.locator("#label")).to_have_text("Guest")
    shoot(page, FOLDER, "a guest")


def test_no_token_shows_the_guest_form_and_the_address_carries_undefined(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.url}/demo")
    frame = chat(page)

    assert "&user-token=undefined&" in frame.url
    expect(frame.locator("#guest")).to_be_visible()
    expect(frame.locator("#verdict")).to_contain_text("token.undefined")
    shoot(page, FOLDER, "no token")


def test_a_placeholder_that_nobody_has_replaced_is_refused(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.url}/demo?token=%25USER_TOKEN%25")
    frame = chat(page)

    expect(frame.locator("#guest")).to_be_visible()
    expect(frame.locator("#verdict")).to_contain_text("token.unreplaced")
    shoot(page, FOLDER, "an unreplaced token")


def test_a_token_with_special_characters_is_broken_by_the_unencoded_address(mock: Mock, page: Page) -> None:
    mock.knows("a+b&c", id="u1", name="Ursula")
    page.goto(f"{mock.url}/demo?token=a%2Bb%26c")
    frame = chat(page)

    expect(frame.locator("#guest")).to_be_visible()
    assert [entry["request"]["json"]["access_token"] for entry in mock.journal() if entry["kind"] == "outbound"] == ["a b"]


def test_the_demo_page_works_by_host_too(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.root.replace('127.0.0.1', f'{mock.space}.cxgenie.localhost')}/demo?token=USER_TOKEN")

    expect(chat(page).locator("#name")).to_have_text("Sample User")


def test_what_a_server_says_of_a_user_is_shown_as_text(mock: Mock, page: Page) -> None:
    evil = "<img src=x onerror=document.title='owned'>"
    mock.knows("EVIL", id="u1", name=evil, email=evil, label=evil, avatar="javascript:document.title='owned'", phone_number=evil)
    page.goto(f"{mock.url}/demo?token=EVIL&name=%22%3E%3Cscript%3Edocument.title%3D%27owned%27%3C%2Fscript%3E")
    frame = chat(page)

    expect(frame.locator("#name")).to_have_text(evil)
    expect(frame.locator("#label")).to_have_text(evil)
    assert "owned" not in (page.title(), frame.evaluate("document.title"))


def test_a_page_of_another_site_embeds_the_chat_and_reports_its_domain(mock: Mock, page: Page) -> None:
    mock.set(additional_body=["user_id", "phone_number"])
    attributes = f'data-aid="{BOT}" data-token="USER_TOKEN" data-user-id="17" data-phone="+44 1" data-lang="en"'
    with FarServer(embed(mock, attributes)) as shop:
        page.goto(shop.url)
        expect(chat(page).locator("#name")).to_have_text("Sample User")
        (asked,) = [entry["request"]["json"] for entry in mock.journal() if entry["kind"] == "outbound"]
        assert asked == {"access_token": "USER_TOKEN", "user_id": "17", "phone_number": "+44 1"}
        assert [site["domain"] for site in mock.table("sites").values()] == [shop.url.rstrip("/")]
        shoot(page, FOLDER, "another site")


def test_the_older_alias_and_a_hidden_button_and_the_whole_screen(mock: Mock, page: Page) -> None:
    mock.set(theme_color="#0f766e")
    attributes = f'data-bot_id="{BOT}" data-token="USER_TOKEN_2" data-hide-widget-button data-is_mobile="true" data-lang="vi"'
    with FarServer(embed(mock, attributes)) as shop:
        page.goto(shop.url)
        expect(page.locator("#cxgenie-bubble")).to_be_hidden()
        page.evaluate("openCXGenieChatWidget()")
        frame = chat(page, click=False)
        expect(frame.locator("#label")).to_have_text("New here")
        assert "&is-mobile=true&" in frame.url
        expect(frame.locator("#greeting")).to_contain_text("Xin chào")
        box = page.locator("#cxgenie-widget [role=dialog]").bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (1100, 760)
        shoot(page, FOLDER, "whole screen")
        frame.locator("#close").click()
        expect(page.locator("#cxgenie-widget [role=dialog]")).to_be_hidden()
        page.evaluate("openCXGenieChatWidget(); closeCXGenieChatWidget()")
        expect(page.locator("#cxgenie-widget [role=dialog]")).to_be_hidden()


def test_without_a_bot_id_nothing_happens(mock: Mock, page: Page) -> None:
    with FarServer(embed(mock, 'data-token="USER_TOKEN"')) as shop:
        page.goto(shop.url)

        assert page.locator("#cxgenie-widget").count() == 0


def test_a_bot_that_does_not_exist_is_said_to_be_unavailable(mock: Mock, page: Page) -> None:
    page.goto(f"{mock.url}/demo?aid=nobody&token=USER_TOKEN")

    expect(chat(page).locator("#dead")).to_have_text("This chat is not available.")


def test_messages_of_the_chat_are_shown(mock: Mock, page: Page) -> None:
    customer = mock.customer()
    row = {"id": "m1", "content": "Your order is on its way", "sender_type": "AGENT", "created_at": 1, "customer_id": customer}
    mock.change({"messages.m1": row})
    page.goto(f"{mock.url}/demo?token=USER_TOKEN")

    expect(chat(page).locator("#messages li")).to_have_text(["Your order is on its way"])


def test_a_phone_sees_the_chat_on_the_whole_screen(mock: Mock, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 760})
    page.goto(f"{mock.url}/demo?token=USER_TOKEN")
    chat(page)

    box = page.locator("#cxgenie-widget [role=dialog]").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (390, 760)
    expect(page.locator("#cxgenie-bubble")).to_be_hidden()
    page.wait_for_timeout(250)
    shoot(page, FOLDER, "a phone")
