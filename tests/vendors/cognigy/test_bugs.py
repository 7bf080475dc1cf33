"""Bugs of Live Agent that its release notes name as fixed, switched on again by scenarios."""

from __future__ import annotations

from tests.vendors.cognigy.world import Cognigy, Visitor

FIRST, SECOND = "64f0000000000000000000a1", "64f0000000000000000000b2"
E1 = "Something is wrong with the OAuth configuration"


def test_the_wrong_organisation_is_picked(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("wrong-organisation-picked")
    shown = visitor.log_in("several1@demo.example", organisationId=SECOND)
    assert shown.url == f"{cognigy.base}/app/accounts/1/dashboard"
    assert visitor.log_in("agent1@demo.example").url == f"{cognigy.base}/app/accounts/1/dashboard"
    cognigy.control.disarm("cognigy", "wrong-organisation-picked")
    assert visitor.log_in("several1@demo.example", organisationId=SECOND).url == f"{cognigy.base}/app/accounts/2/dashboard"


def test_the_page_of_another_account_signs_in_there(cognigy: Cognigy, visitor: Visitor) -> None:
    for armed, account in ((False, 1), (True, 2)):
        if armed:
            cognigy.arm("wrong-account-opened")
        visitor.session.cookies.clear()
        visitor.get("/app/accounts/2/dashboard")
        assert visitor.log_in().url == f"{cognigy.base}/app/accounts/{account}/dashboard"
    visitor.session.cookies.clear()
    visitor.get("/app/accounts/99/dashboard")
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/1/dashboard"


def test_nobody_gets_in_where_there_is_single_sign_on(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("sso-login-impossible")
    assert E1 in visitor.log_in("several1@demo.example", organisationId=SECOND).text
    assert visitor.log_in("several1@demo.example", organisationId=FIRST).status_code == 200


def test_every_login_ends_at_the_login_page(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("unable-to-log-in")
    assert visitor.log_in().url == f"{cognigy.base}/app/login?error=access-denied"
    cognigy.control.disarm("cognigy", "unable-to-log-in")
    assert visitor.log_in().url == f"{cognigy.base}/app/accounts/1/dashboard"


def test_under_load_no_login_ends(cognigy: Cognigy, visitor: Visitor) -> None:
    cognigy.arm("login-impossible-under-load", times=1)
    assert visitor.log_in().status_code == 503
    assert visitor.log_in().status_code == 200
