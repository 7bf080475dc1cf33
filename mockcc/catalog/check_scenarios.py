"""Check scenarios and personas: one effect each, on endpoints that exist, with replies that those endpoints can give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockcc.catalog import template
from mockcc.catalog.check_endpoints import unknown_reply
from mockcc.catalog.draft import Draft, Item, Problem
from mockcc.catalog.types import ScenarioSpec
from mockcc.errors import nearest

_EFFECTS = ("set", "reply", "transport")


def check_scenarios(draft: Draft) -> Iterator[Problem]:
    """Problems of all scenarios and personas of a vendor."""
    for scenario in draft.scenarios.values():
        yield from _effect(scenario)
        yield from _on(draft, scenario)
        yield from _match(scenario)
        yield from _values(draft, scenario)
        if scenario.spec.reply is not None and (sentence := unknown_reply(draft, scenario.spec.reply)):
            yield scenario.problem(sentence, "reply")
    for persona in draft.personas.values():
        if sentence := unknown_reply(draft, persona.spec.reply):
            yield persona.problem(sentence, "reply")


def _effect(scenario: Item[ScenarioSpec]) -> Iterator[Problem]:
    effects = [name for name in _EFFECTS if getattr(scenario.spec, name) is not None]
    if not effects:
        yield scenario.problem(f"The scenario {scenario.name!r} has no effect. It needs exactly one of set, reply and transport.")
    if len(effects) > 1:
        found = f"The scenario {scenario.name!r} has {' and '.join(effects)}"
        yield scenario.problem(f"{found}. It needs exactly one of set, reply and transport.", effects[1])


def _on(draft: Draft, scenario: Item[ScenarioSpec]) -> Iterator[Problem]:
    spec, known = scenario.spec, draft.names["endpoints"]
    for index, name in enumerate([spec.on] if isinstance(spec.on, str) else spec.on or []):
        below = ("on",) if isinstance(spec.on, str) else ("on", index)
        if name not in known:
            yield scenario.problem(f"There is no endpoint {name!r}. {nearest(name, known)}", *below)
        elif name in draft.endpoints and spec.reply in draft.replies:
            replies = draft.replies_of(draft.endpoints[name].spec)
            if spec.reply in replies:
                continue
            listed = nearest(spec.reply, replies)
            yield scenario.problem(f"The endpoint {name!r} does not list the reply {spec.reply!r}. {listed}", *below)


def _match(scenario: Item[ScenarioSpec]) -> Iterator[Problem]:
    for field, wanted in scenario.spec.match.items():
        if not (isinstance(wanted, dict) and set(wanted) == {"regex"}):
            continue
        try:
            re.compile(str(wanted["regex"]))
        except re.error as error:
            yield scenario.problem(f"{wanted['regex']!r} is no regular expression: {error}. Correct it.", "match", field)


def _values(draft: Draft, scenario: Item[ScenarioSpec]) -> Iterator[Problem]:
    reply = draft.replies.get(scenario.spec.reply or "")
    if reply is None:
        return
    needed = template.placeholders([reply.spec.json, reply.spec.text, *reply.spec.headers.values()]) | reply.spec.samples.keys()
    for name in scenario.spec.values:
        if name not in needed:
            yield scenario.problem(f"The reply {reply.name!r} has no placeholder ${name}. {nearest(name, needed)}", "values", name)
