"""Stories of failures: the exchanges in the report, names that do not exist, a server that is gone."""

from __future__ import annotations

from tests.heavy.startup import free_port
from tests.pytest_plugin.conftest import Run, said
from tests.support.process import serving


def test_the_report_of_a_failed_test_tells_its_exchanges_and_why_without_secrets(run: Run) -> None:
    result = run("""
def test_fails(mockcc):
    agent(mockcc.url("ozonetel"), password="guessed-wrong-1")
    assert False


def test_passes(mockcc):
    agent(mockcc.url("ozonetel"), name="agent2")
""")
    result.assert_outcomes(failed=1, passed=1)
    told = said(result)
    assert "mockcc exchanges in space test-" in told
    assert "POST /CAServices/AgentAuthenticationV2/index.php  -> 200 password.invalid" in told
    assert "why      The password is not that of agent agent1." in told
    assert "apiKey=***" in told
    assert "Authorization: ***" in told
    section = told.partition("mockcc exchanges")[2]
    assert "KK000" not in section
    assert "agent2" not in told


def test_a_fixture_that_uses_the_space_tells_its_exchanges_as_well(run: Run) -> None:
    result = run("""
@pytest.fixture
def signed_in(mockcc):
    assert agent(mockcc.url("ozonetel")) == "nothing like it"


def test_uses_it(signed_in):
    pass
""")
    result.assert_outcomes(errors=1)
    assert "-> 200 login.ok" in said(result)


def test_a_failure_without_an_exchange_says_that_there_was_none(run: Run) -> None:
    result = run("def test_fails(mockcc):\n    mockcc.url('ozonetel')\n    assert False\n")
    assert "No exchange: nothing has called a vendor in this space." in said(result)


def test_of_many_exchanges_the_newest_are_told(run: Run) -> None:
    result = run("""
def test_fails(mockcc):
    for _ in range(12):
        agent(mockcc.url("ozonetel"))
    assert False
""")
    assert "Only the newest 10 are shown." in said(result)
    assert "#12 " in said(result)
    assert "#2 " not in said(result)


TYPOS = [
    ("mockcc.url('ozonetell')", "There is no vendor 'ozonetell'. Did you mean 'ozonetel'? Allowed:"),
    ("mockcc.wsgi('ozonetell')", "There is no vendor 'ozonetell'. Did you mean 'ozonetel'? Allowed:"),
    ("mockcc.replies('ozonetell')", "There is no vendor 'ozonetell'"),
    ("mockcc.replies('ozonetel', 'agent_auth')", "There is no endpoint 'agent_auth' of ozonetel."),
    ("mockcc.replies('ozonetel', evidence='docs')", "There is no evidence 'docs'. Allowed: assumed, documented, observed."),
    ("mockcc.intercept('ozonetell').__enter__()", "There is no vendor 'ozonetell'. Did you mean 'ozonetel'?"),
    ("mockcc.arm('ozonetell', 'x')", "There is no vendor 'ozonetell'. Did you mean 'ozonetel'?"),
    ("mockcc.arm('ozonetel', 'already-loged-in')", "Did you mean 'already-logged-in'? Allowed: account-closed,"),
    ("mockcc.force('ozonetel', 'agent_authentication', 'login.alredy')", "Did you mean 'login.already'?"),
    ("mockcc.force('ozonetel', 'agent_authenticaton', 'login.already')", "Did you mean 'agent_authentication'?"),
    ("mockcc.table('ozonetel', 'agent').rows()", "Did you mean 'agents'?"),
    ("mockcc.table('ozonetel', 'agents').patch('agent1', stat='READY')", "Did you mean 'state'?"),
    ("mockcc.verify('ozonetel', 'agent_authenticaton')", "Did you mean 'agent_authentication'?"),
    ("mockcc.verify('ozonetel', match={'forms.action': 'login'})", "form"),
    ("mockcc.journal(vendor='ozonetell')", "Did you mean 'ozonetel'?"),
    ("mockcc.journal('ozonetel', 'agent_authenticaton')", "Did you mean 'agent_authentication'?"),
    ("mockcc.journal('ozonetel', reply='login.alredy')", "Did you mean 'login.already'?"),
]


