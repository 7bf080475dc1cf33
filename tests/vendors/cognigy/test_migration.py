"""From e-mail and password to Cognigy.AI: every kind of user, at the old login and at the new one, in the order of a migration."""

from __future__ import annotations

import pytest
import requests

from tests.vendors.cognigy.world import TIMEOUT, Cognigy, Visitor

OLD = {"id": "old1@demo.example", "name": "Old One", "password": "new-secret"}
REFUSED = {"success": False, "errors": ["Invalid login credentials. Please try again."]}


def old_login(cognigy: Cognigy, email: str = "old1@demo.example", password: str = "old1-secret") -> requests.Response:
    return cognigy.send("POST", "/auth/sign_in", json={"email": email, "password": password})


def create(cognigy: Cognigy, roles: list[str]) -> str:
    made = cognigy.admin("POST", "/new/v2.0/users", {**OLD, "roles": roles})
    assert made.status_code == 200, made.text
    return str(made.json()["_id"])


def test_the_documented_migration_step_by_step(cognigy: Cognigy, visitor: Visitor) -> None:
    before = old_login(cognigy).json()["data"]
    assert (before["provider"], before["uid"], before["account_id"]) == ("email", "old1@demo.example", 1)

    user_id = create(cognigy, ["liveAgentAgent"])
    assert old_login(cognigy).status_code == 200

    shown = visitor.log_in("old1@demo.example", "new-secret")
    assert shown.url == f"{cognigy.base}/app/accounts/1/dashboard"

    person = cognigy.table("people").rows()["old1@demo.example"]
    assert (person["id"], person["provider"], person["uid"], person["cognigy_user_id"]) == (before["id"], "cognigy", user_id, user_id)
    assert (person["accounts"], person["access_token"]) == ({"1": {"role": "agent"}}, before["access_token"])

    for password in ("old1-secret", "new-secret"):
        reply = old_login(cognigy, password=password)
        assert (reply.status_code, reply.json()) == (401, REFUSED)
    assert cognigy.why() == "old1@demo.example signs in through Cognigy.AI and so has no password here."
    page = visitor.session.post(
        f"{cognigy.base}/old-login", data={"email": "old1@demo.example", "password": "old1-secret"}, timeout=TIMEOUT
    )
    assert (page.status_code, "Invalid login credentials. Please try again." in page.text) == (401, True)
    reset = cognigy.send("POST", "/auth/password", json={"email": "old1@demo.example"})
    assert (reset.status_code, reset.json()) == (
        422,
        {"success": False, "errors": ["This account does not require a password. Sign in using your 'Cognigy' account instead."]},
    )
    assert visitor.log_in("old1@demo.example", "new-secret").status_code == 200


def test_without_a_role_the_old_user_stays_one(cognigy: Cognigy, visitor: Visitor) -> None:
    create(cognigy, [])
    before = cognigy.table("people").rows()["old1@demo.example"]
    assert visitor.log_in("old1@demo.example", "new-secret").status_code == 401
    assert cognigy.table("people").rows()["old1@demo.example"] == before
    assert old_login(cognigy).status_code == 200


def test_without_an_account_for_the_organisation_the_old_user_stays_one(cognigy: Cognigy, visitor: Visitor) -> None:
    create(cognigy, ["liveAgentAgent"])
    cognigy.arm("unmapped-organisation")
    assert visitor.log_in("old1@demo.example", "new-secret").status_code == 404
    assert old_login(cognigy).status_code == 200
    cognigy.control.disarm("cognigy", "unmapped-organisation")
    assert visitor.log_in("old1@demo.example", "new-secret").status_code == 200
    assert old_login(cognigy).status_code == 401


def test_a_user_born_in_cognigy_has_no_old_login(cognigy: Cognigy, visitor: Visitor) -> None:
    visitor.log_in()
    assert cognigy.table("people").rows()["agent1@demo.example"]["password"] not in (None, "agent1-secret")
    reply = old_login(cognigy, "agent1@demo.example", "agent1-secret")
    assert (reply.status_code, reply.json()) == (401, REFUSED)


@pytest.mark.parametrize(
    ("email", "password"),
    [("nobody@demo.example", "x"), ("old1@demo.example", "wrong"), ("migrated1@demo.example", "migrated1-secret"), ("", "")],
)
def test_wrong_unknown_and_migrated_look_alike(cognigy: Cognigy, email: str, password: str) -> None:
    reply = old_login(cognigy, email, password)
    assert (reply.status_code, reply.json()) == (401, REFUSED)


@pytest.mark.parametrize("email", ["OLD1@Demo.Example", "  old1@demo.example "])
def test_an_email_counts_in_any_case_and_without_blanks(cognigy: Cognigy, email: str) -> None:
    assert old_login(cognigy, email).status_code == 200


def test_an_old_user_in_capitals_is_the_same_person_in_cognigy(cognigy: Cognigy, visitor: Visitor) -> None:
    made = cognigy.admin("POST", "/v2.0/users", {**OLD, "id": "Old1@Demo.Example", "roles": ["liveAgentAgent"]})
    assert made.status_code == 200
    assert visitor.log_in("Old1@Demo.Example", "new-secret").status_code == 200
    assert old_login(cognigy).status_code == 401


def test_an_unconfirmed_user_is_told_to_look_into_the_mail(cognigy: Cognigy) -> None:
    reply = old_login(cognigy, "unconfirmed1@demo.example", "unconfirmed1-secret")
    sentence = (
        "A confirmation email was sent to your account at 'unconfirmed1@demo.example'. "
        "You must follow the instructions in the email before your account can be activated"
    )
    assert (reply.status_code, reply.json()["errors"]) == (401, [sentence])


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'{"email":5,"password":[]}', b'{"email":{}}', b"\xff", b'{"email":"old1@demo.example","sso_auth_token":[1]}'],
)
def test_a_body_of_anything_is_refused(cognigy: Cognigy, body: bytes) -> None:
    assert cognigy.send("POST", "/auth/sign_in", data=body).json() == REFUSED
