from __future__ import annotations

import pytest

from publish.core.html import ChangeKind, Filter
from publish.wechat.elements import ATTRIBUTES, BLOCKS, REPLACED, VOID
from publish.wechat.filter_table import (
    KEPT,
    REMOVED,
    WRAPPERS,
    decide_element,
    decide_link,
    decide_picture,
    drops_content,
)


@pytest.mark.parametrize("filter_", Filter)
def test_filter_keeps_the_elements_of_our_articles(filter_: Filter) -> None:
    tags = BLOCKS | VOID | set(ATTRIBUTES) | {tag for tag, _ in REPLACED.values()}

    assert [tag for tag in sorted(tags) if decide_element(filter_, tag, {}) != KEPT] == []


@pytest.mark.parametrize("filter_", Filter)
def test_filter_drops_the_content_of_removed_elements(filter_: Filter) -> None:
    assert [tag for tag in REMOVED if decide_element(filter_, tag, {}).rule != REMOVED[tag]] == []
    assert all(map(drops_content, REMOVED))


def test_editor_keeps_the_content_of_unwrapped_elements() -> None:
    assert [decide_element(Filter.EDITOR, tag, {}).rule for tag in WRAPPERS] == [*WRAPPERS.values()]
    assert not any(map(drops_content, WRAPPERS))


def test_decide_link_keeps_an_anchor_without_href() -> None:
    assert decide_link(None) == KEPT


@pytest.mark.parametrize("filter_", Filter)
@pytest.mark.parametrize("url", ["", "x.png", "http://[", "javascript:x", "data:text/html,x", "//a.example/b.png"])
def test_decide_picture_loses_invalid_addresses(filter_: Filter, url: str) -> None:
    assert decide_picture(filter_, url).kind is ChangeKind.LOST
