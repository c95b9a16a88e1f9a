"""Parser that keeps HTML as written, and notes the errors that other parsers repair silently."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from lxml import etree

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.element_path import FRAGMENT
from publish.wechat.elements import NEVER_FILLED

MAX_DEPTH = 200
# No tree can hold these: DEL replaces them, and is a control character, too.
_CONTROL = lazy_pattern("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = lazy_pattern(r"[^A-Za-z0-9_.-]|^(?![A-Za-z_])")


class ParsedHtml(NamedTuple):
    """A parsed HTML fragment."""

    root: Tree  # holds all of it
    roots: int  # number of elements and texts at the top
    flaws: tuple[str, ...]  # tags that are unclosed, closed twice, or nested too deep
    doctypes: tuple[str, ...]


def parse_html(html: str) -> ParsedHtml:
    """Parse an HTML fragment, each element where its tags are."""
    parser = _TreeBuilder()
    parser.feed(_CONTROL.sub("\x7f", html))
    parser.close()
    flaws = [*parser.flaws, *(f"<{element.tag}>" for element in parser.open[:0:-1])]  # never closed
    texts = [parser.root.text, *(child.tail for child in parser.root)]
    roots = len(parser.root) + sum(1 for text in texts if text and not text.isspace())
    return ParsedHtml(parser.root, roots, tuple(flaws), tuple(parser.doctypes))


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = etree.Element(FRAGMENT)
        self.flaws: list[str] = []
        self.doctypes: list[str] = []
        self.open: list[Tree] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag in NEVER_FILLED:
            return
        if len(self.open) > MAX_DEPTH:
            self.flaws.append(f"<{tag}> at depth {MAX_DEPTH}")
        else:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in NEVER_FILLED:
            self.flaws.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        name = _to_xml_name(tag)
        if name not in [element.tag for element in self.open[1:]]:
            self.flaws.append(f"</{tag}>")
            return
        while (closed := self.open.pop()).tag != name:
            self.flaws.append(f"<{closed.tag}>")

    def handle_data(self, data: str) -> None:
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data

    def handle_comment(self, data: str) -> None:
        self.open[-1].append(etree.Comment(data.replace("-", " ")))

    def handle_decl(self, decl: str) -> None:
        self.doctypes.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.doctypes.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.doctypes.append(f"<![{data}]>")

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Tree:
        element = etree.SubElement(self.open[-1], _to_xml_name(tag))
        for name, value in attrs:
            if name in element.attrib:  # the first counts
                self.flaws.append(f"{name}={value}")
            else:
                element.set(_to_xml_name(name), value or "")
        return element


def _to_xml_name(name: str) -> str:
    """Return a name that a tree can hold."""
    return _NO_NAME.sub("_", name)
