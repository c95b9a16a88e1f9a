"""Decisions of WeChat's two filters on elements, attributes, declarations, links and pictures.

Where measurements differ, the worse one counts. Sources: drafts sent and read back, the editor's document after a
paste or after opening a draft, published articles, 2026-04 to 2026-10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from publish.core.html import ChangeKind, Filter
from publish.core.urls import find_host, is_relative, is_web_address, is_wechat_article
from publish.wechat.elements import ATTRIBUTES, BLOCKS, VOID


class Decision(NamedTuple):
    """A filter's decision on one target, and its rule."""

    kind: ChangeKind = ChangeKind.KEPT
    rule: str = ""
    value: str = ""  # the new value of a rewritten target


KEPT = Decision()


def _lose(rule: str) -> Decision:
    return Decision(ChangeKind.LOST, rule)


REMOVED = {
    **dict.fromkeys(("style", "link"), "W02"),
    **dict.fromkeys(
        (
            "script", "noscript", "object", "embed", "form", "button", "select", "textarea", "video", "audio",
            "canvas", "meta", "base", "template", "title", "frame", "frameset", "applet", "foreignobject",
        ),
        "W08",
    ),
    "input": "W54",
    "math": "W75",
}  # fmt: skip
"""Elements that both filters remove with their content."""

WRAPPERS = {
    "div": "W06",
    **dict.fromkeys(
        ("article", "main", "header", "footer", "aside", "nav", "hgroup", "figure", "figcaption"), "W07"
    ),
    **dict.fromkeys(("details", "summary", "dl", "dt", "dd", "center", "address", "fieldset"), "W15"),
}  # fmt: skip
"""Blocks that the editor unwraps: their content stays, their style is lost."""

_VECTORS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "image",
    "animate", "animatetransform", "set", "defs", "lineargradient", "radialgradient", "stop",
})  # fmt: skip
_CARD = re.compile(r"mp-(?:common-[a-z]+|miniprogram)")
_BEYOND_BLOCKS = {
    "h1", "pre", "caption", "colgroup", "col", "tfoot", "span", "strong", "em", "b", "i", "u", "s", "del", "font",
    "sup", "code", "a",
}  # fmt: skip
_EDITOR_ELEMENTS = BLOCKS | VOID | _VECTORS | _BEYOND_BLOCKS
FILLED = VOID | _VECTORS | {"td", "th", "tr", "col", "colgroup", "iframe"}  # elements that stay without text
PRESERVED = _VECTORS | {"pre", "iframe"}  # elements in which white space stays
# Any other `data-` attribute makes WeChat delete its own video.
_VIDEO_DATA = re.compile(r"data-(?:mpvid|src|cover|ratio|w|vidtype|vid|index)|(?!data-).*")


def is_card(tag: str) -> bool:
    """Return whether an element is a card of WeChat: an account, a mini program, a sound."""
    return _CARD.fullmatch(tag) is not None


def decide_element(filter_: Filter, tag: str, attributes: Mapping[str, str]) -> Decision:
    """Return the decision on an element; the content of a lost one stays, unless `drops_content`."""
    if tag in REMOVED:
        return _lose(REMOVED[tag])
    if tag == "iframe":
        return _decide_frame(attributes)
    if filter_ is Filter.STORE:
        return _lose("W29") if _QUOTED_URL.search(attributes.get("style", "")) else KEPT
    if tag in WRAPPERS:
        return _lose(WRAPPERS[tag])
    return KEPT if tag in _EDITOR_ELEMENTS or is_card(tag) else _lose("W15")


def drops_content(tag: str) -> bool:
    """Return whether an element is lost together with its content."""
    return tag in REMOVED or tag in ("iframe", "img")


def _decide_frame(attributes: Mapping[str, str]) -> Decision:
    if "video_iframe" not in attributes.get("class", "").split() or "data-mpvid" not in attributes:
        return _lose("W08")
    return KEPT if all(_VIDEO_DATA.fullmatch(name) for name in attributes) else _lose("W19")


_SCRIPT = re.compile(r"[\x00-\x20]*(?:java|vb)script:", re.IGNORECASE)
_SNIPPET_CLASS = re.compile(r"\s*code-snippet__\S*(?:\s+code-snippet__\S*)*\s*")
_SHARED = frozenset({"style", "title", "align", "valign", "alt", "leaf", "nodeleaf"})
_SIZES = frozenset({"width", "height", "bgcolor"})
_EDITOR_ATTRIBUTES = {
    **ATTRIBUTES,
    "a": ATTRIBUTES["a"] | {"tab"},
    "img": ATTRIBUTES["img"] | _SIZES,
    **{tag: ATTRIBUTES[tag] | _SIZES for tag in ("td", "th")},
    "table": _SIZES | {"border", "cellpadding", "cellspacing"},
    "col": frozenset({"span", "width"}),
    "font": frozenset({"color", "size", "face"}),
}
_NUMBERING = frozenset({"start", "reversed", "type"})


