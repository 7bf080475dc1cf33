"""The rows of a Huawei CEC site's world: its settings, its accounts, and who is signed in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from mockcc.runtime.tables import Row, Table
from mockcc.vendors.huawei_cec.shapes import AgentSkill, Ivr, Skill, SkillPower, VdnSetup

Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]
Retcode = Annotated[str, Meta(pattern=r"^([0-9]{3}-[0-9]{3})?$")]
"""A retcode, or empty; one that an interface does not list means nothing to it."""
Role = Literal["system", "vdn"]
AgentState = Literal[3, 4, 5, 7, 8]
"""What ``agentstatus`` says: 3 busy, 4 idle, 5 wrap-up, 7 talking, 8 rest. A signed-out agent has no session and so no state."""


class Settings(Row):
    """The switches of the gateway's conduct; what each does stands in ``vendor.yaml``."""

    agent_number_max: Annotated[int, Meta(ge=1, le=999999)]
    vdn_offsets: list[int]
    node: Annotated[int, Meta(ge=0, le=99)]
    unreadable_body: Literal["retcode", "http-400"]
    set_cookie: bool
    lock_threshold: Count
    lock_seconds: Seconds
    config_guid_seconds: Seconds
    authmode: Literal[1, 2]
    guid_interval: Seconds
    guid_timeout: Seconds
    idle_seconds: Seconds
    poll_wait: Annotated[float, Meta(ge=0, le=60)]
    get_event_mode: Literal[1, 2]
    event_time: bool
    second_sign_out: Literal["100-006", "100-008"]
    if_sub_configure: bool
    subscription_seconds: Seconds
    pool_mode: bool
    signature_seconds: Seconds


class Account(Row):
    """What has a password and can be locked."""

    password: str
    failures: int = 0
    """Wrong passwords in a row."""
    locked: bool = False
    """Locked until somebody unlocks it."""
    locked_until: float | None = None
    """Locked by wrong passwords until this moment (unix seconds)."""
    sign_in_fails: Retcode = ""
    """The retcode that signing in ends with although the password is right."""


class Administrator(Account, kw_only=True):
    """A configuration administrator; ``system`` may call ``config/sys``, ``vdn`` may call ``config/vdn`` for its VDN."""

    id: int
    roles: list[Role]
    vdn: int
    calls_fail: Retcode = ""
    """The retcode that every call of an interface that lists it ends with."""
    failing_calls: list[str] = []
    """The endpoints whose calls alone fail so; none means all."""


class Vdn(Account, kw_only=True):
    """A virtual call centre; its password is that of the VDN account, whose number is the VDN's plus an offset."""

    id: int
    name: str
    group: int | None = None
    setup: VdnSetup
    info: dict[str, Any] = {}
    """``vdnInfo`` of the queries; its fields are not known to us."""
    phone_ranges: list[tuple[int, int]] = []
    """First and last phone number of each range that agents may bind; none means any."""


class Agent(Account, kw_only=True):
    """An agent's entry in the configuration; who is signed in stands in ``sessions``."""

    id: int
    name: str
    full_name: str
    vdn: int
    account: str = ""
    """The name with which ``loginbyaccount`` signs in."""
    phone: str = ""
    """The phone that a sign-in by account binds."""
    skills: list[AgentSkill] = []
    inspector: bool = False
    """May force other agents of its VDN out."""
    custom_state: str = "65535"
    days_remaining: str = ""
    """Days until the password expires, 0 to 180; empty is never."""
    force_change: bool = False
    """The password has to be changed before the agent may take calls."""
    password_expired: bool = False
    unforceable: bool = False
    """Its session cannot be taken over by ``forcelogin``."""
    signing_in: bool = False
    """A sign-in from elsewhere is under way."""
    calls_fail: Retcode = ""
    """The retcode that every call with a valid Guid ends with."""


class Push(Row):
    """Where the events of a session are pushed; without ``token`` in the manner of the older ``pushUrl``."""

    url: str
    token: str | None = None


