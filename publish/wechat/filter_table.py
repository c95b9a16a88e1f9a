"""Decisions of WeChat's two filters on elements, attributes, declarations, links and pictures, by the rules.

Where measurements differ, the worse one counts. Sources: drafts sent and read back, the editor's document after a
paste or after opening a draft, published articles, 2026-04 to 2026-10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from publish.core.html import ChangeKind, Filter
from publish.core.lazy_pattern import lazy_pattern
from publish.core.urls import is_relative, is_web_address
from publish.wechat.elements import EDITOR_ELEMENTS, PROFILE_CARD, VECTORS, VOID, is_card
from publish.wechat.limits import is_embedded, is_wechat_picture
from publish.wechat.profile_card import find_card_faults
from publish.wechat.rules.attributes import private_data
from publish.wechat.rules.elements import incomplete_card, removed_element, unproved_element
from publish.wechat.rules.nodes import Attribute, Declaration
from publish.wechat.rules.pictures import EMBEDDED_PICTURE, REWRITTEN_ADDRESS, foreign_picture
from publish.wechat.rules.registry import TAG_RULES, find_filter_rules
from publish.wechat.rules.rule import NodeType
from publish.wechat.rules.values import address_in_style, custom_property


class Decision(NamedTuple):
    """A filter's decision on one target, and its rule."""

    kind: ChangeKind = ChangeKind.KEPT
    rule: str = ""
    value: str = ""  # the new value of a rewritten target
    unwrapped: bool = False  # whether the content of a lost element stays


KEPT = Decision()
STYLE_LOST = Decision(ChangeKind.LOST, custom_property.id)

REMOVED = {
    filter_: {tag: row.rule.id for tag, row in rows.items() if not row.effect.unwrapped}
    for filter_, rows in TAG_RULES.items()
}
"""Elements that a filter removes with their content."""

FILLED = VOID | VECTORS | {"td", "th", "tr", "col", "colgroup", "iframe"}  # elements that stay without text
PRESERVED = VECTORS | {"pre", "iframe"}  # elements in which white space stays


def _decide(filter_: Filter, node_type: NodeType, name: str, node: object) -> Decision:
    """Return the decision on a node by the first rule that says one."""
    for rule, effect, _, check in find_filter_rules(filter_, node_type, name):
        found = check(node)
        if found is True or (found and any(True for _ in found)):
            return Decision(effect.kind, rule.id, effect.value, effect.unwrapped)
    return KEPT


def decide_element(filter_: Filter, tag: str, attributes: Mapping[str, str]) -> Decision:
    """Return the decision on an element by its tag and attributes; `rearrange` decides by what is round it."""
    row = TAG_RULES[filter_].get(tag)
    if row:
        return Decision(row.effect.kind, row.rule.id, unwrapped=row.effect.unwrapped)
    if tag == "iframe":
        return _decide_frame(filter_, attributes)
    if tag == PROFILE_CARD:
        return _decide_card(filter_, attributes)
    if filter_ is Filter.STORE:
        quoted = _QUOTED_URL.search(attributes.get("style", ""))
        return Decision(ChangeKind.LOST, address_in_style.id, unwrapped=True) if quoted else KEPT
    if tag in EDITOR_ELEMENTS or is_card(tag):
        return KEPT
    return Decision(ChangeKind.LOST, unproved_element.id, unwrapped=True)


_QUOTED_URL = lazy_pattern(r"url\(\s*['\"]", re.IGNORECASE)


def _decide_frame(filter_: Filter, attributes: Mapping[str, str]) -> Decision:
    """Return the decision on a frame: a video that has an attribute which would be lost is lost itself."""
    if "video_iframe" not in attributes.get("class", "").split() or "data-mpvid" not in attributes:
        return Decision(ChangeKind.LOST, removed_element.id)
    return _find_private_data(filter_, "iframe", attributes)


def _decide_card(filter_: Filter, attributes: Mapping[str, str]) -> Decision:
    """Return the decision on the card of an account: one that is not complete, or has private data, is lost."""
    if find_card_faults(attributes):
        return Decision(ChangeKind.LOST, incomplete_card.id)
    return _find_private_data(filter_, PROFILE_CARD, attributes)


def _find_private_data(filter_: Filter, tag: str, attributes: Mapping[str, str]) -> Decision:
    """Return the decision by which private data cost their element; else that it is kept."""
    decisions = (decide_attribute(filter_, tag, name, "") for name in attributes)
    return next((decision for decision in decisions if decision.rule == private_data.id), KEPT)


def decide_attribute(filter_: Filter, tag: str, name: str, value: str) -> Decision:
    """Return the decision on an attribute other than a style, or the address of a link or picture."""
    return _decide(filter_, NodeType.ATTRIBUTE, name, Attribute(tag, name, value))


@lru_cache(maxsize=4096)
def decide_declaration(filter_: Filter, tag: str, name: str, value: str) -> Decision:
    """Return the decision on a declaration of a style attribute; its name is in lower case."""
    return _decide(filter_, NodeType.DECLARATION, name, Declaration(tag, name, value.lower()))


def empties_style(filter_: Filter, name: str) -> bool:
    """Return whether a declaration costs its element the whole style, as a custom property does in the editor."""
    return filter_ is Filter.EDITOR and name.startswith("--")


_EMBEDDED = lazy_pattern(r"data:image/(?:png|jpe?g|gif);base64,", re.IGNORECASE)
_HTTP = lazy_pattern(r"http://", re.IGNORECASE)
_FULL_SIZE = lazy_pattern(r"/0(?=$|\?)")


def decide_link(filter_: Filter, url: str | None) -> Decision:
    """Return the decision on a link; a lost link leaves its text."""
    return KEPT if url is None else decide_attribute(filter_, "a", "href", url)


def decide_picture(filter_: Filter, url: str) -> Decision:
    """Return the decision on a picture by its address."""
    secure = _HTTP.sub("https://", url, count=1)
    if is_wechat_picture(url):
        if filter_ is Filter.STORE:
            return Decision(ChangeKind.REWRITTEN, REWRITTEN_ADDRESS, _FULL_SIZE.sub("/640", secure))
        return KEPT if secure == url else Decision(ChangeKind.REWRITTEN, REWRITTEN_ADDRESS, secure)
    if is_embedded(url):
        kept = filter_ is Filter.EDITOR and _EMBEDDED.match(url)
        return KEPT if kept else Decision(ChangeKind.LOST, EMBEDDED_PICTURE)
    if filter_ is Filter.STORE or is_relative(url) or not is_web_address(url):
        return Decision(ChangeKind.LOST, foreign_picture.id)
    return KEPT if not _HTTP.match(url) else Decision(ChangeKind.REWRITTEN, REWRITTEN_ADDRESS, secure)
