"""The phones of an account: registered, edited, deleted, looked up, and freed when a call has left them occupied."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vendors.ozonetel.caller import KEY, WRONG_KEY, Ozonetel, Response

PATH = "/ca_apis/PhoneManageV2"
LEGACY = "/CAServices/PhoneManageV2.php"
SAVED = {"status": "success", "message": "record inserted successfully"}
NAME = (
    "phoneName should be between 2 to 50 alphanumeric characters long allows prefix + and special characters like .,@,_,- "
    "and Name cannot start and end with Special characters."
)


def manage(ozonetel: Ozonetel, action: str, **fields: Any) -> Response:
    return ozonetel.gateway(PATH, action=action, **fields)


def get(ozonetel: Ozonetel, **fields: Any) -> Response:
    return ozonetel.gateway(PATH, method="GET", action="get", **fields)


def test_created_edited_and_deleted_are_told_in_the_same_words(ozonetel: Ozonetel) -> None:
    assert manage(ozonetel, "create", phoneName="Phone9", phoneNumber="+919900000009", skill="General").json == SAVED
    assert get(ozonetel, phoneName="PHONE9").json == {"phoneNumber": "+919900000009", "phoneName": "Phone9"}
    edit = {"phoneNumberNew": "919900000010", "PhoneNameNew": "Desk 9", "assignSkill": "Billing,Nowhere", "unAssignSkill": "General"}
    assert manage(ozonetel, "Edit", phoneName="phone9", phoneNumber="09900000009", **edit).json == SAVED
    assert ozonetel.control.table("ozonetel", "phones")["+919900000010"]["skills"] == ["Billing"]
    assert get(ozonetel, phoneNumber="9900000010").json == {"phoneNumber": "919900000010", "phoneName": "Desk 9"}
    assert manage(ozonetel, "DELETE", phoneName="Desk 9", phoneNumber="919900000010").json == SAVED
    assert get(ozonetel, phoneName="Desk 9").reply == "phones.not_found"


def test_a_skill_that_does_not_exist_is_no_error(ozonetel: Ozonetel) -> None:
    assert manage(ozonetel, "create", phoneName="Phone9", phoneNumber="500994", skill="Nowhere", skil="General").json == SAVED
    assert ozonetel.control.table("ozonetel", "phones")["500994"]["skills"] == []


@pytest.mark.parametrize(
    ("action", "fields", "message"),
    [
        ("get", {"phoneName": "Phone1"}, "action not valid"),
        ("", {}, "action not valid"),
        ("create", {"phoneName": "Phone9", "phoneNumber": "desk"}, "phoneNumber must be numeric"),
        ("create", {"phoneName": "Phone9", "phoneNumber": ""}, "phoneNumber cannot be empty"),
        ("create", {"phoneNumber": "500994"}, "phoneName cannot be empty"),
        ("create", {"phoneName": "Phone9", "phoneNumber": "12"}, "phoneNumber should be between 3 to 17 digits long and allows prefix +"),
        ("create", {"phoneName": "x", "phoneNumber": "500994"}, NAME),
        ("create", {"phoneName": "-Phone", "phoneNumber": "500994"}, NAME),
        ("create", {"phoneName": "phone1", "phoneNumber": "500994"}, "phone_name or phone_number already exist"),
        ("create", {"phoneName": "Phone9", "phoneNumber": "9900000001"}, "phone_name or phone_number already exist"),
        (
            "edit",
            {"phoneName": "Phone1", "phoneNumber": "9900000001", "phoneNumberNew": "9900000001", "phoneNameNew": "Phone2"},
            "phone_name or phone_number already exist",
        ),
        ("edit", {"phoneName": "Phone1", "phoneNumber": "9900000001", "phoneNumberNew": "x"}, "phoneNumber must be numeric"),
        ("edit", {"phoneName": "Phone1", "phoneNumber": "9900000001", "phoneNameNew": "Desk 1"}, "phoneNumber cannot be empty"),
        ("edit", {"phoneName": "Phone2", "phoneNumber": "9900000001"}, "phoneNumber not valid"),
        ("delete", {"phoneName": "Phone1", "phoneNumber": "9900000009"}, "phoneNumber not valid"),
    ],
)
def test_why_a_phone_is_not_changed(ozonetel: Ozonetel, action: str, fields: dict[str, str], message: str) -> None:
    response = manage(ozonetel, action, **fields)
    assert (response.status, response.json) == (200, {"status": "error", "message": message})


def test_get_is_case_sensitive_and_needs_a_name_or_a_number(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway(PATH, method="GET", action="Get", phoneName="Phone1").reply == "phones.action_invalid"
    assert get(ozonetel).reply == "phones.name_empty"
    assert get(ozonetel, phoneNumber="500994").reply == "phones.not_found"


def test_an_account_may_have_so_many_phones(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "phone-limit")
    new = {"phoneName": "Phone9", "phoneNumber": "500994"}
    assert manage(ozonetel, "create", **new).json["message"] == "Phone Number Limit Exceeded"
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    assert manage(ozonetel, "create", **new).json["message"] == " Phone Number Limit Exceeded"


def test_the_page_of_get_prints_a_blank_before_its_refusal(ozonetel: Ozonetel) -> None:
    assert ozonetel.gateway(PATH, method="GET", key=WRONG_KEY, action="get").json["message"] == "userName or apiKey not valid"
    ozonetel.control.arm("ozonetel", "docs-verbatim")
    assert ozonetel.gateway(PATH, method="GET", key=WRONG_KEY, action="get").json["message"] == " userName or apiKey not valid"
    assert ozonetel.gateway(PATH, key=WRONG_KEY, action="create").json["message"] == "userName or apiKey not valid"


def test_the_deprecated_page_does_all_four_by_get(ozonetel: Ozonetel) -> None:
    def legacy(action: str, **fields: str) -> Response:
        return ozonetel.send("GET", LEGACY, query={"userName": "demo", "apiKey": KEY, "action": action, **fields})

    assert legacy("create", phoneName="Phone9", phoneNumber="+919900000009").json == SAVED
    assert legacy("get", phoneName="Phone9").json["phoneNumber"] == "+919900000009"
    assert (
        legacy("edit", phoneName="Phone9", phoneNumber="+919900000009", phoneNumberNew="+919900000009", phoneNameNew="Desk9").json == SAVED
    )
    assert legacy("delete", phoneName="Desk9", phoneNumber="+919900000009").json == SAVED
    assert legacy("GET", phoneName="Phone9").reply == "phones.action_invalid"


def test_a_plus_has_to_be_escaped_on_the_deprecated_page(ozonetel: Ozonetel) -> None:
    path = f"{LEGACY}?userName=demo&apiKey={KEY}&action=create&phoneName=Phone9&phoneNumber="
    assert ozonetel.send("GET", path + "+919900000009").reply == "phones.number_not_numeric"
    assert ozonetel.send("GET", path + "%2B919900000009").json == SAVED


def test_a_deleted_phone_is_registered_no_more(ozonetel: Ozonetel) -> None:
    ozonetel.control.arm("ozonetel", "phones-registered")
    manage(ozonetel, "delete", phoneName="Phone1", phoneNumber="+919900000001")
    assert ozonetel.login("agent1", "+919900000001").reply == "phone.unregistered"


@pytest.mark.parametrize("path", ["/ca_apis/ReleaseFwpNumber", "/ca_apis/releaseFwpNumber"])
def test_a_number_that_a_broken_call_has_occupied_is_freed(ozonetel: Ozonetel, path: str) -> None:
    ozonetel.control.arm("ozonetel", "phones-stuck")
    assert ozonetel.login("agent1", "+919900000001").reply == "phone.taken"
    assert ozonetel.gateway(path, phoneName="Phone1").json == {"status": "success", "FwpNumbers": ["+919900000001"]}
    assert ozonetel.login("agent1", "+919900000001").reply == "login.ok"


def test_freeing_a_number_ends_the_call_that_occupies_it(ozonetel: Ozonetel) -> None:
    ozonetel.login("agent1", "+919900000001")
    ozonetel.change("agents", "agent1", state="BUSY")
    query = {"userName": "demo", "apiKey": KEY, "phoneName": "Phone1"}
    assert ozonetel.send("GET", "/CAServices/ReleaseFwpNumber.php", query=query).reply == "release.ok"
    assert ozonetel.details()["State"] == "READY"


def test_why_a_number_is_not_freed(ozonetel: Ozonetel) -> None:
    path = "/ca_apis/ReleaseFwpNumber"
    assert ozonetel.gateway(path, key=WRONG_KEY).json["message"] == "userName or apiKey not valid"
    assert ozonetel.gateway(path, userName="nobody").json["message"] == "userName or apiKey not valid"
    assert ozonetel.gateway(path, userName="").json["message"] == "userName cannot be empty"
    assert ozonetel.gateway(path, key=None).json["message"] == "apiKey cannot be empty"
    assert ozonetel.gateway(path).json == {"status": "success", "FwpNumbers": []}
