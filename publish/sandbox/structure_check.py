"""The platform's own checker of articles: `/article-bin/verify_article_structure`, which needs no token.

https://github.com/wechatjs/verify-article-structure-spec describes the call and the rules. Modelled is what a style
says by itself; the platform also measures in a browser, which the sandbox does not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

from lxml import etree

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.article_html import parse_html
from publish.sandbox.error_responses import ApiError
from publish.sandbox.state import State

_NARROW, _WIDE = 375, 677  # pixels of the screens that the platform measures
_DECLARATION = re.compile(r"(?:^|;)\s*([a-z-]+)\s*:\s*([^;]+)")
_ZERO = re.compile(r"0(?:px|em|%)?")
_NO_OPACITY = re.compile(r"0\b")
_CLEAR = re.compile(r"rgba\(0,0,0,0\)")
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")
_BLOCKS = frozenset({"p", "div", "section", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "a"})
_MOTION = frozenset({"animate", "animatetransform", "animatemotion"})

Element = etree._Element


def check_structure(call: ReceivedCall, _state: State) -> dict[str, Any]:
    """Answer what the rules find in `content`, as JSON or as a form; without it nothing is found."""
    root = parse_html(_read_content(call))
    found: dict[str, Any] = {}
    for element in root.iter("*"):
        for rule, (says, words) in _RULES.items():
            if says(element, _read_style(element)):
                group = found.setdefault(rule, {"violateRules": words, "items": []})
                group["items"].append({"outerHTML": etree.tostring(element, encoding="unicode", with_tail=False)})
    return {"isValid": not found, "inValidInfo": found}


def _read_content(call: ReceivedCall) -> str:
    """Return the HTML in a body; raise ApiError where there is none."""
    if call.body.startswith(b"content="):
        return parse_qs(call.body.decode("utf-8", "replace"))["content"][0]
    content = call.read_json().get("content")
    if not isinstance(content, str):
        raise ApiError(47001)
    return content


def _read_style(element: Element) -> dict[str, str]:
    return {name: value.strip() for name, value in _DECLARATION.findall(element.get("style", "").lower())}


def _has_own_text(element: Element) -> bool:
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _has_text(element: Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _is_sized(element: Element, style: dict[str, str]) -> bool:
    """Return whether a picture fills the narrow screen and not the wide one."""
    if element.tag != "img" or any("data-ignore-width" in outer.attrib for outer in (element, *_ancestors(element))):
        return False
    written = style.get("width") or element.get("data-w") or element.get("width")
    size = _PIXELS.fullmatch(written or "")
    return size is not None and _NARROW < float(size[1]) < _WIDE


def _is_flat(element: Element, style: dict[str, str]) -> bool:
    """Return whether a block has text in lines without height, its own or inherited."""
    if element.tag not in _BLOCKS or not _has_own_text(element):
        return False
    styles = (style, *map(_read_style, _ancestors(element)))
    height = next((found["line-height"] for found in styles if "line-height" in found), "")
    return _ZERO.fullmatch(height) is not None


def _is_touched_only(element: Element, _style: dict[str, str]) -> bool:
    begin = element.get("begin", "")
    return element.tag in _MOTION and "touchstart" in begin and "click" not in begin


def _ancestors(element: Element) -> Iterator[Element]:
    return element.iterancestors()


_Says = Callable[[Element, dict[str, str]], bool]
_RULES: dict[str, tuple[_Says, str]] = {
    "opacity": (
        lambda element, style: element.tag == "img" and _NO_OPACITY.match(style.get("opacity", "")) is not None,
        "图片透明",
    ),
    "caret-color": (
        lambda _element, style: _CLEAR.fullmatch(style.get("caret-color", "").replace(" ", "")) is not None,
        "光标透明",
    ),
    "text-align": (lambda _element, style: style.get("text-align") in ("start", "end"), "对齐方式不标准"),
    "height": (
        lambda element, style: _ZERO.fullmatch(style.get("height", "")) is not None and _has_text(element),
        "高度为 0，内容不可见",
    ),
    "line-height": (_is_flat, "行高过小，文字重叠"),
    "width": (_is_sized, "不同屏幕下宽度或居中不一致"),
    "animate-begin": (_is_touched_only, "动画只能由触摸触发"),
    "darkmode-whitelist": (lambda element, _style: "data-no-dark" in element.attrib, "跳过了深色模式转换"),
}
"""Each rule of the platform: whether an element breaks it, and a sentence about it."""
