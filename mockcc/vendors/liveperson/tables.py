"""The rows of LivePerson's world: accounts, people, keys, sessions, and what a session can read."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import field

from mockcc.runtime.tables import Row, Table


class Settings(Row):
    """The switches of the vendor's conduct; times are in seconds; which of them 0 switches off, ``vendor.yaml`` says."""

    session_seconds: float
    idle_seconds: float
    second_login: Literal["allow", "replace"]
    sessions_per_user: int
    lock_after_failures: int
    logins_per_user: int
    login_window_seconds: float
    login_errors: Literal["envelope", "text", "empty"]
    version_parameter: Literal["lenient", "strict"]
    service_bases: Literal["shared", "own"]
    unknown_account: Literal["empty", "bad_request"]
    cookie_name: Literal["Session_id", "session_id"]
    cookie_attributes_https: str
    cookie_attributes_http: str
    oauth1_bot_login: Literal["allowed", "ended"]
    oauth1_window_seconds: float
    code_seconds: float
    app_jwt_seconds: int
    id_token_seconds: int


class Account(Row):
    """A Conversational Cloud account (a site); ``time_diff`` and ``gmt_diff`` are in milliseconds."""

    id: str
    time_zone: str = "Europe/Athens"
    time_diff: int = -25200000
    gmt_diff: int = 10800000
    bots: bool = True
    """The feature "User Type - Bot"."""
    sso: bool = False
    """Its people sign in through its identity provider; passwords are not taken."""
    blocked: bool = False
    """Block-listed by the vendor's support."""
    reseller_secret: str | None = None
    """The secret (HS256) of the JWTs with which a reseller signs people in; ``None``: there is no reseller."""


class User(Row):
    """A person or a bot of an account, by login name; the names of its fields are the vendor's, in our spelling."""

    login_name: str
    account: str
    id: str
    pid: str
    password: str | None = None
    """``None`` for a bot, which has none."""
    full_name: str = ""
    nickname: str = ""
    email: str = ""
    user_type: Literal["system", "human", "bot"] = "human"
    is_api_user: bool = False
    is_enabled: bool = True
    is_admin: bool = False
    is_lpa: bool = False
    deleted: bool = False
    privileges: list[int] = field(default_factory=lambda: [100, 101, 1730])
    allowed_app_keys: list[str] = []
    skill_ids: list[int] = []
    profile_ids: list[int] = []
    agent_group: int = -1
    max_chats: int = 4
    locked: bool = False
    failed_logins: int = 0
    password_expires_at: float | None = None
    """Unix seconds."""
    must_change_password: bool = False
    blocked: bool = False
    """Block-listed by the vendor's support."""
    login_limit: int | None = None
    """How many logins it has within the window, in place of the setting; 0 refuses every one."""
    session_seconds: float | None = None
    """How long its sessions last, in place of the setting."""
    csrf_mismatch: bool = False
    """Its sessions never know the csrf token that they gave out."""
    server_error: bool = False
    """The server fails over its login."""
    calls_fail: bool = False
    """The server fails over what it does after its login."""
    calls_throttled: bool = False
    """It has made too many calls after its login."""


class AppKey(Row):
    """An OAuth 1.0 key of an account with its three other values, and the APIs that it may call."""

    id: str
    account: str
    secret: str
    access_token: str
    access_token_secret: str
    enabled: bool = True
    permissions: list[str] = []


class OAuthClient(Row):
    """An OAuth 2.0 application of an account."""

    id: str
    account: str
    secret: str
    enabled: bool = True
    redirect_uris: list[str] = []
    grants: list[Literal["authorization_code", "refresh_token", "client_credentials"]] = []
    scope: str = ""
    permissions: list[str] = []
    server_error: bool = False
    """Sentinel fails over it."""


class Session(Row):
    """A login and what hangs on it, by session id; times are unix seconds."""

    id: str
    bearer: str
    csrf: str
    account: str
    user: str
    created_at: float
    """From when its lifetime counts: the login, or the latest tokens of an OAuth 2.0 application."""
    refreshed_at: float
    """From when its idle time counts."""
    client: str | None = None
    """The OAuth 2.0 application to which it belongs."""
    refresh_token: str | None = None
    agent_session: str | None = None
    chat: str = "Offline"
    voice: str = "Offline"


class Pointer(Row):
    """Which session a token belongs to."""

    session: str


class Holding(Row):
    """What a user has open, oldest first: sessions, authorization codes, and the times of the latest logins."""

    sessions: list[str] = []
    codes: list[str] = []
    logins: list[float] = []


class Code(Row):
    """An authorization code that nobody has redeemed yet."""

    id: str
    account: str
    client: str
    user: str
    redirect_uri: str
    expires_at: float
    asked_redirect_uri: str | None = None


class Assertion(Row):
    """A SAML assertion that an account's identity provider has issued, by its text; ``expires_at`` is in unix seconds."""

    account: str
    user: str
    expires_at: float | None = None


class NonceTimes(Row):
    """The timestamps of an app key of which nonces are kept."""

    timestamps: list[int] = []


class Nonces(Row):
    """The nonces that an app key has used with one timestamp."""

    seen: list[str] = []


class SigningKey(Row):
    """An RSA key pair of Sentinel: ``pem`` is the private key, ``published`` whether the JWKS shows its public part."""

    kid: str
    pem: str
    published: bool


class Service(Row):
    """A service of the vendor and its real hosts, the first of which the Domain API gives; ``listed``: the Domain API knows it."""

    hosts: list[str]
    listed: bool = True


class Skill(Row, rename="camel"):
    """A skill, in the shape in which the vendor shows it."""

    id: int
    name: str
    description: str = ""
    max_wait_time: int = 0
    deleted: bool = False
    date_updated: str = "2026-01-01 09:00:00"
    can_transfer: bool = True
    skill_routing_configuration: list[dict[str, Any]] = []


class AgentGroup(Row, rename="camel"):
    """An agent group, in the shape in which the vendor shows it."""

    id: int
    name: str
    deleted: bool = False
    parent_group_id: int | None = None
    is_enabled: bool = True


class StatusReason(Row, rename="camel"):
    """A reason for being away, in the shape in which the vendor shows it."""

    id: int
    state: str
    text: str
    deleted: bool = False
    enabled: bool = True


SETTINGS = Table("settings", Settings)
ACCOUNTS = Table("accounts", Account)
USERS = Table("users", User)
APP_KEYS = Table("app_keys", AppKey)
OAUTH_CLIENTS = Table("oauth_clients", OAuthClient)
SESSIONS = Table("sessions", Session)
BEARERS = Table("bearers", Pointer)
REFRESH_TOKENS = Table("refresh_tokens", Pointer)
HOLDINGS = Table("holdings", Holding)
CODES = Table("codes", Code)
ASSERTIONS = Table("assertions", Assertion)
NONCE_TIMES = Table("nonce_times", NonceTimes)
NONCES = Table("nonces", Nonces)
SIGNING_KEYS = Table("signing_keys", SigningKey)
SERVICES = Table("services", Service)
SKILLS = Table("skills", Skill)
AGENT_GROUPS = Table("agent_groups", AgentGroup)
STATUS_REASONS = Table("status_reasons", StatusReason)
TABLES = (
    SETTINGS, ACCOUNTS, USERS, APP_KEYS, OAUTH_CLIENTS, SESSIONS, BEARERS, REFRESH_TOKENS, HOLDINGS, CODES, ASSERTIONS,
    NONCE_TIMES, NONCES, SIGNING_KEYS, SERVICES, SKILLS, AGENT_GROUPS, STATUS_REASONS,
)  # fmt: skip
