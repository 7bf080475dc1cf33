"""PUT /onlineagent/...: signs an agent in, by number or by account, and takes a session over by force."""

from __future__ import annotations

import re

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.config_login import cookie
from mockcc.vendors.huawei_cec.events import forget, queue
from mockcc.vendors.huawei_cec.locks import try_password
from mockcc.vendors.huawei_cec.reading import agent_number, fail_as_set_up, numbered, refuse
from mockcc.vendors.huawei_cec.sessions import live, new_guid, save
from mockcc.vendors.huawei_cec.sign_in_form import Form, read_account_form, read_form
from mockcc.vendors.huawei_cec.tables import AGENTS, PHONES, VDNS, Agent, Phone, Session
from mockcc.vendors.huawei_cec.vendor import vendor

_PHONE = re.compile(r"[0-9]{1,24}")
_AFTER = {3: ("AgentState_SetNotReady_Success",), 4: (), 5: ("AgentState_Work",)}


@vendor.behaviour
def login(call: Call) -> Answer:
    """Sign an agent in who is not."""
    return _sign_in(call, read_form_of_agent(call, phone_required=True), force=False)


@vendor.behaviour
def force_login(call: Call) -> Answer:
    """Sign an agent in, whoever else is."""
    return _sign_in(call, read_form_of_agent(call, phone_required=True), force=True)


@vendor.behaviour
def login_ex(call: Call) -> Answer:
    """Sign an agent in to the CTI server alone; a phone is not needed."""
    number, form = read_form_of_agent(call, phone_required=False)
    return _sign_in(call, (number, form._replace(webm=False, mailm=False)), force=False)


@vendor.behaviour
def login_by_account(call: Call) -> Answer:
    """Sign an agent in by the name of the account; its phone is the configured one."""
    name, form = read_account_form(call)
    number = next((str(number) for number, agent in numbered(call, AGENTS) if agent.account == name), None)
    if number is None:
        raise refuse("100-062", "There is no agent with this account.")
    return _sign_in(call, (number, form), force=False, reply="account.signed_in", wrong="100-062", locked="100-061")


def read_form_of_agent(call: Call, *, phone_required: bool) -> tuple[str, Form]:
    """The agent number of the path and the form of the body."""
    number = agent_number(call)
    return number, read_form(call, phone_required=phone_required)


def _sign_in(
    call: Call, who: tuple[str, Form], *, force: bool, reply: str = "agent.signed_in", wrong: str = "100-004", locked: str = "110-016"
) -> Answer:
    number, form = who
    agent = _checked(call, number, form, wrong, locked)
    current = live(call, number)
    if current is not None and not force:
        raise refuse("100-002", f"Agent {number} has been signed in since {current.login_time}.")
    if current is not None and agent.unforceable:
        raise refuse("100-015", f"Agent {number} is signed in and may not be forced out.")
    phone = form.phone or agent.phone
    _check_phone(call, number, agent.vdn, phone)
    session = _open(call, int(number), form, phone)
    events = ("AgentOther_InService", "AgentState_Ready", *_AFTER.get(form.status, ()))
    return Answer(
        reply,
        why=f"Agent {number} was {'forced out elsewhere' if current else 'not signed in'}.",
        then=queue(call, session, *((name, None) for name in events)),
        guid=session.guid,
        cookie=cookie(call, session.guid),
        agent=agent,
        work_no=number,
        login_time=session.login_time,
        media="T" + ("T" if form.webm else "F") + ("T" if form.mailm else "F"),
        force_change="true" if agent.force_change else "false",
    )


def _checked(call: Call, number: str, form: Form, wrong: str, locked: str) -> Agent:
    """The agent, once number, lock and password have been held against it and nothing stands in the way."""
    agent = call.get(AGENTS, number)
    if agent is None:
        raise refuse(wrong, f"There is no agent {number}.")
    outcome = try_password(call, AGENTS, number, agent, form.password)
    if outcome != "right":
        raise refuse(locked if outcome == "locked" else wrong, f"The password of agent {number} is {outcome}.")
    if agent.password_expired:
        raise refuse("100-020", f"The password of agent {number} has expired.")
    if agent.signing_in:
        raise refuse("100-021", f"Agent {number} is being signed in by somebody else.")
    fail_as_set_up(call, agent.sign_in_fails, f"Agent {number}")
    return agent


def _check_phone(call: Call, number: str, home: int, phone: str) -> None:
    if phone and not _PHONE.fullmatch(phone):
        raise refuse("100-013", "The phone is not 1 to 24 digits.")
    vdn = call.get(VDNS, str(home))
    ranges = vdn.phone_ranges if vdn else []
    if phone and ranges and not any(first <= int(phone) <= last for first, last in ranges):
        raise refuse("100-014", f"The phone {phone} is in none of the ranges of VDN {home}.")
    bound = call.get(PHONES, phone) if phone else None
    other = live(call, str(bound.agent)) if bound and str(bound.agent) != number else None
    if other is not None and other.phone == phone:
        raise refuse("100-011", f"The phone {phone} is bound by agent {other.agent}.")


def _open(call: Call, agent: int, form: Form, phone: str) -> Session:
    """A new session, with nothing left of the one before it."""
    now = call.now()
    session = Session(
        agent=agent,
        guid=new_guid(call),
        issued=now,
        last_seen=now,
        login_time=str(int(now * 1000)),
        phone=phone,
        state=form.status,
        push=form.push,
    )
    save(call, session)
    if phone:
        call.put(PHONES, phone, Phone(agent=agent))
    forget(call, session)
    return session
