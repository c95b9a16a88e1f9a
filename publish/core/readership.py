"""What readers did with published articles: numbers of each day, and comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple


class DayTotals(NamedTuple):
    """What an article came to from its publication to the end of a day, in China."""

    day: date
    reads: int = 0  # readers, each counted once
    shares: int = 0
    likes: int = 0  # thumbs
    recommendations: int = 0  # 在看, shown as a heart
    comments: int = 0
    favourites: int = 0
    follows: int = 0  # readers who then followed the account
    finish_rate: float | None = None  # share of readers who came to its end, from 0 to 1; None where it is not known
    sources: Mapping[str, int] = {}  # readers by where they came from, in WeChat's words


class CountedArticle(NamedTuple):
    """An article in the statistics of the day on which it was published."""

    published: date
    msg_data_id: str
    position: int  # in its message, from 0
    title: str  # empty where the platform does not give it
    url: str  # as the platform writes it; empty where it does not give it
    totals: tuple[DayTotals, ...]  # by day


class CountedDay(NamedTuple):
    """The articles that were published on a day."""

    articles: tuple[CountedArticle, ...]
    is_current: bool  # whether the numbers reach to yesterday


class ReaderComment(NamedTuple):
    """A comment on an article."""

    id: str
    author: str  # the reader's id for this account, for WeChat tells no names; empty where it tells none
    text: str
    at: datetime | None  # in UTC
    chosen: bool  # whether it is shown to every reader
    reply: str = ""


class CommentPage(NamedTuple):
    """One page of an article's comments; `total` counts all of them."""

    total: int
    comments: tuple[ReaderComment, ...]


class ArticleTotals(NamedTuple):
    """What the ledger keeps of an article's numbers."""

    delivery: int  # number of its delivery
    position: int  # in its message, from 0
    totals: tuple[DayTotals, ...]  # by day
