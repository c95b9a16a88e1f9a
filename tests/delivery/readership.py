"""Published issues and their articles in the statistics."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint
from publish.core.readership import CountedArticle, DayTotals
from publish.delivery.match_statistics import SentIssue

DAY = date(2026, 11, 20)
ADDRESS = "https://mp.weixin.qq.com/s?__biz=B&mid=100&idx=1&sn=x"


def publish(number: int = 1, title: str = "简报", day: date = DAY, **changed: Any) -> Delivery:
    """Return a delivery that was published at 08:00 in China."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    delivery = Delivery(
        issue=f"issues/{day.isoformat()}" if number == 1 else f"issues/{number}",
        state=DeliveryState.PUBLISHED,
        content="c",
        fingerprint=Fingerprint(title, "", "", "", False),
        articles=1,
        started=at,
        number=number,
        media_id=f"m{number}",
        released=at,
    )
    return delivery._replace(**changed)


def issue(delivery: Delivery, *days: date) -> SentIssue:
    return SentIssue(delivery, delivery.fingerprint.title, days or (DAY,))


def count(msg_data_id: str = "100", position: int = 0, title: str = "简报", **changed: Any) -> CountedArticle:
    """Return an article in the statistics, with the totals of two days."""
    totals = tuple(DayTotals(DAY + timedelta(days=number), reads=100 + number) for number in range(2))
    url = f"http://mp.weixin.qq.com/s?__biz=B&mid={msg_data_id}&idx={position + 1}&sn=x&chksm=0&scene=1#rd"
    return CountedArticle(DAY, msg_data_id, position, title, url, totals)._replace(**changed)
