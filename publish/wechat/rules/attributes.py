"""Attributes that WeChat deletes, or that make it delete more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import ATTRIBUTES, EDITOR_ATTRIBUTES, PROFILE_CARD, SVG_TAGS, keeps_every_attribute
from publish.wechat.profile_card import ends_card
from publish.wechat.rules.nodes import Attribute, ElementNode
from publish.wechat.rules.rule import LOST, MEDIUM, Evidence, NodeType, error, warning

KEPT_DATA = {
    "data-w", "data-ratio", "data-ignore-width", "data-ignore-dm", "data-no-dark", "data-linktype",
}  # fmt: skip
_IN_OTHER_GROUPS = {"id", "class", "nodeleaf", "leaf"}
_NUMBERING = {"start", "reversed", "type"}
_SIZES = ("width", "height")
_SCRIPT = lazy_pattern(r"[\x00-\x20]*(?:java|vb)script:", re.IGNORECASE)
# Any other `data-` attribute makes WeChat delete its own video.
_VIDEO_DATA = lazy_pattern(r"data-(?:mpvid|src|cover|ratio|w|vidtype|vid|index)|(?!data-).*")


def _is_script(attribute: Attribute) -> bool:
    return attribute.name.startswith("on") or (":" in attribute.value and _SCRIPT.match(attribute.value) is not None)


def _ends_card(attribute: Attribute) -> bool:
    """Return whether WeChat deletes its own video or card because of an attribute."""
    ends_video = attribute.tag == "iframe" and _VIDEO_DATA.fullmatch(attribute.name) is None
    return ends_video or (attribute.tag == PROFILE_CARD and ends_card(attribute.name))


def _is_unknown_to_editor(attribute: Attribute) -> bool:
    tag, name = attribute.tag, attribute.name
    elsewhere = name == "class" or (tag == "ol" and name in _NUMBERING)
    known = name.startswith("data-") or name in EDITOR_ATTRIBUTES[""] or name in EDITOR_ATTRIBUTES.get(tag, ())
    return not (elsewhere or known or keeps_every_attribute(tag))


@error("wechat-w18", NodeType.ATTRIBUTE, Evidence("API PROBE-B", "2026-10"), both=LOST.where(_is_script))
def script_attribute(attribute: Attribute) -> bool:
    """Event handlers and script addresses are removed."""
    value = "".join(attribute.value.split()).lower()
    return attribute.name.startswith("on") or value.startswith(("javascript:", "vbscript:"))


@warning("wechat-w19", NodeType.ATTRIBUTE, Evidence("PROBE-B PROBE-C", "2026-10", MEDIUM), both=LOST.where(_ends_card))
def private_data(attribute: Attribute) -> Iterator[str]:
    """A foreign `data-` attribute can make WeChat delete its own card."""
    private = attribute.name.startswith("data-") and not attribute.name.startswith("data-darkmode")
    if private and attribute.name not in KEPT_DATA | ATTRIBUTES.get(attribute.tag, frozenset()):
        yield attribute.name


@warning("wechat-w20", NodeType.ELEMENT, Evidence("SPEC PROBE-B TOOLS", "2026-10"), ("img",))
def unmeasured_picture(node: ElementNode) -> Iterator[str]:
    """The editor reads a picture's real width from `data-w`."""
    if not node.element.get("data-w"):
        yield "img"


@warning(
    "wechat-w20-size", NodeType.ATTRIBUTE, Evidence("PROBE-B TOOLS", "2026-10", MEDIUM), _SIZES, store=LOST.of("width")
)
def picture_size(attribute: Attribute) -> bool:
    """A width outside the style was stripped."""
    return attribute.tag == "img"


@warning("wechat-w21", NodeType.ATTRIBUTE, Evidence("FIX DM", "2026-08"), editor=LOST.where(_is_unknown_to_editor))
def unknown_attribute(attribute: Attribute) -> Iterator[str]:
    """Only a few attributes were seen to be kept."""
    tag, name = attribute.tag, attribute.name
    elsewhere = name in _IN_OTHER_GROUPS or (tag == "ol" and name in _NUMBERING) or (tag == "img" and name in _SIZES)
    foreign = name.startswith(("data-", "on")) or tag in SVG_TAGS
    if name not in ATTRIBUTES.get(tag, ()) and not elsewhere and not foreign:
        yield name
