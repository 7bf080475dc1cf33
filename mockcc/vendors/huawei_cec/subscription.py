"""ASR-result subscriptions: registered, kept alive by a handshake, ended, and fed by the platform's callback."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from mockcc.engine.call import Answer, Call
from mockcc.model import OutboundCall
from mockcc.vendors.huawei_cec.guids import config_session
from mockcc.vendors.huawei_cec.reading import flag, json_object, printable, refuse
from mockcc.vendors.huawei_cec.tables import SETTINGS, SUBSCRIPTIONS, Subscription
from mockcc.vendors.huawei_cec.vendor import vendor

CALLBACK = "/v100/subscribe/asrevent/asrresult"


@vendor.behaviour
def register(call: Call) -> Answer:
    """Subscribe to ASR results; the answer's serverId stands for the subscription."""
    account = config_session(call).account
    body = json_object(call)
    if not call.settings(SETTINGS).if_sub_configure:
        raise refuse("107-026", "The site does not take subscriptions (IF_SUB_CONFIGURE is OFF).")
    token, callback = printable(body.get("serviceToken", ""), 256), printable(body.get("serviceCallBackUri"), 200)
    nlp, access = flag(body.get("nlpFlag", False)), printable(body.get("flowAccessCode", ""), 256)
    if body.get("subscribeType") != "1" or token is None or not callback or nlp is None or access is None or (nlp and not access):
        raise refuse("107-028", "subscribeType '1' and serviceCallBackUri are mandatory, and flowAccessCode is with nlpFlag.")
    if not callback.startswith(("http://", "https://")):
        raise refuse("107-027", f"The callback {callback!r} is no http or https address.")
    moment = datetime.fromtimestamp(call.now(), UTC).strftime("%Y%m%d%H%M%S")
    id = f"{moment}-{call.ids.sequence():03d}-{account:05d}"
    row = Subscription(type="1", callback=callback, token=token, nlp=nlp, flow_access_code=access, account=account, last_seen=call.now())
    call.put(SUBSCRIPTIONS, id, row)
    return Answer("subscription.ok", why=f"The account {account} subscribes to what is sent to {callback}.", server_id=id)


@vendor.behaviour
def subscription_handshake(call: Call) -> Answer:
    """Keep a subscription alive; the POST carries its token as well."""
    config_session(call)
    id = call.request.path_args["serviceid"]
    subscription = _live(call, id)
    if subscription is None:
        raise refuse("107-032", f"There is no subscription {id[:60]!r}, or it was silent for too long.")
    if call.request.method == "POST" and not call.same(
        "header.service_token", subscription.token, call.request.headers.get("service_token") or ""
    ):
        raise refuse("107-032", "The service_token is not that of the subscription.")
    subscription.last_seen = call.now()
    call.put(SUBSCRIPTIONS, id, subscription)
    return Answer("config.done", why="The subscription lives on.")


@vendor.behaviour
def unregister(call: Call) -> Answer:
    """End a subscription."""
    config_session(call)
    id = printable(json_object(call).get("serverId"), 256)
    if not id or _live(call, id) is None:
        raise refuse("107-031", f"There is no subscription {id!r}.")
    call.delete(SUBSCRIPTIONS, id)
    return Answer("config.done", why="The subscription lived.")


@vendor.behaviour
def mock_asr_result(call: Call) -> Answer:
    """Let the platform have recognised something: it calls each live subscriber, or the one of ``serverid``, in the background."""
    body = call.request.json_object
    wanted = body.get("serverid")
    live = [(id, row) for id in call.rows(SUBSCRIPTIONS) if (row := _live(call, id)) and wanted in (None, id)]
    why = f"{len(live)} subscriptions live."
    return Answer("mock.sent", why=why, count=len(live), then=tuple(_callback(call, id, row, body) for id, row in live))


def _live(call: Call, id: str) -> Subscription | None:
    """The subscription; one that was silent for too long is over."""
    found = call.get(SUBSCRIPTIONS, id)
    if found is None or call.now() - found.last_seen < call.settings(SETTINGS).subscription_seconds:
        return found
    call.delete(SUBSCRIPTIONS, id)
    return None


def _callback(call: Call, id: str, subscription: Subscription, body: dict[str, Any]) -> OutboundCall:
    result = {"initialagentid": "", "ccid": call.ids.digits(10), "vdnid": 1} | body | {"serverid": id, "subscribetype": subscription.type}
    return OutboundCall(
        "POST",
        subscription.callback.rstrip("/") + CALLBACK,
        headers=(("Content-Type", "application/json; charset=UTF-8"), ("service_token", subscription.token)),
        body=json.dumps(result).encode(),
        name="asr_result",
    )
