"""The OpenAPI documents are true: whatever they allow to be sent is answered as they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from mockcc import assembly
from mockcc.client import Client
from mockcc.web.admin.app import CALLS
from tests.support import acme
from tests.support.acme import AcmeSuite, write_fixtures

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = hypothesis.settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> AcmeSuite:
    """A suite of Acme for all cases."""
    folder: Path = write_fixtures(tmp_path_factory.mktemp("fixtures"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "load_python", lambda _: acme.vendor)
        suite = AcmeSuite(fixtures=folder)
        suite.pipeline("acme")
    return suite


def described(path: str, suite: AcmeSuite) -> dict[str, Any]:
    """The operations of a document by id; schemathesis leaves out the one that gives the document."""
    found = [result.ok() for result in schemathesis.openapi.from_wsgi(path, suite.wsgi).get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.fixture(scope="module")
def operations(shared: AcmeSuite) -> dict[str, Any]:
    """The operations of the admin API's document by id."""
    return described("/_mockcc/openapi.json", shared)


# The document itself is left out by schemathesis, and an answer that never ends has no body to validate.
@pytest.mark.parametrize("name", [call.name for call in CALLS if call.name not in ("admin_openapi", "stream_events")])
def test_a_call_of_the_admin_api_is_answered_as_its_document_says(operations: dict[str, Any], name: str) -> None:
    @hypothesis.given(operations[name].as_strategy())
    @FEW
    def send(case: Case) -> None:
        if isinstance(case.body, dict):
            case.body.pop("within", None)
        case.call_and_validate(checks=CHECKS)

    send()


def test_a_vendor_answers_as_its_document_says(shared: AcmeSuite) -> None:
    Client(suite=shared).table("acme", "settings").patch("current", patience=0)
    for operation in described("/_mockcc/catalogue/acme/openapi.json", shared).values():

        @hypothesis.given(operation.as_strategy())
        @FEW
        def send(case: Case) -> None:
            case.call_and_validate(checks=CHECKS)

        send()
