"""The rows of Live Agent: accounts, people, inboxes, sessions and one-time tokens."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import field

from mockcc.runtime.tables import Row, Table

Role = Literal["agent", "supervisor", "administrator"]


class ConversationCounts(Row):
    """How many open conversations an account has."""

    mine_count: int = 0
    assigned_count: int = 0
    unassigned_count: int = 0
    all_count: int = 0


class Account(Row):
    """A Live Agent account, by its number."""

    id: int
    name: str
    locale: str = "en"
    domain: str | None = None
    support_email: str | None = None
    status: Literal["active", "suspended"] = "active"
    features: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    custom_attributes: dict[str, Any] = {}
    auto_resolve_duration: int | None = None
    created_at: int = 1711000800
    conversations: ConversationCounts = field(default_factory=ConversationCounts)
    platform_app: str | None = None
    """The platform app that made it and may therefore change it."""


class Member(Row):
    """What a person is in one account."""

    role: Role


class Person(Row):
    """Somebody who can sign in to Live Agent, by e-mail in lower case."""

    id: int
    email: str
    name: str
    provider: Literal["email", "cognigy"]
    uid: str
    """The e-mail with the provider ``email``, the Cognigy.AI ``_id`` with ``cognigy``."""
    access_token: str
    """The API token of the profile settings."""
    pubsub_token: str
    password: str | None = None
    confirmed: bool = True
    cognigy_user_id: str | None = None
    accounts: dict[str, Member] = {}
    """By account number, as text; the one of the newest login first."""
    clients: list[str] = []
    """The ids of the sessions, the oldest first."""
    custom_attributes: dict[str, Any] = {}
    last_sign_out_at: float | None = None
    platform_app: str | None = None


class Session(Row):
    """A header session, by its ``client``."""

    email: str
    token: str
    expires_at: float


class BrowserSession(Row):
    """What Live Agent remembers of a browser, by the id in its cookie; it ends ``state_seconds`` after its last change."""

    expires_at: float
    state: str | None = None
    verifier: str | None = None
    origin: str | None = None
    window: str | None = None
    first_path: str | None = None
    """The page that was opened first and is opened after the login."""
    identity: dict[str, Any] | None = None
    """Who came back from Cognigy.AI, between the two steps of the callback."""


class SsoToken(Row):
    """A one-time token of the session hand-over."""

    email: str
    expires_at: float


class PlatformApp(Row):
    """An application that may use the platform API, by its name."""

    token: str


class ApiToken(Row):
    """Whose API token it is, by the token."""

    email: str


class Inbox(Row):
    """An inbox of an account, by its number."""

    id: int
    account: int
    name: str
    cognigy_organization_id: str | None = None
    cognigy_project_id: str | None = None


ACCOUNTS = Table("accounts", Account)
PEOPLE = Table("people", Person)
SESSIONS = Table("sessions", Session)
BROWSER_SESSIONS = Table("browser_sessions", BrowserSession)
SSO_TOKENS = Table("sso_tokens", SsoToken)
PLATFORM_APPS = Table("platform_apps", PlatformApp)
API_TOKENS = Table("api_tokens", ApiToken)
INBOXES = Table("inboxes", Inbox)
AGENT_TABLES: list[Table[Any]] = [ACCOUNTS, PEOPLE, SESSIONS, BROWSER_SESSIONS, SSO_TOKENS, PLATFORM_APPS, API_TOKENS, INBOXES]
