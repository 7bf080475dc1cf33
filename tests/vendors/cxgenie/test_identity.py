"""Who is the same person: the rule of the vendor's page, and every case that it leaves open, as decided."""

from __future__ import annotations

from typing import Any

import pytest

from mockcc.vendors.cxgenie.identity import phone_key
from tests.vendors.cxgenie.conftest import BOT, BY_EMAIL, OF_WORKSPACE, WORKSPACE, Mock


def test_a_known_user_is_updated_and_an_unknown_one_created(mock: Mock) -> None:
    first = mock.customer()
    mock.change({"reference_users.USER_TOKEN.name": "Renamed User", "reference_users.USER_TOKEN.label": "Platinum"})
    mock.advance(60)

    assert mock.customer() == first
    assert mock.customer("USER_TOKEN_2") != first
    user = mock.table("chat_users")[first]
    assert (user["name"], user["label"], user["kind"]) == ("Renamed User", "Platinum", "authenticated")
    assert 59 < user["updated_at"] - user["created_at"] < 70


def test_fields_that_are_missing_on_update_are_kept(mock: Mock) -> None:
    first = mock.customer()
    mock.change({"reference_users.USER_TOKEN.label": None, "reference_users.USER_TOKEN.avatar": ""})
    mock.customer()

    user = mock.table("chat_users")[first]
    assert (user["label"], user["avatar"]) == ("Gold member", "")


def test_fields_that_are_missing_on_update_are_cleared_when_the_setting_says_so(mock: Mock) -> None:
    mock.change({"settings.current.missing_fields": "clear"})
    first = mock.customer()
    mock.change({"reference_users.USER_TOKEN.label": None})
    mock.customer()

    user = mock.table("chat_users")[first]
    assert (user.get("label"), user["name"]) == (None, "Sample User")


def test_an_id_counts_letter_by_letter(mock: Mock) -> None:
    mock.knows("A", id="User-1")
    mock.knows("B", id="user-1 ")

    assert len({mock.customer(), mock.customer("A"), mock.customer("B")}) == 3


def test_an_email_address_counts_without_regard_to_case(mock: Mock) -> None:
    assert mock.customer("USER_TOKEN", BY_EMAIL) == mock.customer("USER_TOKEN_INTERNATIONAL", BY_EMAIL)
    (user,) = mock.table("chat_users").values()
    assert user["email"] == "Sample@Demo.example"


def test_phone_numbers_count_character_by_character_when_the_setting_says_so(mock: Mock) -> None:
    mock.set(identity_method="phone_number")
    mock.change({"settings.current.phone_matching": "exact"})

    assert len({mock.customer(token) for token in ("USER_TOKEN", "USER_TOKEN_INTERNATIONAL", "USER_TOKEN_NATIONAL")}) == 3


def test_when_the_identity_method_changes_people_are_found_by_what_is_known_of_them(mock: Mock) -> None:
    by_id = mock.customer()
    mock.set(identity_method="email")
    assert mock.customer() == by_id

    mock.set(identity_method="id")
    mock.knows("NAMELESS", id="user-7")
    nameless = mock.customer("NAMELESS")
    mock.set(identity_method="email")
    mock.knows("NAMELESS", id="user-7", email="seven@demo.example")
    assert mock.customer("NAMELESS") != nameless


def test_of_several_matches_the_authenticated_and_then_the_oldest_counts(mock: Mock) -> None:
    def user(id: str, kind: str, created_at: float) -> dict[str, Any]:
        return {"id": id, "workspace_id": WORKSPACE, "kind": kind, "email": "SAMPLE@demo.example", "created_at": created_at}

    mock.change(
        {
            f"chat_users.{row['id']}": row
            for row in (user("g", "guest", 1), user("new", "authenticated", 3), user("old", "authenticated", 2))
        }
    )

    assert mock.customer("USER_TOKEN", BY_EMAIL) == "old"
    assert "3 have it" in mock.journal()[-1]["why"]
    assert mock.table("chat_users")["new"].get("name") is None


def test_a_guest_with_the_same_email_becomes_the_authenticated_user(mock: Mock) -> None:
    guest = mock.guest("Sample@demo.example")

    assert mock.customer("USER_TOKEN", BY_EMAIL) == guest
    assert mock.table("chat_users")[guest]["kind"] == "authenticated"


def test_a_guest_stays_apart_when_the_setting_says_so_or_the_method_is_another(mock: Mock) -> None:
    guest = mock.guest("sample@demo.example")
    assert mock.customer("USER_TOKEN", BOT) != guest
    mock.change({"settings.current.match_guests": False})
    assert mock.customer("USER_TOKEN", BY_EMAIL) != guest
    assert mock.table("chat_users")[guest]["kind"] == "guest"


def test_a_guest_never_gets_somebody_elses_chat_by_typing_an_address(mock: Mock) -> None:
    user = mock.customer("USER_TOKEN", BY_EMAIL)

    assert mock.guest("sample@demo.example") != user
    assert mock.guest("gwen@guest.example") != mock.guest("gwen@guest.example")


def test_the_same_person_through_two_bots_of_a_workspace_is_one_and_of_two_workspaces_two(mock: Mock) -> None:
    mock.set(identity_method="email")
    one = mock.customer("USER_TOKEN", BOT)
    assert mock.customer("USER_TOKEN", BY_EMAIL) == one
    assert mock.table("chat_users")[one]["bots"] == [BOT, BY_EMAIL]

    mock.set(workspace_id="another-workspace")
    assert mock.customer("USER_TOKEN", BOT) != one


def test_a_bot_may_go_by_the_settings_of_its_workspace_as_in_the_first_version(mock: Mock) -> None:
    by_phone = mock.customer("USER_TOKEN", OF_WORKSPACE)
    assert mock.customer("USER_TOKEN_INTERNATIONAL", OF_WORKSPACE) == by_phone
    mock.change({f"workspaces.{WORKSPACE}.required_login": False})
    assert mock.start(bot=OF_WORKSPACE).reply == "login.off"
    mock.change({f"workspaces.{WORKSPACE}": None})
    assert mock.start(bot=OF_WORKSPACE).reply == "login.off"


@pytest.mark.parametrize(
    ("number", "country", "key"),
    [
        ("0901 234-567", "+84", "+84901234567"),
        ("+84 901 234 567", "", "+84901234567"),
        ("+84 901 234 567", "+84", "+84901234567"),
        ("+84 (0) 901 234 567", "+84", "+84901234567"),
        ("0084901234567", "", "+84901234567"),
        ("84901234567", "84", "+84901234567"),
        ("901234567", "+84", "+84901234567"),
        ("849012345", "+84", "+84849012345"),
        ("0901234567", "", "0901234567"),
        ("0901234567", "VN", "0901234567"),
        ("0901234567", "0084", "+84901234567"),
        ("090XXXXXXX", "+84", "090xxxxxxx"),
        ("+1 202 555 0123", "+84", "+12025550123"),
        ("000", "+84", "+0"),
        ("0", "+84", None),
        ("", "+84", None),
        (" - ", "+84", None),
        ("+", "", None),
    ],
)
def test_a_phone_number_is_compared_in_one_form(number: str, country: str, key: str | None) -> None:
    assert phone_key(number, country) == key
