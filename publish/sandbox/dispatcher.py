"""What every call passes before it is carried out, and what it leaves behind."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.call_log import make_rid
from publish.sandbox.endpoints import ENDPOINTS, OPEN, Answer
from publish.sandbox.error_responses import ApiError
from publish.sandbox.faults import Fault, take_fault
from publish.sandbox.issued_tokens import check_token, rotate_token_externally
from publish.sandbox.models import IssuedToken, SandboxAccount, StoredRecord
from publish.sandbox.permissions import RIGHTS
from publish.sandbox.publishing import finish_jobs
from publish.sandbox.quotas import check_quota
from publish.sandbox.state import State


class DelayedCall(StoredRecord):
    """A call that is carried out after its caller was told something else."""

    record_kind: ClassVar[str] = "LateCall"

    call: ReceivedCall
    due: float


class PlannedReply(NamedTuple):
    """What a caller is to get."""

    answer: Answer
    fault: Fault | None
    """How it gets it."""


def dispatch(call: ReceivedCall, state: State) -> PlannedReply:
    """Carry out a call, unless something goes wrong with it."""
    with state.store.transaction():
        _do_late_calls(state)
        appid = _find_caller(call, state)
        fault = take_fault(call, appid, state)
        if fault is not None and fault.kind == "intruder" and appid:
            rotate_token_externally(appid, "token", state)
            rotate_token_externally(appid, "stable", state)
        rid = make_rid(state.now)
        answer = _answer(call, rid, state) if _is_carried_out(fault) else None
        told = f"{fault.kind} {fault.when}" if fault else None
        _note(call, answer, state, appid=appid, rid=rid, fault=told)
        if fault is not None and fault.when == "late" and answer is None:
            key, due = str(state.take_number("late")), state.now + fault.late_seconds
            state.store.save(DelayedCall(appid=appid, key=key, call=call, due=due))
        if answer is None or (fault is not None and fault.kind == "errcode"):
            answer = ApiError(fault.code if fault else -1, caller="203.0.113.7").describe(rid)
        return PlannedReply(answer, fault)


def run_due_jobs(state: State) -> None:
    """Do what is due: late calls, and publications."""
    with state.store.transaction():
        _do_late_calls(state)


def _do_late_calls(state: State) -> None:
    for late in sorted(state.store.list(DelayedCall), key=lambda late: late.due):
        if late.due <= state.now:
            state.store.remove(late)
            rid = make_rid(state.now)
            _note(late.call, _answer(late.call, rid, state), state, appid=late.appid, rid=rid)
    finish_jobs(state)


def _is_carried_out(fault: Fault | None) -> bool:
    return fault is None or fault.when == "after" or fault.kind in ("latency", "intruder")


def _answer(call: ReceivedCall, rid: str, state: State) -> Answer:
    try:
        return _pass_gate(call, state)
    except ApiError as refusal:
        return refusal.describe(rid)


def _pass_gate(call: ReceivedCall, state: State) -> Answer:
    if state.settings.https_required:
        raise ApiError(43003)
    if call.endpoint in OPEN:
        return OPEN[call.endpoint](call, state)
    endpoint = ENDPOINTS.get(call.endpoint)
    if endpoint is None:
        raise ApiError(40066)
    account = check_token(call.params.get("access_token"), state)
    if endpoint.posted and call.method != "POST":
        raise ApiError(43002)
    _check_account(account, call.endpoint)
    check_quota(call.endpoint, account, state)
    return endpoint.answer(call, account, state)


def _check_account(account: SandboxAccount, endpoint: str) -> None:
    if account.refusal is not None and account.refusal_everywhere:
        raise ApiError(account.refusal, caller=account.caller)
    if account.profile not in RIGHTS[endpoint]:
        raise ApiError(48001)


def _find_caller(call: ReceivedCall, state: State) -> str:
    """Return the AppID a call comes from, by token or by word; empty for nobody known."""
    token = state.store.find(IssuedToken, call.params.get("access_token", ""))
    if token is not None:
        return token.appid
    named = call.params.get("appid") or _read_appid(call)
    return named if state.store.find(SandboxAccount, named) else ""


def _read_appid(call: ReceivedCall) -> str:
    try:
        return str(call.read_json().get("appid", ""))
    except ApiError:
        return ""


def _note(call: ReceivedCall, answer: Answer | None, state: State, **seen: str | None) -> None:
    """Write a call into the log; a token or secret never comes so far."""
    hidden = [account.secret for account in state.store.list(SandboxAccount)]
    hidden += [token.key for token in state.store.list(IssuedToken)]
    code = None
    if answer is not None:
        code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    state.log.add(call, hidden, at=state.now, errcode=code, acted=answer is not None, **seen)
