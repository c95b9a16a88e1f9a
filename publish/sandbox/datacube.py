"""The endpoints `datacube/*` that still exist: reads, shares and likes of published articles, by day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import ArticleNumbers, DayNumbers, SandboxAccount, StoredComment
from publish.sandbox.published_articles import PublishedArticle, find_day, list_published, make_content_url
from publish.sandbox.state import CHINA, State

FIRST_DAY = date(2025, 11, 1)
COUNTED_DAYS = 30  # how long an article is counted, its first day included
MAX_SPAN = 30  # days of one call; not documented by WeChat
_COUNTS = (
    "read_user", "share_user", "zaikan_user", "like_user", "comment_count", "collection_user", "praise_money",
    "read_subscribe_user",
)  # fmt: skip  # a list of names
_RATES = ("read_delivery_rate", "read_finish_rate", "read_avg_activetime")
_SCENES = (("公众号消息", 0.6), ("朋友圈", 0.2), ("聊天会话", 0.1))


class Period(NamedTuple):
    """The days that a call asks for, and the last one whose numbers are known."""

    first: date
    last: date
    known: date

    @property
    def is_late(self) -> bool:
        """Return whether the numbers of its last day are not known yet."""
        return self.known < self.last

    def list_days(self) -> Iterator[date]:
        """Yield its days whose numbers are known."""
        day = self.first
        while day <= min(self.last, self.known):
            yield day
            day += timedelta(days=1)


def show_reads(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `datacube/getarticleread`: every article that was read on a day."""
    return _show_day(call, account, state, lambda numbers: _describe_reads(numbers.read_user))


def show_shares(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `datacube/getarticleshare`: every article that was shared on a day."""
    return _show_day(call, account, state, lambda numbers: {"share_user": numbers.share_user})


def show_summary(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `datacube/getbizsummary`: the numbers of all articles together, of each day."""
    period, published = _parse_period(call, state, MAX_SPAN), list_published(account, state)
    items = []
    for day in period.list_days():
        total = _add_up(_count_days(each, state).get(day, DayNumbers()) for each in published)
        items.append({"ref_date": day.isoformat(), "detail": _describe(total)})
    return {"list": items, "is_delay": period.is_late}


def show_details(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `datacube/getarticletotaldetail`: the articles that were published on some days, with running totals."""
    period = _parse_period(call, state, MAX_SPAN)
    named = state.settings.named_statistics
    items = []
    for each in list_published(account, state):
        if period.first <= each.day <= period.last:
            fields = {"ref_date": each.day.isoformat(), "msgid": each.msgid, "publish_type": each.publish_type}
            names = {"title": each.article.title, "content_url": make_content_url(each, account)} if named else {}
            items.append({**fields, **names, "detail_list": _describe_totals(each, period.known, state)})
    return {"list": items, "is_delay": period.known < find_day(state.now) - timedelta(days=1)}


def _show_day(
    call: ReceivedCall, account: SandboxAccount, state: State, describe: Callable[[DayNumbers], dict[str, Any]]
) -> dict[str, Any]:
    period = _parse_period(call, state, 1)
    items = [
        {"ref_date": day.isoformat(), "msgid": each.msgid, "detail": describe(numbers)}
        for day in period.list_days()
        for each in list_published(account, state)
        if any(describe(numbers := _count_days(each, state).get(day, DayNumbers())).values())
    ]
    return {"list": items, "is_delay": period.is_late}


def _parse_period(call: ReceivedCall, state: State, span: int) -> Period:
    """Return the days of a call; malformed ones give 61500, others than those with numbers, or too many, 61501."""
    body = call.read_json()
    try:
        first, last = (datetime.strptime(str(body.get(name)), "%Y-%m-%d") for name in ("begin_date", "end_date"))  # noqa: DTZ007  # a day in China
    except ValueError as error:
        raise ApiError(61500) from error
    yesterday = find_day(state.now) - timedelta(days=1)
    if not FIRST_DAY <= first.date() <= last.date() <= yesterday or (last - first).days >= span:
        raise ApiError(61501)
    hour = datetime.fromtimestamp(state.now, UTC).astimezone(CHINA).hour
    late = state.settings.statistics_late or hour < state.settings.statistics_hour
    return Period(first.date(), last.date(), yesterday - timedelta(days=int(late)))


def _count_days(published: PublishedArticle, state: State) -> dict[date, DayNumbers]:
    """Return the new numbers of each day of an article: those that were set, else some that grow more slowly daily."""
    numbers = state.store.find(ArticleNumbers, published.msgid)
    if numbers is not None:
        return {date.fromisoformat(day): each for day, each in numbers.days.items()}
    days = (published.day + timedelta(days=number) for number in range(COUNTED_DAYS))
    comments = [comment for comment in state.store.list(StoredComment) if comment.msgid == published.msgid]
    return {day: _imagine(published, number, day, comments) for number, day in enumerate(days)}


def _imagine(published: PublishedArticle, number: int, day: date, comments: Iterable[StoredComment]) -> DayNumbers:
    """Return numbers of a day without ones that were set, always the same for an article."""
    seed = int.from_bytes(hashlib.sha256(published.article.address.encode()).digest()[:2], "big")
    reads = (200 + seed % 800) // (number + 1) ** 2
    return DayNumbers(
        read_user=reads,
        share_user=reads // 20,
        like_user=reads // 30,
        zaikan_user=reads // 50,
        collection_user=reads // 60,
        comment_count=sum(find_day(comment.created) == day for comment in comments),
        read_subscribe_user=reads // 100,
        read_delivery_rate=0.1,
        read_finish_rate=(30 + seed % 40) / 100,
        read_avg_activetime=60 + seed % 90,
    )


def _add_up(numbers: Iterable[DayNumbers]) -> DayNumbers:
    """Return the sums of counts, and the last rates above 0."""
    total = dict.fromkeys((*_COUNTS, *_RATES), 0.0)
    for each in numbers:
        total |= {name: total[name] + getattr(each, name) for name in _COUNTS}
        total |= {name: getattr(each, name) for name in _RATES if getattr(each, name)}
    return DayNumbers.model_validate(total)


def _describe_totals(published: PublishedArticle, known: date, state: State) -> list[dict[str, Any]]:
    """Return what an article came to by the end of each day that is known, of those on which it is counted."""
    days, rows = _count_days(published, state), []
    for number in range(min(COUNTED_DAYS, (known - published.day).days + 1)):
        day = published.day + timedelta(days=number)
        total = _add_up(days[each] for each in sorted(days) if each <= day)
        jumps = [{"position": position, "rate": round(1 - position / 10, 2)} for position in (2, 4, 6, 8, 10)]
        rows.append({"stat_date": day.isoformat(), **_describe(total), "read_jump_position": jumps})
    return rows


def _describe(numbers: DayNumbers) -> dict[str, Any]:
    return {**numbers.model_dump(), **_describe_reads(numbers.read_user)}


def _describe_reads(readers: int) -> dict[str, Any]:
    parts = [{"scene_desc": scene, "user_count": int(readers * share)} for scene, share in _SCENES]
    sources = [{"scene_desc": "全部", "user_count": readers}, *parts]
    return {"read_user": readers, "read_user_source": [source for source in sources if source["user_count"]]}
