"""Stories of tests that have a private vendor: three lines in a test."""

from __future__ import annotations

import threading

import pytest

from tests.pytest_plugin.conftest import Run, said
from tests.support.process import serving


def test_a_scenario_a_client_and_a_proof_are_three_lines(run: Run) -> None:
    result = run(
        """
        def test_agent_already_logged_in(mockcc):
            mockcc.arm("ozonetel", "already-logged-in")
            assert agent(mockcc.url("ozonetel")) == "Agent has already logged in"
            mockcc.verify("ozonetel", "agent_authentication", times=1)
        """.replace("\n        ", "\n")
    )
    result.assert_outcomes(passed=1)


EACH_ALONE = """
@pytest.mark.parametrize("number", range(4))
def test_in(mockcc, number):
    assert agent(mockcc.url("ozonetel")) == "Agent agent1 logged in successfully"
    assert len(mockcc.journal()) == 1


def test_at_the_end_nothing_is_left(mockcc):
    assert [space["id"] for space in mockcc.spaces()] == ["default"]
"""


def test_each_test_has_a_space_of_its_own_that_is_gone_after_it(run: Run) -> None:
    run(EACH_ALONE).assert_outcomes(passed=5)


def test_a_running_server_is_used_the_same_way(run: Run) -> None:
    with serving() as served:
        run(EACH_ALONE, f"--mockcc-url={served.url}").assert_outcomes(passed=5)


def test_every_verb_of_the_client_is_there(run: Run) -> None:
    result = run("""
def test_verbs(mockcc):
    base = mockcc.url("ozonetel")
    assert base.startswith(repr(mockcc).rpartition(" ")[2].strip(">"))
    mockcc.force("ozonetel", "agent_authentication", "login.already")
    assert agent(base) == "Agent has already logged in"
    mockcc.fault("ozonetel", "status", status=503, times=1)
    with pytest.raises(ValueError):
        agent(base)
    before = mockcc.snapshot()
    assert agent(base) == "Agent agent1 logged in successfully"
    assert mockcc.table("ozonetel", "agents")["agent1"]["state"] == "READY"
    mockcc.restore(before)
    assert agent(base) == "Agent agent1 logged in successfully"
    then = mockcc.clock.now()
    assert (mockcc.clock.advance(hours=8) - then).total_seconds() >= 8 * 3600
    mockcc.reset()
    assert mockcc.journal() == []
    other = mockcc.new_space()
    assert agent(other.url("ozonetel")) == agent(base) == "Agent agent1 logged in successfully"


def test_the_other_space_is_gone_too(mockcc):
    assert [space["id"] for space in mockcc.spaces()] == ["default"]
""")
    result.assert_outcomes(passed=2)


def test_a_marker_arms_for_one_test(run: Run) -> None:
    result = run("""
@pytest.mark.mockcc("ozonetel", "already-logged-in")
def test_marked(mockcc):
    assert agent(mockcc.url("ozonetel")) == "Agent has already logged in"


@pytest.mark.mockcc("ozonetel", "login-limit", times=1)
@pytest.mark.mockcc("ozonetel", "phones-registered")
class TestTwo:
    def test_both_are_armed(self, mockcc):
        assert sorted(armed["name"] for armed in mockcc.armed()) == ["login-limit", "phones-registered"]
        assert [armed["times"] for armed in mockcc.armed() if armed["name"] == "login-limit"] == [1]


def test_not_marked(mockcc):
    assert agent(mockcc.url("ozonetel")) == "Agent agent1 logged in successfully"
""")
    result.assert_outcomes(passed=3)


