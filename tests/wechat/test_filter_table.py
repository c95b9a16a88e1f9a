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


@pytest.mark.parametrize("layer", Filter)
def test_what_an_article_of_ours_is_made_of_is_kept(layer: Filter) -> None:
    tags = BLOCKS | VOID | set(ATTRIBUTES) | {tag for tag, _ in REPLACED.values()}

    assert [tag for tag in sorted(tags) if decide_element(layer, tag, {}) != KEPT] == []


@pytest.mark.parametrize("layer", Filter)
def test_what_is_removed_goes_with_its_content(layer: Filter) -> None:
    assert [tag for tag in REMOVED if decide_element(layer, tag, {}).rule != REMOVED[tag]] == []
    assert all(map(drops_content, REMOVED))


def test_what_is_unwrapped_leaves_its_content() -> None:
    assert [decide_element(Filter.EDITOR, tag, {}).rule for tag in WRAPPERS] == [*WRAPPERS.values()]
    assert not any(map(drops_content, WRAPPERS))


def test_an_anchor_without_an_address_is_no_link() -> None:
    assert decide_link(None) == KEPT


@pytest.mark.parametrize("layer", Filter)
@pytest.mark.parametrize("url", ["", "x.png", "http://[", "javascript:x", "data:text/html,x", "//a.example/b.png"])
def test_what_is_no_address_of_a_picture_is_lost(layer: Filter, url: str) -> None:
    assert decide_picture(layer, url).kind is ChangeKind.LOST
