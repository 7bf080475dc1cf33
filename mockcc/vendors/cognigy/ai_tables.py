"""The rows of Cognigy.AI: organisations, users and their keys, OAuth clients, codes and tokens."""

from __future__ import annotations

from typing import Any

from mockcc.runtime.tables import Row, Table


class Organisation(Row):
    """An organisation of Cognigy.AI, by its id of 24 characters."""

    id: str
    name: str
    live_agent_account: int | None = None
    """The Live Agent account that it is mapped to."""
    domains: list[str] = []
    """The mail domains and addresses by which webfinger finds it."""
    idp: str = "none"
    """How its people sign in: none, oidc or saml."""


class LoginAttempt(Row):
    """One attempt to sign in with a password: whether it succeeded, when (unix seconds), and from where."""

    status: str
    timestamp: float
    location: str


class User(Row):
    """A user of one organisation, by e-mail; the same person in a second organisation is ``<e-mail>/<organisation>``."""

    id: str
    """24 characters; the API calls it ``_id``."""
    email: str
    """The API calls it ``id``."""
    name: str
    organisation: str
    password: str
    roles: list[str] = []
    other_organisations: list[str] = []
    """The further organisations in which the person is a user."""
    projects: list[str] = []
    disabled: bool = False
    broken: bool = False
    """Reading this user's profile fails inside Cognigy.AI."""
    locked_until: float = 0.0
    """Unix seconds until which the password is not looked at, whatever came before."""
    created_at: int = 1711000800
    changed_at: int = 1711000800
    created_by: str = "64f0000000000000000000f0"


class LoginState(Row):
    """What came of a person's attempts to sign in, by e-mail.

    It stands apart from the user, whose row so changes only when somebody changes the user: a scenario can put it back.
    """

    failed_logins: int = 0
    """Failures in a row since the last success."""
    locked_until: float = 0.0
    """Unix seconds until which the password is not looked at."""
    attempts: list[LoginAttempt] = []
    """The newest last, at most ten."""


class Client(Row):
    """An OAuth client, by its id."""

    id: str
    secret: str
    redirect_uris: list[str]
    """Absolute addresses, or paths below the address under which the mock itself is reached."""
    pkce: bool = False
    """Whether the code flow needs PKCE."""


class Code(Row):
    """An authorization code, and all that it is bound to."""

    client: str
    user: str
    redirect_uri: str
    redirect_sent: bool
    """Whether the authorization request named the address; then the token request has to name it too."""
    challenge: str | None
    expires_at: float
    used: bool = False
    remember: bool = False
    """Whether "Remember me" was ticked, so that the login lasts longer."""


class Login(Row):
    """One login, by an id of its own: whose it is, of which client, and when it ends. Its tokens die with it."""

    client: str
    user: str | None
    """The key of the user; ``None`` for a client that speaks for itself."""
    created_at: float
    expires_at: float


class AccessToken(Row):
    """An access token."""

    login: str
    expires_at: float


class RefreshToken(Row):
    """A refresh token."""

    login: str
    expires_at: float


class ApiKey(Row):
    """An API key of a user, by the key itself; ``expires_at`` 0 means never."""

    id: str
    name: str
    user: str
    """The key of the user."""
    created_at: int
    expires_at: float = 0.0


class ManagementUser(Row):
    """Who may use the management API, by user name."""

    password: str


class Project(Row):
    """A project of an organisation, by its id of 24 characters."""

    id: str
    name: str
    organisation: str
    inbox: int | None = None
    """Its default inbox in Live Agent."""


class Sweep(Row):
    """How many rows a table of short-lived rows got since its dead ones were last removed, by the table's name."""

    added: int = 0


ORGANISATIONS = Table("organisations", Organisation)
USERS = Table("users", User)
LOGIN_STATES = Table("login_states", LoginState)
CLIENTS = Table("clients", Client)
CODES = Table("codes", Code)
LOGINS = Table("logins", Login)
ACCESS_TOKENS = Table("access_tokens", AccessToken)
REFRESH_TOKENS = Table("refresh_tokens", RefreshToken)
API_KEYS = Table("api_keys", ApiKey)
MANAGEMENT_USERS = Table("management_users", ManagementUser)
PROJECTS = Table("projects", Project)
SWEEPS = Table("sweeps", Sweep)
AI_TABLES: list[Table[Any]] = [
    ORGANISATIONS,
    USERS,
    LOGIN_STATES,
    CLIENTS,
    CODES,
    LOGINS,
    ACCESS_TOKENS,
    REFRESH_TOKENS,
    API_KEYS,
    MANAGEMENT_USERS,
    PROJECTS,
    SWEEPS,
]
