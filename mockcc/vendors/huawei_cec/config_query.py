"""The query interfaces of a configuration user: VDNs, agents, skills, groups, routes, node policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.huawei_cec.config_login import LAST_VDN
from mockcc.vendors.huawei_cec.guids import config_session
from mockcc.vendors.huawei_cec.reading import json_object, listed, numbered, refuse
from mockcc.vendors.huawei_cec.shapes import (
    FoundGroup,
    ListedAgent,
    ListedGroup,
    ListedPolicy,
    ListedRoute,
    ListedSkill,
    ListedVdn,
    ListedVdnGroup,
    VdnData,
)
from mockcc.vendors.huawei_cec.tables import (
    AGENTS,
    CALLED_ROUTES,
    NODE_POLICIES,
    SETTINGS,
    SKILL_GROUPS,
    SKILLS,
    VDN_GROUPS,
    VDNS,
    CalledRoute,
    SkillGroup,
    SkillQueue,
)
from mockcc.vendors.huawei_cec.vendor import vendor

LAST_SKILL = 5000
LAST_GROUP = 2000
LAST_ROUTE = 10000
MOST_IDS = 100
"""Of VDNs and agents, by number."""
LONGEST_LIST = 500
"""Of skills and called routes, in characters."""


@vendor.behaviour
def query_vdn_info(call: Call) -> Answer:
    """The VDN of the account that asks."""
    own = config_session(call, "vdn").vdn
    vdn = call.get(VDNS, str(own))
    if vdn is None:
        raise refuse("107-023", f"There is no VDN {own} any more.")
    return Answer("vdn.own", why=f"The account is of VDN {own}.", setup=vdn.setup, info=vdn.info)


@vendor.behaviour
def query_vdns(call: Call) -> Answer:
    """All VDNs, or those named by ``ids``."""
    config_session(call, "system")
    ids = listed(call, "ids", LAST_VDN, most=MOST_IDS)
    found = [
        ListedVdn(vdn_id=vdn.id, data=VdnData(vdn_setup=vdn.setup, vdn_info=vdn.info, parent_group_id=vdn.group))
        for vdn in call.rows(VDNS).values()
        if ids is None or vdn.id in ids
    ]
    return _list(found)


@vendor.behaviour
def query_agents(call: Call) -> Answer:
    """The agents of the account's VDN."""
    own = config_session(call, "vdn").vdn
    ids = listed(call, "agentIdSet", call.settings(SETTINGS).agent_number_max, most=MOST_IDS)
    found = [
        ListedAgent(agent_id=agent.id, name=agent.name, full_name=agent.full_name, time_remaining=agent.days_remaining, skills=agent.skills)
        for agent in call.rows(AGENTS).values()
        if agent.vdn == own and (ids is None or agent.id in ids)
    ]
    return _list(found)


@vendor.behaviour
def query_skills(call: Call) -> Answer:
    """The skill queues of the account's VDN."""
    own = config_session(call, "vdn").vdn
    ids = listed(call, "skillIds", LAST_SKILL, longest=LONGEST_LIST)

    def shape(id: int, skill: SkillQueue) -> ListedSkill:
        return ListedSkill(skill_id=id, data=skill.data)

    return _list(_each(numbered(call, SKILLS), own, ids, shape))


@vendor.behaviour
def query_skill_groups(call: Call) -> Answer:
    """The skill groups of the account's VDN, asked for with GET."""
    own = config_session(call, "vdn").vdn
    ids = listed(call, "skillGroupIds", LAST_GROUP)

    def shape(id: int, group: SkillGroup) -> ListedGroup:
        return ListedGroup(skill_group_id=id, skill_group_name=group.name, skills=group.skills)

    return _list(_each(numbered(call, SKILL_GROUPS), own, ids, shape))


@vendor.behaviour
def find_skill_groups(call: Call) -> Answer:
    """The skill groups of the account's VDN, asked for with POST; an empty list means all."""
    own = config_session(call, "vdn").vdn
    asked = json_object(call).get("ids")
    if not isinstance(asked, list) or not all(type(id) is int and 1 <= id <= LAST_GROUP for id in asked):
        raise refuse("107-002", f"ids is no list of whole numbers from 1 to {LAST_GROUP}.")
    ids = set(asked) or None

    def shape(id: int, group: SkillGroup) -> FoundGroup:
        return FoundGroup(id=id, group_name=group.name, skills=group.skills)

    return _list(_each(numbered(call, SKILL_GROUPS), own, ids, shape))


@vendor.behaviour
def query_called_routes(call: Call) -> Answer:
    """The called routes of the account's VDN."""
    own = config_session(call, "vdn").vdn
    ids = listed(call, "dnId", LAST_ROUTE, longest=LONGEST_LIST)

    def shape(id: int, route: CalledRoute) -> ListedRoute:
        return ListedRoute(
            dnid=id, accesscode=route.accesscode, subcode=route.subcode, devicetype=route.devicetype, device_id=route.device_id
        )

    return _list(_each(numbered(call, CALLED_ROUTES), own, ids, shape))


@vendor.behaviour
def query_vdn_groups(call: Call) -> Answer:
    """The groups of VDNs, by id and by parent."""
    config_session(call, "system")
    ids, parents = listed(call, "ids", LAST_VDN), listed(call, "parentId", LAST_VDN)
    found = [
        ListedVdnGroup(
            parent_id=group.parent,
            group_name=group.name,
            admin_name=group.admin_name,
            admin_work_no=group.admin_number,
            allowed_agent_num=group.allowed_agents,
        )
        for id, group in numbered(call, VDN_GROUPS)
        if (ids is None or id in ids) and (parents is None or group.parent in parents)
    ]
    return _list(found)


@vendor.behaviour
def query_node_policies(call: Call) -> Answer:
    """The node policies; only a site in pool mode has any."""
    config_session(call, "system")
    if not call.settings(SETTINGS).pool_mode:
        raise Refuse("config.107-004", why="The CTI of the site is not in pool mode.")
    found = [ListedPolicy(vdn_id=policy.vdn, node_id=policy.node, node_power=policy.power) for policy in call.rows(NODE_POLICIES).values()]
    return _list(found)


def _list(found: Sequence[object]) -> Answer:
    return Answer("config.list", why=f"{len(found)} are asked for and of the account's reach.", result=found)


def _each(rows: list[tuple[int, Any]], vdn: int, ids: set[int] | None, shape: Callable[[int, Any], object]) -> list[object]:
    """The rows of one VDN in the shape of the wire; ``ids`` of ``None`` means all."""
    return [shape(id, row) for id, row in rows if row.vdn == vdn and (ids is None or id in ids)]
