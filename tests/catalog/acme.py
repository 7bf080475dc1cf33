"""A small vendor on disk that is right in every respect, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mockcc.catalog.check import Knowledge, check_vendor

VENDOR = """\
# yaml-language-server: $schema=../schema/vendor.json
source: https://docs.acme.example
title: Acme
summary: Agents sign in.
headers: {Server: nginx}
settings:
  seconds: {default: 60, about: How long}
tables: {agents: People}
"""
PAGE = """\
# yaml-language-server: $schema=../schema/page.json
source: https://docs.acme.example/login
endpoints:
  login:
    route: POST /accounts/<account>/login
    behaviour: login
    replies:
      - login.ok
      - login.busy
    request:
      path: {account: {sample: demo}}
  page:
    route: [GET /page, GET /]
    replies: [page.ok]
replies:
  login.ok:
    evidence: documented
    headers: {X-Agent: $agent.id}
    json: {id: $agent.id, text: "Hello ${agent.name}", list: [1, $$5]}
    samples: {agent.id: 7, agent.name: Ann}
  login.busy: {status: 503, evidence: assumed, text: Busy $who, samples: {who: Ann}}
  page.ok: {evidence: observed, page: login.html, samples: {user: Ann}}
  unknown.path: {status: 404, evidence: assumed}
  unknown.method: {status: 405, evidence: assumed, headers: {Allow: $allow}, samples: {allow: POST}}
scenarios:
  busy:
    title: Overload
    on: login
    reply: login.busy
    values: {who: Bob}
    match: {form.user: {regex: ^agent}, query.a: b}
  taken:
    title: Signed in
    set:
      agents.*.state: READY
      settings.current.seconds: 5
  slow: {title: Slow, transport: {kind: delay, seconds: 2}}
personas:
  never:
    title: Never
    reply: login.busy
    use: Sign in as busy1.
    rows:
      agents.busy1: {name: Busy}
examples:
  - name: sign in
    call: login
    path: {account: demo}
    form: {user: a}
    expect: login.ok
    take: {id: json.id}
  - name: again
    call: login
    first: [sign in]
    given: [busy]
    advance: PT5M
    basic: [a, b]
    path: {account: $id}
    set: {agents.agent1: null}
    expect: login.busy
  - name: page
    call: page
    route: GET /
    expect: page.ok
"""
SEED = """\
# yaml-language-server: $schema=../schema/seed.json
source: Invented
rows:
  agents:
    agent1: {name: {faker: name}, state: OUT}
    agent2: {name: Bo, tags: [a]}
"""


class Agent(msgspec.Struct, forbid_unknown_fields=True):
    """A row of ``agents``."""

    name: str
    state: str = "OUT"
    tags: list[str] = []


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The row of ``settings``."""

    seconds: int = 60


KNOWLEDGE = Knowledge(frozenset({"static", "bearer", "login"}), {"agents": Agent, "settings": Settings})


def write(tmp_path: Path, **files: str | bytes) -> Path:
    """Write the vendor; ``vendor``, ``login`` and ``seed`` replace its files, other names are further page files. The fixtures' root."""
    root = tmp_path / "fixtures"
    pages = root / "acme" / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "login.html").write_text("<b>{{ user }}</b>\n")
    for name, text in {"vendor": VENDOR, "login": PAGE, "seed": SEED, **files}.items():
        path = root / "acme" / f"{name}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def spoil(text: str, old: str, new: str) -> str:
    """The text with ``old`` replaced, which must stand in it exactly once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def lint(root: Path, knowledge: Knowledge | None = KNOWLEDGE) -> list[str]:
    """The lines that lint prints of the vendor."""
    return [str(problem) for problem in check_vendor(root, "acme", knowledge)]
