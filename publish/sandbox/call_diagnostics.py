"""What an account may ask about its calls: `openapi/rid/get`, `get_api_domain_ip`, `getcallbackip`."""

from __future__ import annotations

import re
from typing import Any

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.call_log import HIDDEN, RID_SECONDS
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import SandboxAccount
from publish.sandbox.state import State

_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")


def show_call(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/rid/get`: what the platform saw of a call; the address holds a token, as the platform's does.

    Raises:
        Refusal: The rid is malformed (76002), unknown (76001), another account's (76003), or too old (76004).
    """
    rid = call.read_json().get("rid")
    if not isinstance(rid, str) or not _RID.fullmatch(rid):
        raise ApiError(76002)
    seen = state.log.find(rid)
    if seen is None:
        raise ApiError(76001)
    if seen.appid != account.appid:
        raise ApiError(76003)
    if seen.at < state.now - RID_SECONDS:
        raise ApiError(76004)
    # The log knows no token; the caller's own stands in its place.
    params = {**seen.params, "access_token": call.params.get("access_token", HIDDEN)}
    query = "&".join(f"{name}={value}" for name, value in params.items())
    request = {
        "invoke_time": int(seen.at),
        "cost_in_ms": 1,
        "request_url": f"/cgi-bin/{seen.endpoint}?{query}",
        "request_body": seen.body,
        "response_body": f'{{"errcode":{seen.errcode or 0}}}',
        "client_ip": "127.0.0.1",
    }
    return {"errcode": 0, "errmsg": "ok", "request": request}


def list_addresses(_call: ReceivedCall, _account: SandboxAccount, _state: State) -> dict[str, Any]:
    """Answer `get_api_domain_ip`, where calls go, and `getcallbackip`, whence events come: both are here."""
    return {"ip_list": ["127.0.0.1"]}
