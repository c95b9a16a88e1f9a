"""Permissions, quotas and address of an account, read from the platform without changing anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from publish.adapters.storage.secret import redact
from publish.adapters.wechat_api.api_calls import ApiCall, make_json_call
from publish.adapters.wechat_api.client import WeChatClient
from publish.adapters.wechat_api.transport import HttpResponse
from publish.core.exceptions import PlatformError
from publish.wechat.api_errors import NOT_AUTHORISED

COUNTED_CALLS = ("draft/add", "draft/update", "media/uploadimg")
"""Calls whose number a day may end the work of a day."""
PUBLISHING = make_json_call("freepublish/batchget", {"offset": 0, "count": 1, "no_content": 1}, expected="total_count")
MASS_SENDING = make_json_call("message/mass/get", {"msg_id": "1"})
"""Asks for a message that nobody sent: the answer tells whether the account may send."""
_NO_CALL = make_json_call("openapi/quota/get", {"cgi_path": "/cgi-bin/publish/doctor"}, expected="quota")


class Quota(NamedTuple):
    """Number of calls of one endpoint that are left today."""

    left: int
    limit: int


def count_drafts(platform: WeChatClient) -> HttpResponse:
    """Return the answer to the simplest call, with the platform's time.

    Raises:
        PlatformError: The account may not have drafts, or its token is rejected.
    """
    return platform.send(ApiCall("draft/count", expected="total_count"))


def is_authorised(platform: WeChatClient, call: ApiCall) -> bool:
    """Return whether an account may make a call that only reads, by making it."""
    try:
        platform.send(call)
    except PlatformError as error:
        return error.code != NOT_AUTHORISED
    return True


def fetch_quota(platform: WeChatClient, endpoint: str) -> Quota:
    """Return the quota of an endpoint.

    Raises:
        PlatformError: The account may not make that call, or WeChat does not answer.
    """
    body = {"cgi_path": f"/cgi-bin/{endpoint}"}
    quota = platform.send(make_json_call("openapi/quota/get", body, expected="quota")).data["quota"]
    return Quota(int(quota["remain"]), int(quota["daily_limit"]))


def find_outgoing_address(platform: WeChatClient) -> str:
    """Return our IP address as the platform sees it; empty where it does not tell.

    Only a refused call has a request id to ask for its address, so a harmless call is made that is refused.
    """
    try:
        platform.send(_NO_CALL)
    except PlatformError as error:
        return explain_call(platform, error.rid).get("client_ip", "") if error.rid else ""
    return ""


def explain_call(platform: WeChatClient, rid: str) -> dict[str, str]:
    """Return the platform's record of a call in the last seven days, without token and secret.

    Raises:
        PlatformError: It has no such call of this account.
    """
    request = platform.send(make_json_call("openapi/rid/get", {"rid": rid}, expected="request")).data["request"]
    values = request if isinstance(request, Mapping) else {}
    return {str(name): redact(_format(value)) for name, value in values.items()}


def find_clock_error(date: str, now: datetime) -> float | None:
    """Return how many seconds our clock is ahead of the platform's; None where that is unknown."""
    try:
        return (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return None


def _format(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
