"""Nothing grows without end: codes, tokens, sessions and browsers go when they are dead, the oldest beyond a cap too."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from mockcc.suite import Suite
from mockcc.vendors.cognigy import sweep
from tests.vendors.cognigy.world import CLIENT, PKCE

MORTAL = ["codes", "logins", "access_tokens", "refresh_tokens", "browser_sessions", "sessions"]


def rows(suite: Suite) -> dict[str, int]:
    pipeline = suite.pipeline("cognigy")
    return suite.store.transact("default", lambda world: {name: len(pipeline.tables(world).keys(name)) for name in MORTAL})


def visit(client: Client) -> None:
    form = {"response_type": "code", "username": "agent1@demo.example", "password": "agent1-secret", "client_id": "cognigy-live-agent"}
    assert client.post("/cognigy/auth/oauth2/authorize", data={**form, **PKCE}).status_code == 200
    assert client.post("/cognigy/auth/oauth2/token", data={**form, **CLIENT, "grant_type": "password"}).status_code == 200
    assert client.get("/cognigy/omniauth/cognigy").status_code == 302
    assert client.post("/cognigy/auth/sign_in", json={"email": "old1@demo.example", "password": "old1-secret"}).status_code == 200


@pytest.mark.parametrize("dead", [True, False])
def test_a_thousand_logins_leave_no_more_than_the_cap(monkeypatch: pytest.MonkeyPatch, dead: bool) -> None:
    monkeypatch.setattr(sweep, "EVERY", 10)
    monkeypatch.setattr(sweep, "CAP", 30)
    suite = Suite(vendors=["cognigy"])
    client = Client(suite.wsgi, use_cookies=False)
    for _ in range(100):
        visit(client)
        if dead:
            client.put("/_mockcc/spaces/default/clock", json={"advance": "P40D"})
    found = rows(suite)
    assert all(1 <= count <= (10 if dead else 40) for count in found.values()), found
    newest = client.post("/cognigy/auth/oauth2/token", data={**CLIENT, "grant_type": "client_credentials"}).get_json()["access_token"]
    assert client.get("/cognigy/v2.0/users/me", headers={"Authorization": f"Bearer {newest}"}).status_code == 403
    people = client.get("/_mockcc/spaces/default/tables/cognigy/people").get_json()
    assert len(people["old1@demo.example"]["clients"]) == 10
    suite.close()
