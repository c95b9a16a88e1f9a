"""Numbers of an article in its message: each call of the platform counts from 0 or from 1.

Inside this program an article has a position, from 0.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

COMMENTS, STATISTICS, DRAFT_UPDATE = "comment/list", "datacube/getarticletotaldetail", "draft/update"
"""Calls that number articles: by an `index`, or at the end of a `msgid`."""
_FIRST = {COMMENTS: 0, DRAFT_UPDATE: 0, STATISTICS: 1}
_MSGID = lazy_pattern(r"(\d{1,20})_(\d{1,2})", re.ASCII)


class ArticleId(NamedTuple):
    """A published article: the id of its message, and its position there."""

    msg_data_id: str
    position: int


def to_index(call: str, position: int) -> int:
    """Return the number of an article in a call."""
    return position + _FIRST[call]


def to_position(call: str, index: int) -> int:
    """Return the position of the article that a call names by a number."""
    return index - _FIRST[call]


def parse_msgid(msgid: str) -> ArticleId | None:
    """Return the article of a `msgid` of the statistics, such as `2247490098_1`; None for anything else."""
    match = _MSGID.fullmatch(msgid)
    position = to_position(STATISTICS, int(match[2])) if match else -1
    return ArticleId(match[1], position) if match and position >= 0 else None
