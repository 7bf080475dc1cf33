"""The rows of an Ozonetel account's world, and the switches of the vendor's conduct."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from mockcc.runtime.tables import Row, Table

AuthenticationMode = Literal["BASIC_AUTH", "TOKEN_AUTH"]
State = Literal["LOGGED_OUT", "READY", "IDLE", "PAUSED", "BUSY", "ACW"]
Mode = Literal["inbound", "manual", "preview", "progressive", "blended", "chat"]

MODES: tuple[Mode, ...] = ("inbound", "manual", "preview", "progressive", "blended", "chat")


class Settings(Row):
    """The switches of the vendor's conduct; ``vendor.yaml`` says what each is for and where it is known from."""

    api_authentication: AuthenticationMode
    token_seconds: int
    tokens_per_hour: int
    token_needs_token_auth: bool
    token_secret: str
    accept_bare_token: bool
    accept_any_encoding: bool
    phones_registered: bool
    initial_state: Literal["READY", "IDLE", "PAUSED"]
    initial_mode: Mode
    name_in_messages: Literal["agent_id", "agent_name"]
    logged_out_details: Literal["row", "empty_list"]
    http_errors: Literal["gateway", "in_body"]
    docs_verbatim: bool
    legacy_endpoints: bool
    get_agent_logins_per_minute: int
    agent_details_per_minute: int
    agent_accounts_per_minute: int
    summary_report_per_minute: int
    legacy_seconds_between: int
    utc_offset_minutes: int
    event_seconds: float


class Account(Row):
    """A CloudAgent account: the ``userName`` and ``apiKey`` that every call names.

    ``agent_prefix`` stands before its agents' ids and phones' numbers where these are keys of tables: agent ids are unique within an
    account only. ``api_authentication`` is the account's own admin setting; without it the setting of that name holds.
    """

    name: str
    api_key: str
    agent_prefix: str = ""
    api_authentication: AuthenticationMode | None = None
    login_limit: int | None = None
    phone_limit: int | None = None
    exhausted: bool = False
    """Every rate limit of the account is used up."""
    pause_reasons: list[str] = []
    campaigns: list[str] = []
    skills: list[str] = []


class Agent(Row):
    """An agent of an account, and where the agent stands now. ``since`` is the unix second of the last change of state.

    ``toolbar`` is a login in the toolbar, which no API call brings about. ``holds_every_phone`` makes every number count as this
    agent's. ``session`` is the key of the login in ``sessions``.
    """

    id: str
    account: str
    name: str
    password: str
    unique_id: int = 0
    email: str = ""
    data: str = ""
    skills: list[str] = []
    modes: list[Mode] = field(default_factory=lambda: list(MODES))
    state: State = "LOGGED_OUT"
    phone: str | None = None
    mode: Mode = "inbound"
    since: float | None = None
    pause_reason: str | None = None
    session: str | None = None
    toolbar: bool = False
    deleted: bool = False
    holds_every_phone: bool = False


class Phone(Row):
    """A registered phone. ``held_by`` is the agent with whom a broken call or session has left the number."""

    account: str
    name: str
    number: str
    skills: list[str] = []
    held_by: str | None = None


class Token(Row):
    """The one live token of an account; the times are unix seconds of the space's clock."""

    token: str
    issued_at: float
    expires_at: float


class Hits(Row):
    """When the calls that a rate limit counts were made, in unix seconds of the space's clock."""

    times: list[float]


class Subscription(Row):
    """Where an account wants its call and agent events."""

    call_url: str | None = None
    agent_url: str | None = None


class Session(Row):
    """One login of an agent, for the summary report; times are unix seconds, ``paused`` is a number of seconds."""

    account: str
    agent: str
    unique_id: int
    name: str
    mode: Mode
    login_at: float
    logout_at: float | None = None
    paused: float = 0.0


SETTINGS = Table("settings", Settings)
ACCOUNTS = Table("accounts", Account)
AGENTS = Table("agents", Agent)
PHONES = Table("phones", Phone)
TOKENS = Table("tokens", Token)
HITS = Table("hits", Hits)
SUBSCRIPTIONS = Table("subscriptions", Subscription)
SESSIONS = Table("sessions", Session)
