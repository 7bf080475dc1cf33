"""A vendor made for tests: agents log in and out, poll, ask another server and are pushed to; its words never change under us."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mockcc.engine.action import Act
from mockcc.engine.call import Answer, Ask, Call, Outcome, Refuse, Wait
from mockcc.engine.vendor import Vendor
from mockcc.errors import InvalidValueError
from mockcc.model import OutboundCall, OutboundResult
from mockcc.runtime.tables import Row, Table
from mockcc.suite import Suite

VENDOR = """\
source: https://docs.acme.example
title: Acme
summary: Agents log in.
hosts: [api.acme.example]
settings:
  patience: {default: 5.0, about: How many seconds a poll waits.}
tables: {settings: The switches., agents: People.}
"""
PAGE = """\
source: https://docs.acme.example/login
endpoints:
  login:
    title: Log in
    route: POST /accounts/<account>/login
    behaviour: login
    replies: [login.ok, login.wrong, login.taken, common.limit]
    request:
      path: {account: {sample: demo}}
      basic: [agent1, secret]
      headers: {X-Trace: {about: For the log}, Accept: {}}
      query: {lang: {values: [en, de]}}
      cookies: {seen: {}}
      form: {user: {required: true, sample: agent1}, device.name: {required: true}, device.kind: {}}
  logout:
    route: [POST /logout, DELETE /session]
    behaviour: logout
    replies: [logout.ok, common.limit]
    request: {bearer: token, json: {user: {required: true, sample: agent1, about: Who}}}
  poll: {route: GET /poll, behaviour: poll, waits: true, replies: [poll.ready, poll.none]}
  ask: {route: GET /ask/<user>, behaviour: ask, waits: true, replies: [ask.done]}
  push: {route: POST /push, behaviour: push, replies: [push.ok]}
  page: {route: [GET /page, HEAD /page], behaviour: page, replies: [page.ok]}
  purge: {route: PURGE /page, replies: [push.ok]}
replies:
  login.ok: {evidence: documented, title: Logged in, json: {user: $agent.id, why: $why}, samples: {agent.id: someone, why: because}}
  login.wrong: {evidence: documented, status: 401, title: Wrong password, json: {error: wrong}}
  login.taken: {evidence: observed, status: 409, title: Logged in elsewhere, source: A client., json: {error: taken}}
  logout.ok: {evidence: documented, status: 204, title: Logged out}
  common.limit: {evidence: assumed, status: 429, title: Too many, headers: {Retry-After: $seconds}, text: slow down, samples: {seconds: 60}}
  poll.ready: {evidence: documented, title: Ready, json: {ready: true}}
  poll.none: {evidence: documented, title: Nobody, json: {ready: false}}
  ask.done: {evidence: assumed, json: {found: $found}, samples: {found: nothing}}
  push.ok: {evidence: assumed, json: {pushed: true}}
  page.ok: {evidence: assumed, page: hello.html, samples: {agent.id: someone, user: nobody}}
  common.lonely: {evidence: assumed, status: 500, text: not json, type: application/json}
  unknown.path: {evidence: assumed, status: 404, text: nowhere}
  unknown.method: {evidence: assumed, status: 405, headers: {Allow: $allow}, text: no, samples: {allow: POST}}
scenarios:
  limited: {title: Too many calls, reply: common.limit, values: {seconds: 5}}
  wrong-once: {title: A password fails once, reply: login.wrong, on: login, times: 1}
  lonely: {title: Nobody lists it, reply: common.lonely}
  taken: {title: Everybody is logged in elsewhere, set: {agents.*.state: READY}}
  taken-later: {title: The same from the second login on, set: {agents.agent1.state: READY}, on: login, after: 1}
  new-agent: {title: Somebody new, set: {agents.agent9: {id: agent9, password: secret}}}
  gone: {title: An agent is removed, set: {agents.agent2: null}}
  slow: {title: Slow, transport: {kind: delay, seconds: 2}, on: [login, logout]}
  down: {title: Down, transport: {kind: status, status: 502}, times: 1}
personas:
  locked:
    title: Always logged in elsewhere
    reply: login.taken
    use: Log in as locked1.
    rows: {agents.locked1: {id: locked1, password: secret, state: READY}}
