"""Calls a suite of Acme in process as somebody with a plain HTTP client would: the admin API, and the vendor."""

from __future__ import annotations

from typing import Any

from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from mockcc.suite import Suite


class Admin:
    """A caller of ``/_mockcc`` and of the vendors of one suite."""

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

    def do(self, method: str, path: str, json: Any = None) -> Any:
        """The document of a call; fails the test when it is refused."""
        return self.ok(self.send(method, path, json))

    def get(self, path: str) -> Any:
        """The document at a path; fails the test when there is none."""
        return self.do("GET", path)

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

    def vendor(self, method: str, path: str, space: str = "default", **options: Any) -> TestResponse:
        """One call of Acme in a space, with its reply's marks."""
        options["headers"] = {"Mockcc-Explain": "1", **options.get("headers", {})}
        return self._client.open(f"/~{space}/acme{path}", method=method, **options)

    def login(self, user: str = "agent1", space: str = "default", **form: str) -> str:
        """Log somebody in; the id of the reply."""
        reply = self.vendor("POST", "/accounts/demo/login", space, data={"user": user, "password": "secret", **form})
        return reply.headers["Mockcc-Reply"]

    def logout(self, user: str = "agent1", space: str = "default") -> str:
        """Log somebody out; the id of the reply."""
        return self.vendor("POST", "/logout", space, json={"user": user}).headers["Mockcc-Reply"]
