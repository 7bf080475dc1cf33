"""The rows of an Ozonetel account's world."""

from typing import Literal

from mockcc.runtime.tables import Row, Table


class Settings(Row):
    """The switches of the vendor's conduct."""

    api_authentication: Literal["BASIC_AUTH", "TOKEN_AUTH"]


class Account(Row):
    """A CloudAgent account."""

    name: str
    api_key: str


class Agent(Row):
    """An agent of an account, and where the agent stands now."""

    id: str
    account: str
    name: str
    password: str
    state: Literal["LOGGED_OUT", "READY", "IDLE", "PAUSED", "BUSY", "ACW"] = "LOGGED_OUT"
    phone: str | None = None


SETTINGS = Table("settings", Settings)
ACCOUNTS = Table("accounts", Account)
AGENTS = Table("agents", Agent)
