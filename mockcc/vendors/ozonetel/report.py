"""summaryReport: how long the agents were logged in, idle and paused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.ozonetel.account import by_gateway
from mockcc.vendors.ozonetel.dialect import behaviour
from mockcc.vendors.ozonetel.limits import count
from mockcc.vendors.ozonetel.moments import clock_face, local, read_local
from mockcc.vendors.ozonetel.people import agents_of
from mockcc.vendors.ozonetel.presence import FAULTS
from mockcc.vendors.ozonetel.tables import MODES, SESSIONS, SETTINGS, Account, Agent, Session
from mockcc.vendors.ozonetel.text import fields, sent, words

MINUTE: Final = 60
LONGEST: Final = 30 * 86400


@behaviour
def summary_report(call: Call) -> Answer:
    """The dates, then the filters, then one row for each login that began between the dates."""
    account = by_gateway(call, FAULTS)
    count(call, account, "summaryReport", call.settings(SETTINGS).summary_report_per_minute, MINUTE, "common.max_limit")
    begin, end = _dates(call)
    agents = {agent.id: agent for agent in agents_of(call, account)}
    only_modes = _filter(call, "modeType", lambda mode: mode.lower() in MODES, "report.mode_invalid")
    only_agents = _filter(call, "agentId", lambda agent: agent in agents, "report.agent_invalid")
    rows = [
        _row(call, key, session, agents.get(session.agent))
        for key, session in call.rows(SESSIONS).items()
        if _of(session, account) and begin <= session.login_at <= end
        if (not only_modes or session.mode in only_modes) and (not only_agents or session.agent in only_agents)
    ]
    if not rows:
        raise Refuse("report.none", why=f"No login of account {account.name} began between the dates.")
    return Answer("report.ok", why=f"{len(rows)} logins of account {account.name} began between the dates.", rows=rows)


def _of(session: Session, account: Account) -> bool:
    return session.account == account.name


def _dates(call: Call) -> tuple[float, float]:
    body = sent(call)
    begin, end = (read_local(call, fields(body, name)) for name in ("fromDate", "toDate"))
    if begin is None or end is None:
        raise Refuse("report.date_invalid", why="fromDate or toDate is not written as 2026-01-31 23:59:59.")
    if begin > end:
        raise Refuse("report.dates_reversed", why="fromDate is after toDate.")
    if end - begin > LONGEST:
        raise Refuse("report.too_long", why=f"The dates are {(end - begin) / 86400:g} days apart.")
    return begin, end


def _filter(call: Call, field: str, exists: Callable[[str], bool], reply: str) -> set[str]:
    """The values of a filter that exist; empty where the field is not given. All of them wrong is refused."""
    wanted = words(sent(call).get(field))
    known = {value.lower() if field == "modeType" else value for value in wanted if exists(value)}
    if wanted and not known:
        raise Refuse(reply, why=f"None of {', '.join(wanted)} exists.")
    return known


def _row(call: Call, key: str, session: Session, agent: Agent | None) -> dict[str, Any]:
    now = call.now()
    open_still = agent is not None and agent.session == key
    end = session.logout_at if session.logout_at is not None else now if open_still else session.login_at
    paused = session.paused
    if agent is not None and open_still and agent.state == "PAUSED" and agent.since is not None:
        paused += max(0.0, now - agent.since)
    total = max(0.0, end - session.login_at)
    return {
        "AgentIncrID": session.unique_id,
        "AgentName": session.name,
        "AgentUniqueID": session.agent,
        "CallDate": local(call, session.login_at)[:10],
        "ModeType": session.mode.capitalize(),
        "TotalBusyTime": clock_face(0),
        "TotalDialTime": clock_face(0),
        "TotalIdleTime": clock_face(total - paused),
        "TotalLoginDuration": clock_face(total),
        "TotalPauseTime": clock_face(paused),
        "TotalWrapupTime": clock_face(0),
    }
