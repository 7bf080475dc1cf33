"""The wire's own answers: a client broke HTTP or a limit, or the application failed."""

from __future__ import annotations

from mockcc.model import PHRASES


class Refused(Exception):  # noqa: N818 - an answer to the client, not an error of ours
    """A request that no application may see: ``status`` is the HTTP status, the text one sentence for the client."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def plain(status: int, text: str = "") -> tuple[str, list[tuple[str, str]], bytes]:
    """The status line, header fields and body of a short text/plain answer; ``text`` defaults to the reason phrase."""
    phrase = PHRASES[status]
    return f"{status} {phrase}", [("Content-Type", "text/plain; charset=utf-8")], f"{text or phrase}\n".encode()
