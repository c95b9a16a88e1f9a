from __future__ import annotations

import pytest

from publish.wechat.article_index import (
    COMMENTS,
    DRAFT_UPDATE,
    STATISTICS,
    ArticleId,
    parse_msgid,
    to_index,
    to_position,
)


@pytest.mark.parametrize(("call", "index"), [(COMMENTS, 0), (DRAFT_UPDATE, 0), (STATISTICS, 1)])
def test_first_article_has_the_number_of_the_call(call: str, index: int) -> None:
    assert (to_index(call, 0), to_position(call, index)) == (index, 0)
    assert to_position(call, to_index(call, 7)) == 7


def test_parse_msgid_returns_message_and_position() -> None:
    assert parse_msgid("2247490098_3") == ArticleId("2247490098", 2)


@pytest.mark.parametrize("msgid", ["", "2247490098", "2247490098_0", "_1", "1_1_1", "a_1", "１_１", "-1_1", "1_100"])
def test_parse_msgid_returns_none_for_anything_else(msgid: str) -> None:
    assert parse_msgid(msgid) is None
