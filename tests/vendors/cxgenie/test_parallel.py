"""A hundred first logins of one person at once: one chat user, on every store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from mockcc.model import Headers, Request
from mockcc.runtime.journal import Entry
from mockcc.suite import Suite
from tests.support.process import serving
from tests.vendors.cxgenie.conftest import BOT, START

LOGINS = 100


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("redis_url") if request.param == "redis" else "memory"


@pytest.mark.parametrize("method", ["id", "email", "phone_number"])
def test_a_hundred_first_logins_of_one_person_make_one_chat_user(store: str, method: str) -> None:
    suite = Suite(vendors=["cxgenie"], store=store)
    pipeline = suite.pipeline("cxgenie")
    endpoint = pipeline.catalogue.endpoints["start_session"]
    bots = pipeline.vendor.tables["bots"]

    def select(world: Any) -> None:
        tables = pipeline.tables(world)
        bot = tables.get(bots, BOT)
        bot.identity_method = method  # type: ignore[union-attr]
        tables.put(bots, BOT, bot)  # type: ignore[arg-type]

    def login(_: int) -> Entry:
        body = f'{{"bot_id": "{BOT}", "customer_auth_token": "USER_TOKEN"}}'.encode()
        headers = Headers([("Content-Type", "application/json")])
        return pipeline.handle("s", endpoint, Request("POST", START, headers=headers, body=body, base_url="http://mock.example/cxgenie"))

    suite.store.transact("s", select)
    with ThreadPoolExecutor(20) as pool:
        entries = list(pool.map(login, range(LOGINS)))
    users = suite.store.transact("s", lambda world: pipeline.tables(world).rows(pipeline.vendor.tables["chat_users"]))
    sessions = suite.store.transact("s", lambda world: pipeline.tables(world).rows(pipeline.vendor.tables["sessions"]))
    suite.close()

    assert {entry.reply_id for entry in entries} == {"session.started"}
    assert len(users) == 1
    assert len(sessions) == LOGINS


def test_a_hundred_first_logins_over_four_processes_make_one_chat_user(redis_url: str) -> None:
    with serving("--workers", "4", "--store", redis_url, "--vendor", "cxgenie") as served:
        space = requests.post(f"{served.url}/_mockcc/spaces", json={}, timeout=10).json()
        # A hundred at once on a busy machine may take longer than the five seconds that a login has.
        bot = f"{served.url}/_mockcc/spaces/{space['id']}/tables/cxgenie/bots/{BOT}"
        requests.patch(bot, json={"timeout_seconds": 60}, timeout=10).raise_for_status()

        def login(_: int) -> str:
            given = {"bot_id": BOT, "customer_auth_token": "USER_TOKEN"}
            reply = requests.post(space["urls"]["cxgenie"] + START, json=given, timeout=60)
            return str(reply.json()["data"]["customer"]["id"])

        with ThreadPoolExecutor(20) as pool:
            customers = set(pool.map(login, range(LOGINS)))
        users = requests.get(f"{served.url}/_mockcc/spaces/{space['id']}/tables/cxgenie/chat_users", timeout=10).json()

    assert len(customers) == len(users) == 1
