"""The log of calls, without tokens and secrets; kept in memory only."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from publish.sandbox.api_request import ReceivedCall

KEPT_CALLS = 5_000
HIDDEN = "***"
RID_SECONDS = 7 * 86_400  # WeChat answers `openapi/rid/get` for seven days
_SECRETS = frozenset({"secret", "appsecret", "access_token"})
_CREDENTIALS = frozenset({"token", "stable_token", "clear_quota/v2"})  # endpoints whose body contains a secret


class LoggedPart(BaseModel):
    """A part of a multipart body."""

    name: str
    filename: str | None
    size: int
    sha256: str


class LoggedCall(BaseModel):
    """A call and its result."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: float
    endpoint: str
    method: str
    appid: str
    params: dict[str, str]
    body: str  # as it was sent, with its escapes
    size: int
    sha256: str
    parts: list[LoggedPart]
    rid: str
    errcode: int | None  # the result, even if the caller never received it; None if the call was not carried out
    acted: bool  # whether the call was carried out
    fault: str | None = None


class CallLog:
    """The latest calls."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=KEPT_CALLS)
        self._number = 0

    def add(self, call: ReceivedCall, hidden: Sequence[str], **fields: Any) -> None:
        """Log a call with further fields of `LoggedCall`; every hidden value is masked."""
        self._number += 1
        logged = LoggedCall(
            number=self._number,
            endpoint=call.endpoint,
            method=call.method,
            params={name: HIDDEN if name in _SECRETS else _hide(value, hidden) for name, value in call.params.items()},
            body=_hide(_show_body(call), hidden),
            size=len(call.body),
            sha256=_hash(b"" if call.endpoint in _CREDENTIALS else call.body),
            parts=[
                LoggedPart(name=part.name, filename=part.filename, size=len(part.data), sha256=_hash(part.data))
                for part in call.parts
            ],
            **fields,
        )
        self._calls.append(logged)

    def list(self, endpoint: str = "", since: int = 0) -> list[LoggedCall]:
        """Return the calls after a number, of all endpoints or of one."""
        return [call for call in self._calls if call.number > since and endpoint in ("", call.endpoint)]

    def find(self, rid: str) -> LoggedCall | None:
        """Return the call of an rid."""
        return next((call for call in self._calls if call.rid == rid), None)

    def clear(self) -> None:
        """Remove all calls; the numbers go on."""
        self._calls.clear()


def make_rid(now: float) -> str:
    """Return a request id in the form of WeChat's."""
    return f"{int(now):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def _show_body(call: ReceivedCall) -> str:
    text = call.body.decode("utf-8", "replace")
    if call.endpoint not in _CREDENTIALS:
        return text
    try:
        body = json.loads(text)
        return json.dumps({name: HIDDEN if name in _SECRETS else value for name, value in body.items()})
    except (ValueError, AttributeError, RecursionError):
        return HIDDEN  # a body that is no object may contain a secret, too


def _hide(text: str, hidden: Sequence[str]) -> str:
    for value in hidden:
        text = text.replace(value, HIDDEN)
    return text


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""
