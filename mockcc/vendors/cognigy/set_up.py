"""Setting up Live Agent from Cognigy.AI: the account of an organisation, the inbox of a project."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.cognigy.agent_tables import ACCOUNTS, INBOXES, Account, Inbox
from mockcc.vendors.cognigy.ai_tables import ORGANISATIONS, PROJECTS, Organisation, Project
from mockcc.vendors.cognigy.app import vendor
from mockcc.vendors.cognigy.directory import Known
from mockcc.vendors.cognigy.problems import refuse
from mockcc.vendors.cognigy.profile import caller, check_role
from mockcc.vendors.cognigy.settings import SETTINGS

SET_UP_ROLES = ("admin", "liveAgentAdmin")
COGNIGY_APP = "cognigy"
"""The platform app as which Cognigy.AI makes accounts."""


@vendor.behaviour
def set_up_account(call: Call) -> Answer:
    """Make a Live Agent account for the caller's organisation and map the two."""
    known = caller(call)
    check_role(call, known, *SET_UP_ROLES)
    organisation = _organisation(call, known)
    settings = call.settings(SETTINGS)
    allowed = settings.live_agent_whitelist
    if not settings.live_agent_feature or ("*" not in allowed and organisation.id not in allowed):
        raise refuse(call, "live_agent.unavailable", why=f"Live Agent is off, or its whitelist {allowed} lacks {organisation.id}.")
    if _account(call, organisation) is not None:
        why = f"The organisation is mapped to the account {organisation.live_agent_account}."
        raise refuse(call, "live_agent.account_exists", why=why)
    number = 1 + max((account.id for account in call.rows(ACCOUNTS).values()), default=0)
    account = Account(id=number, name=organisation.name, created_at=int(call.now()), platform_app=COGNIGY_APP)
    call.put(ACCOUNTS, str(number), account)
    organisation.live_agent_account = number
    call.put(ORGANISATIONS, organisation.id, organisation)
    return Answer("live_agent.account", why=f"The account {number} was made.", account=number)


@vendor.behaviour
def read_account(call: Call) -> Answer:
    """The Live Agent account of the caller's organisation."""
    organisation = _organisation(call, caller(call))
    number = _account(call, organisation)
    if number is None:
        raise refuse(call, "api.not_found", why=f"The organisation {organisation.id} has no Live Agent account.")
    return Answer("live_agent.account", why="The organisation is mapped to it.", account=number)


@vendor.behaviour
def set_up_inbox(call: Call) -> Answer:
    """Make a default inbox for a project."""
    known, project = _project(call)
    check_role(call, known, *SET_UP_ROLES)
    account = _account(call, _organisation(call, known))
    if account is None:
        raise refuse(call, "api.not_found", why="The organisation has no Live Agent account.")
    if project.inbox is not None:
        raise refuse(call, "live_agent.inbox_exists", why=f"The project has the inbox {project.inbox}.")
    number = 1 + max((inbox.id for inbox in call.rows(INBOXES).values()), default=0)
    inbox = Inbox(
        id=number,
        account=account,
        name=project.name,
        cognigy_organization_id=project.organisation,
        cognigy_project_id=project.id,
    )
    call.put(INBOXES, str(number), inbox)
    return _connect(call, project, number)


@vendor.behaviour
def change_inbox(call: Call) -> Answer:
    """Make another inbox of the account the project's default."""
    known, project = _project(call)
    check_role(call, known, *SET_UP_ROLES)
    number = call.request.json_object.get("inboxId")
    if not isinstance(number, int) or isinstance(number, bool):
        raise refuse(call, "api.argument_missing", why=f"inboxId is {number!r}, which is no whole number.", field="inboxId")
    inbox = call.get(INBOXES, str(number))
    if inbox is None or inbox.account != _account(call, _organisation(call, known)):
        raise refuse(call, "api.not_found", why=f"The organisation's account has no inbox {number}.")
    return _connect(call, project, number)


@vendor.behaviour
def read_inbox(call: Call) -> Answer:
    """A project's default inbox."""
    _, project = _project(call)
    if project.inbox is None:
        raise refuse(call, "api.not_found", why=f"The project {project.id} has no inbox.")
    return Answer("live_agent.inbox", why="It is the project's default.", inbox=project.inbox)


def _connect(call: Call, project: Project, inbox: int) -> Answer:
    project.inbox = inbox
    call.put(PROJECTS, project.id, project)
    return Answer("live_agent.inbox", why=f"The inbox {inbox} is the default of the project {project.id}.", inbox=inbox)


def _organisation(call: Call, known: Known) -> Organisation:
    organisation = call.get(ORGANISATIONS, known.user.organisation)
    if organisation is None:
        raise refuse(call, "api.not_found", why=f"The organisation {known.user.organisation} of {known.key} is gone.")
    return organisation


def _account(call: Call, organisation: Organisation) -> int | None:
    number = organisation.live_agent_account
    return None if number is None or call.get(ACCOUNTS, str(number)) is None else number


def _project(call: Call) -> tuple[Known, Project]:
    known = caller(call)
    project_id = call.request.path_args["project"]
    project = call.get(PROJECTS, project_id)
    if project is None or project.organisation != known.user.organisation:
        raise refuse(call, "api.not_found", why=f"The organisation has no project {project_id!r}.")
    return known, project