def test_a_name_that_does_not_exist_is_an_error_at_once(run: Run) -> None:
    lines = "".join(f"def test_typo_{number}(mockcc):\n    {line}\n\n" for number, (line, _) in enumerate(TYPOS))
    result = run(lines, "--no-header", "-rN")

    result.assert_outcomes(failed=len(TYPOS))
    for number, (line, sentence) in enumerate(TYPOS):
        told = said(result).partition(f"_ test_typo_{number} _")[2].partition("_ test_typo_")[0]
        assert sentence in told, line
        assert f">       {line}" in told, "the test is shown at its own line"
        assert "client.py:" not in told, line


MARKS = [
    ("'ozonetel', 'already-loged-in'", "Did you mean 'already-logged-in'?"),
    ("'ozonetell', 'already-logged-in'", "Did you mean 'ozonetel'?"),
    ("'ozonetel', 'already-logged-in', time=1", "Did you mean 'times'?"),
    ("'ozonetel'", "The mark mockcc('ozonetel') needs a vendor and a scenario: @pytest.mark.mockcc("),
]


def test_a_mark_that_cannot_be_armed_is_an_error_in_one_sentence(run: Run) -> None:
    marked = "".join(
        f"@pytest.mark.mockcc({mark})\ndef test_mark_{number}(mockcc):\n    pass\n\n" for number, (mark, _) in enumerate(MARKS)
    )
    result = run(marked, "-rN")

    result.assert_outcomes(errors=len(MARKS))
    for number, (mark, sentence) in enumerate(MARKS):
        told = said(result).partition(f" test_mark_{number} _")[2].partition("____ ERROR")[0]
        assert sentence in told, mark
        assert ".py:" not in told.partition("= warnings summary")[0], told


def test_a_space_that_a_test_has_dropped_itself_is_no_fault(run: Run) -> None:
    run("def test_drops(mockcc):\n    mockcc.journal()\n    mockcc.drop()\n", "--mockcc-coverage").assert_outcomes(passed=1)


def test_a_mark_without_the_fixture_would_do_nothing_and_says_so(run: Run) -> None:
    result = run("@pytest.mark.mockcc('ozonetel', 'already-logged-in')\ndef test_marked():\n    pass\n")

    result.assert_outcomes(errors=1)
    assert "uses no fixture 'mockcc', so nothing would meet the scenario" in said(result)


def test_a_server_that_is_not_there_is_one_sentence(run: Run) -> None:
    result = run("def test_one(mockcc):\n    pass\n", f"--mockcc-url=http://127.0.0.1:{free_port()}")

    result.assert_outcomes(errors=1)
    told = said(result).partition("ERROR at setup of test_one")[2]
    assert "No mockcc answers at http://127.0.0.1:" in told
    assert "(connection refused)" in told
    assert "Traceback" not in told
    assert "urllib3" not in told


def test_an_address_without_its_scheme_is_refused(run: Run) -> None:
    result = run("def test_one(mockcc):\n    pass\n", "--mockcc-url=localhost:8080")

    result.assert_outcomes(errors=1)
    assert "--mockcc-url is 'localhost:8080'. Give the whole address, such as http://127.0.0.1:8080." in said(result)


def test_a_space_that_cannot_be_dropped_is_one_sentence(run: Run) -> None:
    result = run("def test_one(mockcc):\n    mockcc.journal()\n    mockcc.token = 'x'\n    mockcc.space = '!'\n")

    result.assert_outcomes(passed=1, errors=1)
    assert "'!' cannot name a space." in said(result).partition("ERROR at teardown of test_one")[2]


def test_a_server_that_dies_under_a_test_is_one_sentence(run: Run) -> None:
    with serving() as served:
        result = run(
            f"""
import os, signal

def test_one(mockcc):
    agent(mockcc.url("ozonetel"))
    os.kill({served.process.pid}, signal.SIGTERM)
    os.waitpid({served.process.pid}, 0)
    mockcc.verify("ozonetel", times=1)
""",
            f"--mockcc-url={served.url}",
            "--mockcc-coverage",
        )
        served.process.returncode = 0
    told = said(result)
    assert "ServerUnreachableError: No mockcc answers at" in told
    assert "urllib3" not in told
    result.assert_outcomes(failed=1, errors=1)
