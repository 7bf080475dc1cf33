"""The coverage report: what counts, how reports join, and how they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockcc.errors import InvalidValueError, UnknownNameError
from mockcc.reporting import html, markdown, text
from mockcc.reporting.report import EndpointMet, ReplyMet, Report, ScenarioMet, VendorMet, merge, read, vendor_met


def reply(met: int = 0, evidence: str = "documented", title: str = "", source: str = "https://vendor.example/page") -> ReplyMet:
    return ReplyMet(met=met, evidence=evidence, status=200, title=title, source=source)  # type: ignore[arg-type]


def report(ok: int = 1, taken: int = 0, guessed: int = 0, scope: list[str] | None = None) -> Report:
    replies = {
        "ok": reply(ok, title="It <works>"),
        "taken": reply(taken, "observed", "A | pipe"),
        "guessed": reply(guessed, "assumed", source="A guess"),
    }
    login = EndpointMet(method="POST", path="/login", title="Log in", replies=replies)
    logout = EndpointMet(method="POST", path="/logout", replies={"out": reply()})
    return Report(
        scope=scope or [],
        vendors={"acme": VendorMet(title="Acme", endpoints={"login": login, "logout": logout}, scenarios={"busy": ScenarioMet(met=ok)})},
    )


def test_known_replies_of_the_endpoints_called_count() -> None:
    assert report().total() == (1, 2)
    assert report().total().percent == 50
    assert Report().total().percent == 0


def test_the_scope_decides_where_there_is_one() -> None:
    assert report(scope=["acme"]).total() == (1, 3)
    assert report(scope=["acme/logout"]).total() == (0, 1)
    report(scope=["acme", "acme/login"]).check_scope()
    with pytest.raises(UnknownNameError, match="Did you mean 'login'"):
        report(scope=["acme/logn"]).check_scope()


def test_reports_of_several_runs_are_one_and_none_of_them_changes() -> None:
    one, other = report(ok=1, scope=["acme"]), report(ok=2, taken=1, scope=["acme"])
    del other.vendors["acme"].endpoints["logout"]

    joined = merge([one, other, Report()])

    login = joined.vendors["acme"].endpoints["login"].replies
    assert {id: entry.met for id, entry in login.items()} == {"ok": 3, "taken": 1, "guessed": 0}
    assert joined.vendors["acme"].scenarios["busy"].met == 3
    assert joined.scope == ["acme"]
    assert (one, other.vendors["acme"].endpoints["login"].replies["ok"].met) == (report(ok=1, scope=["acme"]), 2)


def test_a_variant_counts_for_the_reply_of_which_it_is_one() -> None:
    spec = {"evidence": "documented", "status": 200, "title": "", "source": "x"}
    described = {
        "title": "Acme",
        "replies": {"ok": {**spec, "variant_of": None}, "ok.loud": {**spec, "variant_of": "ok"}},
        "endpoints": {"login": {"method": "POST", "path": "/login", "title": "", "replies": ["ok", "ok.loud"]}},
        "scenarios": {"busy": {"title": "Busy"}},
    }
    met = vendor_met(described, {"login": {"ok.loud": 2, "ok": 1}}, {"busy": 4})
    assert {id: entry.met for id, entry in met.endpoints["login"].replies.items()} == {"ok": 3}
    assert met.scenarios["busy"].met == 4


def test_a_report_comes_back_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(report().encode())
    assert read(tmp_path / "a.json") == report()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"a\.json is no coverage report of mockcc: .* Write one with pytest --mockcc-coverage-json=a\.json"),
        (b'{"format": 2}', "Invalid enum value 2"),
        (b'{"vendors": {"acme": {"title": 1}}}', r"Expected `str`, got `int` - at `\$\.vendors"),
        (b'{"vendor": {}}', "unknown field `vendor`"),
        (None, r"a\.json cannot be read: no such file or directory\."),
    ],
)
def test_a_file_that_holds_no_report_is_named_with_what_is_wrong(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InvalidValueError, match=sentence):
        read(tmp_path / "a.json")


def test_a_terminal_shows_what_was_never_met_and_only_that() -> None:
    assert list(text.lines(report())) == [
        "acme: Acme",
        "  login: 1 of 2 met, never met:",
        "    taken  200  A | pipe",
        "acme: 1 further endpoint was never called and does not count.",
        "1 of 2 documented replies of the endpoints called were met: 50.0 %.",
    ]
    assert not any("further" in line for line in text.lines(report(ok=0, scope=["acme/login"])))
    assert list(text.lines(Report())) == ["No endpoint of a vendor was called."]
    assert "in scope" in text.sentence(report(scope=["acme"]))


def test_markdown_is_a_table_that_no_text_can_break() -> None:
    shown = markdown.render(report(ok=0, guessed=1))
    assert "**0 of 2 documented replies of the endpoints called were met: 0.0 %.**" in shown
    assert r"| acme | `login` | 0 of 2 | `ok` It &lt;works><br>`taken` A \| pipe |" in shown
    assert "<details><summary>acme: 1 endpoints never called, not counted</summary>" in shown
    assert "| none |" in markdown.render(report(taken=1))
    assert "|" not in markdown.render(Report())


def test_the_page_stands_alone_and_escapes_what_it_shows() -> None:
    page = html.render(report())
    assert "It &lt;works&gt;" in page
    assert "<script" not in page
    assert 'href="https://vendor.example/page"' in page
    assert 'title="A guess"' in page
    assert "src=" not in page
    assert "Never called and not counted: <code>logout</code>." in page
    assert "1 exchanges" in page
    assert "Nothing to show." in html.render(Report())
    assert "Scenarios" not in html.render(Report(vendors={"acme": VendorMet(title="Acme", endpoints=report().vendors["acme"].endpoints)}))
