"""The objects of the gateway's lists, with the field names of the wire."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Shape(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """The base of all shapes: fields are camel case on the wire."""


class VdnSetup(Shape, kw_only=True):
    """``vdnSetup`` of the VDN queries."""

    access_codes: list[str] = []
    administrator_work_no: int
    allowed_agent_num: int = 4
    allowed_video_agent_num: int = 0
    allowed_obs_call_num: int = 1000
    allowed_pstn_call_num: int = 10
    allowed_web_call_num: int = 1
    ivr_ids: list[int] = []
    vdn_enabled: int = 1


class VdnData(Shape):
    """``data`` of a listed VDN."""

    vdn_setup: VdnSetup
    vdn_info: dict[str, Any]
    parent_group_id: int | None


class ListedVdn(Shape):
    """An entry of ``queryVdn``."""

    vdn_id: int
    data: VdnData


class AgentSkill(Shape):
    """A skill of an agent with the agent's power in it."""

    skill_id: int
    agent_power: int = 1


class ListedAgent(Shape, kw_only=True):
    """An entry of ``queryAgent``; the password is never shown."""

    agent_id: int
    name: str
    agent_pwd: str = ""
    full_name: str
    social_chat_num: int = 0
    time_remaining: str = ""
    user_class_id: int = 1
    asr_ind: int = 0
    enable_dual_channel_rec: int = 0
    skills: list[AgentSkill]
    h5_video_num: int = field(name="h5VideoNum", default=0)


class Skill(Shape):
    """``Data`` of a listed skill queue."""

    name: str
    media_type_id: int = 5
    service_id: int = 1
    description: str = ""
    skill_parameter: dict[str, Any] = {}


class ListedSkill(Shape):
    """An entry of ``querySkillQueue``; the capital of ``Data`` is the vendor's."""

    skill_id: int
    data: Skill = field(name="Data")


class SkillPower(Shape):
    """A skill of a skill group."""

    skill_id: int
    skill_power: int = 1
    agent_power: int = 1


class ListedGroup(Shape):
    """An entry of ``querySkillGroups``."""

    skill_group_id: int
    skill_group_name: str
    skills: list[SkillPower]


class FoundGroup(Shape):
    """An entry of ``querySkillGroup``, the POST of nearly the same name."""

    id: int
    group_name: str
    skills: list[SkillPower]


class ListedRoute(Shape):
    """An entry of ``queryCallInfo``."""

    dnid: int
    accesscode: str
    subcode: str
    devicetype: str
    device_id: int


class ListedVdnGroup(Shape):
    """An entry of ``queryVdnGroup``."""

    parent_id: int | None
    group_name: str
    admin_name: str
    admin_work_no: int
    allowed_agent_num: int


class ListedPolicy(Shape):
    """An entry of ``queryNodePolicy``."""

    vdn_id: int
    node_id: int
    node_power: int


class OwnSkill(Shape):
    """An entry of ``queryAgentSkills``."""

    name: str
    id: int
    mediatype: int


class VdnSkill(Shape):
    """An entry of ``agentvdnskill``."""

    name: str
    id: int
    mediatype: int
    service_type: int
    real_flag: int


class Ivr(Shape):
    """An entry of ``ivrinfo``."""

    access: str
    id: int
    description: str = ""
    service_no: int = 1
