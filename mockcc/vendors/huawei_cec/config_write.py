"""The documented writes of a configuration user: add a called route, delete a VDN."""

from __future__ import annotations

from mockcc.engine.call import Answer, Call
from mockcc.vendors.huawei_cec.config_login import LAST_VDN
from mockcc.vendors.huawei_cec.config_query import LAST_ROUTE
from mockcc.vendors.huawei_cec.guids import config_session
from mockcc.vendors.huawei_cec.reading import json_object, number, printable, refuse
from mockcc.vendors.huawei_cec.tables import CALLED_ROUTES, VDNS, CalledRoute
from mockcc.vendors.huawei_cec.vendor import vendor


@vendor.behaviour
def add_called_route(call: Call) -> Answer:
    """Add a route for an access code; without ``dnId`` it gets the next free id."""
    own = config_session(call, "vdn").vdn
    body, asked = json_object(call), call.request.query.get("dnId", "")
    access, sub = printable(body.get("accesscode"), 24), printable(body.get("subcode", ""), 24)
    device, kind = body.get("deviceId"), str(body.get("devicetype"))
    if not access or sub is None or kind not in ("1", "3") or type(device) is not int or device < 1:
        raise refuse("107-002", "accesscode, devicetype (1 or 3) and deviceId are mandatory; subcode is text.")
    taken = call.rows(CALLED_ROUTES)
    id = number(asked, 1, LAST_ROUTE) if asked else next((id for id in range(1, LAST_ROUTE + 1) if str(id) not in taken), None)
    if asked and id is None:
        raise refuse("107-002", f"dnId is {asked[:20]!r}. Allowed: 1 to {LAST_ROUTE}.")
    if id is None or str(id) in taken:
        raise refuse("107-018", f"The dnId {id} is taken." if id else "No dnId is free.")
    route = CalledRoute(vdn=own, accesscode=access, subcode=sub, devicetype="1" if kind == "1" else "3", device_id=device)
    call.put(CALLED_ROUTES, str(id), route)
    return Answer("route.added", why=f"The dnId {id} was free.", id=id)


@vendor.behaviour
def delete_vdn(call: Call) -> Answer:
    """Delete a VDN; name and group, where they are given, have to be those of the VDN."""
    config_session(call, "system")
    query = call.request.query
    id = number(query.get("vdnId", ""), 1, LAST_VDN)
    if id is None:
        raise refuse("107-002", f"vdnId is {query.get('vdnId', '')[:20]!r}. Allowed: 1 to {LAST_VDN}.")
    vdn = call.get(VDNS, str(id))
    if vdn is None:
        raise refuse("107-044", f"There is no VDN {id}.")
    if query.get("vdnName") and not call.same("query.vdnName", vdn.name, query["vdnName"]):
        raise refuse("107-045", f"VDN {id} has another name.")
    if query.get("vdnGroupId") and not call.same("query.vdnGroupId", str(vdn.group), query["vdnGroupId"]):
        raise refuse("107-044", f"VDN {id} is in another group.")
    call.delete(VDNS, str(id))
    return Answer("config.done", why=f"VDN {id} existed.")