"""
SEED = """\
source: Invented.
rows:
  agents:
    agent1: {id: agent1, password: secret}
    agent2: {id: agent2, password: secret}
"""


class Settings(Row):
    """The switches."""

    patience: float


class Agent(Row):
    """Somebody who logs in."""

    id: str
    password: str
    state: Literal["OUT", "READY", "BUSY"] = "OUT"
    tags: list[str] = []


SETTINGS = Table("settings", Settings)
AGENTS = Table("agents", Agent)
vendor = Vendor("acme", [SETTINGS, AGENTS])


@vendor.behaviour
def login(call: Call) -> Answer:
    """Password first, then the state."""
    user = call.request.form.get("user", "agent1")
    agent = call.get(AGENTS, user)
    if agent is None or not call.same("form.password", agent.password, call.request.form.get("password", "secret")):
        raise Refuse("login.wrong", why="The password is another.")
    if agent.state != "OUT":
        return Answer("login.taken", why=f"{user} is {agent.state}.")
    agent.state = "READY"
    call.put(AGENTS, user, agent)
    call.notify("poll")
    answer = Answer("login.ok", why=f"{user} was out.", agent=agent)
    answer.values["why"] = call.ids.hex(8)
    return answer


@vendor.behaviour
def logout(call: Call) -> Answer:
    """Whoever it is, is out."""
    user = str(call.request.json_object.get("user", "agent1"))
    agent = call.get(AGENTS, user)
    if agent is not None:
        agent.state = "OUT"
        call.put(AGENTS, user, agent)
    return Answer("logout.ok", why=f"{user} is out now.")


@vendor.behaviour
def poll(call: Call) -> Outcome:
    """Ready as soon as agent1 is."""
    agent = call.get(AGENTS, "agent1")
    if agent is not None and agent.state == "READY":
        return Answer("poll.ready")
    return Wait("poll", call.settings(SETTINGS).patience, Answer("poll.none"))


@vendor.behaviour
def ask(call: Call) -> Outcome:
    """Another server is asked first."""
    user = call.request.path_args["user"]

    def resume(call: Call, result: OutboundResult) -> Outcome:
        agent = call.get(AGENTS, user)
        return Answer("ask.done", found=f"{result.status or result.failure} {agent and agent.state}")

    return Ask(OutboundCall("GET", f"http://far.example/{user}"), resume)


@vendor.behaviour
def page(call: Call) -> Outcome:
    """A page for whoever looks."""
    return Answer("page.ok", agent={"id": "agent1"}, user=call.request.query.get("user", "you"))


@vendor.behaviour
def push(call: Call) -> Outcome:
    """Two calls go out behind the reply."""
    calls = [OutboundCall("POST", f"http://far.example/{name}?n=1", body=b"{}", name="event") for name in ("one", "two")]
    return Answer("push.ok", then=tuple(calls))


@vendor.action
def wave(act: Act) -> object:
    """Wave at somebody."""
    if "to" not in act.given:
        raise InvalidValueError("to", "Say to whom.")
    return None if act.given["to"] == "nobody" else {"waved": f"{act.base_url} {act.given['to']}"}


class AcmeSuite(Suite):
    """A suite of Acme alone or with others; ``far`` stands for all other servers."""

    far: Callable[[OutboundCall], OutboundResult] = staticmethod(lambda call: OutboundResult(200, body=b"ok"))

    def ask(self, call: OutboundCall) -> OutboundResult:
        """What ``far`` says."""
        return self.far(call)


def write_fixtures(folder: Path, *names: str) -> Path:
    """Fixtures of vendors that all are Acme but for their names."""
    for name in names or ("acme",):
        (folder / name / "pages").mkdir(parents=True)
        (folder / name / "vendor.yaml").write_text(VENDOR.replace("api.acme", f"api.{name}"))
        (folder / name / "page.yaml").write_text(PAGE)
        (folder / name / "seed.yaml").write_text(SEED)
        (folder / name / "pages" / "hello.html").write_text("Hello {{ agent.id }} {{ user }}")
    return folder
