"""Cognigy Live Agent in one space of a server, called over a real socket as its clients call it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from mockcc.client import Client
from mockcc.client_views import TableView
from mockcc.protocols import pkce

CLIENT = {"client_id": "cognigy-live-agent", "client_secret": "live-agent-secret"}
VERIFIER = "mockcc-sample-code-verifier-of-43-characters"
PKCE = {"code_challenge": pkce.challenge(VERIFIER), "code_challenge_method": "S256"}
ORGANISATION = "64f0000000000000000000a1"
TIMEOUT = 10
JSON = {"Accept": "application/json"}


class Cognigy:
    """The three parts at one address, and the space behind them."""

    def __init__(self, url: str, space: str) -> None:
        self.control = Client(url, space)
        self.base = self.control.url("cognigy")
        self.callback = f"{self.base}/omniauth/cognigy/callback"

    # The space

    def table(self, name: str) -> TableView:
        """A table of the vendor."""
        return self.control.table("cognigy", name)

    def set(self, **settings: Any) -> None:
        """Change settings."""
        self.table("settings").patch("current", settings)

    def arm(self, scenario: str, **options: Any) -> None:
        """Arm a scenario."""
        self.control.arm("cognigy", scenario, **options)

    def why(self) -> str:
        """Why the last exchange was answered as it was."""
        return str(self.control.journal(limit=1)[-1]["why"])

    # Calls

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call that follows no redirect."""
        options.setdefault("timeout", TIMEOUT)
        return requests.request(method, self.base + path, allow_redirects=False, **options)

    def authorize(self, user: str = "agent1@demo.example", password: str | None = None, **fields: str) -> requests.Response:
        """Credentials for a code; the password is the user's own unless another is given."""
        organisation = fields.pop("organisation", None)
        form = {
            "response_type": "code",
            "username": user,
            "password": own(user, password),
            "client_id": CLIENT["client_id"],
            **PKCE,
            **fields,
        }
        headers = {"organisation-id": organisation} if organisation else {}
        return self.send("POST", "/auth/oauth2/authorize", data=form, headers=headers)

    def code(self, user: str = "agent1@demo.example", **fields: str) -> str:
        """A code."""
        reply = self.authorize(user, **fields)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["code"])

    def token(self, grant: str, **fields: str) -> requests.Response:
        """A grant."""
        return self.send("POST", "/auth/oauth2/token", data={"grant_type": grant, **CLIENT, **fields})

    def tokens(self, user: str = "agent1@demo.example", **fields: str) -> dict[str, Any]:
        """The tokens for a user's password."""
        reply = self.token("password", username=user, password=own(user), **fields)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def redeem(self, code: str, **fields: str) -> requests.Response:
        """The tokens for a code."""
        return self.token("authorization_code", **{"code": code, "redirect_uri": self.callback, "code_verifier": VERIFIER, **fields})

    def me(self, token: str, path: str = "/v2.0/users/me") -> requests.Response:
        """One's own profile."""
        return self.send("GET", path, headers={"Authorization": f"Bearer {token}"})

    def admin(self, method: str, path: str, body: Any = None, key: str = "admin1-api-key") -> requests.Response:
        """A call of Cognigy.AI's API with an API key."""
        data = None if body is None else json.dumps(body)
        return self.send(method, path, data=data, headers={"X-API-Key": key, "Content-Type": "application/json"})


class Visitor:
    """Somebody with a browser that runs no script: cookies, redirects, forms."""

    def __init__(self, cognigy: Cognigy) -> None:
        self.cognigy = cognigy
        self.session = requests.Session()

    def get(self, path: str, **options: Any) -> requests.Response:
        """Open an address, and go where it leads."""
        url = path if path.startswith("http") else self.cognigy.base + path
        return self.session.get(url, timeout=TIMEOUT, **options)

    def submit(self, shown: requests.Response, **typed: str) -> requests.Response:
        """Fill in the page's form, send it, and go where it leads."""
        form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', shown.text, re.S)
        assert form is not None, shown.text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2]))
        fields = {unescape(name): unescape(value) for name, value in hidden.items()} | typed
        return self.session.post(unescape(form[1]), data=fields, timeout=TIMEOUT)

    def log_in(self, user: str = "agent1@demo.example", password: str | None = None, **typed: str) -> requests.Response:
        """Press the button, sign in at Cognigy.AI, and go where that leads."""
        shown = self.get("/auth/cognigy")
        return self.settle(self.submit(shown, username=user, password=own(user, password), **typed))

    def settle(self, shown: requests.Response) -> requests.Response:
        """Go on by itself, where the page says so."""
        on = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', shown.text)
        return self.get(unescape(on[1])) if on else shown

    def back(self, code: str, **changed: str) -> requests.Response:
        """Start a login and come back with this code."""
        shown = self.get("/auth/cognigy")
        state = query_of(shown.url)["state"]
        return self.get("/omniauth/cognigy/callback", params={"code": code, "state": state, **changed})


def own(user: str, password: str | None = None) -> str:
    """The password of the seed's user, unless another is given."""
    return f"{user.partition('@')[0]}-secret" if password is None else password


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
