"""What stands at ``/``: where the vendors and the admin API are."""

from __future__ import annotations

from collections.abc import Callable

from mockcc.model import Reply
from mockcc.web.convert import Environ, StartResponse, address, send
from mockcc.web.spaces import ADMIN


def front(vendors: list[str]) -> Callable[[Environ, StartResponse], list[bytes]]:
    """A WSGI app that lists the addresses as plain text."""

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        base = address(environ)
        lines = [f"{vendor:<12} {base}/{vendor}" for vendor in vendors] + [f"{'admin':<12} {base}/{ADMIN}/catalogue"]
        text = "mockcc is running.\n\n" + "\n".join(lines) + "\n"
        return send(Reply(200, [("Content-Type", "text/plain; charset=utf-8")], text.encode()), environ, start_response)

    return app