class Phone(Row):
    """Which agent has bound a phone last; the phone is free when that agent's session has another one, or is over."""

    agent: int


class Session(Row, kw_only=True):
    """An agent that is signed in."""

    agent: int
    guid: str
    issued: float
    """When the Guid was issued (unix seconds)."""
    previous: str = ""
    """The Guid before it, which is good until ``previous_until``."""
    previous_until: float = 0.0
    last_seen: float | None = None
    """The last poll, handshake or heartbeat; without it the session belongs to a client elsewhere that keeps it alive."""
    login_time: str
    """Milliseconds since 1970, as the gateway prints them."""
    phone: str
    state: AgentState = 4
    rest_until: float | None = None
    skills: list[int] = []
    """The skill queues that ``resetskill`` has joined; without one no call arrives."""
    push: Push | None = None


class Event(Row, kw_only=True):
    """Something that happened to an agent."""

    type: str
    content: dict[str, Any] | None = None
    at: int
    """Milliseconds since 1970."""


class EventQueue(Row, kw_only=True):
    """What an agent's session has not fetched yet, oldest first."""

    guids: list[str]
    """The Guids of the session, so that a poll that waits while the session ends still learns of it."""
    events: list[Event] = []


class ConfigSession(Row):
    """A signed-in configuration user, by its Guid."""

    account: int
    roles: list[Role]
    vdn: int
    issued: float


class SkillQueue(Row):
    """A skill queue of a VDN."""

    vdn: int
    data: Skill


class SkillGroup(Row):
    """A skill group of a VDN."""

    vdn: int
    name: str
    skills: list[SkillPower] = []


class CalledRoute(Row, kw_only=True):
    """Where calls to an access code go; devicetype 1 is a skill queue, 3 an IVR."""

    vdn: int
    accesscode: str
    subcode: str = ""
    devicetype: Literal["1", "3"]
    device_id: int


class VdnGroup(Row, kw_only=True):
    """A group of VDNs."""

    parent: int | None = None
    name: str
    admin_name: str
    admin_number: int
    allowed_agents: int = 0


class NodePolicy(Row):
    """How calls of a VDN are spread over the nodes of a CTI pool."""

    vdn: int
    node: int
    power: int


class IvrFlow(Row):
    """An IVR of a VDN."""

    vdn: int
    data: Ivr


class Subscription(Row, kw_only=True):
    """A subscription to ASR results, by its serverId."""

    type: str
    callback: str
    token: str = ""
    nlp: bool = False
    flow_access_code: str = ""
    account: int
    vdn: int
    """That of the account."""
    last_seen: float
    """Registration or the last handshake (unix seconds)."""


SETTINGS = Table("settings", Settings)
ADMINISTRATORS = Table("administrators", Administrator)
VDNS = Table("vdns", Vdn)
AGENTS = Table("agents", Agent)
PHONES = Table("phones", Phone)
SESSIONS = Table("sessions", Session)
EVENT_QUEUES = Table("event_queues", EventQueue)
CONFIG_SESSIONS = Table("config_sessions", ConfigSession)
SKILLS = Table("skills", SkillQueue)
SKILL_GROUPS = Table("skill_groups", SkillGroup)
CALLED_ROUTES = Table("called_routes", CalledRoute)
VDN_GROUPS = Table("vdn_groups", VdnGroup)
NODE_POLICIES = Table("node_policies", NodePolicy)
IVRS = Table("ivrs", IvrFlow)
SUBSCRIPTIONS = Table("subscriptions", Subscription)
SITE: list[Table[Any]] = [
    SETTINGS, ADMINISTRATORS, VDNS, AGENTS, PHONES, SESSIONS, EVENT_QUEUES, CONFIG_SESSIONS, SKILLS, SKILL_GROUPS, CALLED_ROUTES,
    VDN_GROUPS, NODE_POLICIES, IVRS, SUBSCRIPTIONS,
]  # fmt: skip
"""The tables of the site itself; those of the token interfaces stand in ``token_tables``."""
