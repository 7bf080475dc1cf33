"""The token interfaces beside the gateway: API Fabric (C1), chatbot (C3), AppCube (C6), workbench (C7), the older CMS."""

from __future__ import annotations

from typing import Any

from mockcc.engine.call import Answer, Call, Refuse
from mockcc.vendors.huawei_cec.locks import try_password
from mockcc.vendors.huawei_cec.reading import number, printable
from mockcc.vendors.huawei_cec.tables import ADMINISTRATORS
from mockcc.vendors.huawei_cec.token_tables import (
    API_KEYS,
    ISSUED_TOKENS,
    OAUTH_CLIENTS,
    OAUTH_GRANTS,
    TENANTS,
    OAuthGrant,
    Token,
)
from mockcc.vendors.huawei_cec.vendor import vendor

HOUR = 3600


@vendor.behaviour
def token_by_ak_sk(call: Call) -> Answer:
    """C1: a key and its secret for a bearer token, which lives as long as ``X-Token-Expire`` says, an hour at most."""
    body = _json(call)
    asked = call.request.headers.get("X-Token-Expire")
    seconds = 600 if asked is None else number(asked, 1, HOUR)
    if seconds is None:
        raise Refuse("c1.refused", why=f"X-Token-Expire is {(asked or '')[:20]!r}. Allowed: 1 to {HOUR}.")
    key = printable(body.get("app_key"), 256) or ""
    row = call.get(API_KEYS, key)
    if row is None or not call.same("json.app_secret", row.secret, body.get("app_secret")):
        raise Refuse("c1.refused", why="app_key and app_secret are not those of an API key.")
    token = _issue(call, "c1", key, seconds)
    return Answer("c1.ok", why=f"The secret is that of {key}.", token=token, created=str(int(call.now())), seconds=str(seconds), key=key)


@vendor.behaviour
def chatbot_token(call: Call) -> Answer:
    """C3: a tenant and its secret for a token that later requests carry in their body."""
    return _tenant_token(call, "c3")


@vendor.behaviour
def appcube_token(call: Call) -> Answer:
    """C6: the same for AppCube."""
    return _tenant_token(call, "c6")


def _tenant_token(call: Call, kind: str) -> Answer:
    body = _json(call)
    key = printable(body.get("appKey"), 256) or ""
    row = call.get(TENANTS, key)
    if row is None or not call.same("json.appSecret", row.secret, body.get("appSecret")):
        raise Refuse(f"{kind}.refused", why="appKey and appSecret are not those of a tenant.")
    return Answer(f"{kind}.ok", why=f"The secret is that of {key}.", token=_issue(call, kind, key, HOUR), seconds=HOUR)


@vendor.behaviour
def workbench_token(call: Call) -> Answer:
    """C7: an authorization code or a refresh token, each good for one use, for an access token."""
    body = _json(call)
    kind = body.get("grant_type")
    client = printable(body.get("client_id"), 256) or ""
    row = call.get(OAUTH_CLIENTS, client)
    if (
        kind not in ("authorization_code", "refresh_token")
        or row is None
        or not call.same("client_secret", row.secret, body.get("client_secret"))
    ):
        raise Refuse("c7.refused", why="The grant_type is none that is known, or client_id and client_secret are not those of a client.")
    field = "code" if kind == "authorization_code" else "refresh_token"
    value = printable(body.get(field), 256) or ""
    grant = call.get(OAUTH_GRANTS, value)
    if grant is None or grant.kind != kind or grant.client != client:
        raise Refuse("c7.refused", why=f"{field} is none of this client, or was used before.")
    if field == "code" and not call.same("redirect_uri", row.redirect_uri, body.get("redirect_uri")):
        raise Refuse("c7.refused", why="redirect_uri is not that of the client.")
    call.delete(OAUTH_GRANTS, value)
    refresh = call.ids.text(32)
    call.put(OAUTH_GRANTS, refresh, OAuthGrant(client=client, kind="refresh_token"))
    return Answer(
        "c7.ok",
        why=f"The {field} is that of {client} and was not used before.",
        token=_issue(call, "c7", client, HOUR),
        seconds=HOUR,
        refresh=refresh,
    )


@vendor.behaviour
def cms_login(call: Call) -> Answer:
    """The older CMS: an administrator's number and password, both as strings, for a token and a cookie."""
    body = _json(call)
    written, password = body.get("agentId"), body.get("password")
    id = number(written, 1, 59999) if isinstance(written, str) else None
    account = None if id is None else call.get(ADMINISTRATORS, str(id))
    if account is None or not isinstance(password, str):
        raise Refuse("cms.refused", why="agentId is not the number of an administrator, written as a string, or password is missing.")
    outcome = try_password(call, ADMINISTRATORS, str(account.id), account, password)
    if outcome != "right":
        raise Refuse("cms.refused", why=f"The password is {outcome}.")
    return Answer("cms.ok", why=f"Number and password are those of {account.id}.", token=_issue(call, "cms", str(account.id), HOUR))


def _json(call: Call) -> dict[str, Any]:
    """The body's JSON object; empty where the body is another thing, or is not said to be JSON."""
    return call.request.json_object if call.request.content_type == "application/json" else {}


def _issue(call: Call, kind: str, owner: str, seconds: int) -> str:
    token = call.ids.text(40)
    call.put(ISSUED_TOKENS, token, Token(kind=kind, owner=owner, expires=call.now() + seconds))
    return token
