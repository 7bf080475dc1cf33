"""Calls a suite in process as somebody with a plain HTTP client would: the admin API, and Ozonetel's login."""

from __future__ import annotations

from typing import Any

from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from mockcc.suite import Suite

API_KEY = "KK00000000000000000000000000000001"
LOGIN_PATH = "/ozonetel/CAServices/AgentAuthenticationV2/index.php"


class Admin:
    """A caller of ``/_mockcc`` below one suite."""

    def __init__(self, suite: Suite, token: str | None = None) -> None:
        self.suite = suite
        self._client = WsgiClient(suite.wsgi)
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, json: Any = None, **options: Any) -> TestResponse:
        """One call of ``/_mockcc`` + ``path``."""
        options["headers"] = {**self._headers, **options.get("headers", {})}
        if json is not None:
            options["json"] = json
        return self._client.open("/_mockcc" + path, method=method, **options)

    def get(self, path: str) -> Any:
        """The document at a path; fails the test when there is none."""
        return self.ok(self.send("GET", path))

    def ok(self, reply: TestResponse) -> Any:
        """The document of a reply that is a success, ``None`` where it has none."""
        assert reply.status_code < 300, reply.get_data(as_text=True)
        return None if reply.status_code == 204 else reply.get_json()

    def problem(self, reply: TestResponse, status: int) -> dict[str, Any]:
        """The problem document of a reply that is a refusal of this status."""
        assert reply.status_code == status, reply.get_data(as_text=True)
        assert reply.headers["Content-Type"] == "application/problem+json"
        document: dict[str, Any] = reply.get_json()
        assert document["status"] == status
        return document

    def refuse(self, status: int, method: str, path: str, json: Any = None, **options: Any) -> str:
        """The sentence with which a call is refused."""
        return str(self.problem(self.send(method, path, json, **options), status)["detail"])

    def login(self, agent: str = "agent1", space: str | None = None, **form: str) -> Any:
        """Log an agent of Ozonetel in; the vendor's document."""
        reply = self.login_reply(agent, space, **form)
        return reply.get_json(force=True)

    def login_reply(self, agent: str = "agent1", space: str | None = None, **form: str) -> TestResponse:
        """Log an agent of Ozonetel in; the vendor's reply with its marks."""
        fields = {"userName": "demo", "apiKey": API_KEY, "action": "login", "phoneNumber": "+919900000001", **form}
        path = LOGIN_PATH if space is None else f"/~{space}{LOGIN_PATH}"
        return self._client.post(path, data=fields, auth=(agent, f"{agent}-secret"), headers={"Mockcc-Explain": "1"})
