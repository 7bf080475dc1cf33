"""ASR-result subscriptions: registered, kept alive by a handshake, ended."""

from __future__ import annotations

from datetime import UTC, datetime

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.guids import config_session
from mockcc.vendors.huawei_cec.reading import json_object, printable, refuse
from mockcc.vendors.huawei_cec.tables import SETTINGS, SUBSCRIPTIONS, Subscription
from mockcc.vendors.huawei_cec.vendor import vendor


@vendor.behaviour
def register(call: Call) -> Answer:
    """Subscribe to ASR results; the answer's serverId stands for the subscription."""
    signed_in = config_session(call)
    account = signed_in.account
    body = json_object(call)
    if not call.settings(SETTINGS).if_sub_configure:
        raise refuse("107-026", "The site does not take subscriptions (IF_SUB_CONFIGURE is OFF).")
    token, callback = printable(body.get("serviceToken", ""), 256), printable(body.get("serviceCallBackUri"), 200)
    nlp, access = body.get("nlpFlag", False), printable(body.get("flowAccessCode", ""), 256)
    if (
        body.get("subscribeType") != "1"
        or token is None
        or not callback
        or not isinstance(nlp, bool)
        or access is None
        or (nlp and not access)
    ):
        raise refuse("107-028", "subscribeType '1' and serviceCallBackUri are mandatory, and flowAccessCode is with nlpFlag.")
    if not callback.startswith(("http://", "https://")):
        raise refuse("107-027", f"The callback {callback!r} is no http or https address.")
    moment = datetime.fromtimestamp(call.now(), UTC).strftime("%Y%m%d%H%M%S")
    id = f"{moment}-{call.ids.sequence():03d}-{account:05d}"
    row = Subscription(
        type="1",
        callback=callback,
        token=token,
        nlp=nlp,
        flow_access_code=access,
        account=account,
        vdn=signed_in.vdn,
        last_seen=call.now(),
    )
    call.put(SUBSCRIPTIONS, id, row)
    return Answer("subscription.ok", why=f"The account {account} subscribes to what is sent to {callback}.", server_id=id)


@vendor.behaviour
def subscription_handshake(call: Call) -> Answer:
    """Keep a subscription alive; the POST carries its token as well."""
    config_session(call)
    id = call.request.path_args["serviceid"]
    subscription = live_subscription(call, id)
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
    if not id or live_subscription(call, id) is None:
        raise refuse("107-031", f"There is no subscription {id!r}.")
    call.delete(SUBSCRIPTIONS, id)
    return Answer("config.done", why="The subscription lived.")


def live_subscription(call: Call, id: str) -> Subscription | None:
    """The subscription; one that was silent for too long is over."""
    found = call.get(SUBSCRIPTIONS, id)
    if found is None or call.now() - found.last_seen < call.settings(SETTINGS).subscription_seconds:
        return found
    call.delete(SUBSCRIPTIONS, id)
    return None
