"""Each persona fails as the catalogue says, however often it is tried, and for clients that reach nothing but the gateway."""

from __future__ import annotations

import re

import pytest

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root
from mockcc.catalog.types import PersonaSpec
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway

PERSONAS = load_vendor(fixtures_root(), VENDOR).personas
FORM = {"subscribeType": "1", "serviceCallBackUri": "http://crm.example"}


@pytest.mark.parametrize("name", PERSONAS)
def test_a_persona_meets_its_reply_every_time(gateway: Gateway, name: str) -> None:
    persona = PERSONAS[name]
    for _ in range(2):
        seen = (_configuration if "agentId" in persona.use else _agent)(gateway, persona)
        assert seen[-1] == persona.reply


def _configuration(gateway: Gateway, persona: PersonaSpec) -> list[str]:
    number = int(re.findall(r"agentId (\d+)", persona.use)[0])
    signed_in = gateway.configure(number)
    if signed_in.retcode != "0":
        return [signed_in.reply]
    call = {
        "subscribe": ("POST", "/config/subscribe/register", FORM),
        "unsubscribe": ("PUT", "/config/subscribe/unregister", {"serverId": "x"}),
        "make a handshake": ("GET", "/config/subscribe/handshake/x", None),
        "query anything": ("GET", "/config/vdn/vdn", None),
    }[persona.use.rpartition(", and ")[2].rstrip(".")]
    return [signed_in.reply, gateway.send(call[0], call[1], call[2], guid=signed_in.guid).reply]


def _agent(gateway: Gateway, persona: PersonaSpec) -> list[str]:
    number = int(re.findall(r"agent (\d+)", persona.use)[0])
    phone = re.findall(r"phone (\d+)", persona.use)[0]
    signed_in = gateway.sign_in(number, how="/forcelogin" if "force" in persona.use.lower() else "", phonenum=phone)
    if signed_in.retcode != "0":
        return [signed_in.reply]
    seen = gateway.send("GET", f"/onlineagent/{number}/agentstatus", guid=signed_in.guid).reply
    return [signed_in.reply, seen]


def test_an_account_that_is_set_up_to_fail_with_a_code_of_another_interface_does_not(gateway: Gateway) -> None:
    gateway.set(agents__1001__calls_fail="107-026", administrators__101__calls_fail="100-001")
    assert gateway.poll(gateway.sign_in().guid).retcode == "0"
    assert gateway.send("GET", "/config/vdn/vdn", guid=gateway.configure().guid).retcode == "0"


def test_a_locked_persona_is_not_unlocked_by_time_or_by_the_right_password(gateway: Gateway) -> None:
    for _ in range(3):
        assert gateway.configure(110).retcode == "107-003"
        gateway.wait(10_000)
    assert gateway.configure(110, "wrong").retcode == "107-003"


@pytest.mark.parametrize(("number", "failing"), [(117, 0), (118, 0), (119, 0), (120, 0), (121, 0), (123, 1), (122, 2)])
def test_a_subscriber_who_fails_in_one_call_gets_through_the_others(gateway: Gateway, number: int, failing: int) -> None:
    guid = gateway.configure(number).guid
    calls = []
    id = "none"
    for method, path, body in (
        ("POST", "/config/subscribe/register", FORM),
        ("GET", "/config/subscribe/handshake/{id}", None),
        ("PUT", "/config/subscribe/unregister", {"serverId": "{id}"}),
    ):
        sent = {name: value.replace("{id}", id) for name, value in body.items()} if body else None
        seen = gateway.send(method, path.replace("{id}", id), sent, guid=guid)
        id = seen.doc["result"]["serverId"] if seen.reply == "subscription.ok" else id
        calls.append(seen.retcode)
    if failing == 0:
        assert calls[1:] == ["107-032", "107-031"], "there is no subscription to keep or to end"
    assert [code != "0" for code in calls[failing:][:1]] == [True]
    assert calls[:failing] == ["0"] * failing


@pytest.mark.parametrize(("agent", "code"), [(1060, "000-004"), (1062, "100-007"), (1068, "000-003"), (1069, "100-006")])
def test_an_agent_who_fails_at_every_call_fails_at_the_poll_for_all_agents_too(gateway: Gateway, agent: int, code: str) -> None:
    guid = gateway.sign_in(agent).guid
    for mode in (1, 2):
        gateway.set(settings__current__get_event_mode=mode)
        assert gateway.send("GET", "/agentevent/allagentevent", guid=guid).retcode == code
