"""A client as thin as can be: one kept-alive socket, ready-made bytes; for tests that make thousands of calls."""

from __future__ import annotations

import base64
import json
import socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

LOGIN_PATH = "/ozonetel/CAServices/AgentAuthenticationV2/index.php"
API_KEY = "KK00000000000000000000000000000001"


class QuickClient:
    """One connection to the server at ``url``; not to be shared by threads."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.netloc
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def send(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """Make a request and read its reply: status and body."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        while b"\r\n\r\n" not in self._rest:
            self._more()
        answer, _, self._rest = self._rest.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(self._rest) < length:
            self._more()
        found, self._rest = self._rest[:length], self._rest[length:]
        return int(answer[9:12]), found

    def _more(self) -> None:
        found = self._socket.recv(65536)
        if not found:
            raise ConnectionError("the server closed the connection")
        self._rest += found

    def admin(self, method: str, path: str, document: Any = None) -> tuple[int, Any]:
        """Call the admin API."""
        body = b"" if document is None else json.dumps(document).encode()
        status, found = self.send(method, f"/_mockcc{path}", body, "Content-Type: application/json\r\n")
        return status, json.loads(found) if found else None

    def agent(self, space: str, action: str, agent: str = "agent1", phone: str = "+919900000001") -> str:
        """Log an Ozonetel agent in or out; the reply's message."""
        credentials = base64.b64encode(f"{agent}:{agent}-secret".encode()).decode()
        form = urlencode({"userName": "demo", "apiKey": API_KEY, "phoneNumber": phone, "action": action}).encode()
        headers = f"Authorization: Basic {credentials}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        _, body = self.send("POST", f"/~{space}{LOGIN_PATH}", form, headers)
        return str(json.loads(body)["message"])
