"""Each thing that lint finds: file, line, what was found, what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockcc.catalog.check import Knowledge, check, check_vendor
from mockcc.errors import UnknownNameError
from tests.catalog.acme import KNOWLEDGE, PAGE, SEED, VENDOR, lint, spoil, write

LOGIN = "fixtures/acme/login.yaml"


def test_a_right_vendor_has_no_problems(tmp_path: Path) -> None:
    root = write(tmp_path)
    assert lint(root) == []
    assert lint(root, None) == []
    assert check(root) == []
    assert check(root, {"acme": KNOWLEDGE}) == []


PAGE_CASES = [
    # shape
    (
        "    reply: login.busy\n    values",
        "    replay: login.busy\n    values",
        29,
        "Unknown key 'replay'. Did you mean 'reply'? Allowed: ",
    ),
    ("source: https://docs.acme.example/login\n", "", 1, "The key 'source' is missing. Say where this is known from"),
    ("source: https://docs.acme.example/login", "source: ''", 2, "'source' is empty. Say where this is known from"),
    ("status: 404, evidence: assumed", "status: 404", 23, "The key 'evidence' is missing in 'replies.unknown.path'. Allowed: documented,"),
    ("evidence: observed", "evidence: obsreved", 22, "'replies.page.ok.evidence' is 'obsreved'. Did you mean 'observed'? Allowed: "),
    ("status: 404", "status: many", 23, "'replies.unknown.path.status' is 'many'. Allowed: a whole number."),
    ("status: 404", "status: 999", 23, "'replies.unknown.path.status' is 999. Allowed: 599 or less."),
    ("status: 404", "status: 99", 23, "is 99. Allowed: 100 or more."),
    ("text: Busy $who", "text: 12", 21, "'replies.login.busy.text' is 12. Allowed: a string. Quote it."),
    ("    advance: PT5M", "    advance: [5]", 56, "'examples.1.advance' is a list. Allowed: a string."),
    ("    advance: PT5M", "    forced: 1", 56, "is 1. Allowed: true or false."),
    ("    on: login", "    on: {a: 1}", 28, "'scenarios.busy.on' is a mapping. Allowed: a string or a list."),
    ("    on: login", "    on: [login, true]", 28, "'scenarios.busy.on.1' is true. Allowed: a string. Quote it."),
    ("replies: [page.ok]", "replies: []", 14, "'endpoints.page.replies' is empty. It needs at least one entry."),
    ("  slow: {title: Slow,", "  slow: {title: ,", 37, "'scenarios.slow.title' is nothing. Allowed: a string."),
    ("evidence: observed", f"evidence: {'x' * 60}", 22, "xxx.... Allowed: assumed, documented, observed."),
    # endpoints
    ("      - login.busy\n", "      - login.bsy\n", 9, "There is no reply 'login.bsy'. Did you mean 'login.busy'? Allowed: "),
    (
        "      - login.busy\n",
        "      - login.busy\n      - login.ok\n",
        10,
        "The endpoint 'login' lists the reply 'login.ok' twice. Keep one.",
    ),
    ("behaviour: login", "behaviour: logn", 6, "There is no behaviour 'logn'. Did you mean 'login'? Allowed: bearer, login, static."),
    ("POST /accounts/<account>/login", "POST accounts", 5, "'POST accounts' is no route. Write: METHOD /path/<argument>"),
    ("POST /accounts/<account>/login", "PSOT /accounts/<account>", 5, "'PSOT' is no method. Did you mean 'POST'? Allowed: DELETE, GET,"),
    ("POST /accounts/<account>/login", "POST /<account>/<account>", 5, "has an argument twice. Give each a name of its own."),
    ("[GET /page, GET /]", "[GET /page, POST /accounts/<id>/login, GET /]", 13, "The endpoint 'login' has the route"),
    ("[GET /page, GET /]", "[]", 13, "The endpoint 'page' has no route."),
    ("path: {account: {sample", "path: {acount: {sample", 11, "No route has the argument 'acount'. Did you mean 'account'?"),
    # groups of replies
    ("      - login.busy\n", "      - '@busy'\n", 9, "There is no group of replies 'busy'. None exist."),
    ("scenarios:\n", "groups: {all: [login.ok]}\nscenarios:\n", 25, "No endpoint lists the group 'all'. List it as '@all', or remove it."),
    ("scenarios:\n", "groups: {all: []}\nscenarios:\n", 25, "'groups.all' is empty. It needs at least one entry."),
    # replies
    ("replies: [page.ok]", "replies: [login.ok]", 22, "No endpoint lists the reply 'page.ok'. List it under"),
    (", page: login.html", ", page: login.html, text: a", 22, "The reply 'page.ok' has text and page. Allowed: at most one of"),
    (", page: login.html", ", page: logn.html", 22, "There is no file pages/logn.html. Did you mean 'login.html'?"),
    (", page: login.html", ", page: ../login.yaml", 22, "There is no file pages/../login.yaml."),
    ("status: 503", "status: 204", 21, "A reply with status 204 has no body, but this one has text. Remove it."),
    (
        "agent.name: Ann}\n",
        "agent.name: Ann, agent.nam: B}\n",
        20,
        "The sample 'agent.nam' belongs to no placeholder. Did you mean 'agent.name'?",
    ),
    (
        "{agent.id: 7, agent.name: Ann}",
        "{agent.id: 7}",
        20,
        "The placeholder $agent.name has no sample. Add it under 'samples' of the reply 'login.ok'.",
    ),
    ("samples: {user: Ann}", "samples: {}", 22, "The placeholder $user has no sample."),
    ("[1, $$5]", "[1, $5]", 19, "'$5' holds a dollar sign that begins no placeholder. Write $$ for a dollar sign,"),
    ("{X-Agent: $agent.id}", '{"X Agent": $agent.id}', 18, "'X Agent' is no name of a header field. Allowed: letters, digits and"),
    ("{X-Agent: $agent.id}", '{X-Agent: ["a\\nb"]}', 18, "The header 'X-Agent' holds a line break. Allowed: one line;"),
    ("status: 404", 'reason: "a\\rb"', 23, "'reason' holds a line break."),
    # scenarios and personas
    ("    reply: login.busy\n    values: {who: Bob}\n", "", 26, "The scenario 'busy' has no effect. It needs exactly one of set,"),
    ("    values: {who: Bob}", "    set: {agents.*.state: A}", 29, "The scenario 'busy' has set and reply. It needs exactly one of"),
    ("on: login", "on: logn", 28, "There is no endpoint 'logn'. Did you mean 'login'? Allowed: login, page."),
    ("on: login", "on: [login, page]", 28, "The endpoint 'page' does not list the reply 'login.busy'. Allowed: page.ok."),
    ("values: {who: Bob}", "values: {whom: Bob}", 30, "The reply 'login.busy' has no placeholder $whom. Did you mean 'who'?"),
    ("regex: ^agent", "regex: (", 31, "'(' is no regular expression: missing ), unterminated subpattern"),
    ("    reply: login.busy\n    values", "    reply: login.bsy\n    values", 29, "There is no reply 'login.bsy'."),
    ("    reply: login.busy\n    use", "    reply: login.bsy\n    use", 41, "There is no reply 'login.bsy'."),
    ("agents.*.state: READY", "agent.*.state: READY", 35, "There is no table 'agent'. Did you mean 'agents'? Allowed: agents, settings."),
    ("agents.*.state: READY", "agents.*.stat: READY", 35, "The table 'agents' has no field 'stat'. Did you mean 'state'?"),
    ("agents.*.state: READY", "agents.*.state: 5", 35, "'agents.*.state': Expected `str`, got `int`."),
    ("agents.*.state: READY", "agents: 5", 35, "'agents' is no field of the world. Write: table.key.field"),
    ("settings.current.seconds", "settings.now.seconds", 36, "The settings have no row 'now'. Write: settings.current.<name>."),
    ("settings.current.seconds", "settings.current.second", 36, "The table 'settings' has no field 'second'. Did you mean 'seconds'?"),
    ("agents.busy1: {name", "agents.agent1: {name", 44, "The row 'agents.agent1' is at fixtures/acme/seed.yaml:5 as well."),
    (
        "agents.busy1: {name",
        "agents.busy1: {nam",
        44,
        "'agents.busy1' has no field 'nam'. Did you mean 'name'? Allowed: name, state, tags.",
    ),
    # examples
    ("    call: page", "    call: pge", 62, "There is no endpoint 'pge'. Did you mean 'page'?"),
    ("    call: page", "    call: GET", 62, "There is no endpoint 'GET'. Allowed: login, page."),
    ("    call: page", "    call: GET nothing", 62, "'GET nothing' is no request line. Write 'METHOD /path', or the name of an endpoint."),
    ("given: [busy]", "given: [buzy]", 55, "There is no scenario 'buzy'. Did you mean 'busy'?"),
    ("expect: page.ok", "expect: page.on", 64, "There is no reply 'page.on'. Did you mean 'page.ok'?"),
    ("expect: page.ok", "expect: login.ok", 64, "The endpoint 'page' does not list 'login.ok'. Allowed: page.ok."),
    ("route: GET /\n", "route: GET /pag\n", 63, "The endpoint has no route 'GET /pag'. Did you mean 'GET /page'?"),
    ("    path: {account: demo}\n", "", 46, "The route's argument <account> has no value. Add it under 'path'."),
    ("path: {account: demo}", "path: {account: demo, b: 1}", 48, "The route has no argument 'b'."),
    ("first: [sign in]", "first: [sing in]", 54, "There is no example 'sing in'. Did you mean 'sign in'?"),
    ("form: {user: a}", "first: [again]", 49, "The example 'sign in' comes before itself, through 'again'."),
    ("PT5M", "5 minutes", 56, "'5 minutes' is no ISO 8601 duration. Write for example PT30M,"),
    ("basic: [a, b]", "basic: [a]", 57, "'basic' has 1 entries. Allowed: [user, password]."),
    ("form: {user: a}", "form: {user: a}\n    json: 1", 50, "The example sends form and json. Allowed: at most one of"),
    ("take: {id: json.id}", "take: {id: body}", 51, "'body' is no part of a reply. Write json.a.b, header.X or cookie.c."),
    ("path: {account: $id}", "path: {account: $ident}", 58, "Nothing before this example takes $ident. Allowed: id."),
    ("set: {agents.agent1: null}", "set: {agents.agent1: {nam: A}}", 59, "'agents.agent1' has no field 'nam'."),
    ("name: again", "name: sign in", 52, "The example 'sign in' is at fixtures/acme/login.yaml:46 as well. Rename one"),
    # the file
    (
        "# yaml-language-server",
        "# yaml-server",
        1,
        "The first line is not the editors' modeline. Write: # yaml-language-server: $schema=../schema/page.json",
    ),
    ("  page.ok: {", "  login.ok: {", 22, "The key 'login.ok' is here a second time in the same mapping. Keep one of the two."),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), PAGE_CASES)
def test_a_problem_of_a_page(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    found = lint(write(tmp_path, login=spoil(PAGE, old, new)))
    expected = f"{LOGIN}:{line}: "
    assert [each for each in found if each.startswith(expected) and message in each], "\n".join(found)


OTHER_CASES = [
    ("vendor", VENDOR, "title: Acme\n", "", 1, "The key 'title' is missing. It is required."),
    ("vendor", VENDOR, "summary: Agents sign in.", "unknown_path: no.path\nsummary: A", 4, "unknown_path: There is no reply 'no.path'."),
    ("vendor", VENDOR, "{Server: nginx}", "{Server: $name}", 5, "The header 'Server' of every reply holds a placeholder."),
    ("vendor", VENDOR, "{Server: nginx}", '{"Ser ver": nginx}', 5, "'Ser ver' is no name of a header field."),
    ("vendor", VENDOR, "  seconds: {default: 60", "  second: {default: 60", 7, "'settings' has no field 'second'. Did you mean 'seconds'?"),
    ("vendor", VENDOR, "default: 60", "default: long", 7, "The field 'seconds' of 'settings': Expected `int`, got `str`."),
    ("seed", SEED, "  agents:", "  agent:", 5, "There is no table 'agent'. Did you mean 'agents'?"),
    ("seed", SEED, "faker: name", "faker: nam", 5, "There is no Faker provider 'nam' here. Did you mean 'name'?"),
    ("seed", SEED, "name: Bo, ", "", 6, "The field 'name' of 'agents.agent2' is missing. It is required."),
    ("seed", SEED, "name: Bo, ", "name: 5, ", 6, "The field 'name' of 'agents.agent2': Expected `str`, got `int`."),
    ("seed", SEED, "tags: [a]", "tags: [1]", 6, "The field 'tags' of 'agents.agent2': Expected `str`, got `int` - at `$[0]`."),
    ("seed", SEED, "    agent2: {name: Bo, tags: [a]}", "    agent2: Bo", 6, "'rows.agents.agent2' is 'Bo'. Allowed: a mapping."),
    ("seed", SEED, "tags: [a]", "tags: [{faker: name}, {faker: x}]", 6, "There is no Faker provider 'x' here."),
    ("seed", SEED, "rows:", "rows: [", 5, "No YAML: "),
]


@pytest.mark.parametrize(("file", "text", "old", "new", "line", "message"), OTHER_CASES)
def test_a_problem_of_another_file(tmp_path: Path, file: str, text: str, old: str, new: str, line: int, message: str) -> None:
    found = lint(write(tmp_path, **{file: spoil(text, old, new)}))
    assert [each for each in found if each.startswith(f"fixtures/acme/{file}.yaml:{line}: ") and message in each], "\n".join(found)


GROUPED = spoil(PAGE, "      - login.ok\n      - login.busy\n", "      - '@all'\n")


def test_an_endpoint_may_list_a_group_of_replies(tmp_path: Path) -> None:
    assert lint(write(tmp_path, login=spoil(GROUPED, "scenarios:\n", "groups: {all: [login.ok, login.busy]}\nscenarios:\n"))) == []


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("[login.ok, login.bsy, login.busy]", "fixtures/acme/login.yaml:24: There is no reply 'login.bsy'."),
        ("[login.ok, login.busy, login.ok]", "fixtures/acme/login.yaml:8: The endpoint 'login' lists the reply 'login.ok' twice."),
    ],
)
def test_a_problem_of_a_group(tmp_path: Path, group: str, message: str) -> None:
    found = lint(write(tmp_path, login=spoil(GROUPED, "scenarios:\n", f"groups: {{all: {group}}}\nscenarios:\n")))
    assert len(found) == 1
    assert found[0].startswith(message)


def test_the_same_id_in_two_files_names_both_places(tmp_path: Path) -> None:
    text = "# yaml-language-server: $schema=../schema/page.json\nsource: x\nreplies:\n  login.ok: {evidence: assumed}\n"
    assert lint(write(tmp_path, zoo=text)) == [
        "fixtures/acme/zoo.yaml:4: The reply 'login.ok' is at fixtures/acme/login.yaml:16 as well. Rename one of the two."
    ]


def test_several_problems_come_at_once_and_in_order(tmp_path: Path) -> None:
    page = spoil(spoil(PAGE, "status: 404", "status: 4"), "evidence: observed", "evidence: seen")
    found = lint(write(tmp_path, login=page, seed=spoil(SEED, "faker: name", "faker: nam")))
    assert [line.partition(": ")[0] for line in found] == [f"{LOGIN}:22", f"{LOGIN}:23", "fixtures/acme/seed.yaml:5"]


def test_an_unreadable_file_does_not_make_its_names_unknown(tmp_path: Path) -> None:
    common = b"# yaml-language-server: $schema=../schema/page.json\nsource: \xff\n"
    found = lint(write(tmp_path, login=spoil(PAGE, "[page.ok]", "[page.ok, other]"), common=common))
    assert found == ["fixtures/acme/common.yaml:2: No UTF-8: byte 0xff. Save the file as UTF-8."]


def test_a_broken_endpoint_does_not_make_its_replies_unused(tmp_path: Path) -> None:
    found = lint(write(tmp_path, login=spoil(PAGE, "    route: [GET /page, GET /]", "    route: 5")))
    assert found == [f"{LOGIN}:13: 'endpoints.page.route' is 5. Allowed: a string or a list. Quote it."]


def test_a_broken_page_template_is_named_with_its_line(tmp_path: Path) -> None:
    root = write(tmp_path)
    page = root / "acme/pages/login.html"
    page.write_text("<b>\n{{ user </b>\n")
    assert lint(root) == [f"{LOGIN}:22: pages/login.html:2: unexpected '/'. Correct the page."]
    page.write_bytes(b"\xff")
    assert lint(root) == [f"{LOGIN}:22: pages/login.html:1: No UTF-8. Correct the page."]


def test_a_page_is_read_with_the_pages_that_it_extends_and_includes(tmp_path: Path) -> None:
    root = write(tmp_path)
    pages = root / "acme/pages"
    (pages / "login.html").write_text('{% extends "base.html" %}')
    (pages / "base.html").write_text('{% include "user.html" %}')
    (pages / "user.html").write_text('{% include "base.html" %}{{ user }}')
    assert lint(root) == []
    (pages / "user.html").write_text("{{ user }}{{ role }}")
    assert [each for each in lint(root) if "The placeholder $role has no sample." in each]
    (pages / "user.html").write_text("{% if %}")
    assert [each for each in lint(root) if "pages/user.html:1: " in each]
    (pages / "user.html").unlink()
    assert lint(root) == [f"{LOGIN}:22: pages/user.html:1: There is no file pages/user.html. Correct the page."]


def test_without_knowledge_the_files_speak_for_themselves(tmp_path: Path) -> None:
    page = spoil(PAGE, "settings.current.seconds", "settings.current.second")
    assert "has no field 'second'" in lint(write(tmp_path, login=page), None)[0]
    root = write(tmp_path, vendor=spoil(VENDOR, "tables: {agents: People}\n", ""), login=PAGE)
    assert lint(root, None) == []
    (root / "acme/seed.yaml").unlink()
    assert lint(root, None) == []


def test_a_vendor_file_that_is_wrong_does_not_stop_the_other_checks(tmp_path: Path) -> None:
    vendor = spoil(VENDOR, "title: Acme", "titel: Acme")
    found = lint(write(tmp_path, vendor=vendor, login=spoil(PAGE, "call: page", "call: pge")), None)
    assert [line.partition(" ")[0] for line in found] == [f"{LOGIN}:62:", "fixtures/acme/vendor.yaml:1:", "fixtures/acme/vendor.yaml:3:"]


def test_an_empty_file_and_a_list_are_no_fixture_files(tmp_path: Path) -> None:
    found = lint(write(tmp_path, zoo="# yaml-language-server: $schema=../schema/page.json\n", yak="- 1\n"))
    assert "fixtures/acme/zoo.yaml:1: The file is nothing. Allowed: a mapping." in found
    assert "fixtures/acme/yak.yaml:1: The file is a list. Allowed: a mapping." in found


def test_sections_of_the_wrong_kind_are_named_once(tmp_path: Path) -> None:
    head = "# yaml-language-server: $schema=../schema/page.json\nsource: x\n"
    seed = "# yaml-language-server: $schema=../schema/seed.json\nsource: x\nrows: {agents: 5}\n"
    found = lint(write(tmp_path, zoo=head + "replies: 5\nexamples: 6\n", seed=seed))
    assert found == [
        "fixtures/acme/seed.yaml:3: 'rows.agents' is 5. Allowed: a mapping.",
        "fixtures/acme/zoo.yaml:3: 'replies' is 5. Allowed: a mapping.",
        "fixtures/acme/zoo.yaml:4: 'examples' is 6. Allowed: a list.",
    ]


def test_folders_and_files_that_nobody_reads_are_named(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / "acme/more.yml").write_text("")
    (root / "zoo").mkdir()
    (root / "zoo/login.yaml").write_text("")
    (root / "schema").mkdir()
    assert [str(problem) for problem in check(root)] == [
        "fixtures/acme/more.yml:1: This file is not read. Call it more.yaml.",
        "fixtures/zoo/vendor.yaml:1: This file is missing. Every vendor needs it; see fixtures/README.md.",
    ]
    assert "There is no vendor in" in str(check(tmp_path / "none")[0])


def test_an_unknown_vendor_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'acme'"):
        check_vendor(write(tmp_path), "acne")


def test_a_set_of_a_table_whose_type_nobody_told_is_left_alone(tmp_path: Path) -> None:
    knowledge = Knowledge(KNOWLEDGE.behaviours, {"agents": KNOWLEDGE.tables["agents"]})
    assert lint(write(tmp_path), knowledge) == []


def test_a_variant_names_a_reply_that_exists_and_is_no_variant_itself(tmp_path: Path) -> None:
    head = "# yaml-language-server: $schema=../schema/page.json\nsource: x\n"
    replies = "replies:\n  one: {evidence: assumed, variant_of: ome}\n  two: {evidence: assumed, variant_of: one}\n"
    endpoint = "endpoints:\n  zoo: {route: GET /zoo, replies: [one, two]}\n"
    examples = (
        "examples:\n  - {name: zoo one, call: zoo, forced: true, expect: one}\n  - {name: zoo two, call: zoo, forced: true, expect: two}\n"
    )
    found = lint(write(tmp_path, zoo=head + replies + endpoint + examples))
    assert any("There is no reply 'ome'. Did you mean 'one'?" in problem for problem in found)
    assert any("'one' is a variant of 'ome' itself." in problem for problem in found)
