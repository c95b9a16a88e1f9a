"""The endpoints `draft/*`."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, TypeVar

from publish.sandbox.api_request import ReceivedCall, list_page, parse_media_id
from publish.sandbox.article_fields import describe_article, make_preview_url, parse_article
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import PublishJob, SandboxAccount, StoredArticle, StoredDraft
from publish.sandbox.state import State

MAX_ARTICLES = 8
R = TypeVar("R", StoredDraft, PublishJob)


def add_draft(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/add`: a new draft each time, even if an equal one exists."""
    bodies = call.read_json(state.settings.escapes).get("articles")
    if not isinstance(bodies, list) or not bodies:
        raise ApiError(44003)
    if len(bodies) > MAX_ARTICLES:
        raise ApiError(45008)
    articles = tuple(parse_article(body, account, state, single=len(bodies) == 1) for body in bodies)
    draft = save_draft(articles, account, state)
    items = [{"index": index, "ad_count": 0} for index in range(len(articles))]
    return {"media_id": draft.key} | ({"item": items} if state.settings.add_items else {})


def save_draft(articles: tuple[StoredArticle, ...], account: SandboxAccount, state: State) -> StoredDraft:
    """Save articles as a new draft."""
    draft = StoredDraft(
        appid=account.appid,
        key=secrets.token_urlsafe(48),
        articles=articles,
        created=state.now,
        updated=state.now,
        number=state.next_number("draft"),
    )
    state.store.save(draft)
    return draft


def update_draft(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/update`: replace one article of a draft."""
    body = call.read_json(state.settings.escapes)
    draft = find_draft(parse_media_id(body), account, state)
    _check_not_pending(draft, state)
    if draft.auto_saved:
        raise ApiError(48021)
    if not isinstance(body.get("articles"), dict):
        raise ApiError(47001)
    index = body.get("index")
    if type(index) is not int or not 0 <= index < len(draft.articles):
        raise ApiError(40114)
    article = parse_article(body["articles"], account, state, single=len(draft.articles) == 1)
    article = article.model_copy(update={"address": draft.articles[index].address})
    articles = (*draft.articles[:index], article, *draft.articles[index + 1 :])
    state.store.save(draft.model_copy(update={"articles": articles, "updated": state.now}))
    return OK


def get_draft(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/get`."""
    draft = find_draft(parse_media_id(call.read_json()), account, state)
    articles = draft.articles if state.now >= draft.created + state.settings.read_lag else ()
    return _describe_draft(draft, articles, state, content=True)


def delete_draft(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/delete`."""
    draft = find_draft(parse_media_id(call.read_json()), account, state)
    _check_not_pending(draft, state)
    state.store.remove(draft)
    return OK


def count_drafts(_call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/count`."""
    return {"total_count": len(_list_visible(account, state))}


def list_drafts(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `draft/batchget`."""

    def describe(draft: StoredDraft, content: bool) -> dict[str, Any]:
        shown = _describe_draft(draft, draft.articles, state, content=content)
        return {"media_id": draft.key, "content": shown, "update_time": int(draft.updated)}

    return list_page(call.read_json(), sort_records(_list_visible(account, state), state), describe)


def switch_drafts(_call: ReceivedCall, _account: SandboxAccount, _state: State) -> dict[str, Any]:
    """Answer `draft/switch`: drafts are on for every account."""
    return {**OK, "is_open": 1}


def find_draft(media_id: str, account: SandboxAccount, state: State) -> StoredDraft:
    """Return a draft of an account; without one, raise ApiError 40007."""
    draft = state.store.find(StoredDraft, media_id)
    if draft is None or draft.appid != account.appid:
        raise ApiError(40007)
    return draft


def _check_not_pending(draft: StoredDraft, state: State) -> None:
    """Raise ApiError 40007 if a draft is being published and the switch `pending_draft` refuses changes."""
    if state.settings.pending_draft == "refuse" and is_pending(draft, state):
        raise ApiError(40007)


def is_pending(draft: StoredDraft, state: State) -> bool:
    """Return whether a draft is being published."""
    return any(job.media_id == draft.key and job.status == 1 for job in state.store.list(PublishJob, draft.appid))


def _describe_draft(
    draft: StoredDraft, articles: Sequence[StoredArticle], state: State, *, content: bool
) -> dict[str, Any]:
    items = [
        describe_article(article, state, content=content, address=make_preview_url(article)) for article in articles
    ]
    return {"news_item": items, "create_time": int(draft.created), "update_time": int(draft.updated)}


def sort_records(records: list[R], state: State) -> list[R]:
    """Return records, given oldest first, in the order of lists."""
    order = state.settings.list_order
    if order == "shuffled":  # stable from page to page
        return sorted(records, key=lambda record: hashlib.sha256(record.key.encode()).digest())
    return records[::-1] if order == "newest" else records


def _list_visible(account: SandboxAccount, state: State) -> list[StoredDraft]:
    """Return the drafts that lists contain, oldest first."""
    latest = state.now - state.settings.list_lag
    drafts = [draft for draft in state.store.list(StoredDraft, account.appid) if draft.created <= latest]
    return sorted(drafts, key=lambda draft: (draft.updated, draft.number))
