"""Permissions and quotas of calls, and the endpoints about calls: `clear_quota`, `openapi/*` and the IP lists."""

from __future__ import annotations

import re
from typing import Any

from publish.sandbox.api_request import CHECKER_PATH, ReceivedCall
from publish.sandbox.call_log import HIDDEN, RID_SECONDS
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import Counter, Profile, SandboxAccount
from publish.sandbox.state import State

EVERYBODY: frozenset[Profile] = frozenset({"personal", "verified", "service", "test", "expired"})
AUTHORS: frozenset[Profile] = EVERYBODY - {"expired"}
PUBLISHERS: frozenset[Profile] = AUTHORS - {"personal"}

PERMISSIONS = {
    **dict.fromkeys(("token", "stable_token", "clear_quota", "clear_quota/v2"), EVERYBODY),
    CHECKER_PATH: EVERYBODY,
    **dict.fromkeys(("get_api_domain_ip", "getcallbackip"), EVERYBODY),
    **dict.fromkeys(("openapi/quota/get", "openapi/quota/clear", "openapi/rid/get"), EVERYBODY),
    **dict.fromkeys(("media/uploadimg", "media/upload", "material/add_material"), EVERYBODY),
    **dict.fromkeys(("material/get_materialcount", "material/batchget_material"), EVERYBODY),
    **dict.fromkeys(("material/get_material", "material/del_material"), EVERYBODY),
    **dict.fromkeys(("draft/add", "draft/update", "draft/get", "draft/delete"), AUTHORS),
    **dict.fromkeys(("draft/count", "draft/batchget", "draft/switch"), AUTHORS),
    **dict.fromkeys(("freepublish/submit", "freepublish/get", "freepublish/delete"), PUBLISHERS),
    **dict.fromkeys(("freepublish/batchget", "freepublish/getarticle"), PUBLISHERS),
    **dict.fromkeys(("message/mass/sendall", "message/mass/get", "message/mass/preview"), PUBLISHERS),
    **dict.fromkeys(("datacube/getarticleread", "datacube/getarticleshare"), PUBLISHERS),
    **dict.fromkeys(("datacube/getbizsummary", "datacube/getarticletotaldetail", "comment/list"), PUBLISHERS),
}
"""The account profiles that may call an endpoint; others get 48001."""
DAILY_CALLS = {
    "media/uploadimg": 100_000,
    "media/upload": 100_000,
    "draft/get": 500,
    **dict.fromkeys(("draft/add", "draft/update", "draft/delete", "draft/count", "draft/batchget"), 1_000),
    **dict.fromkeys(("freepublish/submit", "freepublish/get", "freepublish/getarticle"), 100),
    **dict.fromkeys(("freepublish/batchget", "message/mass/sendall", "message/mass/preview"), 100),
    "freepublish/delete": 10,
}
"""Daily limits of a small account."""
OTHER_CALLS = 10_000  # daily limit of an endpoint for which none is documented; an assumption
DATACUBE = "datacube/"
MONTHLY_CLEARS = 10
MONTHLY_API_CLEARS = 50
_ROOT, _PREFIX = "/", "/cgi-bin/"
_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")


def find_limit(endpoint: str, account: SandboxAccount) -> int:
    """Return how often an account may call an endpoint in a day."""
    return account.quotas.get(endpoint, DAILY_CALLS.get(endpoint, OTHER_CALLS))


def check_quota(endpoint: str, account: SandboxAccount, state: State) -> None:
    """Count a call; raise ApiError if the limit of the minute (45011) or of the day (45009) is reached."""
    per_minute = state.settings.calls_per_minute
    if per_minute is not None and not state.count(account, endpoint, "minute", per_minute):
        raise ApiError(45011)
    if not state.count(account, endpoint, "day", find_limit(endpoint, account)):
        raise ApiError(45009)


def clear_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `clear_quota`: reset all daily counters of the account."""
    if call.read_json().get("appid") != account.appid:
        raise ApiError(40013)
    return _clear_counters(account, state)


def clear_quota_by_secret(call: ReceivedCall, state: State) -> dict[str, Any]:
    """Answer `clear_quota/v2`, which takes AppID and secret instead of a token."""
    body = call.read_json()
    account = state.store.find(SandboxAccount, str(body.get("appid", "")))
    if account is None:
        raise ApiError(40013)
    if body.get("appsecret") != account.secret:
        raise ApiError(40125)
    return _clear_counters(account, state)


def _clear_counters(account: SandboxAccount, state: State) -> dict[str, Any]:
    if not state.count(account, "clear_quota", "month", MONTHLY_CLEARS):
        raise ApiError(48006)
    for counter in state.store.list(Counter, account.appid):
        if counter.key.endswith("/day"):
            state.store.remove(counter)
    return OK


def show_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/quota/get`."""
    endpoint = _parse_endpoint(call, account)
    limit = find_limit(endpoint, account)
    used = state.read_count(account, endpoint, "day")
    per_minute = state.settings.calls_per_minute
    answer = {**OK, "quota": {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}}
    return answer | ({"rate_limit": {"call_count": per_minute, "refresh_second": 60}} if per_minute else {})


def clear_api_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/quota/clear`: reset the daily counter of one endpoint."""
    endpoint = _parse_endpoint(call, account)
    if not state.count(account, "openapi/quota/clear", "month", MONTHLY_API_CLEARS):
        raise ApiError(48006)
    counter = state.store.find(Counter, f"{account.appid}/{endpoint}/day")
    if counter is not None:
        state.store.remove(counter)
    return OK


def _parse_endpoint(call: ReceivedCall, account: SandboxAccount) -> str:
    """Return the endpoint named in a body; raise ApiError if it is unknown (76021) or not permitted (76022)."""
    path = str(call.read_json().get("cgi_path"))
    endpoint = next((name for name in PERMISSIONS if make_path(name) == path), "")
    if not endpoint:
        raise ApiError(76021)
    if account.profile not in PERMISSIONS[endpoint]:
        raise ApiError(76022)
    return endpoint


def make_path(endpoint: str) -> str:
    """Return the path of an endpoint; the statistics do not lie under `/cgi-bin/`."""
    return f"{_ROOT if endpoint.startswith(DATACUBE) else _PREFIX}{endpoint}"


def show_call(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/rid/get` with the call of an rid; its URL contains a token, as the platform's does.

    The rid may be malformed (76002), unknown (76001), another account's (76003) or too old (76004).
    """
    rid = call.read_json().get("rid")
    if not isinstance(rid, str) or not _RID.fullmatch(rid):
        raise ApiError(76002)
    logged = state.log.find(rid)
    if logged is None:
        raise ApiError(76001)
    if logged.appid != account.appid:
        raise ApiError(76003)
    if logged.at < state.now - RID_SECONDS:
        raise ApiError(76004)
    # The log contains no token; the caller's own is shown instead.
    params = {**logged.params, "access_token": call.params.get("access_token", HIDDEN)}
    query = "&".join(f"{name}={value}" for name, value in params.items())
    request = {
        "invoke_time": int(logged.at),
        "cost_in_ms": 1,
        "request_url": f"{make_path(logged.endpoint)}?{query}",
        "request_body": logged.body,
        "response_body": f'{{"errcode":{logged.errcode or 0}}}',
        "client_ip": "127.0.0.1",
    }
    return {**OK, "request": request}


def list_addresses(_call: ReceivedCall, _account: SandboxAccount, _state: State) -> dict[str, Any]:
    """Answer `get_api_domain_ip`, the servers of the API, and `getcallbackip`, the senders of events."""
    return {"ip_list": ["127.0.0.1"]}
