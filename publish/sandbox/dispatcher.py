"""The endpoints of the API, and the checks before and the bookkeeping after each call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from publish.sandbox import article_comments, datacube, drafts, materials, publishing, quotas
from publish.sandbox import issued_tokens as tokens
from publish.sandbox import mass_messages as mass
from publish.sandbox.api_request import CHECKER_PATH, ReceivedCall
from publish.sandbox.call_log import make_rid
from publish.sandbox.error_responses import ApiError
from publish.sandbox.faults import Fault, next_fault
from publish.sandbox.materials import MediaFile
from publish.sandbox.models import IssuedToken, SandboxAccount, StoredRecord
from publish.sandbox.quotas import PERMISSIONS
from publish.sandbox.state import State
from publish.sandbox.structure_check import check_structure

Answer = dict[str, Any] | MediaFile
Handler = Callable[[ReceivedCall, SandboxAccount, State], Answer]

WITHOUT_TOKEN = {
    "token": tokens.issue_token,
    "stable_token": tokens.issue_stable_token,
    "clear_quota/v2": quotas.clear_quota_by_secret,
    CHECKER_PATH: check_structure,
}
"""Handlers of the calls that need no token."""

WITH_TOKEN: dict[str, Handler] = {
    "get_api_domain_ip": quotas.list_addresses,
    "getcallbackip": quotas.list_addresses,
    "clear_quota": quotas.clear_quota,
    "openapi/quota/get": quotas.show_quota,
    "openapi/quota/clear": quotas.clear_api_quota,
    "openapi/rid/get": quotas.show_call,
    "media/uploadimg": materials.upload_picture,
    "media/upload": materials.upload_temporary_media,
    "material/add_material": materials.add_material,
    "material/get_materialcount": materials.count_material,
    "material/batchget_material": materials.list_material,
    "material/get_material": materials.get_material,
    "material/del_material": materials.delete_material,
    "draft/add": drafts.add_draft,
    "draft/update": drafts.update_draft,
    "draft/get": drafts.get_draft,
    "draft/delete": drafts.delete_draft,
    "draft/count": drafts.count_drafts,
    "draft/batchget": drafts.list_drafts,
    "draft/switch": drafts.switch_drafts,
    "freepublish/submit": publishing.submit_draft,
    "freepublish/get": publishing.get_publication,
    "freepublish/delete": publishing.delete_publication,
    "freepublish/batchget": publishing.list_publications,
    "freepublish/getarticle": publishing.get_article,
    "message/mass/sendall": mass.send_to_all,
    "message/mass/get": mass.get_send,
    "message/mass/preview": mass.preview_message,
    "datacube/getarticleread": datacube.show_reads,
    "datacube/getarticleshare": datacube.show_shares,
    "datacube/getbizsummary": datacube.show_summary,
    "datacube/getarticletotaldetail": datacube.show_details,
    "comment/list": article_comments.list_comments,
}
"""Handlers of the other calls."""

ALLOWS_GET = frozenset({"get_api_domain_ip", "getcallbackip", "material/get_materialcount", "draft/count"})
"""Endpoints that need a token and may be called with GET; the others answer 43002."""


class DelayedCall(StoredRecord, record_kind="LateCall"):
    """A call that is carried out some time after it was answered."""

    call: ReceivedCall
    due: float


class PlannedReply(NamedTuple):
    """The answer to a call, and the fault with which it is sent."""

    answer: Answer
    fault: Fault | None


def dispatch(call: ReceivedCall, state: State) -> PlannedReply:
    """Carry out a call unless a fault prevents it, log it, and return its answer."""
    with state.store.transaction():
        _run_due_jobs(state)
        appid = _find_caller(call, state)
        fault = next_fault(call, appid, state)
        if fault is not None and fault.kind == "intruder" and appid:
            tokens.rotate_token_externally(appid, "token", state)
            tokens.rotate_token_externally(appid, "stable", state)
        rid = make_rid(state.now)
        carried_out = fault is None or fault.when == "after" or fault.kind in ("latency", "intruder")
        answer = _answer(call, rid, state) if carried_out else None
        _log_call(call, answer, state, appid=appid, rid=rid, fault=f"{fault.kind} {fault.when}" if fault else None)
        if fault is not None and fault.when == "late" and answer is None:
            key, due = str(state.next_number("late")), state.now + fault.late_seconds
            state.store.save(DelayedCall(appid=appid, key=key, call=call, due=due))
        if answer is None or (fault is not None and fault.kind == "errcode"):
            answer = ApiError(fault.code if fault else -1, caller="203.0.113.7").describe(rid)
        return PlannedReply(answer, fault)


def run_due_jobs(state: State) -> None:
    """Carry out the delayed calls and finish the publications that are due."""
    with state.store.transaction():
        _run_due_jobs(state)


def _run_due_jobs(state: State) -> None:
    for delayed in sorted(state.store.list(DelayedCall), key=lambda delayed: delayed.due):
        if delayed.due <= state.now:
            state.store.remove(delayed)
            rid = make_rid(state.now)
            _log_call(delayed.call, _answer(delayed.call, rid, state), state, appid=delayed.appid, rid=rid)
    publishing.finish_jobs(state)


def _answer(call: ReceivedCall, rid: str, state: State) -> Answer:
    try:
        return _call_handler(call, state)
    except ApiError as error:
        return error.describe(rid)


def _call_handler(call: ReceivedCall, state: State) -> Answer:
    endpoint = call.endpoint
    if state.settings.https_required:
        raise ApiError(43003)
    if endpoint in WITHOUT_TOKEN:
        return WITHOUT_TOKEN[endpoint](call, state)
    if endpoint not in WITH_TOKEN:
        raise ApiError(40066)
    account = tokens.check_token(call.params.get("access_token"), state)
    if call.method != "POST" and endpoint not in ALLOWS_GET:
        raise ApiError(43002)
    if account.refusal is not None and account.refusal_everywhere:
        raise ApiError(account.refusal, caller=account.caller)
    if account.profile not in PERMISSIONS[endpoint]:
        raise ApiError(48001)
    quotas.check_quota(endpoint, account, state)
    return WITH_TOKEN[endpoint](call, account, state)


def _find_caller(call: ReceivedCall, state: State) -> str:
    """Return the AppID of a call's token or parameters; empty for an unknown caller."""
    token = state.store.find(IssuedToken, call.params.get("access_token", ""))
    if token is not None:
        return token.appid
    appid = call.params.get("appid") or _read_appid(call)
    return appid if state.store.find(SandboxAccount, appid) else ""


def _read_appid(call: ReceivedCall) -> str:
    try:
        return str(call.read_json().get("appid", ""))
    except ApiError:
        return ""


def _log_call(call: ReceivedCall, answer: Answer | None, state: State, **fields: str | None) -> None:
    """Add a call to the log, without its tokens and secrets."""
    secrets = [account.secret for account in state.store.list(SandboxAccount)]
    secrets += [token.key for token in state.store.list(IssuedToken)]
    code = None
    if answer is not None:
        code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    state.log.add(call, secrets, at=state.now, errcode=code, acted=answer is not None, **fields)
