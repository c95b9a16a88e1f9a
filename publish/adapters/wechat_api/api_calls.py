"""API calls: requests, replies, errors, and repetition where that is safe."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from publish.adapters.storage.secret import Secret, redact
from publish.adapters.web.http_client import ConnectFailure, FailureCause, UnknownOutcome
from publish.adapters.wechat_api.transport import HttpRequest, HttpResponse, Transport
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

_LOCAL_MESSAGES = {"api-unreachable": "api-unreachable-here", "api-appid": "api-appid-here"}


class ApiCall(NamedTuple):
    """One API call, without access token."""

    endpoint: str
    body: bytes = b""
    media_type: str = "application/json"
    params: Mapping[str, str] = {}
    expected: str = "errcode"  # field in the answer of a successful call; an empty object proves nothing
    is_upload: bool = False
    done: frozenset[int] = frozenset()  # error codes which say that it was carried out before


def make_json_call(endpoint: str, body: Mapping[str, object], expected: str = "errcode") -> ApiCall:
    r"""Return a call with a JSON body in UTF-8: the platform would store `\uxxxx` literally."""
    return ApiCall(endpoint, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), expected=expected)


def make_upload_call(endpoint: str, name: str, file: bytes, expected: str, **params: str) -> ApiCall:
    """Return a call that uploads a file; its ASCII name has the suffix of its media type."""
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n\r\n'
    body = head.encode("ascii") + file + f"\r\n--{boundary}--\r\n".encode()
    return ApiCall(endpoint, body, f"multipart/form-data; boundary={boundary}", params, expected, is_upload=True)


class ApiCaller:
    """Sends calls to one base address, and repeats those that may be repeated."""

    def __init__(self, transport: Transport, policy: RetryPolicy, secret: Secret) -> None:
        self._transport = transport
        self._policy = policy
        self._secret = secret  # secret of the account, which an answer may repeat

    def send(self, call: ApiCall, token: Secret | None = None) -> HttpResponse:
        """Return the answer of a successful call.

        Raises:
            PlatformError: WeChat refused it.
            NotSentError: It was not sent, or it only reads and got no answer.
            UncertainError: It may or may not have been carried out.
        """
        for attempt in range(1, self._policy.attempts):
            try:
                return self._send_once(call, token)
            except (PlatformError, NotSentError, UncertainError) as error:
                delay = self._find_delay(error, find_idempotency(call.endpoint), attempt)
                if delay is None:
                    raise
            time.sleep(delay)
        return self._send_once(call, token)

    def _find_delay(self, error: PublishError, idempotency: Idempotency, attempt: int) -> float | None:
        """Return the seconds to wait before a call is repeated; None where it must not be."""
        if isinstance(error, PlatformError):
            later = find_refusal(error.code, error.endpoint).repeat is RetryAdvice.LATER
            return self._policy.too_often_seconds if later and idempotency is not Idempotency.TWICE else None
        if isinstance(error, UncertainError) and idempotency is Idempotency.TWICE:
            return None
        return self._policy.backoff_delay(attempt)

    def _send_once(self, call: ApiCall, token: Secret | None) -> HttpResponse:
        params = {"access_token": token.reveal(), **call.params} if token else call.params
        seconds = self._policy.upload_seconds if call.is_upload else self._policy.call_seconds
        request = HttpRequest(call.endpoint, params, call.body, call.media_type, seconds)
        try:
            answer = self._transport.send(request)
        except ConnectFailure as failure:
            raise NotSentError(self._localize(Problem(f"api-{failure.cause}", file=call.endpoint))) from failure
        except UnknownOutcome as failure:
            raise make_unknown(call.endpoint, failure) from failure
        try:
            _check(call, answer.data, [self._secret, *([token] if token else [])])
        except PlatformError as error:
            error.problems = tuple(map(self._localize, error.problems))
            raise
        return answer

    def _localize(self, problem: Problem) -> Problem:
        """Return a problem with the message for a sandbox, where neither network nor console is at fault."""
        if not self._transport.is_local:
            return problem
        return problem._replace(message=_LOCAL_MESSAGES.get(problem.message, problem.message))


def make_unknown(endpoint: str, failure: UnknownOutcome) -> PublishError:
    """Return the error for a call without an answer: NotSentError for one that only reads, else UncertainError."""
    idempotency = find_idempotency(endpoint)
    problem = Problem(f"api-{failure.cause}-{idempotency}", {"status": failure.status}, file=endpoint)
    return NotSentError(problem) if idempotency is Idempotency.NONE else UncertainError(problem)


def _check(call: ApiCall, data: Mapping[str, Any], sent: Sequence[Secret]) -> None:
    """Raise PlatformError for a refused call, NotSentError or UncertainError for an unreadable answer."""
    code = _parse_code(data)
    if code is None or (not code and data.get(call.expected) in (None, "")):
        raise make_unknown(call.endpoint, UnknownOutcome(FailureCause.STRANGE))
    if code == BUSY:
        raise make_unknown(call.endpoint, UnknownOutcome(FailureCause.BUSY))
    if code and code not in call.done:
        raise _make_refusal(call.endpoint, code, redact(str(data.get("errmsg", "")), sent))


def _parse_code(data: Mapping[str, Any]) -> int | None:
    """Return the error code of an answer, 0 where there is none; None where it is not a number."""
    code = data.get("errcode") or 0
    try:
        return int(code)
    except (TypeError, ValueError):
        return None


def _make_refusal(endpoint: str, code: int, errmsg: str) -> PlatformError:
    info = parse_error_message(errmsg)
    refusal = find_refusal(code, endpoint)
    values = {"code": code, "words": info.message, "rid": info.rid or "–", "address": info.address or "–"}
    element = f"rid {info.rid}" if info.rid and code != ADDRESS_REFUSED else None
    problem = Problem(refusal.message, values, rule=str(code), file=endpoint, element=element)
    return PlatformError(problem, code=code, message=info.message, rid=info.rid, endpoint=endpoint)
