from __future__ import annotations

import pytest

from publish.core.html import ChangeKind, Filter
from publish.wechat.elements import PROFILE_CARD
from publish.wechat.filter_table import KEPT, decide_element
from publish.wechat.profile_card import find_card_faults

COMPLETE = {
    "data-pluginname": "mpprofile",
    "data-id": "MzI5MTczODI3Ng==",
    "data-nickname": "甲",
    "data-headimg": "http://mmbiz.qpic.cn/mmbiz_png/a/0",
}


def test_complete_card_has_no_fault() -> None:
    assert find_card_faults(COMPLETE) == ()


@pytest.mark.parametrize("name", COMPLETE)
def test_card_without_an_attribute_names_it(name: str) -> None:
    assert find_card_faults({**COMPLETE, name: ""}) == (name,)


@pytest.mark.parametrize("filter_", Filter)
def test_filter_keeps_a_complete_card_alone(filter_: Filter) -> None:
    assert decide_element(filter_, PROFILE_CARD, {**COMPLETE, "class": "x", "data-from": "0"}) == KEPT


@pytest.mark.parametrize("filter_", Filter)
@pytest.mark.parametrize(
    ("attributes", "rule"),
    [({**COMPLETE, "data-own": "1"}, "W19"), ({"data-nickname": "甲"}, "W88")],
    ids=["own", "bare"],
)
def test_filter_loses_a_card_that_is_not_the_editors(filter_: Filter, attributes: dict[str, str], rule: str) -> None:
    decision = decide_element(filter_, PROFILE_CARD, attributes)

    assert (decision.kind, decision.rule, decision.unwrapped) == (ChangeKind.LOST, rule, False)
