"""Read HTML as it is written: what a parser would repair unseen is kept, or noted."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from lxml import etree

from publish.core.html import Tree
from publish.wechat.elements import NEVER_FILLED
from publish.wechat.validator.nodes import FRAGMENT

MAX_DEPTH = 200
# No tree holds these: DEL stands for them, and is as much a control character.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]|^(?![A-Za-z_])")


class ParsedHtml(NamedTuple):
    """A piece of HTML."""

    home: Tree
    """Holds it all."""
    roots: int
    """How many elements and texts stand at the top."""
    flaws: tuple[str, ...]
    """Tags left open, closed twice, or nested too deep."""
    doctypes: tuple[str, ...]


def parse_html(html: str) -> ParsedHtml:
    """Read a piece of HTML, each element where its tags stand."""
    reader = _Reader()
    reader.feed(_CONTROL.sub("\x7f", html))
    reader.close()
    reader.end_document()
    texts = [reader.home.text, *(child.tail for child in reader.home)]
    roots = len(reader.home) + sum(1 for text in texts if text and not text.isspace())
    return ParsedHtml(reader.home, roots, tuple(reader.flaws), tuple(reader.doctypes))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.home = etree.Element(FRAGMENT)
        self.flaws: list[str] = []
        self.doctypes: list[str] = []
        self._open: list[Tree] = [self.home]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag in NEVER_FILLED:
            return
        if len(self._open) > MAX_DEPTH:
            self.flaws.append(f"<{tag}> at depth {MAX_DEPTH}")
        else:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in NEVER_FILLED:
            self.flaws.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        name = _name(tag)
        if name not in [element.tag for element in self._open[1:]]:
            self.flaws.append(f"</{tag}>")
            return
        while (closed := self._open.pop()).tag != name:
            self.flaws.append(f"<{closed.tag}>")

    def handle_data(self, data: str) -> None:
        home = self._open[-1]
        if len(home):
            home[-1].tail = (home[-1].tail or "") + data
        else:
            home.text = (home.text or "") + data

    def handle_comment(self, data: str) -> None:
        self._open[-1].append(etree.Comment(data.replace("-", " ")))

    def handle_decl(self, decl: str) -> None:
        self.doctypes.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.doctypes.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.doctypes.append(f"<![{data}]>")

    def end_document(self) -> None:
        """Note what was never closed."""
        self.flaws += [f"<{element.tag}>" for element in self._open[:0:-1]]

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Tree:
        element = etree.SubElement(self._open[-1], _name(tag))
        for name, value in attrs:
            if name in element.attrib:  # the first counts
                self.flaws.append(f"{name}={value}")
            else:
                element.set(_name(name), value or "")
        return element


def _name(written: str) -> str:
    """Return a name that a tree can hold."""
    return _NO_NAME.sub("_", written)
