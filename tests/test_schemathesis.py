"""Schemathesis reads the OpenAPI documents that mockcc exports: every answer has a status that its document lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from mockcc.catalog.locate import fixtures_root, vendor_names
from mockcc.model import OutboundCall, OutboundResult
from mockcc.suite import Suite

FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


class Offline(Suite):
    """A suite whose calls to other servers find nobody."""

    def ask(self, call: OutboundCall) -> OutboundResult:
        return OutboundResult(failure="unreachable", detail="nobody is there")


@pytest.fixture(scope="module")
def suite() -> Iterator[Suite]:
    suite = Offline()
    yield suite
    suite.close()


def play(suite: Suite, document: str, headers: dict[str, str]) -> set[str]:
    """Call each operation of a document a few times; what was answered in a way that the document does not list."""
    schema = schemathesis.openapi.from_wsgi(document, app=suite.wsgi)
    wrong: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()

        @FEW
        @given(operation.as_strategy())
        def one(case: Any) -> None:
            response = case.call(headers=headers)
            listed = {str(status) for status in case.operation.definition.raw["responses"]}
            if str(response.status_code) not in listed and "default" not in listed:
                wrong.add(
                    f"{case.method} {case.path}: {response.status_code} is not among {', '.join(sorted(listed))}: {response.text[:200]}"
                )

        one()
    return wrong


@pytest.mark.parametrize("vendor", vendor_names(fixtures_root()))
def test_a_vendor_answers_as_its_document_says(suite: Suite, vendor: str) -> None:
    assert play(suite, f"/_mockcc/catalogue/{vendor}/openapi.json", {"Mockcc-Space": "schemathesis"}) == set()


def test_the_admin_api_answers_as_its_document_says(suite: Suite) -> None:
    assert play(suite, "/_mockcc/openapi.json", {}) == set()
