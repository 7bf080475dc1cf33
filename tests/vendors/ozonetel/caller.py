"""Calls Ozonetel over a real socket as its clients do, header names as written, and steers the space that it is called in."""

from __future__ import annotations

import base64
import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from mockcc.client import Client

KEY = "KK00000000000000000000000000000001"
WRONG_KEY = "KK0000000000000000000000000000000f"
LOGIN = "/CAServices/AgentAuthenticationV2/index.php"


class Response(NamedTuple):
    """What came back: status, the reply's id, header fields, body."""

    status: int
    reply: str
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON; fails where it is none."""
        return json.loads(self.text)


class Ozonetel:
    """The account ``demo`` in one space of a server."""

    def __init__(self, url: str, space: str) -> None:
        self.control = Client(url, space)
        self.base = self.control.url("ozonetel")

    def send(
        self,
        method: str,
        path: str,
        *,
        basic: tuple[str, str] | None = None,
        query: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        json_body: Any = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """One request of the vendor's API."""
        fields = {"Mockcc-Explain": "1", **(headers or {})}
        if basic is not None:
            fields["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
        if form is not None:
            body = urlencode(form).encode()
            fields.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif json_body is not None:
            body = json.dumps(json_body).encode()
            fields.setdefault("Content-Type", "application/json")
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request(method, parts.path + path + (f"?{urlencode(query)}" if query else ""), body, fields)
            answer = connection.getresponse()
            text = answer.read().decode()
            return Response(answer.status, answer.headers["Mockcc-Reply"], dict(answer.headers.items()), text)
        finally:
            connection.close()

    def authenticate(self, action: str, agent: str = "agent1", password: str | None = None, **form: str) -> Response:
        """AgentAuthenticationV2 as it should be called; what is given replaces what is usual."""
        usual = {"userName": "demo", "apiKey": KEY, "action": action}
        return self.send("POST", LOGIN, basic=(agent, password or f"{agent}-secret"), form={**usual, **form})

    def login(self, agent: str = "agent1", phone: str = "+919900112233", **form: str) -> Response:
        """Log an agent in."""
        return self.authenticate("login", agent, phoneNumber=phone, **form)

    def logout(self, agent: str = "agent1") -> Response:
        """Log an agent out."""
        return self.authenticate("logout", agent)

    def gateway(self, path: str, *, method: str = "POST", key: str | None = KEY, token: str | None = None, **body: Any) -> Response:
        """A call of the newer gateway, with the key in the header or with a token."""
        headers = {"apiKey": key} if key and token is None else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.send(method, path, headers=headers, json_body={"userName": "demo", **body})

    def token(self) -> str:
        """A new token."""
        found = self.gateway("/ca_apis/CAToken/generateToken").json["token"]
        assert isinstance(found, str)
        return found

    def details(self, agent: str = "agent1") -> dict[str, Any]:
        """What AgentDetails says of an agent."""
        (row,) = self.gateway("/ca_apis/AgentDetails", agentId=agent).json["message"]
        assert isinstance(row, dict)
        return row

    def logins(self) -> dict[str, dict[str, Any]]:
        """What getAgentLogins says, by agent; those who are always in left out."""
        rows = self.gateway("/ca_apis/getAgentLogins").json["message"]
        return {row["AgentId"]: row for row in rows if not row["AgentId"].startswith(("always-", "at-toolbar"))}

    def setting(self, **values: Any) -> None:
        """Change settings of the vendor in this space."""
        self.change("settings", "current", **values)

    def change(self, table: str, key: str, **values: Any) -> None:
        """Change fields of a row of the world."""
        self.control.table("ozonetel", table).patch(key, **values)