def decide_attribute(filter_: Filter, tag: str, name: str, value: str) -> Decision:
    """Return the decision on an attribute other than a style, or the address of a link or picture."""
    if name == "id":
        return _lose("W03")
    if name.startswith("on") or _SCRIPT.match(value):
        return _lose("W18")
    if filter_ is Filter.STORE:
        return _lose("W20") if (tag, name) == ("img", "width") else KEPT
    return _decide_in_editor(tag, name, value)


def _decide_in_editor(tag: str, name: str, value: str) -> Decision:
    if name.startswith("data-") or name in _SHARED or name in _EDITOR_ATTRIBUTES.get(tag, ()):
        return KEPT
    if tag == "iframe" or tag in _VECTORS - {"svg"} or is_card(tag) or (tag == "svg" and name != "class"):
        return KEPT
    if name == "class":
        return KEPT if _SNIPPET_CLASS.fullmatch(value) else _lose("W03")
    return _lose("W53d" if tag == "ol" and name in _NUMBERING else "W21")


_QUOTED_URL = re.compile(r"url\(\s*['\"]", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)", re.IGNORECASE)
_LINE_DECORATION = dict.fromkeys(("text-decoration-thickness", "text-underline-offset"), "W43")
_LOST_PROPERTIES = {
    Filter.STORE: {"position": "W22", **_LINE_DECORATION},
    Filter.EDITOR: {
        **dict.fromkeys(("position", "top", "right", "bottom", "left", "inset", "z-index"), "W22"),
        "transform": "W26",
        "background": "W30",
        **_LINE_DECORATION,
    },
}


def decide_declaration(filter_: Filter, name: str, value: str) -> Decision:
    """Return the decision on a declaration of a style attribute; its name is in lower case."""
    small = value.lower()
    if name in _LOST_PROPERTIES[filter_]:
        return _lose(_LOST_PROPERTIES[filter_][name])
    if "calc(" in small:
        return _lose("W28")
    if any(not is_wechat_picture(url) for url in _URL.findall(value)):
        return _lose("W29")
    if filter_ is Filter.EDITOR and "var(" in small:
        return _lose("W27")
    if filter_ is Filter.EDITOR and (name, small) == ("white-space", "pre"):
        return Decision(ChangeKind.REWRITTEN, "W42", "pre-wrap")
    return KEPT


def empties_style(filter_: Filter, name: str) -> bool:
    """Return whether a declaration costs its element the whole style, as a custom property does in the editor."""
    return filter_ is Filter.EDITOR and name.startswith("--")


PICTURE_HOSTS = frozenset({"mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn"})
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif);base64,", re.IGNORECASE)
_HTTP = re.compile(r"http://", re.IGNORECASE)
_FULL_SIZE = re.compile(r"/0(?=$|\?)")


def is_wechat_picture(url: str) -> bool:
    """Return whether a picture's address is one of WeChat's servers."""
    return is_web_address(url) and find_host(url) in PICTURE_HOSTS


def is_embedded(url: str) -> bool:
    """Return whether an address is a `data:` address."""
    return url[:5].lower() == "data:"


def decide_link(url: str | None) -> Decision:
    """Return the decision on a link; a lost link leaves its text."""
    if url is None or is_wechat_article(url.strip()):
        return KEPT
    if _SCRIPT.match(url):
        return _lose("W18")
    return _lose("W68" if is_web_address(url.strip()) else "W70")


def decide_picture(filter_: Filter, url: str) -> Decision:
    """Return the decision on a picture by its address."""
    secure = _HTTP.sub("https://", url, count=1)
    if is_wechat_picture(url):
        if filter_ is Filter.STORE:
            return Decision(ChangeKind.REWRITTEN, "W64", _FULL_SIZE.sub("/640", secure))
        return KEPT if secure == url else Decision(ChangeKind.REWRITTEN, "W64", secure)
    if is_embedded(url):
        return KEPT if filter_ is Filter.EDITOR and _EMBEDDED.match(url) else _lose("W63")
    if filter_ is Filter.STORE or is_relative(url) or not is_web_address(url):
        return _lose("W62")
    return KEPT if not _HTTP.match(url) else Decision(ChangeKind.REWRITTEN, "W64", secure)
