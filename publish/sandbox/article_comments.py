"""The endpoint `comment/list`: what readers wrote below an article."""

from __future__ import annotations

from typing import Any

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import SandboxAccount, StoredComment
from publish.sandbox.published_articles import list_published
from publish.sandbox.state import State

MAX_COMMENTS = 49  # of one answer
_ALL, _PLAIN, _CHOSEN = 0, 1, 2


def list_comments(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `comment/list`, of the article with an `index` from 0.

    An account without the right to comments gives 88000, an article that does not exist 88001, a limited account 88002,
    and a `count` of 50 or more 88010.
    """
    body = call.read_json()
    if not account.comments:
        raise ApiError(88000)
    if account.comments_limited:
        raise ApiError(88002)
    begin, count, kind = body.get("begin"), body.get("count"), body.get("type")
    if type(count) is not int or not 0 < count <= MAX_COMMENTS:
        raise ApiError(88010)
    if type(begin) is not int or begin < 0 or kind not in (_ALL, _PLAIN, _CHOSEN):
        raise ApiError(40035)
    msgid = _find_msgid(body, account, state)
    found = [comment for comment in state.store.list(StoredComment, account.appid) if comment.msgid == msgid]
    found = [comment for comment in found if kind == _ALL or comment.chosen == (kind == _CHOSEN)]
    return {**OK, "total": len(found), "comment": [_describe(each) for each in found[begin : begin + count]]}


def _find_msgid(body: dict[str, Any], account: SandboxAccount, state: State) -> str:
    """Return the id of an article in the statistics, which count it from 1."""
    msg_data_id, index = body.get("msg_data_id"), body.get("index", 0)
    for each in list_published(account, state):
        if (each.msg_data_id, each.number - 1) == (msg_data_id, index):
            return each.msgid
    raise ApiError(88001)


def _describe(comment: StoredComment) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "user_comment_id": int(comment.key),
        "create_time": int(comment.created),
        "content": comment.content,
        "comment_type": int(comment.chosen),
    }
    if comment.openid:
        fields["openid"] = comment.openid
    if comment.reply:
        fields["reply"] = {"content": comment.reply, "create_time": int(comment.replied)}
    return fields
