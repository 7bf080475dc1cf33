"""An exchange as text: what looks like a secret can be masked wherever it stands."""

from __future__ import annotations

from mockcc.client import Client
from mockcc.exchange_text import story
from mockcc.suite import Suite
from tests.support.admin import Admin


def test_secrets_are_masked_in_the_address_the_fields_and_the_bodies() -> None:
    suite = Suite(vendors=["ozonetel"])
    admin = Admin(suite)
    admin._client.post(
        "/ozonetel/nowhere?apiKey=S1&agent=agent1",
        json={"password": "S2", "token": 12345, "deep": {"client_secret": "S3", "name": "Ann"}},
        headers={"Authorization": "Bearer S4", "Referer": "https://a.example/?access_token=S5&x=1", "X-Agent": "agent1"},
    )
    exchange = Client(suite=suite).journal()[-1]
    suite.close()

    masked, plain = story(exchange, mask=True), story(exchange)

    assert not [secret for secret in ("S1", "S2", "12345", "S3", "S4", "S5") if secret in masked]
    assert all(kept in masked for kept in ("?apiKey=***&agent=agent1", '"name": "Ann"', "x=1", "X-Agent: agent1"))
    assert all(secret in plain for secret in ("S1", "S2", "12345", "S3", "S4", "S5"))


def test_a_long_body_is_shortened() -> None:
    suite = Suite(vendors=["ozonetel"])
    Admin(suite)._client.post("/ozonetel/nowhere", data=b"x" * 5000)
    told = story(Client(suite=suite).journal()[-1])
    suite.close()

    assert "x... (5000 characters)" in told
    assert len(told) < 3500


def test_a_token_that_stands_in_the_path_is_masked_too() -> None:
    suite = Suite(vendors=["liveperson"])
    Admin(suite)._client.get("/liveperson/ws_api/account/12345678/messaging/brand/bearer-S6")
    exchange = Client(suite=suite).journal()[-1]
    suite.close()

    assert "S6" in story(exchange)
    assert "S6" not in story(exchange, mask=True)
    assert "/messaging/brand/***" in story(exchange, mask=True)
