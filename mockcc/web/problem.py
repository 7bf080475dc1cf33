"""Our own errors over HTTP: RFC 9457 problem documents."""

from __future__ import annotations

import json
from typing import Any

from mockcc.errors import InvalidValueError, MockccError, StoreUnavailableError, UnknownNameError
from mockcc.model import PHRASES, Reply


class ProblemError(MockccError):
    """A call that cannot be done, with the status that says so; ``more`` are the document's extension members."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        self.status = status
        self.more = more
        super().__init__(detail)


def problem(status: int, detail: str, **more: Any) -> Reply:
    """A problem document; ``more`` are its extension members."""
    document = {"type": "about:blank", "title": PHRASES[status], "status": status, "detail": detail, **more}
    body = json.dumps(document, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Reply(status, [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")], body)


def problem_of(error: MockccError) -> Reply:
    """The problem document that a fault of ours becomes."""
    match error:
        case ProblemError():
            return problem(error.status, str(error), **error.more)
        case InvalidValueError():
            return problem(422, f"{error.field}: {error}", field=error.field)
        case UnknownNameError():
            return problem(404, str(error), allowed=error.allowed)
        case StoreUnavailableError():
            return problem(503, str(error))
        case _:
            return problem(500, str(error))
