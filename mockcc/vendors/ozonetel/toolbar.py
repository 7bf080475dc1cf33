"""GET /toolbar_widget/index.html: a page that shows who is logged in virtually, and that the toolbar is not."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.moments import local
from mockcc.vendors.ozonetel.tables import ACCOUNTS, AGENTS, Agent
from mockcc.vendors.ozonetel.text import fields


@behaviour
def toolbar(call: Call) -> Answer:
    """The agents of the account that ``customer`` or ``apiKey`` names; of all accounts where neither is given."""
    customer, key = fields(call.request.query, "customer"), fields(call.request.query, "apiKey")
    names = {name for name, account in call.rows(ACCOUNTS).items() if customer in ("", name) and key in ("", account.api_key)}
    inside = [agent for agent in call.rows(AGENTS).values() if agent.state != "LOGGED_OUT" and not agent.deleted and agent.account in names]
    return Answer(
        "toolbar.page", why=f"{len(inside)} agents are logged in.", customer=customer, agents=[_shown(call, agent) for agent in inside]
    )


def _shown(call: Call, agent: Agent) -> dict[str, str]:
    return {
        "id": agent.id,
        "name": agent.name,
        "account": agent.account,
        "state": agent.state,
        "phone": agent.phone or "",
        "since": "" if agent.since is None else local(call, agent.since),
        "toolbar": "yes" if agent.toolbar else "no",
    }
