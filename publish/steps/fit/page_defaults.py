"""Remove declarations that WeChat's page makes itself."""

from __future__ import annotations

from publish.core.html import Tree
from publish.core.style_attribute import get_style, set_style

_EVERYWHERE = {
    "max-width": "100%", "box-sizing": "border-box", "overflow-wrap": "break-word", "word-wrap": "break-word",
}  # fmt: skip
_BY_TAG = {
    "a": {"text-decoration": "none"},
    "table": {"width": "100%", "border-collapse": "collapse"},
    "td": {"background-color": "transparent"},
    "code": {"background-color": "transparent"},
    "ul": {"list-style-type": "disc"},
    "ol": {"list-style-type": "decimal"},
}
"""What the page's own CSS says, with copies seen from 2024 to 2026 that agree."""
_SIZED = ("img", "svg")  # what a picture needs to fit the screen stays
_NESTED = ("ul", "ol")  # the browser marks the items of a nested list differently


def drop_page_defaults(tree: Tree) -> None:
    """Remove declarations that repeat the CSS of WeChat's page, where nothing above says otherwise."""
    for element in tree.iter():
        if element.tag in _SIZED:
            continue
        style = get_style(element)
        defaults = _EVERYWHERE | _BY_TAG.get(str(element.tag), {})
        if any(style.get(name) == value for name, value in defaults.items()) and not _is_nested(element):
            set_style(element, {name: value for name, value in style.items() if defaults.get(name) != value})


def _is_nested(element: Tree) -> bool:
    return element.tag in _NESTED and next(element.iterancestors(*_NESTED), None) is not None
