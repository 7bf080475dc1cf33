"""POST /CAServices/AgentAuthenticationV2/index.php: logs an agent in or out."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.engine.vendor import Vendor
from mockcc.vendors.ozonetel.tables import ACCOUNTS, AGENTS, SETTINGS

vendor = Vendor("ozonetel", [SETTINGS, ACCOUNTS, AGENTS])


@vendor.behaviour
def agent_authentication(call: Call) -> Answer:
    """Account first, then the agent, then the action."""
    form = call.request.form
    account = call.get(ACCOUNTS, form.get("userName", ""))
    if account is None or not call.same("form.apiKey", account.api_key, form.get("apiKey")):
        raise Refuse("account.invalid", why="userName and apiKey are not those of an account.")
    basic = call.request.basic
    agent = call.get(AGENTS, basic.user) if basic else None
    if basic is None or agent is None or agent.account != account.name or not call.same("basic.password", agent.password, basic.password):
        raise Refuse("agent.invalid", why="The Basic credentials are not those of an agent of the account.")
    if form.get("action", "").lower() == "logout":
        if agent.state == "LOGGED_OUT":
            raise Refuse("logout.not_in", why=f"Agent {agent.id} is logged out.", agent=agent)
        agent.state = "LOGGED_OUT"
        agent.phone = None
        call.put(AGENTS, agent.id, agent)
        return Answer("logout.ok", why=f"Agent {agent.id} was logged in.", agent=agent)
    if agent.state != "LOGGED_OUT":
        raise Refuse("login.already", why=f"Agent {agent.id} is {agent.state}.")
    agent.state = "READY"
    agent.phone = form.get("phoneNumber")
    call.put(AGENTS, agent.id, agent)
    return Answer("login.ok", why=f"Agent {agent.id} was logged out.", agent=agent)