def test_every_reply_of_an_endpoint_can_feed_parametrize(run: Run) -> None:
    result = run("""
import mockcc as kit

REPLIES = kit.replies("ozonetel", endpoint="agent_authentication", evidence="documented")


@pytest.mark.parametrize("reply", REPLIES)
def test_each(mockcc, reply):
    assert mockcc.replies("ozonetel", "agent_authentication", evidence=("documented",)) == REPLIES
    assert (reply.status, reply.evidence) == (200, "documented")
    assert reply.about and reply.source.startswith("https://")
    mockcc.force("ozonetel", "agent_authentication", reply)
    agent(mockcc.url("ozonetel"))
    mockcc.verify("ozonetel", reply=reply, times=1)
""")
    result.assert_outcomes(passed=9)


def test_a_client_without_a_socket_calls_the_vendor_as_wsgi(run: Run) -> None:
    result = run("""
import httpx


@pytest.mark.mockcc("ozonetel", "account-closed")
def test_in_process(mockcc):
    with httpx.Client(transport=httpx.WSGITransport(mockcc.wsgi("ozonetel")), base_url="http://ozonetel.test") as client:
        reply = client.post("/CAServices/AgentAuthenticationV2/index.php", data={"userName": "demo", "apiKey": "x", "action": "login"})
    assert reply.json()["message"] == "Invalid userName or apiKey"
    mockcc.verify("ozonetel", reply="account.unknown", times=1)
""")
    result.assert_outcomes(passed=1)


def test_the_suite_of_the_run_can_be_another(run: Run) -> None:
    conftest = """
import pytest
from mockcc import Suite

@pytest.fixture(scope="session")
def mockcc_suite():
    suite = Suite(vendors=["ozonetel"], seed=7)
    yield suite
    suite.close()
"""
    result = run(
        """
def test_vendors(mockcc, mockcc_suite):
    assert mockcc.health()["vendors"] == mockcc_suite.vendors == ["ozonetel"]
""",
        conftest=conftest,
    )
    result.assert_outcomes(passed=1)


def test_a_module_can_bring_a_suite_of_its_own_and_coverage_counts_both(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_other="""
import pytest
from client import agent
from mockcc import Suite

@pytest.fixture(scope="session")
def mockcc_suite():
    suite = Suite(vendors=["ozonetel"])
    yield suite
    suite.close()

def test_alone(mockcc):
    assert mockcc.health()["vendors"] == ["ozonetel"]
    agent(mockcc.url("ozonetel"), "logout")
"""
    )
    result = run(
        """
def test_all(mockcc):
    assert len(mockcc.health()["vendors"]) > 1
    agent(mockcc.url("ozonetel"))
""",
        "--mockcc-coverage",
    )
    result.assert_outcomes(passed=2)
    assert "agent_authentication: 2 of 9 met" in said(result)


def test_what_needs_the_server_in_this_process_says_so(run: Run) -> None:
    with serving() as served:
        result = run(
            """
def test_wsgi(mockcc):
    mockcc.wsgi("ozonetel")


def test_suite(mockcc_suite):
    pass
""",
            f"--mockcc-url={served.url}",
        )
    result.assert_outcomes(failed=1, errors=1)
    assert "is another process. Use mockcc.url('ozonetel'), or leave --mockcc-url out." in said(result)
    assert "mockcc_suite is a suite in this process, but this run uses the server at" in said(result)


def test_a_server_with_a_token_gets_it_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("--admin-token", "t1") as served:
        monkeypatch.setenv("MOCKCC_ADMIN_TOKEN", "t1")
        run(EACH_ALONE, f"--mockcc-url={served.url}").assert_outcomes(passed=5)


def test_code_with_the_vendors_host_built_in_is_led_to_the_space(run: Run) -> None:
    result = run("""
def test_hard_coded(mockcc):
    with mockcc.intercept():
        assert agent(HOST) == "Agent agent1 logged in successfully"
    mockcc.verify("ozonetel", "agent_authentication", times=1)
""")
    result.assert_outcomes(passed=1)


def test_a_run_without_the_fixture_starts_nothing(run: Run) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    result = run(f"""
import threading

def test_plain():
    assert {{thread.ident for thread in threading.enumerate()}} <= {before}
""")
    result.assert_outcomes(passed=1)
