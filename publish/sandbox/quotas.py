"""Counters of calls: what they allow, and the calls that read and clear them."""

from __future__ import annotations

from typing import Any

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import Counter, SandboxAccount
from publish.sandbox.permissions import RIGHTS
from publish.sandbox.sandbox_clock import name_day
from publish.sandbox.state import State

OTHER_CALLS = 10_000
"""Of an endpoint for which no limit is documented; an assumption."""
DAILY_CALLS = {
    "media/uploadimg": 100_000,
    "media/upload": 100_000,
    "draft/add": 1_000,
    "draft/get": 500,
    "draft/update": 1_000,
    "draft/delete": 1_000,
    "draft/count": 1_000,
    "draft/batchget": 1_000,
    "freepublish/submit": 100,
    "freepublish/get": 100,
    "freepublish/delete": 10,
    "freepublish/getarticle": 100,
    "freepublish/batchget": 100,
    "message/mass/sendall": 100,
    "message/mass/preview": 100,
}
"""Of a small account."""
CLEARINGS = 10
API_CLEARINGS = 50
_PREFIX = "/cgi-bin/"


def find_limit(endpoint: str, account: SandboxAccount) -> int:
    """Return how often an endpoint may be called in a day."""
    return account.quotas.get(endpoint, DAILY_CALLS.get(endpoint, OTHER_CALLS))


def check_quota(endpoint: str, account: SandboxAccount, state: State) -> None:
    """Count a call.

    Raises:
        Refusal: The day's calls are used up (45009), or the minute's (45011).
    """
    burst = state.settings.calls_per_minute
    if burst is not None and not state.count_minute(account, endpoint, burst):
        raise ApiError(45011)
    if not state.count_day(account, endpoint, find_limit(endpoint, account)):
        raise ApiError(45009)


def clear_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `clear_quota`: all of an account's counters begin anew."""
    if call.read_json().get("appid") != account.appid:
        raise ApiError(40013)
    return clear_counters(account, state)


def clear_quota_by_secret(call: ReceivedCall, state: State) -> dict[str, Any]:
    """Answer `clear_quota/v2`, which needs no token."""
    body = call.read_json()
    account = state.store.find(SandboxAccount, str(body.get("appid", "")))
    if account is None:
        raise ApiError(40013)
    if body.get("appsecret") != account.secret:
        raise ApiError(40125)
    return clear_counters(account, state)


def clear_counters(account: SandboxAccount, state: State) -> dict[str, Any]:
    """Forget what was counted in a day.

    Raises:
        Refusal: It was done too often this month (48006).
    """
    if not state.count_month(account, "clear_quota", CLEARINGS):
        raise ApiError(48006)
    for counter in state.store.list(Counter, account.appid):
        if counter.key.endswith("/day"):
            state.store.remove(counter)
    return {"errcode": 0, "errmsg": "ok"}


def show_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/quota/get`."""
    endpoint = _read_path(call, account)
    limit = find_limit(endpoint, account)
    used = state.find_used(f"{account.appid}/{endpoint}/day", name_day(state.now))
    burst = state.settings.calls_per_minute
    answer: dict[str, Any] = {
        "errcode": 0,
        "errmsg": "ok",
        "quota": {"daily_limit": limit, "used": used, "remain": max(0, limit - used)},
    }
    return answer | ({"rate_limit": {"call_count": burst, "refresh_second": 60}} if burst else {})


def clear_api_quota(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `openapi/quota/clear`: one endpoint's counter begins anew."""
    endpoint = _read_path(call, account)
    if not state.count_month(account, "openapi/quota/clear", API_CLEARINGS):
        raise ApiError(48006)
    counter = state.store.find(Counter, f"{account.appid}/{endpoint}/day")
    if counter is not None:
        state.store.remove(counter)
    return {"errcode": 0, "errmsg": "ok"}


def _read_path(call: ReceivedCall, account: SandboxAccount) -> str:
    """Return the endpoint that a body names.

    Raises:
        Refusal: There is none of that name (76021), or it is not the account's to call (76022).
    """
    path = str(call.read_json().get("cgi_path"))
    endpoint = path.removeprefix(_PREFIX)
    if endpoint == path or endpoint not in RIGHTS:
        raise ApiError(76021)
    if account.profile not in RIGHTS[endpoint]:
        raise ApiError(76022)
    return endpoint
