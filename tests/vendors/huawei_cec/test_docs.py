"""The page about this vendor names all that there is, and nothing that there is not."""

from __future__ import annotations

import re

from mockcc.catalog.locate import fixtures_root
from mockcc.suite import Suite
from tests.vendors.huawei_cec.gateway import VENDOR, Gateway

PAGE = (fixtures_root().parent / "docs" / "huawei-cec.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.*)\n((?:(?!^## ).*\n?)*)", PAGE, flags=re.MULTILINE))


def named(section: str) -> set[str]:
    """The names between backticks in a section."""
    return set(re.findall(r"`([a-z][a-z0-9_-]*)`", SECTIONS[section]))


def test_every_scenario_persona_setting_and_action_is_named(huawei_suite: Suite) -> None:
    catalogue = huawei_suite.catalogue(VENDOR)
    assert named("Scenarios") == catalogue.scenarios.keys()
    assert named("Personas") - {"agent-secret", "admin-secret", "locked-account"} == catalogue.personas.keys()
    assert catalogue.file.settings.keys() <= named("Settings")
    assert huawei_suite.pipeline(VENDOR).vendor.actions.keys() <= named("What happens without a request")


def test_each_persona_s_line_says_what_the_catalogue_says(huawei_suite: Suite) -> None:
    for name, persona in huawei_suite.catalogue(VENDOR).personas.items():
        who, code = re.findall(rf"^\| (.*) \| (\d\d\d-\d\d\d).* \| `{name}` \|$", PAGE, flags=re.MULTILINE)[0]
        assert persona.reply == f"retcode.{code}"
        assert re.findall(r"\d+", who)[0] in persona.use


def test_the_defaults_are_those_of_the_page(gateway: Gateway) -> None:
    settings = gateway.suite.catalogue(VENDOR).file.settings
    for name, shown in re.findall(r"`(\w+)`\s\((true|false|[\d.]+|\[100000\])", SECTIONS["Settings"]):
        assert str(settings[name].default).lower() == shown, name
