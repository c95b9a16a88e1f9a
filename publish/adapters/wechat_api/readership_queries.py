"""Numbers and comments of an account's published articles, read from the platform without changing anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from publish.adapters.wechat_api.answer_fields import get_objects, parse_number, parse_time
from publish.adapters.wechat_api.api_calls import make_json_call
from publish.adapters.wechat_api.client import WeChatClient
from publish.core.readership import CommentPage, CountedArticle, CountedDay, DayTotals, ReaderComment
from publish.wechat.article_index import COMMENTS, STATISTICS, parse_msgid, to_index

COMMENTS_PER_ANSWER = 49  # of one answer; WeChat refuses to give 50
_EVERY_COMMENT = 0
_ALL_SOURCES = "全部"
_PERCENT = 100


class Readership:
    """What readers did with the articles of one account."""

    def __init__(self, client: WeChatClient) -> None:
        self._client = client

    def count_articles(self, day: date) -> CountedDay:
        """Return the articles that were published on a day, with running totals of up to 30 days."""
        body = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        data = self._client.send(make_json_call(STATISTICS, body, expected="list")).data
        articles = (_parse_article(item) for item in get_objects(data, "list"))
        return CountedDay(tuple(each for each in articles if each is not None), data.get("is_delay") is not True)

    def list_comments(self, msg_data_id: str, position: int, begin: int) -> CommentPage:
        """Return up to 49 comments on an article, from one on."""
        body = {
            "msg_data_id": int(msg_data_id),
            "index": to_index(COMMENTS, position),
            "begin": begin,
            "count": COMMENTS_PER_ANSWER,
            "type": _EVERY_COMMENT,
        }
        data = self._client.send(make_json_call(COMMENTS, body, expected="total")).data
        return CommentPage(parse_number(data["total"], 0), tuple(map(_parse_comment, get_objects(data, "comment"))))


def _parse_article(item: Mapping[str, Any]) -> CountedArticle | None:
    article, published = parse_msgid(str(item.get("msgid", ""))), _parse_day(item.get("ref_date"))
    if article is None or published is None:
        return None
    found = [_parse_totals(row) for row in get_objects(item, "detail_list")]
    totals = {each.day: each for each in found if each is not None}
    return CountedArticle(
        published,
        *article,
        title=str(item.get("title") or ""),
        url=str(item.get("content_url") or ""),
        totals=tuple(totals[day] for day in sorted(totals)),
    )


def _parse_totals(row: Mapping[str, Any]) -> DayTotals | None:
    day = _parse_day(row.get("stat_date"))
    if day is None:
        return None
    sources = {str(each.get("scene_desc")): _count(each, "user_count") for each in get_objects(row, "read_user_source")}
    return DayTotals(
        day=day,
        reads=_count(row, "read_user"),
        shares=_count(row, "share_user"),
        likes=_count(row, "like_user"),
        recommendations=_count(row, "zaikan_user"),
        comments=_count(row, "comment_count"),
        favourites=_count(row, "collection_user"),
        follows=_count(row, "read_subscribe_user"),
        finish_rate=_parse_rate(row.get("read_finish_rate")),
        sources={name: count for name, count in sources.items() if name != _ALL_SOURCES},
    )


def _parse_comment(item: Mapping[str, Any]) -> ReaderComment:
    reply = item.get("reply")
    return ReaderComment(
        id=str(item.get("user_comment_id", "")),
        author=str(item.get("openid") or ""),
        text=str(item.get("content") or ""),
        at=parse_time(item.get("create_time")),
        chosen=parse_number(item.get("comment_type"), 0) == 1,
        reply=str(reply.get("content") or "") if isinstance(reply, dict) else "",
    )


def _count(row: Mapping[str, Any], name: str) -> int:
    return max(0, parse_number(row.get(name), 0))


def _parse_day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _parse_rate(value: object) -> float | None:
    """Return a rate from 0 to 1; no document says whether it is given as one or in percent."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _PERCENT:
        return None
    return value if value <= 1 else value / _PERCENT
