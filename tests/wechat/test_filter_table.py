from __future__ import annotations

import pytest

from publish.core.html import ChangeKind, Filter
from publish.wechat.elements import ATTRIBUTES, BLOCKS, PROFILE_CARD, REPLACED, VOID
from publish.wechat.filter_table import KEPT, REMOVED, decide_element, decide_link, decide_picture
from publish.wechat.rules.elements import UNWRAPPED_BLOCKS


@pytest.mark.parametrize("filter_", Filter)
def test_filter_keeps_the_elements_of_our_articles(filter_: Filter) -> None:
    tags = BLOCKS | VOID | set(ATTRIBUTES) - {PROFILE_CARD} | {tag for tag, _ in REPLACED.values()}

    assert [tag for tag in sorted(tags) if decide_element(filter_, tag, {}) != KEPT] == []


@pytest.mark.parametrize("filter_", Filter)
def test_filter_drops_the_content_of_removed_elements(filter_: Filter) -> None:
    decisions = {tag: decide_element(filter_, tag, {}) for tag in REMOVED[filter_]}

    assert {"style", "script", "input", "math"} <= decisions.keys()
    assert {tag: decision.rule for tag, decision in decisions.items()} == REMOVED[filter_]
    assert not any(decision.unwrapped for decision in decisions.values())


def test_editor_keeps_the_content_of_unwrapped_elements() -> None:
    decisions = [decide_element(Filter.EDITOR, tag, {}) for tag in sorted(UNWRAPPED_BLOCKS)]

    assert {decision.rule for decision in decisions} == {"W06", "W07", "W15"}
    assert all(decision.unwrapped for decision in decisions)


@pytest.mark.parametrize("filter_", Filter)
def test_decide_link_keeps_an_anchor_without_href(filter_: Filter) -> None:
    assert decide_link(filter_, None) == KEPT


@pytest.mark.parametrize("filter_", Filter)
@pytest.mark.parametrize("url", ["", "x.png", "http://[", "javascript:x", "data:text/html,x", "//a.example/b.png"])
def test_decide_picture_loses_invalid_addresses(filter_: Filter, url: str) -> None:
    assert decide_picture(filter_, url).kind is ChangeKind.LOST
