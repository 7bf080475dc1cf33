"""Loading: what a catalogue holds, and that a broken vendor is refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcc.catalog.load import load_vendor, routes_of
from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.catalog.types import Route
from mockcc.errors import FixtureError, UnknownNameError
from tests.catalog.acme import PAGE, SEED, VENDOR, spoil, write


def test_a_vendor_is_joined(tmp_path: Path) -> None:
    common = "source: elsewhere\nreplies: {zoo: {evidence: assumed}, yak: {evidence: assumed, source: a client}}\n"
    catalogue = load_vendor(write(tmp_path, common=common), "acme")
    assert (catalogue.name, catalogue.file.title) == ("acme", "Acme")
    assert catalogue.endpoints["login"].routes == (Route("POST", "/accounts/<account>/login"),)
    assert catalogue.endpoints["page"].routes == (Route("GET", "/page"), Route("GET", "/"))
    assert catalogue.endpoints["page"].source == "https://docs.acme.example/login"
    assert (catalogue.replies["zoo"].source, catalogue.replies["yak"].source) == ("elsewhere", "a client")
    assert list(catalogue.scenarios) == ["busy", "taken", "slow"]
    assert [example.name for example in catalogue.examples] == ["sign in", "again", "page"]
    assert catalogue.seed["agents"]["busy1"] == {"name": "Busy"}
    assert catalogue.pinned == {"agents.busy1"}
    assert (Path(catalogue.folder) / "vendor.yaml").is_file()


def test_a_status_may_be_less_sure_than_the_words(tmp_path: Path) -> None:
    own = "yak: {evidence: documented, status: 409, status_evidence: observed}"
    common = f"source: elsewhere\nreplies: {{zoo: {{evidence: documented}}, {own}}}\n"
    plain = load_vendor(write(tmp_path / "plain", common=common), "acme").replies
    assert (plain["zoo"].status_evidence, plain["yak"].status_evidence) == ("documented", "observed")
    silent = load_vendor(write(tmp_path / "silent", common=common, vendor=f"{VENDOR}status_evidence: assumed\n"), "acme").replies
    assert (silent["zoo"].status_evidence, silent["yak"].status_evidence) == ("assumed", "observed")


def test_a_page_names_the_part_of_the_vendor_that_it_is_about(tmp_path: Path) -> None:
    catalogue = load_vendor(write(tmp_path, login=spoil(PAGE, "endpoints:\n", "part: Front desk\nendpoints:\n")), "acme")
    assert catalogue.endpoints["login"].part == catalogue.replies["login.ok"].part == "Front desk"
    assert load_vendor(write(tmp_path / "other"), "acme").endpoints["login"].part == ""


def test_a_group_stands_for_its_replies_wherever_it_is_written(tmp_path: Path) -> None:
    common = "source: elsewhere\ngroups: {trouble: [login.busy]}\n"
    catalogue = load_vendor(write(tmp_path, common=common, login=spoil(PAGE, "      - login.busy\n", "      - '@trouble'\n")), "acme")
    assert catalogue.endpoints["login"].spec.replies == ["login.ok", "login.busy"]


def test_an_unknown_group_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"login.yaml:9: There is no group of replies 'trouble'"):
        load_vendor(write(tmp_path, login=spoil(PAGE, "      - login.busy\n", "      - '@trouble'\n")), "acme")


def test_a_vendor_without_seed_has_the_rows_of_its_personas(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / "acme/seed.yaml").unlink()
    assert load_vendor(root, "acme").seed == {"agents": {"busy1": {"name": "Busy"}}}


def test_vendors_are_folders_with_a_vendor_file(tmp_path: Path) -> None:
    root = write(tmp_path)
    for name in ("schema", "zoo", "empty"):
        (root / name).mkdir()
    for name in ("schema", "zoo"):
        (root / name / "vendor.yaml").write_text(VENDOR)
    assert vendor_names(root) == ["acme", "zoo"]
    assert vendor_names(tmp_path / "none") == []
    with pytest.raises(UnknownNameError, match=r"There is no vendor 'acne' in .* Did you mean 'acme'"):
        load_vendor(root, "acne")


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {
                "login": spoil(spoil(PAGE, "status: 404", "status: x"), "GET /page, ", "page, "),
                "seed": spoil(SEED, "source: Invented", "a: 01"),
            },
            ["login.yaml:13: 'page' is no route", "login.yaml:23: 'replies.unknown.path.status' is 'x'", "seed.yaml:2: 01 is a number"],
        ),
        ({"login": spoil(PAGE, "GET /page, ", "page, ")}, ["login.yaml:13: 'page' is no route. Write: METHOD /path/<argument>"]),
        (
            {"more": "source: x\nreplies: {login.ok: {evidence: assumed}}\n"},
            ["more.yaml:2: The reply 'login.ok' is at fixtures/acme/login.yaml:16"],
        ),
        ({"more": b"\xff"}, ["more.yaml:1: No UTF-8"]),
        ({"vendor": "[]"}, ["vendor.yaml:1: The file is a list."]),
    ],
)
def test_a_broken_vendor_is_refused_with_all_its_problems(tmp_path: Path, files: dict[str, str], lines: list[str]) -> None:
    with pytest.raises(FixtureError) as error:
        load_vendor(write(tmp_path, **files), "acme")
    found = error.value.problems
    assert all(any(problem.startswith(f"fixtures/acme/{line}") for problem in found) for line in lines), found


@pytest.mark.parametrize("route", ["GET", "GET a", "get /a", "GET /a b", "GET /a?b=c", "GET /<1>", "GET /<a", "GET  /a", "GET /a\n"])
def test_a_bad_route_is_refused(route: str) -> None:
    with pytest.raises(FixtureError, match="METHOD /path/<argument>"):
        routes_of(["GET /good", route])


def test_fixtures_lie_in_the_wheel_or_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "mockcc"
    assert fixtures_root(package) == tmp_path / "fixtures"
    (package / "fixtures").mkdir(parents=True)
    assert fixtures_root(package) == package / "fixtures"
    assert (fixtures_root() / "schema/page.json").is_file()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.sampled_from(["vendor", "login", "seed"]), st.integers(0, 1500), st.integers(0, 60), st.text(max_size=8))
def test_no_damage_raises_anything_but_our_fault(tmp_path: Path, file: str, start: int, length: int, new: str) -> None:
    text = {"vendor": VENDOR, "login": PAGE, "seed": SEED}[file]
    damaged = (text[:start] + new + text[start + length :]).encode("utf-8", "surrogatepass")
    try:
        load_vendor(write(tmp_path, **{file: damaged}), "acme")
    except FixtureError as error:
        problems = error.problems
    else:
        problems = ["fixtures/acme"]
    assert problems
    assert all(problem.startswith("fixtures/acme") and "\n" not in problem for problem in problems)
