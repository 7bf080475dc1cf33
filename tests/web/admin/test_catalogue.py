"""What the server says of itself: the catalogue, the OpenAPI documents, and its health."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from mockcc.errors import StoreUnavailableError
from mockcc.suite import Suite
from mockcc.web.admin.app import CALLS
from tests.support.acme import AcmeSuite
from tests.support.admin import Admin


def test_the_catalogue_has_every_vendor_with_all_that_it_has(admin: Admin) -> None:
    catalogue = admin.get("/catalogue")
    acme = catalogue["acme"]
    assert list(catalogue) == ["acme"]
    assert acme == admin.get("/catalogue/acme")
    login = acme["endpoints"]["login"]
    assert (login["method"], login["path"], login["behaviour"], login["waits"]) == ("POST", "/accounts/<account>/login", "login", False)
    assert login["replies"] == ["login.ok", "login.wrong", "login.taken", "common.limit"]
    assert login["request"]["form"]["user"] == {"required": True, "sample": "agent1"}
    assert [route["method"] for route in acme["endpoints"]["logout"]["routes"]] == ["POST", "DELETE"]
    taken = acme["replies"]["login.taken"]
    assert (taken["status"], taken["evidence"], taken["source"], taken["title"]) == (409, "observed", "A client.", "Logged in elsewhere")
    assert taken["status_evidence"] == "observed"
    assert taken["body"] == {"json": {"error": "taken"}}
    assert acme["replies"]["common.limit"]["placeholders"] == {"seconds": 60}
    assert acme["replies"]["logout.ok"]["body"] == {}
    assert acme["personas"]["locked"]["use"] == "Log in as locked1."
    assert acme["settings"]["patience"]["default"] == 5.0
    agents = acme["tables"]["agents"]
    assert (agents["about"], agents["required"], agents["seed"]) == ("People.", ["id", "password"], ["agent1", "agent2", "locked1"])
    assert agents["fields"]["state"] == {"enum": ["BUSY", "OUT", "READY"], "default": "OUT"}
    assert acme["tables"]["settings"]["seed"] == ["current"]
    assert acme["actions"] == {"wave": "Wave at somebody."}


@pytest.mark.parametrize(
    ("scenario", "does"),
    [
        ("taken", 'Changes the world: agents.*.state = "READY".'),
        ("taken-later", 'Changes the world at a call on login: agents.agent1.state = "READY".'),
        ("limited", "Gives the reply common.limit on every endpoint that lists it."),
        ("wrong-once", "Gives the reply login.wrong on login."),
        ("slow", "Breaks the transport on login, logout: delay, after 2 seconds."),
        ("down", "Breaks the transport on every endpoint: status 502."),
    ],
)
def test_a_scenario_says_what_it_does(admin: Admin, scenario: str, does: str) -> None:
    assert admin.get("/catalogue/acme")["scenarios"][scenario]["does"] == does


def test_an_unknown_vendor_is_404(admin: Admin) -> None:
    for path in ("/catalogue/acne", "/catalogue/acne/openapi.json"):
        assert "There is no vendor 'acne'. Did you mean 'acme'?" in admin.refuse(404, "GET", path)


def test_the_admin_api_describes_itself_as_openapi(admin: Admin) -> None:
    document = admin.get("/openapi.json")
    validate(document)
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert len(described) == len(CALLS)
    arm = document["paths"]["/_mockcc/spaces/{space}/scenarios/{vendor}/{name}"]["put"]
    assert arm["requestBody"] == {
        "required": False,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ScenarioOptions"}}},
    }
    assert {"200", "400", "403", "404", "415", "422"} == set(arm["responses"])
    assert "security" not in arm


def test_with_a_token_the_document_says_that_one_is_needed(acme_python: None, suite: AcmeSuite) -> None:
    secured = AcmeSuite(fixtures=suite.fixtures, admin_token="t")
    document = Admin(secured, "t").get("/openapi.json")
    validate(document)
    assert document["paths"]["/_mockcc/spaces"]["get"]["security"] == [{"token": []}]
    assert "security" not in document["paths"]["/_mockcc/health"]["get"]


def test_a_vendor_is_described_as_openapi(admin: Admin) -> None:
    document = admin.get("/catalogue/acme/openapi.json")
    validate(document)
    assert document["servers"] == [{"url": "http://localhost/acme"}]
    login = document["paths"]["/accounts/{account}/login"]["post"]
    assert (login["operationId"], login["security"]) == ("login", [{"basic": []}])
    assert [(each["in"], each["name"], each["required"]) for each in login["parameters"]] == [
        ("path", "account", True),
        ("query", "lang", False),
        ("header", "X-Trace", False),
        ("cookie", "seen", False),
    ]
    assert login["parameters"][0]["example"] == "demo"
    assert login["parameters"][1]["schema"] == {"enum": ["en", "de"]}
    form = login["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["user", "device"]
    assert form["properties"]["device"]["required"] == ["name"]
    assert set(form["properties"]["device"]["properties"]) == {"name", "kind"}
    wrong = login["responses"]["401"]
    reference = "#/components/examples/login.wrong"
    assert wrong["content"]["application/json"]["examples"]["login.wrong"] == {"$ref": reference}
    example = document["components"]["examples"]["login.wrong"]
    assert example["summary"] in wrong["description"]
    assert {name: example[name] for name in ("summary", "value", "x-mockcc-reply", "x-mockcc-evidence", "x-mockcc-status-evidence")} == {
        "summary": "Wrong password",
        "value": {"error": "wrong"},
        "x-mockcc-reply": "login.wrong",
        "x-mockcc-evidence": "documented",
        "x-mockcc-status-evidence": "documented",
    }
    logout = document["paths"]["/session"]["delete"]
    assert (logout["operationId"], logout["security"]) == ("logout_2", [{"bearer": []}])
    assert "content" not in logout["responses"]["204"]
    assert set(document["paths"]["/page"]) == {"get", "head"}
    assert {"404", "405"} < set(login["responses"])


@pytest.mark.parametrize("vendor", Suite().vendors)
def test_every_shipped_vendor_has_a_document_that_is_right(vendor: str) -> None:
    admin = Admin(Suite(vendors=[vendor]))
    document = admin.get(f"/catalogue/{vendor}/openapi.json")
    validate(document)
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                assert response["description"]
                for media in response.get("content", {}).values():
                    assert media["examples"].keys() <= document["components"]["examples"].keys()
    assert admin.get(f"/catalogue/{vendor}")["endpoints"]


def test_health_is_ok_while_the_store_answers(admin: Admin, suite: AcmeSuite, monkeypatch: pytest.MonkeyPatch) -> None:
    health = admin.get("/health")
    assert (health["status"], health["vendors"], health["store"]) == ("ok", ["acme"], "memory")

    def gone() -> Any:
        raise StoreUnavailableError("The store cannot be reached.")

    monkeypatch.setattr(suite.store, "ping", gone)
    assert admin.refuse(503, "GET", "/health") == "The store cannot be reached."
