"""The rows of a CX Genie workspace's world, and of the reference authentication server beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from mockcc.runtime.tables import Row, Table

IdentityMethod = Literal["id", "email", "phone_number"]
"""The field by which a chat user is recognised."""

HeaderForm = Literal["docs", "conventional", "bare", "missing", "wrong"]
"""How Authorization carries the header token: ``TOKEN Bearer`` (as printed), ``Bearer TOKEN``, ``TOKEN``, not at all, another token."""

ExtraField = Literal["user_id", "email", "name", "phone_number"]
"""What may be sent beside the user token, when it is ticked."""

ReferenceMode = Literal[
    "ok",
    "status_false",
    "status_missing",
    "string_boolean",
    "unauthorized",
    "error",
    "slow",
    "html",
    "empty",
    "list",
    "no_data",
    "no_identity",
    "blank_identity",
    "number_identity",
    "extra_fields",
    "huge",
    "redirect",
]
"""How the reference authentication server behaves."""


class Settings(Row):
    """The switches of the vendor's conduct, for all bots of a space."""

    body_spacing: Literal["compact", "sample"]
    phone_matching: Literal["normalised", "exact"]
    missing_fields: Literal["keep", "clear"]
    match_guests: bool
    guest_token_seconds: Annotated[int, Meta(ge=1)]
    reference_mode: ReferenceMode
    reference_header_token: str
    reference_slow_seconds: Annotated[float, Meta(ge=0, le=600)]
    reference_domains: list[str]


class Authentication(Row):
    """Custom Authentication as it is set up for a workspace or a bot."""

    required_login: bool = False
    authentication_url: str = ""
    """Where CX Genie asks who the visitor is; one that starts with ``/`` lies under this mock's own base URL."""
    header_token: str = ""
    identity_method: IdentityMethod = "id"
    additional_body: list[ExtraField] = []
    whitelist: Literal["off", "list", "api"] = "off"
    whitelist_domains: list[str] = []
    whitelist_url: str = ""
    header_form: HeaderForm = "docs"
    lenient_status: bool = False
    """Take a ``status`` of ``"true"`` or 1 for true, and a number for an id."""
    timeout_seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0
    redirects: Annotated[int, Meta(ge=0, le=10)] = 0
    max_bytes: Annotated[int, Meta(ge=1, le=16_777_216)] = 1_048_576


class Workspace(Authentication, kw_only=True):
    """A workspace: its bots share their chat users. Its own Custom Authentication is the first version's."""

    id: str
    name: str
    logo: str | None = None
    company_name: str | None = None
    custom_ticket_domain: str | None = None
    workspace_token: str = ""


class Bot(Authentication, kw_only=True):
    """A bot, which a page embeds by its id."""

    id: str
    name: str
    workspace_id: str
    authentication_of: Literal["bot", "workspace"] = "bot"
    """Whose Custom Authentication settings count for this bot."""
    avatar: str | None = None
    theme_color: str = "#4f46e5"
    reply_language: str = "en"
    is_ticket_enable: bool = False
    chat_widget_icon: str | None = None
    auto_open_chat_in_web: bool = False
    is_widget_draggable: bool = False


class ChatUser(Row):
    """A person who chats: known to the customer's server, or a guest."""

    id: str
    workspace_id: str
    kind: Literal["authenticated", "guest"]
    external_id: str | None = None
    """The ``id`` that the customer's server gave."""
    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    country_code: str | None = None
    avatar: str | None = None
    label: str | None = None
    auto_reply: bool = True
    bots: list[str] = []
    created_at: float = 0.0
    """Unix seconds of the space's clock, as all moments here."""
    updated_at: float = 0.0


class Session(Row):
    """A chat that was started; its key is the guest token."""

    customer_id: str
    bot_id: str
    started_at: float
    id: str = ""


class Site(Row):
    """A page on which the widget was loaded; its key is bot and domain."""

    bot_id: str
    domain: str
    first_seen: float
    last_seen: float


class Message(Row):
    """A message of a chat, or of a ticket."""

    id: str
    content: str
    sender_type: Literal["CUSTOMER", "BOT", "AGENT", "SYSTEM"]
    created_at: float
    customer_id: str | None = None
    ticket_id: str | None = None
    bot_id: str | None = None


class Feedback(Row):
    """What a visitor thinks of an answer."""

    bot_id: str
    customer_id: str
    rating: int
    content: str | None = None
    block_id: str | None = None
    ticket_id: str | None = None
    created_at: float = 0.0


class Ticket(Row):
    """A ticket that a visitor has opened."""

    id: str
    workspace_id: str
    creator_id: str
    name: str
    content: str | None = None
    status: str = "OPEN"
    category_id: str | None = None
    created_at: float = 0.0


class Knowledge(Row):
    """A piece of a bot's training data."""

    id: str
    bot_id: str
    content: str
    type: Literal["TEXT", "DOCUMENT", "Q_AND_A", "URL"]
    content_value: str | None = None
    title: str | None = None
    status_learning: str = "WAITING"
    source: str = "USER"
    created_at: float = 0.0


class ReferenceUser(Row):
    """A person whom the reference authentication server knows; the key is the user token."""

    id: str | None = None
    name: str | None = None
    phone_number: str | None = None
    country_code: str | None = None
    email: str | None = None
    avatar: str | None = None
    label: str | None = None
    expires_at: float | None = None


SETTINGS = Table("settings", Settings)
WORKSPACES = Table("workspaces", Workspace)
BOTS = Table("bots", Bot)
CHAT_USERS = Table("chat_users", ChatUser)
SESSIONS = Table("sessions", Session)
SITES = Table("sites", Site)
MESSAGES = Table("messages", Message)
FEEDBACKS = Table("feedbacks", Feedback)
TICKETS = Table("tickets", Ticket)
KNOWLEDGE = Table("knowledge", Knowledge)
REFERENCE_USERS = Table("reference_users", ReferenceUser)
