"""The endpoints `freepublish/*`; a submitted draft is published later, or fails."""

from __future__ import annotations

import secrets
from typing import Any

from publish.sandbox.api_request import ReceivedCall, list_page, parse_media_id
from publish.sandbox.article_fields import describe_article, make_article_url
from publish.sandbox.drafts import find_draft, is_pending, sort_records
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import PublishJob, SandboxAccount, StoredDraft
from publish.sandbox.state import State

PENDING, SUCCESS, ORIGINALITY, OTHER_FAILURE, REJECTED, DELETED, BANNED = 1, 0, 2, 3, 4, 5, 6
FIRST_PUBLISH_ID = 2_247_483_650
_BANS = {"banned": 53500, "too-often": 53501}


def submit_draft(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `freepublish/submit`: the job is accepted; `freepublish/get` returns its result."""
    draft = find_draft(parse_media_id(call.read_json()), account, state)
    if account.publishing in _BANS:
        raise ApiError(_BANS[account.publishing])
    if draft.check is not None:
        raise ApiError(draft.check)
    if draft.auto_saved:
        raise ApiError(48021)
    settings = state.settings
    if settings.double_submit == "refuse" and is_pending(draft, state):
        raise ApiError(40007)
    job = start_job(draft, account, state)
    publish_id: str | int = int(job.key) if settings.publish_id_type == "integer" else job.key
    answer: dict[str, Any] = {**OK, "publish_id": publish_id}
    return answer | ({"msg_data_id": int(job.key)} if settings.msg_data_id else {})


def start_job(draft: StoredDraft, account: SandboxAccount, state: State) -> PublishJob:
    """Start the publication of a draft."""
    outcome = account.outcome if draft.outcome is None else draft.outcome
    job = PublishJob(
        appid=account.appid,
        key=str(FIRST_PUBLISH_ID + state.next_number("publish")),
        media_id=draft.key,
        articles=draft.articles,
        submitted=state.now,
        due=state.now + state.settings.publish_delay,
        polls=state.settings.publish_polls,
        outcome=OTHER_FAILURE if account.profile == "test" else outcome,
        fail_idx=account.fail_idx,
    )
    state.store.save(job)
    return _finish_job(job, state) if job.due <= state.now and not job.polls else job


def finish_jobs(state: State) -> None:
    """Finish the pending publications that are due."""
    for job in state.store.list(PublishJob):
        if job.status == PENDING and job.due <= state.now and not job.polls:
            _finish_job(job, state)


def _finish_job(job: PublishJob, state: State) -> PublishJob:
    """Finish a publication: published, which removes the draft, or failed, which leaves it."""
    update: dict[str, Any] = {"status": job.outcome, "published": max(job.due, job.submitted)}
    if job.outcome in (SUCCESS, DELETED, BANNED):
        update |= {"article_id": secrets.token_urlsafe(48), "fail_idx": ()}
        draft = state.store.find(StoredDraft, job.media_id)
        if draft is not None and state.settings.published_draft == "gone":
            state.store.remove(draft)
    job = job.model_copy(update=update)
    state.store.save(job)
    account = state.store.find(SandboxAccount, job.appid)
    xml = _describe_event(job, account.original_id if account else "")
    state.add_event(job.appid, "PUBLISHJOBFINISH", state.now, xml)
    return job


def get_publication(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `freepublish/get`: the state of a job."""
    job = state.store.find(PublishJob, str(call.read_json().get("publish_id", "")))
    if job is None or job.appid != account.appid:
        raise ApiError(53502)
    if job.status == PENDING and job.polls:
        job = job.model_copy(update={"polls": job.polls - 1})
        state.store.save(job)
    text = state.settings.publish_id_type == "string"
    answer: dict[str, Any] = {"publish_id": job.key if text else int(job.key), "publish_status": job.status}
    if job.status == SUCCESS:
        items = [
            {"idx": number, "article_url": make_article_url(article)}
            for number, article in enumerate(job.articles, 1)
            if not article.deleted
        ]
        answer |= {"article_id": job.article_id, "article_detail": {"count": len(items), "item": items}}
    failed = job.status in (ORIGINALITY, OTHER_FAILURE, REJECTED)
    return answer | {"fail_idx": list(job.fail_idx) if failed else []}


def delete_publication(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `freepublish/delete`: mark one article as deleted, or all."""
    body = call.read_json()
    job = _find_published(body, account, state)
    index = body.get("index") or 0
    if type(index) is not int or not 0 <= index <= len(job.articles):
        raise ApiError(40114)
    articles = tuple(
        article.model_copy(update={"deleted": True}) if index in (0, number) else article
        for number, article in enumerate(job.articles, 1)
    )
    status = DELETED if all(article.deleted for article in articles) else job.status
    state.store.save(job.model_copy(update={"articles": articles, "status": status}))
    return OK


def get_article(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `freepublish/getarticle`."""
    return _describe_published(_find_published(call.read_json(), account, state), state, content=True)


def list_publications(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `freepublish/batchget`: the publications, without mass sends."""
    latest = state.now - state.settings.list_lag
    published = [
        job for job in state.store.list(PublishJob, account.appid) if job.status == SUCCESS and job.published <= latest
    ]
    jobs = sort_records(sorted(published, key=lambda job: (job.published, int(job.key))), state)

    def describe(job: PublishJob, content: bool) -> dict[str, Any]:
        shown = _describe_published(job, state, content=content)
        return {"article_id": job.article_id, "content": shown, "update_time": int(job.published)}

    return list_page(call.read_json(), jobs, describe)


def find_publication(article_id: str, state: State) -> PublishJob | None:
    """Return the publication of an article_id, of any account."""
    return next((job for job in state.store.list(PublishJob) if article_id and job.article_id == article_id), None)


def _find_published(body: dict[str, Any], account: SandboxAccount, state: State) -> PublishJob:
    job = find_publication(str(body.get("article_id", "")), state)
    if job is None or job.appid != account.appid:
        raise ApiError(53600)
    return job


def _describe_published(job: PublishJob, state: State, *, content: bool) -> dict[str, Any]:
    items = [
        describe_article(article, state, content=content, address=make_article_url(article))
        | {"is_deleted": article.deleted or job.status in (DELETED, BANNED)}
        for article in job.articles
    ]
    return {"news_item": items, "create_time": int(job.submitted), "update_time": int(job.published)}


def _describe_event(job: PublishJob, recipient: str) -> str:
    """Return the XML that WeChat would post to the account's own server."""
    failed = "".join(f"<fail_idx>{index}</fail_idx>" for index in job.fail_idx if job.status != SUCCESS)
    detail = "".join(
        f"<item><idx>{number}</idx><article_url><![CDATA[{make_article_url(article)}]]></article_url></item>"
        for number, article in enumerate(job.articles, 1)
    )
    article = f"<article_id><![CDATA[{job.article_id}]]></article_id><article_detail><count>{len(job.articles)}</count>"
    return (
        f"<xml><ToUserName><![CDATA[{recipient}]]></ToUserName>"
        f"<FromUserName><![CDATA[sandbox]]></FromUserName><CreateTime>{int(job.published)}</CreateTime>"
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[PUBLISHJOBFINISH]]></Event>"
        f"<PublishEventInfo><publish_id>{job.key}</publish_id><publish_status>{job.status}</publish_status>"
        f"{f'{article}{detail}</article_detail>' if job.article_id else ''}{failed}</PublishEventInfo></xml>"
    )
