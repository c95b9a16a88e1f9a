"""Find what WeChat's editor would change or remove in a finished article, independently of `publish`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as html_parser
from lxml.etree import _Element

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
BLOCKS = {*HEADINGS, "section", "p", "blockquote", "ul", "ol", "li", "hr", "table", "thead", "tbody", "tr", "th", "td"}
INLINES = {"span", "strong", "em", "sup", "code", "a", "br", "img"}
CELLS = {"li", "td", "th"}
CONTENTS = {
    "ul": {"li"},
    "ol": {"li"},
    "table": {"thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "li": {"section"},
    "td": {"section"},
    "th": {"section"},
}
PARENTS = {
    "li": {"ul", "ol"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}
ATTRIBUTES = {
    "a": {"href", "target", "data-linktype"},
    "img": {"src", "alt", "data-w", "data-ratio"},
    "section": {"data-ignore-width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
PROPERTIES = re.compile(
    r"(?:(?:background-)?color|font-(?:size|weight|style|family)|line-height|letter-spacing|text-(?:indent|align|decoration)"
    r"|vertical-align|(?:margin|padding|border)(?:-(?:top|right|bottom|left))?|border-(?:(?:top|right|bottom|left)-)?"
    r"(?:width|style|color)|border-(?:radius|collapse|spacing)|table-layout|(?:max-)?width|height|display|box-sizing"
    r"|overflow-x|-webkit-overflow-scrolling|white-space|word-break|overflow-wrap|list-style-type)"
)
BAD_VALUE = re.compile(
    r"(?i)url\(|var\(|calc\(|expression|javascript|!|@|[{}\\<>\"']|\bhsl|\d(?:rem|vw|vh|pt|ch)\b|(?:^|\s)-\d"
)
ARTICLE_LINK = re.compile(r"https://mp\.weixin\.qq\.com/s[/?]?")
PICTURE = re.compile(r"https://|data:image/(?:png|jpeg|gif);base64,")
INVISIBLE = re.compile("[\n\t\r\x00-\x1f\u200b\ufeff]")


def parse(html: str) -> _Element:
    """Return the tree of a piece of well-formed HTML in which `␣` is a no-break space."""
    return etree.fromstring(html.replace("␣", "\u00a0"))


def show(tree: _Element) -> str:
    """Write a tree as HTML, no-break spaces as `␣`."""
    written: str = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return written.replace("\u00a0", "␣")


def find_forbidden(article: str) -> list[str]:
    """Return the violations in an article's HTML, each with its element."""
    root = html_parser.fragment_fromstring(article)
    faults = [f"{fault}: {_show(element)}" for element in root.iter() for fault in _find_faults(element)]
    if root.tail:
        faults.append("text behind the root")
    if "\n" in article:
        faults.append("a line end")
    return faults


def _show(element: _Element) -> str:
    return str(html_parser.tostring(element, encoding="unicode"))[:200]


def _find_faults(element: _Element) -> Iterator[str]:
    tag = str(element.tag)
    if tag not in BLOCKS | INLINES:
        yield f"element {tag}"
    for name, value in element.items():
        yield from _find_attribute_faults(tag, str(name), str(value))
    yield from _find_text_faults(element)
    yield from _find_nesting_faults(element, tag)


def _find_attribute_faults(tag: str, name: str, value: str) -> Iterator[str]:
    if name != "style" and name not in ATTRIBUTES.get(tag, ()):
        yield f"attribute {name}"
    if name == "style":
        for declaration in value.split(";"):
            key, _, value = declaration.partition(":")
            if not value or not PROPERTIES.fullmatch(key) or BAD_VALUE.search(value):
                yield f"declaration {declaration!r}"
    if name == "href" and not ARTICLE_LINK.match(value):
        yield f"link to {value}"
    if name == "src" and not PICTURE.match(value):
        yield f"picture at {value}"


def _find_text_faults(element: _Element) -> Iterator[str]:
    texts = [element.text or "", *(child.tail or "" for child in element)]
    if any(INVISIBLE.search(text) for text in texts):
        yield "white space or a control character in text"
    blocks = [child.tag in BLOCKS for child in element]
    beside = [
        texts[i] for i in range(len(texts)) if blocks[i - 1 : i + 1].count(True) or (i == 0 and blocks[:1] == [True])
    ]
    if any(text and not text.strip(" ") for text in beside):
        yield "white space beside a block"


def _find_nesting_faults(element: _Element, tag: str) -> Iterator[str]:
    children = {str(child.tag) for child in element}
    if tag in CONTENTS and (any(_list_texts(element)) or not children <= CONTENTS[tag]):
        yield f"in {tag}, something else than {CONTENTS[tag]}"
    if tag in CELLS and len(element) != 1:
        yield f"{tag} with {len(element)} children"
    if tag in PARENTS and _parent_tag(element) not in PARENTS[tag]:
        yield f"{tag} in {_parent_tag(element)}"
    if tag in HEADINGS | INLINES | {"p"} and children & BLOCKS:
        yield f"block in {tag}"
    if tag in ("ul", "ol") and next(element.iterancestors("li"), None) is not None:
        yield "list in a list"
    blocks = [i for i, child in enumerate(element) if child.tag in BLOCKS]
    if blocks and (any(_list_texts(element)[blocks[0] + 1 :]) or len(blocks) < len(element) - blocks[0]):
        yield "text behind a block"


def _list_texts(element: _Element) -> list[str]:
    """Return the texts before, between and behind an element's children."""
    return [text.strip(" ") for text in (element.text or "", *(child.tail or "" for child in element))]


def _parent_tag(element: _Element) -> str | None:
    parent = element.getparent()
    return None if parent is None else str(parent.tag)
