"""Every example of the fixtures is called over HTTP and answered as it says; every reply has an example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockcc.catalog.load import load_vendor
from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.catalog.types import ExampleSpec, VendorCatalogue
from mockcc.suite import Suite
from mockcc.wire import Server
from tests.support.examples import Runner

CATALOGUES: dict[str, VendorCatalogue] = {name: load_vendor(fixtures_root(), name) for name in vendor_names(fixtures_root())}
EXAMPLES = [
    pytest.param(vendor, example, id=f"{vendor}-{example.name.replace(' ', '_')}")
    for vendor, catalogue in CATALOGUES.items()
    for example in catalogue.examples
]


@pytest.fixture(scope="module")
def runners() -> Iterator[dict[str, Runner]]:
    suite = Suite()
    with Server(suite.wsgi, waits=suite.wsgi.waits) as server:
        yield {vendor: Runner(suite, f"http://127.0.0.1:{server.port}", vendor) for vendor in suite.vendors}
    suite.close()


@pytest.mark.parametrize(("vendor", "example"), EXAMPLES)
def test_the_example_is_answered_as_it_says(runners: dict[str, Runner], vendor: str, example: ExampleSpec) -> None:
    space = f"example-{CATALOGUES[vendor].examples.index(example)}"

    outcome = runners[vendor].run(example, space)

    spec = CATALOGUES[vendor].replies[example.expect].spec
    assert outcome.reply == example.expect, outcome.response.text
    assert outcome.evidence == spec.evidence
    assert outcome.response.status_code == spec.status


@pytest.mark.parametrize("vendor", CATALOGUES)
def test_every_reply_has_an_example(vendor: str) -> None:
    catalogue = CATALOGUES[vendor]

    without = sorted(catalogue.replies.keys() - {example.expect for example in catalogue.examples})

    assert not without, f"Replies of {vendor} that no example meets: {', '.join(without)}"


@pytest.mark.parametrize("vendor", CATALOGUES)
def test_every_scenario_can_be_armed(vendor: str) -> None:
    catalogue = CATALOGUES[vendor]

    breaks = {name for name, scenario in catalogue.scenarios.items() if scenario.transport is not None}
    without = sorted(catalogue.scenarios.keys() - breaks - {name for example in catalogue.examples for name in example.given})

    assert not without, f"Scenarios of {vendor} that no example arms: {', '.join(without)}"
