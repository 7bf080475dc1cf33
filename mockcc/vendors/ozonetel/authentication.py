"""POST /CAServices/AgentAuthenticationV2/index.php: logs an agent in or out, virtually."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import Faults, by_pair
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.numbers import fault, from_form, international
from mockcc.vendors.ozonetel.people import agents_of, find_agent, holder, label, log_in, log_out, registered
from mockcc.vendors.ozonetel.tables import MODES, SETTINGS, Account, Agent, Mode
from mockcc.vendors.ozonetel.text import fields

FAULTS: Final = Faults("user_name.empty", "key.empty", "account.unknown", "key.invalid")
INITIAL_STATES: Final[Mapping[str, Literal["READY", "IDLE", "PAUSED"]]] = {
    "ready": "READY",
    "idle": "IDLE",
    "pause": "PAUSED",
    "paused": "PAUSED",
}


@behaviour
def agent_authentication(call: Call) -> Answer:
    """The account first, since agent ids are unique within it only; then the agent, then the action."""
    form = _form(call)
    account = by_pair(call, fields(form, "userName"), fields(form, "apiKey"), FAULTS, "form.apiKey")
    agent = _agent(call, account)
    action = fields(form, "action").lower()
    if action == "login":
        return _login(call, form, account, agent)
    if action == "logout":
        return _logout(call, account, agent)
    raise Refuse("action.invalid", why=f"The action is {action!r}. Allowed: login, logout.")


def _form(call: Call) -> Mapping[str, Any]:
    """The form's fields; the query's and the JSON body's as well where the setting lets them."""
    if not call.settings(SETTINGS).accept_any_encoding:
        return call.request.form
    return {**call.request.query, **call.request.json_object, **call.request.form}


def _agent(call: Call, account: Account) -> Agent:
    basic = call.request.basic
    if basic is None:
        raise Refuse("basic.missing", why="There is no usable header Authorization: Basic.")
    agent = find_agent(call, account, basic.user)
    if agent is None:
        raise Refuse("agent.unknown", why=f"Account {account.name} has no agent {basic.user!r}.")
    if not call.same("basic.password", agent.password, basic.password):
        raise Refuse("password.invalid", why=f"The password is not that of agent {agent.id}.")
    return agent


def _login(call: Call, form: Mapping[str, Any], account: Account, agent: Agent) -> Answer:
    if agent.state != "LOGGED_OUT":
        raise Refuse("login.already", why=f"Agent {agent.id} is {agent.state} already; a login ends by a logout only.")
    phone = from_form(fields(form, "phoneNumber"))
    wrong = fault(phone)
    if wrong is not None:
        raise Refuse(f"phone.{wrong}", why=f"phoneNumber is {phone!r}.")
    mode = _mode(call, form, agent)
    state = INITIAL_STATES.get(fields(form, "state", "agentState", "initialState").lower() or call.settings(SETTINGS).initial_state.lower())
    if state is None:
        raise Refuse("initial_state.invalid", why=f"The state asked for is none of: {', '.join(INITIAL_STATES)}.")
    if call.settings(SETTINGS).phones_registered and not registered(call, account, phone):
        raise Refuse("phone.unregistered", why=f"Account {account.name} has no phone {phone}.")
    other = holder(call, account, agent, phone)
    if other is not None:
        raise Refuse("phone.taken", why=f"{other} holds {phone}.", agent=other, phone=international(phone))
    if account.login_limit is not None:
        inside = sum(1 for found in agents_of(call, account) if found.state != "LOGGED_OUT")
        if inside >= account.login_limit:
            raise Refuse("login.limit", why=f"{inside} agents of account {account.name} are logged in; {account.login_limit} may be.")
    then = log_in(call, account, agent, phone, mode, state)
    return Answer("login.ok", why=f"Agent {agent.id} was logged out and nobody else holds {phone}.", then=then, agent=label(call, agent))


def _mode(call: Call, form: Mapping[str, Any], agent: Agent) -> Mode:
    wanted = fields(form, "mode", "agentMode", "loginMode").lower() or call.settings(SETTINGS).initial_mode
    if wanted not in MODES:
        raise Refuse("mode.invalid", why=f"The mode is {wanted!r}. Allowed: {', '.join(MODES)}.")
    if wanted not in agent.modes:
        raise Refuse("mode.not_allowed", why=f"Agent {agent.id} may work in: {', '.join(agent.modes)}.")
    return wanted


def _logout(call: Call, account: Account, agent: Agent) -> Answer:
    if agent.state == "LOGGED_OUT":
        raise Refuse("logout.not_in", why=f"Agent {agent.id} is logged out.", agent=label(call, agent))
    was = agent.state
    then = log_out(call, account, agent)
    return Answer("logout.ok", why=f"Agent {agent.id} was {was}.", then=then, agent=label(call, agent))
