"""A softphone that logs an agent in to Ozonetel CloudAgent."""

from __future__ import annotations

import requests

PRODUCTION = "https://in1-ccaas-api.ozonetel.com"


class NotLoggedInError(Exception):
    """The agent is not logged in; ``str(error)`` is what to show, ``retry`` whether to try again."""

    def __init__(self, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.retry = retry


class Softphone:
    """One agent of one account."""

    def __init__(self, account: str, api_key: str, agent: str, password: str, base_url: str = PRODUCTION) -> None:
        self._form = {"userName": account, "apiKey": api_key}
        self._auth = (agent, password)
        self._url = f"{base_url}/CAServices/AgentAuthenticationV2/index.php"

    def log_in(self, phone: str) -> None:
        """Log the agent in at a phone; somebody who is logged in already stays so."""
        answer = self._send(action="login", phoneNumber=phone)
        if answer["status"] != "success" and answer["message"] != "Agent has already logged in":
            raise NotLoggedInError(answer["message"])

    def log_out(self) -> None:
        """Log the agent out."""
        self._send(action="logout")

    def _send(self, **fields: str) -> dict[str, str]:
        try:
            reply = requests.post(self._url, data={**self._form, **fields}, auth=self._auth, timeout=5)
            reply.raise_for_status()
        except requests.RequestException as error:
            raise NotLoggedInError("Ozonetel cannot be reached.", retry=True) from error
        return dict(reply.json())
