"""What an account may do and has left, asked of the platform without changing anything there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from publish.adapters.storage.secret import redact
from publish.adapters.wechat_api.api_calls import ApiCall, ApiReply, write_json
from publish.adapters.wechat_api.client import WeChatClient
from publish.core.exceptions import PlatformError
from publish.wechat.api_errors import NOT_AUTHORISED

PUBLISHING = write_json("freepublish/batchget", {"offset": 0, "count": 1, "no_content": 1}, expected="total_count")
MASS_SENDING = write_json("message/mass/get", {"msg_id": "1"})
"""Asks after a message that nobody sent: who may send is told so, who may not is told that."""
_NO_CALL = write_json("openapi/quota/get", {"cgi_path": "/cgi-bin/publish/doctor"}, expected="quota")


class Quota(NamedTuple):
    """How often a call may be made today."""

    left: int
    limit: int


def count_drafts(platform: WeChatClient) -> ApiReply:
    """Return the answer to the plainest question, with the platform's clock.

    Raises:
        PlatformError: The account has no drafts, or its token is not taken.
    """
    return platform.ask(ApiCall("draft/count", expected="total_count"))


def is_authorised(platform: WeChatClient, call: ApiCall) -> bool:
    """Say whether an account may make a call, by making one that only asks."""
    try:
        platform.ask(call)
    except PlatformError as error:
        return error.code != NOT_AUTHORISED
    return True


def parse_quota(platform: WeChatClient, endpoint: str) -> Quota:
    """Return what an account has left of a call today.

    Raises:
        PlatformError: It may not make that call, or WeChat does not tell.
    """
    body = {"cgi_path": f"/cgi-bin/{endpoint}"}
    quota = platform.ask(write_json("openapi/quota/get", body, expected="quota")).data["quota"]
    return Quota(int(quota["remain"]), int(quota["daily_limit"]))


def find_outgoing_address(platform: WeChatClient) -> str:
    """Return the address from which the platform sees us; empty where it does not tell.

    Only a refused call has a name by which WeChat tells what it saw of it: so one is made that harms nothing.
    """
    try:
        platform.ask(_NO_CALL)
    except PlatformError as error:
        return explain_call(platform, error.rid).get("client_ip", "") if error.rid else ""
    return ""


def explain_call(platform: WeChatClient, rid: str) -> dict[str, str]:
    """Return what the platform saw of a call in the last seven days, without token and secret.

    Raises:
        PlatformError: It knows no such call of this account.
    """
    request = platform.ask(write_json("openapi/rid/get", {"rid": rid}, expected="request")).data["request"]
    told = request if isinstance(request, Mapping) else {}
    return {str(name): redact(_write(value)) for name, value in told.items()}


def find_clock_error(date: str, now: datetime) -> float | None:
    """Return by how many seconds our clock is ahead of the platform's; None where that is not known."""
    try:
        return (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return None


def _write(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
