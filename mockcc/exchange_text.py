"""An exchange of the journal as text that a person reads: in the terminal, and in the report of a failed test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

Exchange = Mapping[str, Any]
_SECRET: Final = re.compile(
    r"pass|secret|token|apikey|api_key|api-key|authorization|cookie|csrf|bearer|assertion|jwt|guid|code_verifier|signature", re.IGNORECASE
)
_BODY_SHOWN: Final = 2000


def headline(exchange: Exchange) -> str:
    """One line: what was called, and what came back."""
    request, reply = exchange["request"], exchange["reply"]
    outcome = f"{reply['status']} {reply['id']}" if reply else f"failed: {exchange['error']}"
    arrow = "=>" if exchange["kind"] == "outbound" else "->"
    scenario = f"  [{exchange['scenario']}]" if exchange["scenario"] else ""
    call = f"{request['method']} {request['path']}"
    return f"#{exchange['id']}  {exchange['at'][11:19]}  {exchange['vendor']}  {call}  {arrow} {outcome}{scenario}"


def story(exchange: Exchange, *, mask: bool = False) -> str:
    """The whole exchange: request, reply, why this reply, and what was compared; ``mask`` hides what looks like a secret."""
    request, reply = exchange["request"], exchange["reply"]
    path, query = request["path"], f"?{request['query_string']}" if request["query_string"] else ""
    first = headline(exchange)
    if mask:
        path, query = _masked_path(request), _masked(query)
        first = first.replace(request["path"], path)
    lines = [first, "", f"  {request['method']} {path}{query}"]
    lines += _fields(request["header_list"], mask)
    lines += _body(request, mask)
    if reply:
        lines += ["", f"  {reply['status']}  {reply['id']}, {reply['evidence']}", *_fields(reply["header_list"], mask), *_body(reply, mask)]
        lines += ["", f"  source   {reply['source']}"]
    lines.append(f"  why      {exchange['why'] or 'Nothing was decided: the endpoint has one reply.'}")
    for number, compared in enumerate(exchange["compared"]):
        hidden = mask and _SECRET.search(compared["what"])
        shown = "equal" if compared["expected"] == compared["found"] else "different"
        values = f"({shown})" if hidden else f"expected {compared['expected']!r}, found {compared['found']!r}"
        lines.append(f"  {'compared' if number == 0 else '        '} {compared['what']}: {values}")
    return "\n".join(lines)


def _fields(pairs: Iterable[Iterable[str]], mask: bool) -> list[str]:
    return [f"  {name}: {_field(name, value) if mask else value}" for name, value in pairs]


def _field(name: str, value: str) -> str:
    return "***" if _SECRET.search(name) else _masked(value)


def _body(part: Mapping[str, Any], mask: bool) -> list[str]:
    text = part["body"]
    if not text:
        return []
    if mask:
        text = _masked(text)
    if len(text) > _BODY_SHOWN:
        text = f"{text[:_BODY_SHOWN]}... ({len(text)} characters)"
    return ["", *(f"  {line}" for line in text.splitlines())]


def _masked_path(request: Mapping[str, Any]) -> str:
    path: str = request["path"]
    for name, value in request["path_args"].items():
        if _SECRET.search(name) and value:
            path = path.replace(value, "***")
    return path


def _masked(text: str) -> str:
    in_json = re.sub(r'("(?P<name>[^"\\]*)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)', _mask_pair, text)
    return re.sub(r"((?:^|[?&#;\s])(?P<name>[^=?&#;\s{\"]+)=)[^&#;\s\"]*", _mask_pair, in_json)


def _mask_pair(match: re.Match[str]) -> str:
    if not _SECRET.search(match["name"]):
        return match[0]
    return f'{match[1]}"***"' if match[0].startswith('"') else f"{match[1]}***"
