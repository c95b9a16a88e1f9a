"""The endpoints `message/mass/*`: messages to every follower, one a day or four a month."""

from __future__ import annotations

from typing import Any

from publish.sandbox.api_request import ReceivedCall, parse_media_id
from publish.sandbox.drafts import find_draft
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import MassSend, SandboxAccount, StoredDraft
from publish.sandbox.state import State

MASS_QUOTA = {"service": 4}  # mass sends per month; other accounts have one per day
FIRST_MSG_ID = 1_000_000_000
SOON_SECONDS = 60
REMEMBERED_SECONDS = 86_400
_TYPES_NOT_SERVED = frozenset({"text", "voice", "image", "mpvideo", "wxcard"})


def send_to_all(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `message/mass/sendall`."""
    body = call.read_json()
    draft = _find_draft(body, account, state)
    if not isinstance(body.get("filter"), dict):
        raise ApiError(40035)
    clientmsgid = _check_clientmsgid(body, account, state)
    _check_permission(account, state)
    if draft.reprint and body.get("send_ignore_reprint", 0) != 1:
        raise ApiError(41040)
    _check_quota(account, state)
    number = FIRST_MSG_ID + state.next_number("mass")
    send = MassSend(
        appid=account.appid,
        key=str(number),
        media_id=draft.key,
        clientmsgid=clientmsgid,
        at=state.now,
        articles=draft.articles,
    )
    state.store.save(send)
    xml = (
        "<xml><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[MASSSENDJOBFINISH]]></Event>"
        f"<CreateTime>{int(send.at)}</CreateTime><MsgID>{send.key}</MsgID>"
        "<Status><![CDATA[send success]]></Status></xml>"
    )
    state.add_event(send.appid, "MASSSENDJOBFINISH", send.at, xml)
    return {**OK, "errmsg": "send job submission success", "msg_id": number, "msg_data_id": number}


def get_send(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `message/mass/get`."""
    send = state.store.find(MassSend, str(call.read_json().get("msg_id", "")))
    if send is None or send.appid != account.appid:
        raise ApiError(40035)
    sent = state.now >= send.at + state.settings.publish_delay
    return {"msg_id": int(send.key), "msg_status": "SEND_SUCCESS" if sent else "SENDING"}


def preview_message(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `message/mass/preview`: one follower receives the article."""
    body = call.read_json()
    _find_draft(body, account, state)
    if not (body.get("touser") or body.get("towxname")):
        raise ApiError(40035)
    return {**OK, "errmsg": "preview success", "msg_id": FIRST_MSG_ID + state.next_number("mass")}


def _find_draft(body: dict[str, Any], account: SandboxAccount, state: State) -> StoredDraft:
    if body.get("msgtype") in _TYPES_NOT_SERVED:
        raise ApiError(48008)
    if body.get("msgtype") != "mpnews" or not isinstance(body.get("mpnews"), dict):
        raise ApiError(40008)
    return find_draft(parse_media_id(body["mpnews"]), account, state)


def _check_clientmsgid(body: dict[str, Any], account: SandboxAccount, state: State) -> str:
    """Return the caller's id of the message; empty for none; raise ApiError if it was used within a day."""
    clientmsgid = str(body.get("clientmsgid") or "")
    if len(clientmsgid.encode("utf-8", "replace")) > state.settings.max_clientmsgid_bytes:
        raise ApiError(45067)
    for send in state.store.list(MassSend, account.appid) if clientmsgid else ():
        age, number = state.now - send.at, int(send.key)
        if send.clientmsgid == clientmsgid and age < REMEMBERED_SECONDS:
            code = state.settings.clientmsgid_soon if age < SOON_SECONDS else 45065
            raise ApiError(code, msg_id=number, msg_data_id=number)
    return clientmsgid


def _check_permission(account: SandboxAccount, state: State) -> None:
    if account.mass in ("no-agreement", "awaited"):
        raise ApiError(48003 if account.mass == "no-agreement" else 89505)
    if account.mass == "confirm":
        state.store.save(account.model_copy(update={"mass": "awaited"}))
        raise ApiError(89504)


def _check_quota(account: SandboxAccount, state: State) -> None:
    monthly = MASS_QUOTA.get(account.profile)
    if not (state.count(account, "mass", "month", monthly) if monthly else state.count(account, "mass", "day", 1)):
        raise ApiError(45028)
