"""Elements that WeChat knows, each where HTML lets it stand."""

from __future__ import annotations

from lxml import etree

from publish.core.html import Tree
from publish.steps.transforms.element_style import get_style, set_style
from publish.wechat.elements import BLOCKS, HEADINGS, REPLACED

_TAB = "\u00a0" * 4
_NO_BREAK = str.maketrans({" ": "\u00a0", "\n": "\u00a0", "\t": _TAB})
SCROLL = {"overflow-x": "auto", "-webkit-overflow-scrolling": "touch"}
"""What lets a box scroll its too wide content."""
_UNBROKEN = {"white-space": "nowrap", "word-break": "normal"}
_CAN_HOLD_BLOCKS = BLOCKS - HEADINGS - {"p"}


def replace_tags(tree: Tree) -> None:
    """Replace the elements that the editor would unwrap, keeping their style."""
    for element in reversed(list(tree.iter(*REPLACED))):
        if element.tag in ("caption", "figcaption"):
            _move_caption(element)
        tag, style = REPLACED[str(element.tag)]
        element.tag = tag
        if style:
            name, _, value = style.partition(":")
            set_style(element, {name: value} | get_style(element))


def _move_caption(caption: Tree) -> None:
    """Put a caption behind its figure, where a picture stands alone, or above its table."""
    home = caption.getparent()
    if home is None or home.tag not in ("figure", "table") or home.getparent() is None:
        return
    tail, caption.tail = caption.tail, None
    previous = caption.getprevious()
    if previous is None:
        home.text = (home.text or "") + (tail or "")
    else:
        previous.tail = (previous.tail or "") + (tail or "")
    if home.tag == "table":
        home.addprevious(caption)
    else:
        caption.tail, home.tail = home.tail, None
        home.addnext(caption)


def split_code_lines(tree: Tree) -> None:
    """Write a code block as a section with one paragraph a line; every space and empty line stays."""
    for pre in reversed(list(tree.iter("pre"))):
        if _holds_block(pre):
            pre.tag = "section"
            continue
        inner = _find_inner(pre)
        lines = _Lines(inner).paragraphs
        style = get_style(inner) if inner is not pre else {}
        tail = pre.tail
        box = get_style(pre)
        scrolled = pre.get("class") == "scroll"
        pre.clear()
        pre.tag, pre.tail = "section", tail
        if scrolled:
            pre.set("data-ignore-width", "")
            box |= SCROLL
            style |= _UNBROKEN
        set_style(pre, box)
        for line in lines:
            if _is_blank(line):
                append_text(line, "\u00a0")
            set_style(line, {"margin": "0"} | style)
            pre.append(line)
    for code in tree.iter("code"):
        if not _holds_block(code):
            _replace_spaces(code)


def _find_inner(pre: Tree) -> Tree:
    """Return the `code` that holds all of a block, else the block itself."""
    if len(pre) == 1 and pre[0].tag == "code" and not f"{pre.text or ''}{pre[0].tail or ''}".strip():
        return pre[0]
    return pre


def _replace_spaces(element: Tree) -> None:
    for node in element.iter():
        node.text = node.text.translate(_NO_BREAK) if node.text else node.text
        if node is not element and node.tail:
            node.tail = node.tail.translate(_NO_BREAK)


class _Lines:
    """Code, one paragraph a line; an element that reaches over several lines is repeated on each."""

    def __init__(self, code: Tree) -> None:
        self.paragraphs = [etree.Element("p")]
        self._path = [self.paragraphs[0]]
        self._copy(code)

    def _copy(self, element: Tree) -> None:
        self._write(element.text)
        for child in element:
            self._path.append(_repeat(child, self._path[-1]))
            self._copy(child)
            self._path.pop()
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        first, *others = (text or "").split("\n")
        append_text(self._path[-1], first.translate(_NO_BREAK))
        for part in others:
            self._break()
            append_text(self._path[-1], part.translate(_NO_BREAK))

    def _break(self) -> None:
        """Begin a line, with all that is open."""
        path = [etree.Element("p")]
        self.paragraphs.append(path[0])
        for element in self._path[1:]:
            path.append(_repeat(element, path[-1]))
        self._path = path


def _repeat(element: Tree, home: Tree) -> Tree:
    """Put an empty element like this one into another."""
    return etree.SubElement(home, element.tag, {str(name): str(value) for name, value in element.items()})


def _is_blank(line: Tree) -> bool:
    return line.find(".//img") is None and not "".join(str(text) for text in line.itertext())


def append_text(element: Tree, text: str) -> None:
    """Put text behind all that an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def unwrap_illegal_parents(tree: Tree) -> None:
    """Turn what holds a block but may not into a section."""
    for block in tree.iter(*BLOCKS):
        home = block.getparent()
        while home is not None and home.tag not in _CAN_HOLD_BLOCKS:
            home.tag = "section"
            home.attrib.pop("href", "")
            home = home.getparent()


def _holds_block(element: Tree) -> bool:
    return any(inner.tag in BLOCKS for inner in element.iterdescendants())


def wrap_loose_text(tree: Tree) -> None:
    """Put text that stands beside blocks into paragraphs of its own."""
    for section in list(tree.iter("section", "blockquote")):
        if _mixes_text_and_blocks(section):
            wrap_runs(section)


def _mixes_text_and_blocks(section: Tree) -> bool:
    loose, holds_block = bool(section.text), False
    for child in section:
        block = child.tag in BLOCKS
        holds_block = holds_block or block
        loose = loose or not block or bool(child.tail)
    return loose and holds_block


def drop_empty(tree: Tree) -> None:
    """Remove the paragraphs and quotations that hold nothing: each would be a gap, or be taken out."""
    for element in reversed(list(tree.iter("p", "blockquote"))):
        home = element.getparent()
        if home is not None and not len(element) and not element.text:
            home.remove(element)


def wrap_runs(section: Tree) -> None:
    """Put each run of text between an element's blocks into a paragraph."""
    run = etree.Element("p")
    run.text, section.text = section.text, None
    children = list(section)
    at = 0
    for child in [*children, None]:
        if child is not None and child.tag not in BLOCKS:
            run.append(child)
            continue
        if len(run) or (run.text or "").strip():
            section.insert(at, run)
            at += 1
        run = etree.Element("p")
        if child is not None:
            run.text, child.tail = child.tail, None
            at += 1
