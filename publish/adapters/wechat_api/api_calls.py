"""Calls of the platform: what is sent, what came of it, and which of them may be repeated."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from publish.adapters.storage.secret import Secret, redact
from publish.adapters.wechat_api.transport import ConnectFailure, FailureCause, HttpRequest, Transport, UnknownOutcome
from publish.core.exceptions import NotSentError, PlatformError, PublishError, UncertainError
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy
from publish.wechat.api_errors import (
    ADDRESS_REFUSED,
    BUSY,
    Idempotency,
    RetryAdvice,
    find_idempotency,
    find_refusal,
    parse_error_message,
)

_JSON = "application/json"
_SAID_HERE = {"api-unreachable": "api-unreachable-here", "api-appid": "api-appid-here"}


class ApiCall(NamedTuple):
    """One call of the platform, before it has an access token."""

    endpoint: str
    body: bytes = b""
    media_type: str = _JSON
    params: Mapping[str, str] = {}
    expected: str = "errcode"
    """What stands in the answer of a call that was carried out; an empty object says nothing."""
    is_upload: bool = False
    done: frozenset[int] = frozenset()
    """Codes that look like a refusal, and say that it was carried out before."""


def write_json(endpoint: str, body: Mapping[str, object], expected: str = "errcode") -> ApiCall:
    r"""Return a call with a body of JSON, in UTF-8: the platform keeps `\uxxxx` as it is typed."""
    return ApiCall(endpoint, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), expected=expected)


def write_upload(endpoint: str, name: str, file: bytes, expected: str, **params: str) -> ApiCall:
    """Return a call that carries a file; its name ends as its kind wants it, in ASCII."""
    border = secrets.token_hex(16)
    head = f'--{border}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n\r\n'
    body = head.encode("ascii") + file + f"\r\n--{border}--\r\n".encode()
    return ApiCall(endpoint, body, f"multipart/form-data; boundary={border}", params, expected, is_upload=True)


class ApiReply(NamedTuple):
    """What a call that was carried out is answered with."""

    data: Mapping[str, Any]
    date: str
    """By the platform's clock; empty where it does not say."""


class ApiCaller:
    """Makes calls at one base address, and repeats those that may be repeated."""

    def __init__(
        self, transport: Transport, pace: RetryPolicy, secret: Secret, *, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._transport = transport
        self._pace = pace
        self._secret = secret
        """The account's, which an answer may repeat."""
        self._wait = wait

    def ask(self, call: ApiCall, token: Secret | None = None) -> ApiReply:
        """Return the answer of a call that was carried out.

        Raises:
            PlatformError: WeChat refused it.
            NotSentError: It was not sent, or only asked and got no answer.
            UncertainError: It may or may not have been carried out.
        """
        for attempt in range(1, self._pace.attempts):
            try:
                return self._ask_once(call, token)
            except (PlatformError, NotSentError, UncertainError) as error:
                pause = self._find_pause(error, find_idempotency(call.endpoint), attempt)
                if pause is None:
                    raise
            self._wait(pause)
        return self._ask_once(call, token)

    def _find_pause(self, error: PublishError, idempotency: Idempotency, attempt: int) -> float | None:
        """Return how long to wait before a call is repeated; None where it must not be."""
        if isinstance(error, PlatformError):
            later = find_refusal(error.code, error.endpoint).repeat is RetryAdvice.LATER
            return self._pace.too_often_seconds if later and idempotency is not Idempotency.TWICE else None
        if isinstance(error, UncertainError) and idempotency is Idempotency.TWICE:
            return None
        return self._pace.pause_before(attempt)

    def _ask_once(self, call: ApiCall, token: Secret | None) -> ApiReply:
        pace = self._pace
        params = {"access_token": token.reveal(), **call.params} if token else call.params
        seconds = pace.upload_seconds if call.is_upload else pace.call_seconds
        request = HttpRequest(call.endpoint, params, call.body, call.media_type, seconds)
        try:
            answer = self._transport.send(request)
        except ConnectFailure as cause:
            raise NotSentError(self._place(Problem(f"api-{cause.trouble}", file=call.endpoint))) from cause
        except UnknownOutcome as cause:
            raise make_unknown(call.endpoint, cause) from cause
        try:
            _check(call, answer.data, [self._secret, *([token] if token else [])])
        except PlatformError as error:
            error.problems = tuple(map(self._place, error.problems))
            raise
        return ApiReply(answer.data, answer.date)

    def _place(self, problem: Problem) -> Problem:
        """Return a problem as it is to be told: where the sandbox listens, it is no matter of network or console."""
        if not self._transport.stays_here:
            return problem
        return problem._replace(message=_SAID_HERE.get(problem.message, problem.message))


def make_unknown(endpoint: str, cause: UnknownOutcome) -> PublishError:
    """Return what to say of a call without an answer: what only asks has changed nothing."""
    idempotency = find_idempotency(endpoint)
    problem = Problem(f"api-{cause.trouble}-{idempotency}", {"status": cause.status}, file=endpoint)
    return NotSentError(problem) if idempotency is Idempotency.NONE else UncertainError(problem)


def _check(call: ApiCall, data: Mapping[str, Any], sent: Sequence[Secret]) -> None:
    """Make sure that a call was carried out: HTTP says nothing of that.

    Raises:
        PlatformError: It was refused.
        NotSentError: It only asks, and there is no telling.
        UncertainError: There is no telling.
    """
    code = _read_code(data)
    if code is None or (not code and data.get(call.expected) in (None, "")):
        raise make_unknown(call.endpoint, UnknownOutcome(FailureCause.STRANGE))
    if code == BUSY:
        raise make_unknown(call.endpoint, UnknownOutcome(FailureCause.BUSY))
    if code and code not in call.done:
        raise _make_refusal(call.endpoint, code, redact(str(data.get("errmsg", "")), sent))


def _read_code(data: Mapping[str, Any]) -> int | None:
    """Return the error code of an answer, 0 where there is none; None where it is no number."""
    code = data.get("errcode") or 0
    try:
        return int(code)
    except (TypeError, ValueError):
        return None


def _make_refusal(endpoint: str, code: int, errmsg: str) -> PlatformError:
    words = parse_error_message(errmsg)
    refusal = find_refusal(code, endpoint)
    values = {"code": code, "words": words.message, "rid": words.rid or "–", "address": words.address or "–"}
    place = f"rid {words.rid}" if words.rid and code != ADDRESS_REFUSED else None
    problem = Problem(refusal.message, values, rule=str(code), file=endpoint, element=place)
    return PlatformError(problem, code=code, message=words.message, rid=words.rid, endpoint=endpoint)
